"""What the form, the inbox and a link say that a confirmation will count: the same that the ledger posts."""

import pytest
from django.utils import translation

from exchanges.effects import effect
from exchanges.measures import people_lines, stop_lines

NAMES = {1: "School", 2: "Host", 3: "Other host"}.__getitem__


def facts(kind="visit", hosts=(2,), counts=None, same_deed_as=None):
    return {
        "kind": kind,
        "parties": [
            {"institution": 1, "role": "sender", "place": "xiongan"},
            *({"institution": host, "role": "host", "place": "tianjin"} for host in hosts),
        ],
        "stops": [{"institution": host, "arrives_on": None, "leaves_on": None} for host in hosts],
        "starts_on": "2024-05-06",
        "mode": "",
        "days": 5,
        "counts": counts or {"teachers": 3, "managers": 1},
        "same_deed_as": same_deed_as,
    }


@pytest.mark.parametrize(
    ("case", "sentences"),
    [
        ({}, ["School: visits made +4", "Host: visitors received +4"]),
        (
            {"hosts": (2, 3)},
            ["School: visits made +4", "Host: visitors received +4", "Other host: visitors received +4"],
        ),
        ({"counts": {"officials": 2}}, []),
        ({"same_deed_as": 7}, ["Its people are counted in another record."]),
        ({"kind": "delegation"}, ["School: delegations +1"]),
        ({"kind": "teacher_study"}, ["School: teachers on study stays +4"]),
        ({"kind": "student_practice", "counts": {"students": 20}}, ["School: students in practical training away +20"]),
        ({"hosts": ()}, []),
    ],
)
def test_the_effect_in_words(case, sentences):
    with translation.override("en"):
        assert effect(facts(**case), NAMES) == sentences


def test_the_numbers_are_those_of_the_measures():
    visit = facts(hosts=(2, 3))
    posted = [line.quantity for line in [*people_lines(visit), *stop_lines(visit)]]
    with translation.override("en"):
        assert [int(sentence.rpartition("+")[2]) for sentence in effect(visit, NAMES)] == posted
