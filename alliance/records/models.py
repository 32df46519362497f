"""What every piece of cooperation shares. A kind's own facts are a table beside it, one to one."""

from datetime import timedelta
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.records.kinds import Kind, kind_of
from alliance.records.states import Act, Decision, Grade, Phase, State
from partners.directory.models import Institution, Membership, random_key


class NumberCounter(models.Model):
    """The last number drawn for a prefix and year of writing; gaps are allowed, reuse is not."""

    prefix = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_counter_a_prefix_and_year", fields=["prefix", "year"])]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}-{self.last:06}"


class Record(models.Model):
    """One piece of cooperation, known by all its parties."""

    class Precision(models.TextChoices):
        DAY = "day", pgettext_lazy("precision", "Day")
        MONTH = "month", pgettext_lazy("precision", "Month")
        TERM = "term", pgettext_lazy("precision", "Term")
        YEAR = "year", pgettext_lazy("precision", "Year")

    class CancelReason(models.TextChoices):
        GUEST = "guest", _("The visitors cannot come")
        HOST = "host", _("The hosts cannot receive")
        PUBLIC = "public", _("Epidemic, weather or other public reasons")
        MERGED = "merged", _("Held together with another activity")
        OTHER = "other", _("Another reason")

    number = models.CharField(_("Number"), max_length=20, unique=True)
    kind = models.CharField(pgettext_lazy("record", "Kind"), max_length=24)
    owner = models.ForeignKey(Institution, models.PROTECT, related_name="records_owned")
    phase = models.CharField(max_length=10, choices=Phase, default=Phase.PLANNED)
    act = models.CharField(max_length=10, choices=Act, default=Act.DRAFT)
    state = models.CharField(_("State"), max_length=10, choices=State, default=State.DRAFT)
    grade = models.CharField(_("How it is known"), max_length=10, choices=Grade, default=Grade.NONE)
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("To"))
    precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    purpose = models.CharField(_("Purpose"), max_length=200, blank=True)
    people = models.PositiveIntegerField(default=0, editable=False)  # what lists show; the facts say of whom
    areas = models.JSONField(default=list, blank=True)  # areas of cooperation; outside the facts
    grams = models.TextField(editable=False, default="")  # what search looks through (records.search)
    revision = models.PositiveIntegerField(default=1, editable=False)
    facts = models.JSONField(default=dict, editable=False)
    facts_hash = models.CharField(max_length=64, editable=False, default="")
    cancel_reason = models.CharField(max_length=10, choices=CancelReason, blank=True)
    reason = models.CharField(max_length=300, blank=True)  # why it was cancelled or voided, in words
    written_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)  # when it was last put before the others

    class Meta:
        constraints = [
            models.CheckConstraint(name="record_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="record_has_a_grade_only_when_held_and_submitted",
                condition=Q(grade="none") | Q(act="submitted", phase="held"),
            ),
            models.CheckConstraint(
                name="record_is_cancelled_with_a_reason", condition=~Q(phase="cancelled") | ~Q(cancel_reason="")
            ),
            models.CheckConstraint(name="record_is_voided_with_a_reason", condition=~Q(act="voided") | ~Q(reason="")),
        ]
        indexes = [
            models.Index(fields=["owner", "-starts_on", "-id"], name="record_by_owner"),
            models.Index(fields=["-starts_on", "-id"], name="record_by_date"),
            models.Index(fields=["phase", "ends_on"], name="record_to_be_reported", condition=Q(phase="planned")),
            models.Index(
                fields=["submitted_at"],
                name="record_waited_for",
                condition=Q(act="submitted", phase="held", state__in=["submitted", "disagreed"]),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse(self.kind_object.route, args=[self.number])

    @property
    def kind_object(self) -> Kind:
        return kind_of(self.kind)

    @property
    def title(self) -> str:
        return self.purpose or str(self.kind_object.title(self.facts))

    @property
    def is_draft(self) -> bool:
        return self.act == Act.DRAFT

    @property
    def is_plan(self) -> bool:
        return self.act == Act.SUBMITTED and self.phase == Phase.PLANNED


class Party(models.Model):
    """One institution's side of a record: what it was asked and what it answered."""

    Decision = Decision

    class Ask(models.TextChoices):
        MUST = "must", pgettext_lazy("ask", "Must confirm")
        MAY = "may", pgettext_lazy("ask", "May object")
        NONE = "none", pgettext_lazy("ask", "Wrote the record")

    class Way(models.TextChoices):
        PORTAL = "portal", pgettext_lazy("way", "Online")
        LINK = "link", pgettext_lazy("way", "Link")
        PAPER = "paper", pgettext_lazy("way", "Sealed sheet")

    class Answer(models.TextChoices):
        WELCOME = "welcome", pgettext_lazy("answer", "Can host")
        OTHER_DATE = "other_date", pgettext_lazy("answer", "Suggest another day")
        CANNOT = "cannot", pgettext_lazy("answer", "Cannot host")

    record = models.ForeignKey(Record, models.CASCADE, related_name="parties")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="parties")
    role = models.CharField(max_length=16)
    position = models.PositiveSmallIntegerField(default=0)
    ask = models.CharField(max_length=4, choices=Ask)
    asked_at = models.DateTimeField(null=True)  # none: nobody was asked; it may confirm all the same
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.WAITING)
    decided_at = models.DateTimeField(null=True, editable=False)
    way = models.CharField(max_length=6, choices=Way, blank=True)
    comment = models.CharField(max_length=300, blank=True)
    proposed = models.JSONField(null=True)  # the numbers a party that disagrees holds for right
    proposed_hash = models.CharField(max_length=64, blank=True)  # of the facts with these numbers in them
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)
    answer_comment = models.CharField(max_length=300, blank=True)
    suggested_on = models.DateField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["record_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(name="party_once_a_record", fields=["record", "institution"]),
            models.CheckConstraint(
                name="party_decided_exactly_when_it_has_a_time",
                condition=Q(decision="waiting", decided_at=None, way="")
                | ~Q(decision="waiting") & Q(decided_at__isnull=False) & ~Q(way=""),
            ),
            models.CheckConstraint(
                name="party_disagrees_with_a_reason", condition=~Q(decision="disagreed") | ~Q(comment="")
            ),
            models.CheckConstraint(
                name="party_without_a_voice_decides_nothing", condition=~Q(ask="none") | Q(decision="waiting")
            ),
        ]
        indexes = [models.Index(fields=["institution", "decision", "record"], name="party_by_institution")]

    def __str__(self) -> str:
        return f"{self.institution_id} in {self.record_id}"

    @property
    def role_label(self):
        return self.record.kind_object.role(self.role).label


