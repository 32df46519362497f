"""The log form where it is filled in again: several hosts, days, reports, changes of what is confirmed."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from alliance.records.models import Record
from alliance.web import clock
from exchanges import workflows
from tests.exchanges.test_pages import ADD, post, typed  # noqa: F401 (a fixture)
from tests.factories import InstitutionFactory
from tests.stories import DAY, confirmed_visit, drafted_visit, planned_visit, submitted_visit, visit_content

pytestmark = pytest.mark.django_db
TEXTS = ("purpose", "more_because", "agenda", "outcome", "roster")
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def english(in_english):
    """Sentences are compared in English."""


def edit_of(record):
    return reverse("exchanges:exchange_edit", args=[record.number])


def shown_in(people, address):
    """What the form shows, as a browser would send it again."""
    form = people.client("owner_admin").get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: getattr(value, "pk", value) for name, value in values.items() if value not in (None, "")}


def test_five_hosts_with_their_days_are_kept_in_order_of_arrival(people, typed):  # noqa: F811
    others = InstitutionFactory.create_batch(4)
    later = {f"host{n}": host.pk for n, host in enumerate(others, start=2)}
    days = {f"arrives_{n}": (DAY + timedelta(days=6 - n)).isoformat() for n in range(1, 6)}
    post(people, typed | later | days | {"ends_on": "2024-05-20"})
    stops = Record.objects.get().exchange.stops.order_by("position")
    assert [stop.host for stop in stops] == [*reversed(others), people.host_school]
    assert stops[0].arrives_on == date(2024, 5, 7)


def test_a_form_sent_again_unchanged_asks_nobody_again(people, typed):  # noqa: F811
    content = visit_content(people.school, people.third_school, people.host_school)
    record = workflows.log_exchange(by=people.member("host_admin"), content=content)
    page = people.client("host_admin").get(edit_of(record)).context["form"]
    values = {name: page[name].value() for name in page.fields}
    data = {name: getattr(value, "pk", value) for name, value in values.items() if value not in (None, "")}
    response = post(people, data, who="host_admin", address=edit_of(record))
    assert response.status_code == 302
    before = record.facts_hash
    record.refresh_from_db()
    assert record.facts_hash == before


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"leaves_1": "2024-05-06"}, "arrives_1", "Say when they arrived there as well."),
        ({"arrives_1": "2024-05-06", "leaves_1": "2024-05-05"}, "leaves_1", "The departure lies before the arrival."),
        ({"arrives_1": "2024-05-09"}, "partner", "lie outside the journey"),
        ({"what": "delegation"}, "government", "Say which government leads the delegation."),
        ({"what": "teacher_study"}, "days", "Say how many days each teacher stayed."),
        ({"what": "study_tour"}, "count_teachers", "This kind counts students."),
        ({"what": "anything"}, "what", "Select a valid choice"),
        ({"ends_on": "9999-01-01"}, "ends_on", "This year cannot be right."),
        ({"agenda": "长" * 4001}, "agenda", "at most 4000 characters"),
        ({"roster": "高\x00远"}, "roster", "Null characters are not allowed"),
        ({"direction": "in", "partner": ""}, "partner", "Say which institution came."),
    ],
)
def test_further_bad_input_is_answered_at_its_field_and_nothing_typed_is_lost(people, typed, changes, field, sentence):  # noqa: F811
    response = post(people, typed | changes)
    assert response.status_code == 400
    assert sentence in " ".join(response.context["form"].errors[field])
    assert {name: response.context["form"][name].value() for name in changes} == changes
    assert not Record.objects.exists()


@pytest.mark.parametrize("field", TEXTS)
def test_a_script_in_any_text_comes_back_as_text(field, people, typed):  # noqa: F811
    page = post(people, typed | {field: SCRIPT, "ends_on": "2024-05-05"}).content.decode()
    assert SCRIPT not in page
    assert "&lt;script&gt;alert(1)" in page


def test_two_hosts_on_the_same_days_for_the_same_people_are_asked_about(people, typed):  # noqa: F811
    days = {"arrives_1": "2024-05-06", "leaves_1": "2024-05-08", "arrives_2": "2024-05-07", "ends_on": "2024-05-09"}
    response = post(people, typed | days | {"host2": people.third_school.pk})
    assert "cannot be at two hosts at one time" in " ".join(response.context["form"].errors["partner"])


def test_who_came_is_not_known_before_the_end(people, typed):  # noqa: F811
    record = submitted_visit(people.member("owner_admin"), people.host_school)
    ahead = (clock.today() + timedelta(days=9)).isoformat()
    response = post(people, typed | {"ends_on": ahead, "revision": record.revision}, address=edit_of(record))
    assert "This day has not come yet" in " ".join(response.context["form"].errors["ends_on"])


def test_a_report_begins_with_what_was_planned(people):
    day = clock.today() + timedelta(days=7)
    record = planned_visit(people.member("owner_admin"), people.host_school, on=day)
    with clock.at(clock.now() + timedelta(days=9)):
        data = shown_in(people, reverse("exchanges:exchange_report", args=[record.number]))
    assert (data["count_teachers"], data["starts_on"], data["partner"]) == (4, day, people.host_school.pk)


def test_what_a_draft_once_said_was_never_planned(people, typed):  # noqa: F811
    ahead = clock.today() + timedelta(days=9)
    draft = drafted_visit(
        people.member("owner_admin"),
        people.host_school,
        starts_on=ahead,
        ends_on=ahead,
        planned={"teachers": 1},
        actual={},
    )
    response = post(people, typed | {"revision": draft.revision, "act": "submit"}, address=edit_of(draft))
    draft.refresh_from_db()
    assert (response.status_code, draft.exchange.planned, draft.people) == (302, {}, 4)


def test_changing_what_is_confirmed_says_by_how_much_the_figures_fall(people, typed):  # noqa: F811
    record = confirmed_visit(people.member("owner_admin"), people.member("host_admin"))
    pages = [
        people.client("owner_admin").get(edit_of(record), headers={"accept-language": "en"}),
        post(people, typed, address=f"/exchanges/effect/?record={record.number}"),
    ]
    assert ["fall by its 4 people" in page.content.decode() for page in pages] == [True, True]


def test_the_form_says_what_the_others_read_and_what_is_missing(people, typed):  # noqa: F811
    page = post(people, typed, address="/exchanges/effect/").content.decode()
    assert "The other side will see" in page
    page = post(people, typed | {"partner": "", "ends_on": ""}, address="/exchanges/effect/").content.decode()
    assert "Still missing: The other institution · Return" in page


def test_the_button_says_what_the_dates_make_of_it(people, typed):  # noqa: F811
    ahead = (clock.today() + timedelta(days=9)).isoformat()
    words = [
        post(people, typed | {"ends_on": day}, address="/exchanges/effect/").context["submit_word"]
        for day in ("2024-05-06", ahead)
    ]
    assert words == ["Submit for confirmation", "Save plan and send to the host"]


def test_a_copy_takes_neither_days_nor_people_by_name(people):
    record = submitted_visit(people.member("owner_admin"), people.host_school, outcome="签了协议")
    data = shown_in(people, reverse("exchanges:exchange_copy", args=[record.number]))
    assert (data["starts_on"], data.get("outcome"), data["partner"]) == (clock.today(), None, people.host_school.pk)


def test_a_draft_is_thrown_away_from_its_form(people, typed):  # noqa: F811
    draft = drafted_visit(people.member("owner_admin"), people.host_school)
    discard = reverse("records:record_discard", args=[draft.number])
    assert f'formaction="{discard}"' in people.client("owner_admin").get(edit_of(draft)).content.decode()
    post(people, typed, address=discard)
    assert not Record.objects.exists()
