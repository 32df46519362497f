"""Who went where: what an exchange adds to its record."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.records.models import Record
from partners.directory.models import Institution, Person


class Category(models.TextChoices):
    """Who the people are. Staff are all but students and officials (exchanges.measures)."""

    LEADERS = "leaders", _("School leaders")
    TEACHERS = "teachers", _("Teachers")
    MANAGERS = "managers", _("Managers")
    STUDENTS = "students", _("Students")
    OFFICIALS = "officials", _("Officials")
    ENTERPRISE = "enterprise", _("Company staff")


class Exchange(models.Model):
    """A visit, delegation, stay, course, practice or tour. Hosts are its stops; people are numbers or a roster."""

    class Variant(models.TextChoices):
        TALKS = "talks", pgettext_lazy("visit", "Exchange of experience")
        TOUR = "tour", pgettext_lazy("visit", "Tour")
        BUSINESS = "business", pgettext_lazy("visit", "Working talks")

    class Mode(models.TextChoices):
        PROVIDER = "provider", pgettext_lazy("training", "At the provider")
        HOME = "home", pgettext_lazy("training", "At our school")
        ONLINE = "online", pgettext_lazy("training", "Online")

    class Area(models.TextChoices):
        MAJORS = "majors", _("Majors")
        COURSES = "courses", _("Courses and resources")
        TEACHERS = "teachers", _("Teaching staff")
        PRACTICE = "practice", _("Practical training")
        CONTESTS = "contests", _("Skills contests")
        INDUSTRY = "industry", _("Industry and education")
        MANAGEMENT = "management", _("School management")
        PARTY = "party", _("Party building")
        OTHER = "other", pgettext_lazy("area", "Other")

    record = models.OneToOneField(Record, models.CASCADE, primary_key=True, related_name="exchange")
    sender = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("Visitor"))
    government = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Led by")
    )
    variant = models.CharField(max_length=10, choices=Variant, blank=True)
    mode = models.CharField(_("Where"), max_length=10, choices=Mode, blank=True)
    days = models.PositiveSmallIntegerField(_("Days each"), null=True, blank=True)
    planned = models.JSONField(default=dict, blank=True)  # category -> people
    actual = models.JSONField(default=dict, blank=True)
    more_because = models.CharField(_("Why so many more came"), max_length=200, blank=True)
    agenda = models.TextField(_("Agenda"), max_length=4000, blank=True)
    outcome = models.TextField(_("Outcome"), max_length=4000, blank=True)

    def __str__(self) -> str:
        return f"exchange of {self.record_id}"


class Stop(models.Model):
    """One host of an exchange. All counted people were at each; who split up logs two records."""

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="stops")
    host = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    arrives_on = models.DateField(null=True, blank=True)
    leaves_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="host_once_an_exchange", fields=["exchange", "host"]),
            models.CheckConstraint(
                name="stop_ends_after_it_starts",
                condition=Q(arrives_on=None) | Q(leaves_on=None) | Q(leaves_on__gte=F("arrives_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"stop {self.position} of {self.exchange_id}"


class RosterEntry(models.Model):
    """One person by name, where a roster was given; hours are for study and training."""

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="roster")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    category = models.CharField(max_length=10, choices=Category)
    hours = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="person_once_an_exchange", fields=["exchange", "person"])]

    def __str__(self) -> str:
        return f"roster entry {self.pk}"
