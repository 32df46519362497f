"""The ledger: append-only entries, written in numbered postings from what is due."""

from django.db import models
from django.db.models import Q

from alliance.records.models import Record
from alliance.records.states import Grade
from partners.directory.models import Institution


class Due(models.Model):
    """A record changed: what it desires may no longer be what it has. One row a change, deleted when posted."""

    record = models.ForeignKey(Record, models.DO_NOTHING, db_constraint=False, related_name="+")  # a draft may be gone
    since = models.DateTimeField()
    parked_at = models.DateTimeField(null=True)  # lines() failed: shown to leads, tried again when it changes
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="due_waiting", condition=Q(parked_at=None))]

    def __str__(self) -> str:
        return f"record {self.record_id} is due"


class PostingHead(models.Model):
    """One row: the number of the last posting. Locked last, and held to commit, so that numbers follow commits."""

    last = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="one_posting_head", condition=Q(pk=1))]

    def __str__(self) -> str:
        return str(self.last)


class Posting(models.Model):
    """One batch of entries. A publication names the last one it counts."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.number)


class Entry(models.Model):
    """明细: one signed quantity of a measure, for ever. Corrections are entries too."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="entries")
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="entries")
    seq = models.PositiveIntegerField()  # running within the record: two posters cannot both write the same
    measure = models.CharField(max_length=40)
    on = models.DateField()
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    counterpart = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    facet = models.CharField(max_length=60)
    quantity = models.BigIntegerField()  # in the measure's quantum
    subject = models.CharField(max_length=24, blank=True)  # random person key where people are told apart
    grade = models.CharField(max_length=10, choices=Grade)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="entry_once", fields=["record", "seq"]),
            models.CheckConstraint(name="entry_says_something", condition=~Q(quantity=0)),
            models.CheckConstraint(name="entry_has_a_grade", condition=~Q(grade="none")),
        ]
        indexes = [
            models.Index(fields=["measure", "on", "institution"], name="entry_by_measure"),
            models.Index(fields=["institution", "measure", "on"], name="entry_by_institution"),
            models.Index(fields=["counterpart", "measure", "on"], name="entry_by_counterpart"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.quantity:+} ({self.record_id}/{self.seq})"


class Reconciliation(models.Model):
    """One nightly comparison of every record's entries with what it should have: differences must be 0."""

    at = models.DateTimeField()
    records = models.PositiveIntegerField()
    differences = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.differences} differences in {self.records} records"