class PartyPrivate(models.Model):
    """What one side keeps for itself; in no page, export or answer of the other's."""

    party = models.OneToOneField(Party, models.CASCADE, primary_key=True, related_name="private")
    cost_fen = models.PositiveBigIntegerField(_("Cost"), null=True, blank=True)  # 1 = 0.01 yuan
    companions = models.CharField(_("Companions"), max_length=300, blank=True)
    places = models.CharField(_("Places"), max_length=300, blank=True)
    contacts = models.CharField(_("Contacts"), max_length=300, blank=True)
    note = models.TextField(_("Note"), max_length=2000, blank=True)

    def __str__(self) -> str:
        return f"private part of {self.party_id}"

    @property
    def cost(self) -> Decimal | None:
        """In yuan."""
        return None if self.cost_fen is None else Decimal(self.cost_fen) / 100


class Signer(models.Model):
    """Name, post and telephone of who decided through a link or on paper; erased after the retention date."""

    KEPT = timedelta(days=3 * 365)

    key = models.CharField(max_length=24, unique=True, default=random_key, editable=False)
    name = models.CharField(_("Name"), max_length=60, blank=True)
    post = models.CharField(_("Post"), max_length=60, blank=True)
    phone = models.CharField(_("Telephone"), max_length=40, blank=True)
    keep_until = models.DateField()

    def __str__(self) -> str:
        return self.key


