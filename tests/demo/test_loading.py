"""The demo alliance comes in through the workflows, and its figures are recounted, not believed."""

import pytest
from django.core.management import CommandError, call_command

from alliance.demo import figures
from alliance.demo.loader import Loader
from alliance.ledger.models import Due
from alliance.ledger.reconciliation import differences
from alliance.records.models import Record
from alliance.web.nudges import without_nudges
from exchanges.models import Exchange

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded():
    with without_nudges():
        Loader(say=lambda line: None).load(years=[2017])


def verdicts() -> dict[str, str]:
    return {line.figure: line.verdict for line in figures.check()}


def test_the_first_year_ends_in_the_states_of_the_story_and_its_figure_holds(loaded):
    assert set(Record.objects.values_list("state", "grade")) == {("confirmed", "documented")}
    assert verdicts()["F05"] == "ok"
    assert verdicts()["F17"] == "not yet recorded"
    assert (Due.objects.count(), list(differences())) == (0, [])


def test_a_figure_whose_records_say_something_else_is_wrong(loaded):
    study = Exchange.objects.filter(record__kind="teacher_study").first()
    Exchange.objects.filter(pk=study.pk).update(actual={"teachers": 6})
    assert verdicts()["F05"] == "WRONG"


def test_the_demo_is_loaded_once_and_never_into_production(loaded, settings):
    with pytest.raises(CommandError, match="in use already"):
        call_command("load_demo")
    settings.DEMO = False
    with pytest.raises(CommandError, match="never loaded into production"):
        call_command("load_demo")
