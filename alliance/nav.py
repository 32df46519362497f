"""The menu: which pages stand in it, under which pillar, for whom."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.records.attachments.selectors import count_to_judge
from alliance.records.inbox.selectors import waiting_count
from partners.directory.acting import Member
from partners.directory.models import Role

EVERYBODY = frozenset(Role)
MANAGERS = frozenset({Role.LEAD, Role.SCHOOL_ADMIN})
LEADS = frozenset({Role.LEAD})
ADMINS = frozenset({Role.SCHOOL_ADMIN})


@dataclass(frozen=True)
class Item:
    """One line of the menu. `count` says how many things there wait for this person."""

    label: str | Promise
    icon: str
    route: str
    roles: frozenset[str]
    count: Callable[[Member], int] | None = None
    is_own: bool = False  # the page of the member's own institution, by its key
    address: str = ""  # filled in for one request
    badge: int = 0
    is_here: bool = False


@dataclass(frozen=True)
class Group:
    pillar: str  # build, share, cultivate, link, or nothing
    label: str | Promise
    items: tuple[Item, ...]


MENU = (
    Group(
        "",
        "",
        (
            Item(_("Inbox"), "inbox", "records:inbox", EVERYBODY, waiting_count),
            Item(_("Dashboard"), "layout-dashboard", "dashboard:dashboard", EVERYBODY),
        ),
    ),
    Group(
        "build",
        pgettext_lazy("pillar", "Build"),
        (Item(_("Exchanges"), "arrows-exchange", "exchanges:exchange_list", EVERYBODY),),
    ),
    Group(
        "",
        _("My institution"),
        (
            Item(_("About my institution"), "building-community", "directory:institution_detail", ADMINS, is_own=True),
            Item(_("People and rights"), "users", "directory:institution_people", MANAGERS, is_own=True),
        ),
    ),
    Group(
        "",
        _("Alliance"),
        (
            Item(_("Secretariat’s desk"), "checkup-list", "records:evidence_list", LEADS, count_to_judge),
            Item(_("Not yet counted"), "alert-triangle", "ledger:parked_list", LEADS),
            Item(_("Institutions"), "building-community", "directory:institution_list", EVERYBODY),
        ),
    ),
)

# The bar at the thumb on a phone; a badge is that of the same line in the menu.
TABS = (
    Item(_("Inbox"), "inbox", "records:inbox", EVERYBODY),
    Item(pgettext_lazy("tab", "Exchanges"), "arrows-exchange", "exchanges:exchange_list", EVERYBODY),
    Item(pgettext_lazy("tab", "Log"), "square-rounded-plus", "exchanges:exchange_add", MANAGERS),
    Item(pgettext_lazy("tab", "Dashboard"), "layout-dashboard", "dashboard:dashboard", EVERYBODY),
)


@dataclass(frozen=True)
class Tab:
    """A page about one institution; its route takes the institution's key."""

    label: str | Promise
    route: str


INSTITUTION_TABS = (Tab(pgettext_lazy("institution", "Profile"), "directory:institution_detail"),)


def menu(request: HttpRequest) -> dict:
    """Context processor: the menu as this member sees it. Worked out when it is drawn: parts of pages ask nothing."""
    return {"nav": SimpleLazyObject(lambda: nav_of(request))}


def nav_of(request: HttpRequest) -> dict:
    """Menu and tabs, with the page marked under which the request lies."""
    member = getattr(request, "member", None)
    if member is None:
        return {"menu": (), "tabs": (), "institution": INSTITUTION_TABS}
    groups = [(group, lines_for(member, group.items)) for group in MENU]
    lines = [line for _group, lines in groups for line in lines]
    badges = {line.route: line.badge for line in lines}
    tabs = [replace(tab, badge=badges.get(tab.route, 0)) for tab in lines_for(member, TABS)]
    here = where(request.path, lines)
    shown = [replace(group, items=tuple(marked(lines, here))) for group, lines in groups if lines]
    return {"menu": shown, "tabs": marked(tabs, where(request.path, tabs)), "institution": INSTITUTION_TABS}


def lines_for(member: Member, items: tuple[Item, ...]) -> list[Item]:
    """The items that this role sees, with address and badge."""
    lines = []
    for item in items:
        address = address_of(item, member) if member.role in item.roles else ""
        if address:
            badge = item.count(member) if item.count else 0
            lines.append(replace(item, address=address, badge=badge))
    return lines


def address_of(item: Item, member: Member) -> str:
    keys = [member.institution.pk] if item.is_own else []
    try:
        return reverse(item.route, args=keys)
    except NoReverseMatch:  # the page is not built yet
        return ""


def where(path: str, lines: list[Item]) -> str:
    """The address in the menu under which `path` lies: the longest that it begins with."""
    return max((line.address for line in lines if path.startswith(line.address)), key=len, default="")


def marked(lines: list[Item], here: str) -> list[Item]:
    return [replace(line, is_here=line.address == here) for line in lines]
