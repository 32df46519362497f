"""Pictures of numbers: what their shapes say."""

import re

import pytest

from alliance.web import drawing


def test_a_bar_reaches_four_fifths_when_the_target_is_met():
    assert 'class="done" y="3" width="80.0%"' in drawing.bar(280, 280)


def test_a_bar_never_leaves_its_picture():
    assert 'class="done" y="3" width="100.0%"' in drawing.bar(900, 280)


def test_a_bar_shows_what_one_side_claims_as_a_hatch_beyond_the_figure():
    assert '<line class="beyond" x1="40.0%" x2="48.0%"' in drawing.bar(50, 100, beyond=10)


def test_the_parts_of_a_split_follow_one_another():
    picture = drawing.split(197, 100, 3)
    widths = [float(w) for w in re.findall(r'width="([\d.]+)%"', picture)]
    start_of_claimed = float(re.search(r'class="c" x1="([\d.]+)%"', picture)[1])
    assert sum(widths) == pytest.approx(start_of_claimed, abs=0.1)


def test_a_spark_of_counts_begins_at_zero_and_marks_the_last_year():
    picture = drawing.spark([0, 5, 10])
    assert re.findall(r'height="([\d.]+)" class="(\w+)"', picture) == [
        ("0.0", "year"),
        ("13.5", "year"),
        ("27.0", "now"),
    ]


def test_a_spark_of_rates_leaves_out_years_without_data():
    assert drawing.spark([None, 50.0, 60.0], line=True).count(" L") == 1


def test_a_label_is_escaped():
    assert "<script>" not in drawing.spark([1], label="<script>")


@pytest.mark.parametrize("values", [[], [None, None]])
def test_no_data_draws_nothing(values):
    assert "<rect" not in drawing.spark(values)
