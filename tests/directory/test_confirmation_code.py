from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from alliance.web import clock
from alliance.web.errors import Refused
from partners.directory.models import InstitutionCode
from partners.directory.workflows import check_code, issue_code, merge_institution
from tests.factories import InstitutionCodeFactory
from tests.races import at_once

pytestmark = pytest.mark.django_db
TEN = datetime(2024, 5, 3, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def answer(institution, code):
    try:
        with translation.override("en"):
            check_code(institution, code)
    except Refused as refusal:
        return str(refusal)
    return "accepted"


def test_a_code_is_accepted_with_or_without_blanks_and_stored_as_a_hash(people):
    code = issue_code(institution_id=people.school.pk, by=people.member("lead"))
    assert len(code) == 6 and code.isdigit()
    assert code not in InstitutionCode.objects.get().code_hash
    assert answer(people.school, f" {code[:3]} {code[3:]} ") == "accepted"


@pytest.mark.parametrize("who", ["owner_admin", "host_admin", "owner_teacher"])
def test_only_the_secretariat_issues_codes(who, people):
    with pytest.raises(Refused):
        issue_code(institution_id=people.school.pk, by=people.member(who))


def test_five_wrong_tries_an_hour_then_even_the_right_one_waits():
    school = InstitutionCodeFactory().institution
    with clock.at(TEN):
        assert [answer(school, "000000")[-2:] for _try in range(4)] == ["4.", "3.", "2.", "1."]
        assert "Try again after 11:01" in answer(school, "000000")
        assert "Try again after 11:01" in answer(school, "246810")
    with clock.at(TEN + timedelta(minutes=61)):
        assert answer(school, "246810") == "accepted"


def test_a_right_code_forgives_the_wrong_ones_before():
    school = InstitutionCodeFactory().institution
    answers = [answer(school, code) for code in ["1"] * 4 + ["246810"] + ["1"] * 4 + ["246810"]]
    assert answers[4] == answers[9] == "accepted"


def test_a_new_code_ends_the_old_one(people):
    InstitutionCodeFactory(institution=people.school)
    issue_code(institution_id=people.school.pk, by=people.member("lead"))
    assert answer(people.school, "246810") != "accepted"


def test_without_a_code_the_message_says_whom_to_ask(people):
    assert "Ask the secretariat" in answer(people.school, "246810")


def test_a_merged_institution_proves_itself_by_its_successors_code(people):
    InstitutionCodeFactory(institution=people.school)
    merged = merge_institution(institution_id=people.host_school.pk, into_id=people.school.pk, by=people.member("lead"))
    assert answer(merged, "246810") == "accepted"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_many_tries_at_once_no_more_than_five_are_looked_at():
    school = InstitutionCodeFactory().institution
    answers = at_once(*[lambda: answer(school, "000000")] * 12)
    assert sum("Tries left" in text for text in answers) == 4
    assert InstitutionCode.objects.get().failures == 5
