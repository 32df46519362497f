"""Asking a worker to look now. The truth is a row; a nudge that gets lost costs the seconds until beat comes by."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from celery import Task
from django.conf import settings

_quiet: ContextVar[bool] = ContextVar("quiet", default=False)


def nudge(task: Task) -> None:
    """Publish a task without arguments; a broker that is away is no reason to wait (settings.NUDGE_RETRY)."""
    if settings.NUDGES and not _quiet.get():
        task.apply_async(retry=True, retry_policy=settings.NUDGE_RETRY, expires=60)


@contextmanager
def without_nudges() -> Iterator[None]:
    """Whoever does the work by themselves, as the demo's loader does, calls no worker meanwhile."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)
