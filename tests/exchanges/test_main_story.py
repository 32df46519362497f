"""A school logs a visit, its host confirms it, the ledger counts it."""

from datetime import date, timedelta

import pytest

from alliance.ledger import workflows as ledger
from alliance.ledger.models import Due, Entry
from alliance.ledger.reconciliation import differences
from alliance.records import workflows as records
from alliance.records.models import Confirmation
from alliance.records.workflows import StaleFacts, StaleRevision
from alliance.web import clock
from alliance.web.errors import Invalid, Refused
from exchanges import workflows
from exchanges.workflows import content_of
from tests.stories import confirmed_visit, drafted_visit, planned_visit, submitted_visit, visit_content

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(people):
    return people.member("owner_admin")


@pytest.fixture
def host(people):
    return people.member("host_admin")


def entries(record):
    return sorted(record.entries.values_list("measure", "institution__name_zh", "facet", "grade", "quantity"))


def test_a_confirmed_visit_is_posted_once_with_its_grade(school, host):
    record = confirmed_visit(school, host)
    assert (record.state, record.grade) == ("confirmed", "mutual")
    ledger.post()
    ledger.post()
    assert entries(record) == [
        ("exchanges.people", "雄县职业技术教育中心", "visit.staff.tianjin", "mutual", 4),
        ("exchanges.stops", "雄县职业技术教育中心", "visit.staff.tianjin", "mutual", 4),
        ("exchanges.visits", "雄县职业技术教育中心", "visit.staff.tianjin", "mutual", 1),
    ]
    assert not Due.objects.exists()
    assert list(differences()) == []


def test_a_submitted_visit_is_claimed_and_rises_to_mutual(school, host):
    record = submitted_visit(school, host.institution)
    ledger.post()
    records.confirm(record_id=record.pk, by=host, facts_hash=record.facts_hash)
    ledger.post()
    people = Entry.objects.filter(record=record, measure="exchanges.people").order_by("seq")
    assert list(people.values_list("grade", "quantity")) == [("claimed", 4), ("claimed", -4), ("mutual", 4)]


def test_other_facts_void_what_was_confirmed(school, host):
    record = confirmed_visit(school, host)
    content = visit_content(school.institution, host.institution, actual={"teachers": 5})
    record = workflows.amend_exchange(record_id=record.pk, revision=record.revision, by=school, content=content)
    assert (record.state, record.grade) == ("submitted", "claimed")
    assert record.parties.get(institution=host.institution).decision == "waiting"


def test_other_wording_voids_nothing(school, host):
    record = confirmed_visit(school, host)
    content = visit_content(school.institution, host.institution, purpose="另一种说法")
    record = workflows.amend_exchange(record_id=record.pk, revision=record.revision, by=school, content=content)
    assert (record.state, record.grade) == ("confirmed", "mutual")


def test_a_draft_saved_from_an_old_revision_is_refused(school, host):
    record = drafted_visit(school, host.institution)
    content = content_of(record)
    workflows.amend_exchange(record_id=record.pk, revision=record.revision, by=school, content=content)
    with pytest.raises(StaleRevision):
        workflows.amend_exchange(record_id=record.pk, revision=record.revision, by=school, content=content)


def test_confirming_facts_that_changed_a_second_ago_is_refused(school, host):
    record = submitted_visit(school, host.institution)
    shown = record.facts_hash
    content = visit_content(school.institution, host.institution, actual={"teachers": 5})
    workflows.amend_exchange(record_id=record.pk, revision=record.revision, by=school, content=content)
    with pytest.raises(StaleFacts):
        records.confirm(record_id=record.pk, by=host, facts_hash=shown)


def test_nobody_confirms_for_the_side_that_wrote(school, host):
    record = submitted_visit(school, host.institution)
    with pytest.raises(Refused):
        records.confirm(record_id=record.pk, by=school, facts_hash=record.facts_hash)


