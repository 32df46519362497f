"""Indicators that use every operation on every side."""

import pytest

from alliance.dashboard import workflows
from alliance.dashboard.models import Indicator, SnapshotCursor
from alliance.records.kinds import all_measures
from partners.directory.models import random_key


def indicator(code, **columns) -> Indicator:
    """An indicator of a test, over measures that are posted."""
    plain = {
        "pillar": "build",
        "name_zh": code,
        "name_en": code,
        "operation": "total",
        "numerator": "exchanges.stops",
        "side": "both",
        "period": "year",
        "unit_zh": "人次",
        "unit_en": "participants",
        "definition_zh": "…",
        "definition_en": "…",
    }
    return Indicator.objects.create(code=code, **(plain | columns))


@pytest.fixture
def indicators(db):
    """What ships and what else the operations can do: every side, every operation."""
    workflows.load_indicators()
    for side in Indicator.Side.values:
        indicator(f"t.total-{side}", side=side)
        indicator(f"t.partners-{side}", side=side, operation="institutions", period="any")
        indicator(f"t.hosts-{side}", side=side, operation="institutions", facet_filter="visit.staff.beijing")
        indicator(f"t.latest-{side}", side=side, operation="latest", period="any")
        indicator(f"t.mean-{side}", side=side, operation="mean", period="any")
    SnapshotCursor.objects.update(definitions=random_key())
    measures = set(all_measures())
    return [
        i
        for i in Indicator.objects.all()
        if {word.partition(":")[0] for word in f"{i.numerator} {i.denominator}".split() if word not in "+-"} <= measures
    ]
