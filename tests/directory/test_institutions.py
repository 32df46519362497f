from datetime import date, timedelta

import pytest

from alliance.web import clock
from alliance.web.errors import Invalid, Refused, Stale
from partners.directory.acting import current_memberships, institution_scope
from partners.directory.models import Institution, Region, Role, Trace
from partners.directory.selectors import institutions_matching
from partners.directory.workflows import add_institution, edit_institution, load_regions, merge_institution
from tests.factories import InstitutionFactory, RegionFactory

pytestmark = pytest.mark.django_db
CODE = "91110000600037341L"


def new_school(by, **facts):
    given = {"name_zh": "易县职业技术教育中心", "type": Institution.Type.SECONDARY, "region": RegionFactory()}
    return add_institution(by=by, **(given | facts))


def test_the_regions_that_ship_know_the_three_counties_of_the_new_area():
    assert load_regions() == load_regions() == Region.objects.count()
    assert set(Region.objects.filter(zone="xiongan").values_list("name_zh", flat=True)) == {"雄县", "容城县", "安新县"}
    assert [Region.objects.get(pk=code).place for code in ("130638", "130600", "120112", "110101", "310000")] == [
        "xiongan",
        "hebei",
        "tianjin",
        "beijing",
        "other",
    ]


def test_the_secretariat_adds_an_institution_that_is_found_by_all_its_names(people):
    school = new_school(
        people.member("lead"), aliases=["易县职教"], former_names=["易县技工学校"], joined_on=date(2021, 5, 1)
    )
    for text in ("易县职业", "yxzyjsjyzx", "易县职教", "jgxx"):
        assert list(institutions_matching(text)) == [school]
    assert [(place.network.code, place.since) for place in school.networks.all()] == [("alliance", date(2021, 5, 1))]


@pytest.mark.parametrize("who", ["owner_admin", "owner_teacher"])
def test_only_the_secretariat_adds_institutions(who, people):
    with pytest.raises(Refused):
        new_school(people.member(who))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name_zh": "雄县职业技术教育中心"}, "name_zh"),
        ({"national_code": CODE}, "national_code"),
        ({"national_code": CODE[:-1] + "X"}, "national_code"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(facts, field, people):
    Institution.objects.filter(pk=people.school.pk).update(national_code=CODE)
    with pytest.raises(Invalid) as refusal:
        new_school(people.member("lead"), **facts)
    assert list(refusal.value.errors) == [field]


def test_a_school_keeps_up_its_own_contact_data(people):
    school = people.school
    edit_institution(institution_id=school.pk, by=people.member("owner_admin"), revision=1, phone="0312-5550101")
    school.refresh_from_db()
    assert (school.phone, school.revision) == ("0312-5550101", 2)
    assert Trace.objects.get(verb="changed").fields == ["phone"]


@pytest.mark.parametrize(
    ("who", "changes"),
    [
        ("owner_admin", {"name_zh": "雄县一中"}),
        ("owner_admin", {"aliases": ["雄中"]}),
        ("owner_teacher", {"phone": "1"}),
        ("host_admin", {"phone": "1"}),
    ],
)
def test_nobody_changes_more_than_is_theirs(who, changes, people):
    with pytest.raises(Refused):
        edit_institution(institution_id=people.school.pk, by=people.member(who), revision=1, **changes)


def test_who_saves_an_old_version_is_told(people):
    lead = people.member("lead")
    edit_institution(institution_id=people.school.pk, by=lead, revision=1, phone="1")
    with pytest.raises(Stale):
        edit_institution(institution_id=people.school.pk, by=lead, revision=1, phone="2")


def test_a_new_name_is_found_at_once_and_the_other_names_stay(people):
    lead = people.member("lead")
    edit_institution(institution_id=people.school.pk, by=lead, revision=1, former_names=["雄县技校"])
    edit_institution(institution_id=people.school.pk, by=lead, revision=2, name_zh="雄安职业学校", aliases=["雄职"])
    for text in ("雄安", "xazyxx", "雄县技校", "雄职"):
        assert people.school in institutions_matching(text)
    assert people.school not in institutions_matching("教育中心")


def merge(people, institution, into):
    return merge_institution(institution_id=institution.pk, into_id=into.pk, by=people.member("lead"))


def test_after_a_merger_the_successor_sees_what_was_the_others_and_is_found_by_its_name(people):
    merge(people, people.host_school, people.school)
    assert set(institution_scope(people.school)) == {people.school.pk, people.host_school.pk}
    assert people.school in institutions_matching("天津市第一商业学校")


def test_people_of_a_merged_institution_go_on_at_the_successor(people):
    user = people.membership("host_admin").user
    merge(people, people.host_school, people.school)
    with clock.at(clock.now() + timedelta(days=1)):
        assert [(m.institution, m.role) for m in current_memberships(user)] == [(people.school, Role.SCHOOL_ADMIN)]


def test_what_was_merged_before_comes_along_so_that_there_is_no_chain(people):
    merge(people, people.third_school, people.host_school)
    merge(people, people.host_school, people.school)
    people.third_school.refresh_from_db()
    assert people.third_school.successor == people.school
    assert len(institution_scope(people.school)) == 3


def test_mergers_that_make_no_sense_are_refused(people):
    merge(people, people.third_school, people.host_school)
    senseless = [
        (people.school, people.school),
        (people.third_school, people.school),
        (people.school, people.third_school),
        (people.host_school, people.third_school),
        (people.secretariat, people.school),
        (people.school, people.secretariat),
    ]
    for institution, into in senseless:
        with pytest.raises(Refused):
            merge(people, institution, into)


def test_only_the_secretariat_merges(people):
    with pytest.raises(Refused):
        merge_institution(
            institution_id=people.host_school.pk, into_id=people.school.pk, by=people.member("owner_admin")
        )


def test_a_merged_institution_is_changed_no_more(people):
    merge(people, people.host_school, people.school)
    with pytest.raises(Refused):
        edit_institution(institution_id=people.host_school.pk, by=people.member("lead"), revision=2, phone="1")
    assert InstitutionFactory()  # others go on
