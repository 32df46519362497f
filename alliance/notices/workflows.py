"""Telling people: what other rooms call, and what sends what is due."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from smtplib import SMTPException
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import translation

from alliance.notices.models import Message, Reading
from alliance.notices.selectors import notices_for
from alliance.web import clock
from alliance.web.errors import Text
from partners.directory.acting import Member
from partners.directory.models import Contact, Institution, Membership

logger = logging.getLogger(__name__)

SUBJECT = Message._meta.get_field("subject_zh").max_length
SENDING_TAKES_AT_MOST = timedelta(minutes=5)
PAUSES = [timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6)]  # then it is given up


def in_both_languages(text: Text, values: Mapping[str, Any]) -> dict[str, str]:
    """The sentence in Chinese and in English; `text` is lazy, names among `values` follow the language too."""
    both = {}
    for column, language in [("zh", "zh-hans"), ("en", "en")]:
        with translation.override(language):
            both[column] = str(text) % {name: str(value) for name, value in values.items()} if values else str(text)
    return both


def message(subject: Text, text: Text, values: Mapping[str, Any] | None, url: str) -> Message:
    subjects, bodies = in_both_languages(subject, values or {}), in_both_languages(text, values or {})
    return Message(
        subject_zh=subjects["zh"][:SUBJECT],
        subject_en=subjects["en"][:SUBJECT],
        body_zh=bodies["zh"],
        body_en=bodies["en"],
        url=url,
        created_at=clock.now(),
    )


@transaction.atomic
def tell(
    *,
    institution: Institution | None = None,
    membership: Membership | None = None,
    subject: Text,
    text: Text = "",
    values: Mapping[str, Any] | None = None,
    url: str = "",
) -> Message:
    """Show a notice in the portal to the administrators of an institution, or to one member.

    `subject` and `text` are lazy translations with %(name)s places for `values`; `url` is a path of the portal.
    Never a link that proves its bearer: that is what `mail_contact` is for.
    """
    notice = message(subject, text, values, url)
    notice.channel, notice.institution, notice.membership = Message.Channel.PORTAL, institution, membership
    notice.save()
    return notice


@transaction.atomic
def mail_contact(
    *, institution: Institution, subject: Text, text: Text, values: Mapping[str, Any] | None = None, url: str = ""
) -> Message | None:
    """Send an e-mail to the registered contact of an institution; none where no address is registered.

    `url` is absolute and stands on a line of its own below the text. It is sent within about ten seconds of the commit.
    """
    contact = Contact.objects.filter(institution=institution, until=None).exclude(person__email="").first()
    if contact is None:
        return None
    mail = message(subject, text, values, url)
    mail.channel, mail.contact, mail.due_at = Message.Channel.EMAIL, contact, mail.created_at
    mail.save()
    return mail


def to_send() -> QuerySet[Message]:
    return Message.objects.filter(
        channel=Message.Channel.EMAIL, sent_at=None, failed_at=None, due_at__lte=clock.now()
    ).order_by("due_at", "pk")


def send_due() -> int:
    """Send the e-mails that are due and say how many went out. Called by several at once, each is sent by one.

    A row is claimed by moving its due time, outside of any transaction that could wait for a mail server. Who dies
    while sending leaves it to be sent again after SENDING_TAKES_AT_MOST: rather twice than never.
    """
    sent = 0
    for pk in list(to_send().values_list("pk", flat=True)[:200]):
        if to_send().filter(pk=pk).update(due_at=clock.now() + SENDING_TAKES_AT_MOST, tries=F("tries") + 1):
            sent += send(Message.objects.select_related("contact__person").get(pk=pk))
    return sent


def send(mail: Message) -> bool:
    """Send one claimed e-mail; a server that refuses is asked again later, a contact no longer registered never."""
    if mail.contact.until is not None or not mail.contact.person.email:
        blank(mail, failed_at=clock.now())
        return False
    text = "\n\n".join(part for part in [mail.body_zh, mail.url] if part)
    try:
        EmailMessage(mail.subject_zh, text, to=[mail.contact.person.email]).send()
    except (SMTPException, OSError) as error:
        logger.warning("e-mail %s was not sent: %s", mail.pk, type(error).__name__)
        if mail.tries > len(PAUSES):
            blank(mail, failed_at=clock.now())
        else:
            Message.objects.filter(pk=mail.pk).update(due_at=clock.now() + PAUSES[mail.tries - 1])
        return False
    blank(mail, sent_at=clock.now())
    return True


def blank(mail: Message, **end: Any) -> None:
    """Note the end of an e-mail and forget what it said."""
    Message.objects.filter(pk=mail.pk).update(body_zh="", body_en="", url="", **end)


@transaction.atomic
def mark_read(*, by: Member, message_ids: list[int] | None = None) -> int:
    """Note that a member has read these notices, or all there are; says how many were new to them."""
    unread = notices_for(by).filter(read=False)
    if message_ids is not None:
        unread = unread.filter(pk__in=message_ids)
    readings = [Reading(message=notice, membership=by.membership, at=clock.now()) for notice in unread]
    Reading.objects.bulk_create(readings, ignore_conflicts=True)
    return len(readings)
