"""What cannot be counted is parked alone, shown to leads, and tried again when it changes."""

from dataclasses import replace

import pytest
from django.core.management import call_command
from django.urls import reverse

from alliance.ledger import workflows as ledger
from alliance.ledger.models import Due, Entry, Reconciliation
from alliance.ledger.reconciliation import reconcile
from alliance.records import kinds
from alliance.records import workflows as records
from tests.stories import confirmed_visit

pytestmark = pytest.mark.django_db
PAGE = reverse("ledger:parked_list")


@pytest.fixture
def broken_measure(monkeypatch):
    """A measure that fails on visits of 13 people, as a faulty release would."""
    visit = kinds.kind_of("visit")

    def lines(facts):
        if sum(facts["counts"].values()) == 13:
            raise ZeroDivisionError
        return iter(())

    faulty = replace(visit, measures=(*visit.measures, kinds.Measure("test.faulty", "…", "1", lines)))
    monkeypatch.setitem(kinds._kinds, "visit", faulty)


def test_a_record_whose_lines_fail_is_parked_and_holds_up_nobody(people, broken_measure):
    school, host = people.member("owner_admin"), people.member("host_admin")
    bad = confirmed_visit(school, host, actual={"teachers": 13})
    good = confirmed_visit(school, host)
    ledger.post(pause=0)
    assert set(Entry.objects.values_list("record", flat=True)) == {good.pk}
    assert set(Due.objects.values_list("record", "error")) == {(bad.pk, "ZeroDivisionError")}
    page = people.client("lead").get(PAGE).content.decode()
    assert bad.number in page and good.number not in page


def test_a_parked_record_is_tried_again_when_it_changes(people, broken_measure):
    school, host = people.member("owner_admin"), people.member("host_admin")
    bad = confirmed_visit(school, host, actual={"teachers": 13})
    ledger.post(pause=0)
    records.void(record_id=bad.pk, by=school, reason="人数写错了")
    ledger.post(pause=0)
    assert not Due.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("lead", 200), ("owner_admin", 404), ("former", 404), ("visitor", 302)])
def test_only_leads_see_what_is_parked(who, status, people):
    assert people.client(who).get(PAGE).status_code == status


def test_reconciliation_notes_how_many_records_differ(people):
    record = confirmed_visit(people.member("owner_admin"), people.member("host_admin"))
    ledger.post(pause=0)
    assert (reconcile().records, Reconciliation.objects.get().differences) == (1, 0)
    with pytest.raises(SystemExit) as ended:
        call_command("reconcile")
    assert ended.value.code == 0
    record.grade, record.state = "claimed", "submitted"  # as if somebody had written past the workflows
    record.save()
    assert reconcile().differences == 1
    with pytest.raises(SystemExit) as ended:
        call_command("reconcile")
    assert ended.value.code == 1


def test_a_record_that_is_due_is_no_difference(people):
    confirmed_visit(people.member("owner_admin"), people.member("host_admin"))
    assert reconcile().differences == 0
