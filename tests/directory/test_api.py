import pytest

INSTITUTIONS = "/api/v1/institutions/"


def test_the_api_reads_the_register_with_the_pages_filter(people):
    answer = people.client("owner_teacher").get(INSTITUTIONS, {"q": "tjs"}).json()
    rows = answer.get("results", answer)
    assert [(row["id"], row["member_since"]) for row in rows] == [(people.host_school.pk, "2017-01-01")]


@pytest.mark.parametrize("who", ["visitor", "former"])
def test_who_acts_for_nobody_reads_nothing(who, people):
    answer = people.client(who).get(INSTITUTIONS)
    assert answer.status_code in (302, 401, 403) or "雄县" not in answer.text
    assert people.client(who).get(f"{INSTITUTIONS}{people.school.pk}/").status_code in (302, 401, 403, 404)
