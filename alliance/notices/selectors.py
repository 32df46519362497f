"""What a member is told."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from alliance.notices.models import Message, Reading
from partners.directory.acting import Member


def notices_for(member: Member) -> QuerySet[Message]:
    """Portal notices for this member, newest first, each with `read`.

    What is told to an institution is told to its administrators; what was told to one that has been merged reaches
    the administrators of its successor.
    """
    to = Q(membership=member.membership)
    if member.is_admin or member.is_secretariat:
        to |= Q(institution__in=member.scope)
    read = Reading.objects.filter(message=OuterRef("pk"), membership=member.membership)
    return Message.objects.filter(to, channel=Message.Channel.PORTAL).annotate(read=Exists(read)).order_by("-pk")


def unread_count(member: Member) -> int:
    """How many notices the member has not read yet."""
    return notices_for(member).filter(read=False).count()
