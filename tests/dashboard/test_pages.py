"""The dashboard and its drill-down, as each reader sees them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from alliance.dashboard import workflows
from alliance.ledger import workflows as ledger
from alliance.records import workflows as records
from alliance.web import clock
from tests.stories import confirmed_visit, submitted_visit

pytestmark = pytest.mark.django_db

DASHBOARD = reverse("dashboard:dashboard")


@pytest.fixture
def visits(people):
    """Two visits of 2024 that count, 4 and 6 people, and one of 5 that only its owner reports."""
    workflows.load_indicators()
    school, host = people.member("owner_admin"), people.member("host_admin")
    found = [
        confirmed_visit(school, host),
        confirmed_visit(school, host, actual={"teachers": 6}),
        submitted_visit(school, host.institution, actual={"teachers": 5}),
    ]
    count()
    return found


def count():
    """What the worker does after a change."""
    ledger.post(pause=0)
    workflows.apply_postings(pause=0)


def address(code, **query):
    return reverse("dashboard:drilldown", args=[code]) + "?" + "&".join(f"{k}={v}" for k, v in query.items())


def card(response, code):
    return next(
        face["card"]
        for pillar in response.context["pillars"]
        for face in pillar["cards"]
        if face["card"].indicator.code == code
    )


@pytest.mark.parametrize(
    ("who", "scope", "status"),
    [
        ("lead", "", 200),
        ("owner_admin", "", 200),
        ("third_teacher", "", 200),
        ("owner_admin", "school", 200),
        ("owner_teacher", "school", 200),
        ("lead", "school", 200),
        ("host_admin", "school", 404),
        ("third_teacher", "school", 404),
        ("lead", "nobody", 404),
        ("former", "", 404),
        ("visitor", "", 302),
    ],
)
def test_who_sees_whose_figures(who, scope, status, people, visits):
    pk = {"school": people.school.pk, "nobody": 999999}.get(scope, "")
    for page in (DASHBOARD, reverse("dashboard:pillar", args=["build"]), address("build.outbound")):
        query = f"scope={pk}"
        assert people.client(who).get(page + ("&" if "?" in page else "?") + query).status_code == status


def test_a_card_counts_what_is_confirmed_and_names_what_is_claimed_apart(people, visits):
    response = people.client("lead").get(DASHBOARD, {"year": 2024})
    outbound = card(response, "build.outbound")
    assert (outbound.value, outbound.claimed) == (10, 5)
    assert "另有单方填报" in response.content.decode()


def test_an_institution_sees_its_own_side(people, visits):
    sender = people.client("owner_admin").get(DASHBOARD, {"year": 2024, "scope": people.school.pk})
    host = people.client("host_admin").get(DASHBOARD, {"year": 2024, "scope": people.host_school.pk})
    assert card(sender, "build.outbound").value == 10
    assert card(host, "build.inbound").value == 10


def test_the_page_asks_for_newer_figures_and_gets_them_only_when_there_are_some(people, visits):
    lead, host = people.client("lead"), people.member("host_admin")
    page = lead.get(DASHBOARD, {"year": 2024})
    refresh = page.context["refresh"]
    assert lead.get(refresh, headers={"HX-Request": "true"}).status_code == 204
    records.confirm(record_id=visits[2].pk, by=host, facts_hash=visits[2].facts_hash)
    count()
    newer = lead.get(refresh, headers={"HX-Request": "true"})
    assert card(newer, "build.outbound").value == 15
    assert "<html" not in newer.content.decode()
    assert lead.get(newer.context["refresh"], headers={"HX-Request": "true"}).status_code == 204


def test_who_is_waited_for_stands_with_the_days(people, visits):
    with clock.at(clock.now() + timedelta(days=15)):
        response = people.client("lead").get(DASHBOARD)
        [party] = response.context["waiting"]
        assert (party.record, party.days, response.context["waiting_count"]) == (visits[2], 15, 1)
        assert people.client("third_admin").get(DASHBOARD).context["waiting"] == []


@pytest.mark.parametrize(
    "by", ["grade", "month", "institution", "counterpart", "facet", "institution_place", "counterpart_place"]
)
@pytest.mark.parametrize("who", ["lead", "owner_admin", "third_admin"])
def test_every_split_sums_to_the_figure(who, by, people, visits):
    response = people.client(who).get(address("build.inbound", year=2024, by=by))
    context = response.context
    assert context["split"].total == context["expected"] == context["totals"].sum == context["card"].value == 10
    assert context["totals"].n == 2
    assert "t-bad" not in response.content.decode()


def test_rows_a_reader_may_not_see_are_counted_and_never_named(people, visits):
    for by in ("institution", "counterpart", "month", "institution_place"):
        response = people.client("third_admin").get(address("build.inbound", year=2024, by=by))
        text = response.content.decode()
        assert (response.context["totals"].hidden_n, response.context["totals"].hidden) == (2, 10)
        for secret in (visits[0].number, people.school.name_zh, people.host_school.name_zh, "物联网"):
            assert secret not in text
    asked = people.client("third_admin").get(address("build.inbound", year=2024, institution=people.school.pk))
    assert (asked.context["totals"].sum, asked.context["totals"].n) == (0, 0)
    sheet = people.client("third_admin").get(address("build.inbound", year=2024, export="csv"))
    text = b"".join(sheet.streaming_content).decode()
    assert visits[0].number not in text and people.school.name_zh not in text and "10" in text


def test_each_entry_links_to_its_record(people, visits):
    response = people.client("owner_admin").get(address("build.outbound", year=2024))
    text = response.content.decode()
    for record in visits[:2]:
        assert f'href="{reverse("records:record_open", args=[record.number])}"' in text
    assert visits[2].number not in text
    assert (
        visits[2].number
        in people.client("owner_admin").get(address("build.outbound", year=2024, grade="claimed")).content.decode()
    )


def test_a_correction_is_shown_as_one(people, visits):
    records.void(record_id=visits[0].pk, by=people.member("owner_admin"), reason="重复登记")
    count()
    response = people.client("lead").get(address("build.outbound", year=2024))
    assert (response.context["totals"].n, response.context["totals"].sum) == (3, 6)
    assert "reversal" in response.content.decode()


def test_any_dates_can_be_asked_for(people, visits):
    inside = people.client("lead").get(address("build.outbound", **{"from": "2024-05-06", "to": "2024-05-06"}))
    outside = people.client("lead").get(address("build.outbound", **{"from": "2024-05-07", "to": "2024-06-01"}))
    assert (inside.context["totals"].sum, outside.context["totals"].sum) == (10, 0)


@pytest.mark.parametrize(
    "query",
    [
        "year=abc",
        "year=99999",
        "basis=x",
        "by=x",
        "month=2024-13",
        "institution=x",
        "facet=%00x",
        "scope=x",
        "page=x",
        "from=2024-02-30&to=x",
        "counterpart=99999999999999999999",
        "grade=x",
        "institution_place=nowhere",
    ],
)
def test_nonsense_in_the_address_does_no_harm(query, people, visits):
    page = reverse("dashboard:drilldown", args=["build.inbound"])
    assert people.client("lead").get(f"{page}?{query}").status_code in (200, 400, 404)
    assert people.client("lead").get(f"{DASHBOARD}?{query}").status_code in (200, 400, 404)


def test_what_is_exported_is_what_is_filtered(people, visits):
    client = people.client("owner_admin")
    answer = client.get(address("build.outbound", year=2024, export="csv"))
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").strip().splitlines()
    assert len(lines) == 1 + 2 + 1
    assert client.get(address("build.outbound", year=2024, export="xlsx"))["Content-Type"].endswith("sheet")


@pytest.mark.parametrize("more", [0, 3])
def test_queries_do_not_grow_with_what_is_counted(more, people, visits, django_assert_max_num_queries):
    for _n in range(more):
        confirmed_visit(people.member("owner_admin"), people.member("host_admin"))
    count()
    lead = people.client("lead")
    lead.get(DASHBOARD)
    with django_assert_max_num_queries(20) as page:
        lead.get(DASHBOARD)
    own = [q["sql"] for q in page.captured_queries if "dashboard_" in q["sql"] or "party" in q["sql"]]
    assert len(own) <= 6, own
    with django_assert_max_num_queries(24):
        lead.get(address("build.inbound", year=2024))


def test_strangers_read_what_is_counted_and_members_go_to_work(people, visits, client):
    page = client.get("/")
    assert "政府带队赴京津洽谈次数" in page.content.decode()
    assert "<c-" not in page.content.decode()
    assert people.client("lead").get("/").url == DASHBOARD


def test_an_indicator_without_entries_says_no_data_and_not_zero(people, visits):
    page = people.client("lead").get(reverse("dashboard:pillar", args=["link"]))
    assert "暂无数据" in page.content.decode()
    assert people.client("lead").get(address("link.top50")).status_code == 200
    assert people.client("lead").get(address("link.unknown")).status_code == 404
