"""Indicators are data; snapshots are a disposable cache of what the ledger's entries add up to."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.directory.models import in_reader_language

ALLIANCE = 0  # the scope that is every entry; other scopes are ids of institutions


class Indicator(models.Model):
    """What the alliance counts, and how. A version holds from a year on, until a later one does."""

    class Pillar(models.TextChoices):
        BUILD = "build", pgettext_lazy("pillar", "Build")
        SHARE = "share", pgettext_lazy("pillar", "Share")
        CULTIVATE = "cultivate", pgettext_lazy("pillar", "Cultivate")
        LINK = "link", pgettext_lazy("pillar", "Link")

    class Operation(models.TextChoices):
        TOTAL = "total", pgettext_lazy("operation", "Total")
        CUMULATIVE = "cumulative", pgettext_lazy("operation", "Cumulative")
        RATIO = "ratio", pgettext_lazy("operation", "Ratio")
        INSTITUTIONS = "institutions", pgettext_lazy("operation", "Institutions")
        PEOPLE = "people", pgettext_lazy("operation", "People")
        MEAN = "mean", pgettext_lazy("operation", "Mean of years")
        LATEST = "latest", pgettext_lazy("operation", "Latest")

    class Side(models.TextChoices):
        """On which side of an entry the scope's institution stands."""

        INSTITUTION = "institution", pgettext_lazy("side", "Institution")
        COUNTERPART = "counterpart", pgettext_lazy("side", "Counterpart")
        BOTH = "both", pgettext_lazy("side", "Either")

    class Span(models.TextChoices):
        YEAR = "year", pgettext_lazy("span", "Within the year")
        ANY = "any", pgettext_lazy("span", "From the first entry to the end of the year")

    class Basis(models.TextChoices):
        YEAR = "year", pgettext_lazy("basis", "Calendar or school year")
        POINT = "point", pgettext_lazy("basis", "What is in force on a day")

    class Direction(models.TextChoices):
        UP = "up", pgettext_lazy("direction", "More is better")
        DOWN = "down", pgettext_lazy("direction", "Less is better")
        NEUTRAL = "neutral", pgettext_lazy("direction", "Neither")

    code = models.CharField(max_length=40)  # pillar.name, as in addresses
    holds_from = models.PositiveSmallIntegerField(default=0)  # the year from which this version holds
    position = models.PositiveSmallIntegerField(default=0)
    pillar = models.CharField(max_length=10, choices=Pillar)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    operation = models.CharField(max_length=12, choices=Operation)
    numerator = models.CharField(max_length=160)  # measures joined by + or -; measure:facet narrows one
    denominator = models.CharField(max_length=160, blank=True)
    side = models.CharField(max_length=12, choices=Side)
    facet_filter = models.CharField(max_length=300, default="*")  # alternatives joined by |, * is a wildcard
    period = models.CharField(max_length=4, choices=Span)
    basis = models.CharField(max_length=5, choices=Basis, default=Basis.YEAR)
    unit_zh = models.CharField(max_length=20)
    unit_en = models.CharField(max_length=40)
    direction = models.CharField(max_length=8, choices=Direction, default=Direction.UP)
    decimals = models.PositiveSmallIntegerField(default=0)
    definition_zh = models.TextField()
    definition_en = models.TextField()
    contains = models.CharField(max_length=200, blank=True)  # codes of indicators counted here too, joined by ;

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(name="one_definition_an_indicator_and_year", fields=["code", "holds_from"]),
            models.CheckConstraint(
                name="only_a_ratio_has_a_denominator",
                condition=Q(operation="ratio") & ~Q(denominator="") | ~Q(operation="ratio") & Q(denominator=""),
            ),
        ]

    def __str__(self) -> str:
        return in_reader_language(self.name_zh, self.name_en)

    def get_absolute_url(self) -> str:
        return reverse("dashboard:drilldown", args=[self.code])

    @property
    def unit(self) -> str:
        return in_reader_language(self.unit_zh, self.unit_en)

    @property
    def definition(self) -> str:
        return in_reader_language(self.definition_zh, self.definition_en)

    @property
    def is_share(self) -> bool:
        """A ratio shown in per cent or percentage points."""
        return self.unit_zh in ("%", "个百分点")

    @property
    def is_whole(self) -> bool:
        """Shown without decimals: a count."""
        return self.decimals == 0

    @property
    def contained(self) -> list[str]:
        return [code for code in self.contains.split(";") if code]


class Snapshot(models.Model):
    """The sums of a scope's entries of one calendar year; year 0 holds how many keys bear each pattern.

    `sums` maps "measure|side|facet|grade" to twelve integers, in quanta. Side is i where the scope stands on the
    institution's side, c on the counterpart's, x on both at once. Written by dashboard.workflows alone.
    """

    scope = models.BigIntegerField()
    year = models.PositiveSmallIntegerField()
    sums = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_snapshot_a_scope_and_year", fields=["scope", "year"])]

    def __str__(self) -> str:
        return f"{self.scope} {self.year}"


class SnapshotKey(models.Model):
    """The same sums for one other institution or one subject, where an indicator counts those and not quantities.

    `cells` maps "side|month|facet|grade" to an integer; months are counted from year 0. The page never reads these
    rows: it reads how many bear the same cells (Snapshot of year 0), which does not grow with the people counted.
    """

    class Type(models.TextChoices):
        INSTITUTION = "institution", _("Institution")
        OWN = "own", _("Institution of the scope itself")  # no partner of its own, where either side counts
        SUBJECT = "subject", pgettext_lazy("ledger", "Person or thing")

    scope = models.BigIntegerField()
    measure = models.CharField(max_length=40)
    type = models.CharField(max_length=12, choices=Type)
    key = models.CharField(max_length=24)
    cells = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_snapshot_a_key", fields=["scope", "measure", "type", "key"])]

    def __str__(self) -> str:
        return f"{self.scope} {self.measure} {self.key}"


class SnapshotCursor(models.Model):
    """One row: which posting was applied last. Whoever applies or rebuilds holds its lock."""

    posting = models.BigIntegerField(default=0)
    applied_at = models.DateTimeField(null=True)
    basis = models.JSONField(default=dict)  # mergers and keyed measures that the snapshots were built with
    definitions = models.CharField(max_length=24, blank=True)  # another one whenever an indicator changes

    class Meta:
        constraints = [models.CheckConstraint(name="one_snapshot_cursor", condition=Q(pk=1))]

    def __str__(self) -> str:
        return str(self.posting)


class Recount(models.Model):
    """One nightly comparison of all snapshots with the entries."""

    at = models.DateTimeField()
    scopes = models.PositiveIntegerField()
    differences = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.differences} differences in {self.scopes} scopes"
