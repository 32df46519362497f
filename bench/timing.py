"""Clocks and claims."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Claim:
    """What is promised, and what was found. A claim without a limit is told for information."""

    text: str
    found: float
    unit: str = ""
    least: float | None = None
    most: float | None = None

    @property
    def holds(self) -> bool:
        return (self.least is None or self.found >= self.least) and (self.most is None or self.found <= self.most)

    def __str__(self) -> str:
        limit = f" (at least {self.least:,g})" if self.least is not None else ""
        limit += f" (at most {self.most:,g})" if self.most is not None else ""
        mark = "ok  " if self.holds and limit else "    " if not limit else "SLOW"
        return f"{mark} {self.text}: {self.found:,.4g} {self.unit}{limit}"


def seconds(deed: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    deed()
    return time.perf_counter() - begun


def least_ms(deed: Callable[[], Any], times: int = 15) -> float:
    """The least of several, after one to warm caches: what the work takes, not what else the machine does."""
    deed()
    return min(seconds(deed) for _n in range(times)) * 1000


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]
