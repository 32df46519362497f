"""What an exchange adds once it is confirmed, and for whom, in sentences: the measures' lines as people read them."""

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


def preview(content: Content, *, is_plan: bool) -> tuple[list[Text], list[Text]]:
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
    expected = effect(facts, names.__getitem__)
    left_out = [] if content.kind == "delegation" else [c for c in counts if counts[c] and c not in categories(facts)]
    not_counted = [
        _("%(category)s %(n)d: recorded, not counted") % {"category": Category(code).label, "n": counts[code]}
        for code in left_out
    ]
    if is_plan:
        not_counted.insert(0, _("A plan counts nothing; what took place does."))
    return expected, not_counted
