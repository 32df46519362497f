"""What an exchange adds once it is confirmed, and for whom, in sentences: the measures' lines as people read them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from alliance.records.facts import counts_people
from alliance.records.kinds import Facts, Names, Text
from exchanges.measures import categories, counted, hosts, sender
from exchanges.models import Category
from exchanges.workflows import Content


def effect(facts: Facts, names: Names) -> list[Text]:
    """One sentence for each side that something is counted for; empty where nothing is."""
    if not hosts(facts):
        return []
    if facts["kind"] == "delegation":
        return [_("%(school)s: delegations +1") % {"school": names(sender(facts))}]
    if not counts_people(facts):
        return [_("Its people are counted in another record.")]
    number = counted(facts)
    if not number:
        return []
    made = {"school": names(sender(facts)), "n": number}
    if facts["kind"] == "visit":
        received = [
            _("%(school)s: visitors received +%(n)d") % {"school": names(host["institution"]), "n": number}
            for host in hosts(facts)
        ]
        return [_("%(school)s: visits made +%(n)d") % made, *received]
    sentences = {
        "teacher_study": _("%(school)s: teachers on study stays +%(n)d"),
        "training": _("%(school)s: teachers trained +%(n)d"),
        "student_practice": _("%(school)s: students in practical training away +%(n)d"),
        "study_tour": _("%(school)s: students on study tours +%(n)d"),
    }
    return [sentences[facts["kind"]] % made]


@dataclass(frozen=True)
class Preview:
    """What a form says before it is sent: what will count, what is only recorded, and what the others read."""

    counted: tuple[Text, ...] = ()
    not_counted: tuple[Text, ...] = ()
    read_by_others: Text = ""


def preview(content: Content, *, is_plan: bool) -> Preview:
    """What the content would count once confirmed, and what of it is only recorded; from the same facts' rules."""
    institutions = [content.sender, *(stop.host for stop in content.stops)]
    names = {institution.pk: institution.short for institution in institutions}
    counts = content.planned if is_plan else content.actual
    facts = {
        "kind": content.kind,
        "parties": [
            {"institution": institution.pk, "role": "host" if position else "sender"}
            for position, institution in enumerate(institutions)
        ],
        "counts": counts,
        "same_deed_as": None,
    }
    left_out = [] if content.kind == "delegation" else [c for c in counts if counts[c] and c not in categories(facts)]
    not_counted = [
        _("%(category)s %(n)d: recorded, not counted") % {"category": Category(code).label, "n": counts[code]}
        for code in left_out
    ]
    if is_plan:
        not_counted.insert(0, _("A plan counts nothing; what took place does."))
    return Preview(tuple(effect(facts, names.__getitem__)), tuple(not_counted), read_by_others(content, counts))


def read_by_others(content: Content, counts: Mapping[str, int]) -> Text:
    """The sentence that the other side will have before it; empty while it is not known who that is."""
    if not content.stops or not any(counts.values()):
        return ""
    said = {
        "school": content.sender,
        "hosts": _(", ").join(str(stop.host) for stop in content.stops),
        "people": _(", ").join(
            _("%(category)s %(n)d") % {"category": Category(code).label, "n": n} for code, n in counts.items() if n
        ),
        "start": date_format(content.starts_on, "DATE_FORMAT"),
        "end": date_format(content.ends_on, "DATE_FORMAT"),
        "purpose": content.purpose or "–",
    }
    if content.starts_on == content.ends_on:
        return _("%(school)s (%(people)s) at %(hosts)s on %(start)s: %(purpose)s") % said
    return _("%(school)s (%(people)s) at %(hosts)s from %(start)s to %(end)s: %(purpose)s") % said
