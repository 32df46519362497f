"""Who must confirm, who may: those the kind names less the owner; where that leaves nobody, the others."""

import pytest

from alliance.records.kinds import Kind, PartyRole
from alliance.records.parties import asks

SENDER, HOST, OTHER_HOST, GOVERNMENT = 1, 2, 3, 4


def kind(**roles: str) -> Kind:
    return Kind(
        code="test",
        label="Test",
        prefix="TE",
        pillar="build",
        route="test",
        roles=tuple(PartyRole(code=code, label=code, ask=ask) for code, ask in roles.items()),
        parties=lambda record: [],
        facts=lambda record: {},
        title=lambda facts: "",
        shown=lambda facts, names: [],
        problems=lambda record: {},
        propose=lambda record, proposed: None,
        measures=(),
    )


VISIT = kind(sender="must", host="must")
DELEGATION = kind(government="may", school="none", host="must")
AWARD = kind(school="none", organiser="none")


@pytest.mark.parametrize(
    ("kind", "roles", "owner", "expected"),
    [
        # a visit waits for every party but the one who logged it
        (VISIT, {SENDER: "sender", HOST: "host"}, SENDER, {HOST: "must", SENDER: "none"}),
        (VISIT, {SENDER: "sender", HOST: "host"}, HOST, {SENDER: "must", HOST: "none"}),
        (
            VISIT,
            {SENDER: "sender", HOST: "host", OTHER_HOST: "host"},
            HOST,
            {SENDER: "must", OTHER_HOST: "must", HOST: "none"},
        ),
        # a delegation waits for its hosts; the government may object, the school it was made for too
        (
            DELEGATION,
            {SENDER: "school", HOST: "host", GOVERNMENT: "government"},
            SENDER,
            {HOST: "must", GOVERNMENT: "may", SENDER: "none"},
        ),
        # a host who logs it needs the others' word: of those that are not may
        (
            DELEGATION,
            {SENDER: "school", HOST: "host", GOVERNMENT: "government"},
            HOST,
            {SENDER: "must", GOVERNMENT: "may", HOST: "none"},
        ),
        (
            DELEGATION,
            {SENDER: "school", HOST: "host", OTHER_HOST: "host"},
            HOST,
            {OTHER_HOST: "must", SENDER: "may", HOST: "none"},
        ),
        # a kind that names nobody waits for nobody; whoever takes part may object
        (AWARD, {SENDER: "school", HOST: "organiser"}, SENDER, {HOST: "may", SENDER: "none"}),
        # the owner need not take part
        (VISIT, {SENDER: "sender", HOST: "host"}, GOVERNMENT, {SENDER: "must", HOST: "must"}),
        # nobody else takes part
        (VISIT, {SENDER: "sender"}, SENDER, {SENDER: "none"}),
    ],
)
def test_who_is_asked(kind, roles, owner, expected):
    assert asks(kind, roles, owner) == expected
