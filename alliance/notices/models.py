"""What the portal has to tell people: shown in the portal, or sent by e-mail. Written in the caller's transaction."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.directory.models import Contact, Institution, Membership, in_reader_language


class Message(models.Model):
    """One thing to tell one institution or one member, by one channel.

    An e-mail may hold a link that proves its bearer: it goes to the registered contact's address and nowhere else,
    no page shows it, and its text and address are blanked as soon as it is sent or given up.
    """

    class Channel(models.TextChoices):
        PORTAL = "portal", _("Portal")
        EMAIL = "email", _("E-mail")

    channel = models.CharField(max_length=8, choices=Channel)
    institution = models.ForeignKey(Institution, models.CASCADE, null=True, related_name="messages")
    membership = models.ForeignKey(Membership, models.CASCADE, null=True, related_name="messages")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="messages")
    subject_zh = models.CharField(max_length=200)
    subject_en = models.CharField(max_length=200, blank=True)
    body_zh = models.TextField(blank=True)
    body_en = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # of an e-mail; while somebody sends it: when another may try
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)  # given up

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="message_is_for_somebody",
                condition=Q(channel="email", contact__isnull=False, due_at__isnull=False)
                | Q(channel="portal", institution__isnull=False, membership=None, contact=None)
                | Q(channel="portal", institution=None, membership__isnull=False, contact=None),
            ),
            models.CheckConstraint(
                name="what_was_sent_is_blank",
                condition=Q(sent_at=None, failed_at=None) | Q(body_zh="", body_en="", url=""),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="message_to_send", condition=Q(sent_at=None, failed_at=None)),
            models.Index(fields=["institution", "-id"], name="message_of_institution"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}"

    @property
    def subject(self) -> str:
        return in_reader_language(self.subject_zh, self.subject_en)

    @property
    def body(self) -> str:
        return in_reader_language(self.body_zh, self.body_en)


class Reading(models.Model):
    """A member has read a message; colleagues still see it as new."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="readings")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="read_once", fields=["message", "membership"])]

    def __str__(self) -> str:
        return f"reading {self.pk}"
