"""Two people do something at the same moment: each in a thread and a connection of its own."""

from collections.abc import Callable, Iterable
from threading import Barrier, Thread
from typing import Any

from django.db import connection


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Do all deeds at the same moment; answers and exceptions in the order of the deeds."""
    answers: list[Any] = [None] * len(deeds)
    start = Barrier(len(deeds))

    def run(place: int, deed: Callable[[], Any]) -> None:
        start.wait()
        try:
            answers[place] = deed()
        except Exception as error:  # what a deed raises is its answer
            answers[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place, deed)) for place, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def kinds(answers: Iterable[Any]) -> list[str]:
    """Names of the answers' types, sorted: how often each came out."""
    return sorted(type(answer).__name__ for answer in answers)
