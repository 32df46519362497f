"""The one call upward: whatever changes records ends here, in the same transaction."""

from collections.abc import Callable, Iterable

_listeners: list[Callable[[list[int]], None]] = []


def on_change(listener: Callable[[list[int]], None]) -> None:
    """Register the one listener, the ledger. Called from its ready()."""
    if listener not in _listeners:
        _listeners.append(listener)


def changed(ids: Iterable[int]) -> None:
    """Tell that these records may now desire other ledger entries. Not a signal: bulk writes send none."""
    ids = sorted(set(ids))
    for listener in _listeners:
        listener(ids)
