"""The twin of records.changed: after a posting is committed, its one listener, the dashboard, is told."""

from collections.abc import Callable

_listeners: list[Callable[[int], None]] = []


def on_posted(listener: Callable[[int], None]) -> None:
    """Register the one listener. Called from the dashboard's ready()."""
    if listener not in _listeners:
        _listeners.append(listener)


def posted(number: int) -> None:
    """Tell that posting `number` is committed. A nudge only: beat does the same work."""
    for listener in _listeners:
        listener(number)
