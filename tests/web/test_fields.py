"""One template for all form fields; controls of our own."""

import re

import pytest
from django import forms
from django.http import QueryDict

from alliance.web.widgets import ChoiceCards, CountInput, DateInput, Typeahead
from partners.directory.models import Institution


class VisitForm(forms.Form):
    purpose = forms.CharField(label="事由", help_text="一句话")
    remark = forms.CharField(label="备注", required=False)
    day = forms.DateField(label="日期", widget=DateInput)
    people = forms.IntegerField(label="人数", widget=CountInput("人"))
    what = forms.ChoiceField(
        label="去做什么", choices=[("a", "参观"), ("b", "学习")], widget=ChoiceCards({"b": "计入学习"})
    )


def test_an_error_is_tied_to_its_control():
    html = VisitForm({})["purpose"].as_field_group()
    described = re.search(r'aria-describedby="([^"]+)"', html)[1].split()
    assert 'aria-invalid="true"' in html
    assert described == ["id_purpose_helptext", "id_purpose_error"]
    assert [f'id="{name}"' in html for name in described] == [True, True]


def test_optional_fields_are_marked_and_required_ones_are_not():
    form = VisitForm()
    assert "选填" in form["remark"].as_field_group()
    assert "选填" not in form["purpose"].as_field_group()


def test_each_control_has_one_class_attribute():
    for html in (VisitForm()[name].as_field_group() for name in VisitForm.base_fields):
        for tag in re.findall(r"<(?:input|select|textarea)[^>]*>", html):
            assert tag.count("class=") == 1


def test_a_date_travels_as_iso_and_a_count_carries_its_unit():
    form = VisitForm({"day": "2024-12-26", "people": "4"})
    assert 'type="date"' in str(form["day"])
    assert 'value="2024-12-26"' in str(form["day"])
    assert '<span class="input-group-text">人</span>' in str(form["people"])


def test_an_answer_may_carry_a_note():
    assert '学习<span class="note">计入学习</span>' in str(VisitForm()["what"])


def test_what_was_typed_is_escaped():
    assert "<script>" not in VisitForm({"purpose": "<script>alert(1)</script>"}).as_div()


def picker(value):
    class Form(forms.Form):
        host = forms.ModelChoiceField(Institution.objects.all(), widget=Typeahead("directory:institution_options"))

    return Form({"host": value})


@pytest.mark.django_db
def test_a_typeahead_renders_only_what_is_chosen(people):
    html = str(picker(people.host_school.pk)["host"])
    assert re.findall(r'<option value="(\d+)"', html) == [str(people.host_school.pk)]


@pytest.mark.django_db
def test_a_typeahead_keeps_what_was_typed_without_script(people):
    assert 'value="津职大"' in str(picker("津职大")["host"])


def test_a_typeahead_takes_the_typed_name_when_nothing_was_picked():
    widget = Typeahead("directory:institution_options")
    assert widget.value_from_datadict(QueryDict("host=&host=津职大"), {}, "host") == "津职大"
    assert widget.value_from_datadict(QueryDict("host=7"), {}, "host") == "7"