def test_numbers_taken_over_unchanged_confirm_for_who_proposed_them(school, host):
    record = submitted_visit(school, host.institution)
    records.disagree(
        record_id=record.pk,
        by=host,
        facts_hash=record.facts_hash,
        reason="来了五位",
        proposed={"counts": {"teachers": 4, "managers": 1}},
    )
    record.refresh_from_db()
    assert (record.state, record.grade, record.people) == ("disagreed", "none", 4)
    party = record.parties.get(institution=host.institution)
    record = records.take(
        record_id=record.pk, party_id=party.pk, by=school, revision=record.revision, proposed_hash=party.proposed_hash
    )
    assert (record.state, record.grade, record.people) == ("confirmed", "mutual", 5)
    assert list(record.confirmations.values_list("decision", flat=True)) == ["disagreed", "confirmed"]


def test_a_host_who_logs_waits_for_the_senders_word_and_the_other_hosts(people, school, host):
    content = visit_content(school.institution, host.institution, people.third_school)
    record = workflows.log_exchange(by=host, content=content)
    asks = dict(record.parties.values_list("institution__name_zh", "ask"))
    assert asks == {
        "雄县职业技术教育中心": "must",
        "天津市第一商业学校": "none",
        "北京金隅科技学校": "must",
    }


def test_a_plan_is_answered_then_reported_then_confirmed(school, host):
    day = clock.today() + timedelta(days=7)
    record = planned_visit(school, host.institution, on=day)
    assert (record.phase, record.state, record.grade) == ("planned", "submitted", "none")
    records.answer(record_id=record.pk, by=host, facts_hash=record.facts_hash, answer="welcome")
    with clock.at(clock.now() + timedelta(days=9)):
        content = visit_content(
            school.institution, host.institution, starts_on=day, ends_on=day, planned={"teachers": 4}
        )
        record = workflows.report_exchange(record_id=record.pk, revision=record.revision, by=school, content=content)
        assert (record.phase, record.grade) == ("held", "claimed")
        record = records.confirm(record_id=record.pk, by=host, facts_hash=record.facts_hash)
    assert record.grade == "mutual"


def test_a_cancelled_plan_counts_nothing(school, host):
    record = planned_visit(school, host.institution, on=clock.today() + timedelta(days=7))
    record = records.cancel(record_id=record.pk, by=school, reason="public")
    ledger.post()
    assert (record.phase, record.state, entries(record)) == ("cancelled", "submitted", [])


def test_a_voided_record_takes_its_entries_back(school, host):
    record = confirmed_visit(school, host)
    ledger.post()
    records.void(record_id=record.pk, by=school, reason="重复登记")
    ledger.post()
    assert sum(record.entries.values_list("quantity", flat=True)) == 0
    assert list(differences()) == []


def test_what_nobody_has_answered_is_taken_back_and_thrown_away_only_if_never_seen(school, host):
    record = submitted_visit(school, host.institution)
    record = records.withdraw(record_id=record.pk, by=school)
    assert record.state == "draft"
    with pytest.raises(Refused):
        records.discard(record_id=record.pk, by=school)
    draft = drafted_visit(school, host.institution)
    records.discard(record_id=draft.pk, by=school)


def test_a_decision_taken_back_waits_again_and_stays_in_the_trail(school, host):
    record = confirmed_visit(school, host)
    record = records.take_back(record_id=record.pk, by=host)
    assert record.grade == "claimed"
    assert list(Confirmation.objects.values_list("decision", flat=True)) == ["confirmed", "taken_back"]


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("hosts", {"stops": ()}),
        ("actual", {"actual": {}}),
        ("ends_on", {"ends_on": date(2024, 5, 5)}),
        ("more_because", {"planned": {"teachers": 2}}),
    ],
)
def test_what_is_missing_is_said_at_its_field(field, changes, school, host):
    with pytest.raises(Invalid) as refused:
        submitted_visit(school, host.institution, **changes)
    assert list(refused.value.errors) == [field]
