"""What an exchange adds once it is confirmed, and for whom, in sentences: the measures' lines as people read them."""

from django.utils.translation import gettext as _

from alliance.records.facts import counts_people
from alliance.records.kinds import Facts, Names, Text
from exchanges.measures import counted, hosts, sender


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