class Confirmation(models.Model):
    """The trail of decisions, append-only: what was agreed to, by whom (a random key), and how."""

    class Decision(models.TextChoices):
        CONFIRMED = "confirmed", pgettext_lazy("decision", "Confirmed")
        DISAGREED = "disagreed", pgettext_lazy("decision", "Disagreed")
        TAKEN_BACK = "taken_back", pgettext_lazy("decision", "Taken back")

    record = models.ForeignKey(Record, models.PROTECT, related_name="confirmations")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    decision = models.CharField(max_length=10, choices=Decision)
    way = models.CharField(max_length=6, choices=Party.Way)
    signer = models.CharField(max_length=24)  # key of a Person (portal) or Signer (link, paper)
    device = models.CharField(max_length=24, blank=True)  # random, one a browser; links only
    facts = models.JSONField()
    facts_hash = models.CharField(max_length=64)
    comment = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["record", "id"], name="confirmation_of_a_record")]

    def __str__(self) -> str:
        return f"{self.decision} {self.record_id} by {self.institution_id}"


class Attachment(models.Model):
    """One use of a file on a record; the bytes lie once, by their SHA-256."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    added_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")  # on whose behalf
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="attached_once", fields=["record", "sha256", "institution"])]

    def __str__(self) -> str:
        return self.name


class Evidence(models.Model):
    """An attachment put up for these very facts, judged by someone of no party. With a party: its sealed sheet."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="evidence")
    facts_hash = models.CharField(max_length=64)
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="evidence")
    party = models.ForeignKey(Party, models.CASCADE, null=True, blank=True, related_name="sheets")
    put_up_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    put_up_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    sent_back_at = models.DateTimeField(null=True)
    judged_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="evidence_is_accepted_or_sent_back_by_somebody",
                condition=Q(accepted_at=None, sent_back_at=None, judged_by=None)
                | Q(accepted_at__isnull=False, sent_back_at=None, judged_by__isnull=False)
                | Q(accepted_at=None, sent_back_at__isnull=False, judged_by__isnull=False) & ~Q(reason=""),
            ),
            models.UniqueConstraint(
                name="evidence_waits_once", fields=["attachment", "facts_hash"], condition=Q(judged_by=None)
            ),
        ]

    def __str__(self) -> str:
        return f"evidence {self.pk} for {self.record_id}"


class Related(models.Model):
    """Two records that belong together. The same deed counts its people once: in `other`."""

    class Type(models.TextChoices):
        SAME_DEED = "same_deed", _("Same deed")
        FOLLOWS = "follows", _("Follows from")

    record = models.ForeignKey(Record, models.CASCADE, related_name="related")
    other = models.ForeignKey(Record, models.PROTECT, related_name="related_from")
    type = models.CharField(max_length=10, choices=Type)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="related_once", fields=["record", "other"]),
            models.UniqueConstraint(name="one_same_deed", fields=["record"], condition=Q(type="same_deed")),
            models.CheckConstraint(name="not_related_to_itself", condition=~Q(record=F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.type} {self.other_id}"


class Link(models.Model):
    """A signed link for one party of one record and these very facts. The token is kept only as a hash."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="links")
    party = models.ForeignKey(Party, models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    sent = models.BooleanField()  # to the registered contact, and shown to nobody: then it proves itself
    facts = models.JSONField()
    facts_hash = models.CharField(max_length=64)
    made_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)  # decided, superseded, withdrawn; readable for 90 days more
    decided_at = models.DateTimeField(null=True)
    device = models.CharField(max_length=24, blank=True)  # of who decided; may undo within 24 h
    signer = models.ForeignKey(Signer, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["record", "party"], name="link_of_a_party")]

    def __str__(self) -> str:
        return f"link {self.pk}"
