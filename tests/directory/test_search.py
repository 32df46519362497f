import pytest
from django.urls import reverse

from partners.directory.models import Alias
from partners.directory.names import search_text, spelled
from partners.directory.selectors import institutions_matching, options
from tests.factories import InstitutionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def commerce():
    school = InstitutionFactory(
        name_zh="天津商务职业学院", name_en="Tianjin Vocational College of Commerce", short_zh="天津商务"
    )
    Alias.objects.create(institution=school, name="天津商校", type=Alias.Type.FORMER)
    school.search = search_text([school.name_zh, school.name_en, school.short_zh, "天津商校"])
    school.save()
    InstitutionFactory(name_zh="邯郸职业技术学院")
    return school


@pytest.mark.parametrize(
    "text",
    [
        "商务",
        "天津商务职业学院",
        "tjsw",
        "TJSW",
        "tianjinshangwu",
        "tianjin shang wu",
        "college of comm",
        "商校",
        " 天津 商务 ",
    ],
)
def test_an_institution_is_found_by_any_of_its_names(commerce, text):
    assert list(institutions_matching(text)) == [commerce]


def test_the_exact_name_comes_first_then_the_beginning_then_the_middle():
    middle = InstitutionFactory(name_zh="北方京东学校")
    beginning = InstitutionFactory(name_zh="京东职业学校")
    exact = InstitutionFactory(name_zh="京东")
    assert list(institutions_matching("京东")) == [exact, beginning, middle]


@pytest.mark.parametrize("text", ["cyxx", "zyxx", "chaoyang", "zhaoyang"])
def test_both_readings_of_a_character_find_it(text):
    school = InstitutionFactory(name_zh="朝阳学校")
    assert list(institutions_matching(text)) == [school]


@pytest.mark.parametrize("text", ["", "  ", "——", "%", "_"])
def test_nothing_to_look_for_finds_all(commerce, text):
    assert institutions_matching(text).count() == 2


def test_spellings_grow_with_the_length_of_a_name_not_with_its_power():
    assert len(set(spelled("重庆长行大都会职业技术教育中心"))) < 80


def test_what_was_merged_is_not_offered(commerce):
    InstitutionFactory(name_zh="天津商务学校", successor=commerce)
    assert [option["id"] for option in options("商务")] == [commerce.pk]


def test_the_picker_says_which_other_name_was_recognised(commerce, people):
    answer = people.client("owner_teacher").get(reverse("directory:institution_options"), {"q": "商校"}).json()
    assert answer["options"] == [
        {
            "id": commerce.pk,
            "name": "天津商务职业学院",
            "short": "天津商务",
            "region": "雄县",
            "type": "secondary_vocational",
            "type_name": commerce.get_type_display(),
            "found_as": "天津商校",
        }
    ]


@pytest.mark.parametrize("institutions", [1, 20])
def test_picker_queries(institutions, people, django_assert_num_queries):
    InstitutionFactory.create_batch(institutions)
    client = people.client("owner_teacher")
    with django_assert_num_queries(5):  # session, user, memberships, institutions, aliases
        client.get(reverse("directory:institution_options"), {"q": "职业"})


def test_the_picker_is_for_those_who_signed_in(people):
    assert people.client("visitor").get(reverse("directory:institution_options")).status_code == 302
