"""An institution is picked by key, or typed by name where there is no script."""

import pytest
from django import forms

from partners.directory.fields import InstitutionField
from tests.factories import InstitutionFactory

pytestmark = pytest.mark.django_db


class Form(forms.Form):
    host = InstitutionField(label="接待单位")


def chosen(text: str):
    form = Form({"host": text})
    return form.cleaned_data["host"] if form.is_valid() else form.errors["host"][0]


def test_a_key_and_each_unmistakable_name_choose_the_institution(people):
    for text in (str(people.host_school.pk), "天津市第一商业学校", "第一商业", "tjsdysyxx"):
        assert chosen(text) == people.host_school


def test_a_full_name_wins_over_a_longer_one_that_contains_it(people):
    InstitutionFactory(name_zh="天津市第一商业学校附属学校")
    assert chosen("天津市第一商业学校") == people.host_school


def test_an_unknown_name_says_what_to_do(people):
    assert chosen("火星职业学院") == "没有名为“火星职业学院”的单位。请试试简称，或请秘书处添加。"


def test_a_name_that_several_share_lists_them(people):
    InstitutionFactory(name_zh="天津市第二商业学校")
    assert chosen("商业学校") == ("“商业学校”可能是几个单位：天津市第一商业学校；天津市第二商业学校。请写全称。")


def test_what_was_merged_into_another_is_not_offered(people):
    people.host_school.successor = people.school
    people.host_school.save()
    assert chosen(str(people.host_school.pk)) == "没有这个单位。请从列表中选择。"


def test_a_nul_byte_is_refused_in_place(people):
    assert "空字符" in chosen("a\x00b")
