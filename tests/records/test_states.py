"""The table of DESIGN.md 3, row by row, and that nothing lies outside of it."""

from itertools import product

import pytest

from alliance.records.states import Act, Decision, Grade, Phase, State, Voice, derive

WAITING, CONFIRMED, DISAGREED = Decision.WAITING, Decision.CONFIRMED, Decision.DISAGREED


def must(*decisions: str) -> list[Voice]:
    return [Voice(must=True, decision=decision) for decision in decisions]


def may(*decisions: str) -> list[Voice]:
    return [Voice(must=False, decision=decision) for decision in decisions]


HELD, PLANNED, CANCELLED = Phase.HELD, Phase.PLANNED, Phase.CANCELLED


@pytest.mark.parametrize(
    ("phase", "act", "voices", "evidence", "state", "grade"),
    [
        # a draft is nothing yet, whatever else is the case
        (PLANNED, Act.DRAFT, must(WAITING), False, State.DRAFT, Grade.NONE),
        (HELD, Act.DRAFT, must(CONFIRMED), True, State.DRAFT, Grade.NONE),
        (CANCELLED, Act.DRAFT, [], False, State.DRAFT, Grade.NONE),
        # voided is final
        (HELD, Act.VOIDED, must(CONFIRMED), True, State.VOIDED, Grade.NONE),
        (HELD, Act.VOIDED, must(DISAGREED), False, State.VOIDED, Grade.NONE),
        (PLANNED, Act.VOIDED, [], False, State.VOIDED, Grade.NONE),
        # a plan, and what did not take place, is shown and not confirmed
        (PLANNED, Act.SUBMITTED, must(WAITING), False, State.SUBMITTED, Grade.NONE),
        (PLANNED, Act.SUBMITTED, must(CONFIRMED), True, State.SUBMITTED, Grade.NONE),
        (CANCELLED, Act.SUBMITTED, must(CONFIRMED), True, State.SUBMITTED, Grade.NONE),
        # anybody's objection stands above all
        (HELD, Act.SUBMITTED, must(DISAGREED), False, State.DISAGREED, Grade.NONE),
        (HELD, Act.SUBMITTED, must(DISAGREED), True, State.DISAGREED, Grade.NONE),
        (HELD, Act.SUBMITTED, must(CONFIRMED) + may(DISAGREED), True, State.DISAGREED, Grade.NONE),
        (HELD, Act.SUBMITTED, must(CONFIRMED, DISAGREED), False, State.DISAGREED, Grade.NONE),
        (HELD, Act.SUBMITTED, may(DISAGREED), True, State.DISAGREED, Grade.NONE),
        # all whose word is needed have given it
        (HELD, Act.SUBMITTED, must(CONFIRMED), False, State.CONFIRMED, Grade.MUTUAL),
        (HELD, Act.SUBMITTED, must(CONFIRMED, CONFIRMED), True, State.CONFIRMED, Grade.MUTUAL),
        (HELD, Act.SUBMITTED, must(CONFIRMED) + may(WAITING), False, State.CONFIRMED, Grade.MUTUAL),
        (HELD, Act.SUBMITTED, must(CONFIRMED) + may(CONFIRMED), False, State.CONFIRMED, Grade.MUTUAL),
        # somebody is silent, or nobody's word is needed: papers decide
        (HELD, Act.SUBMITTED, must(WAITING), True, State.CONFIRMED, Grade.DOCUMENTED),
        (HELD, Act.SUBMITTED, must(CONFIRMED, WAITING), True, State.CONFIRMED, Grade.DOCUMENTED),
        (HELD, Act.SUBMITTED, [], True, State.CONFIRMED, Grade.DOCUMENTED),
        (HELD, Act.SUBMITTED, may(CONFIRMED), True, State.CONFIRMED, Grade.DOCUMENTED),
        # one side's word
        (HELD, Act.SUBMITTED, must(WAITING), False, State.SUBMITTED, Grade.CLAIMED),
        (HELD, Act.SUBMITTED, must(CONFIRMED, WAITING), False, State.SUBMITTED, Grade.CLAIMED),
        (HELD, Act.SUBMITTED, [], False, State.SUBMITTED, Grade.CLAIMED),
        (HELD, Act.SUBMITTED, may(CONFIRMED), False, State.SUBMITTED, Grade.CLAIMED),
    ],
)
def test_state_and_grade_follow_the_table(phase, act, voices, evidence, state, grade):
    assert derive(phase, act, voices, evidence) == (state, grade)


VOICES = [Voice(must=m, decision=d) for m, d in product([True, False], Decision)]
EVERYTHING = [
    (phase, act, voices, evidence)
    for phase, act, evidence in product(Phase, Act, [True, False])
    for voices in [(), *((v,) for v in VOICES), *product(VOICES, repeat=2)]
]


def test_only_what_was_held_and_submitted_has_a_grade():
    graded = {(phase, act) for phase, act, voices, ev in EVERYTHING if derive(phase, act, voices, ev)[1] != "none"}
    assert graded == {(Phase.HELD, Act.SUBMITTED)}


def test_confirmed_always_says_how_and_nothing_else_has_a_counted_grade():
    for case in EVERYTHING:
        state, grade = derive(*case)
        assert (state == State.CONFIRMED) == (grade in (Grade.MUTUAL, Grade.DOCUMENTED))


@pytest.mark.parametrize("decision", [Decision.WAITING, Decision.CONFIRMED])
def test_a_may_party_that_does_not_object_changes_nothing(decision):
    for phase, act, voices, evidence in EVERYTHING:
        with_it = (*voices, Voice(must=False, decision=decision))
        assert derive(phase, act, with_it, evidence) == derive(phase, act, voices, evidence)


def test_silence_never_promotes():
    """One more party that is waited for never makes a record better known."""
    rank = {Grade.NONE: 0, Grade.CLAIMED: 1, Grade.DOCUMENTED: 2, Grade.MUTUAL: 3}
    for phase, act, voices, evidence in EVERYTHING:
        with_it = (*voices, Voice(must=True, decision=Decision.WAITING))
        assert rank[derive(phase, act, with_it, evidence)[1]] <= rank[derive(phase, act, voices, evidence)[1]]
