"""The only clock. The demo loader and the tests set it; nothing else reads the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _frozen.get() or timezone.now()


def today() -> date:
    """The present date where the alliance is (settings.TIME_ZONE, Asia/Shanghai)."""
    return timezone.localtime(now()).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let the product believe that it is `moment` (aware) while the block runs."""
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
