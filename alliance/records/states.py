"""State and grade: stored on the record, both from one pure function."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import models
from django.utils.translation import pgettext_lazy


class Phase(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("phase", "Planned")
    HELD = "held", pgettext_lazy("phase", "Took place")
    CANCELLED = "cancelled", pgettext_lazy("phase", "Did not take place")


class Act(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("act", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("act", "Submitted")
    VOIDED = "voided", pgettext_lazy("act", "Void")


class State(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("state", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("state", "Awaiting confirmation")
    CONFIRMED = "confirmed", pgettext_lazy("state", "Confirmed")
    DISAGREED = "disagreed", pgettext_lazy("state", "Disagreed")
    VOIDED = "voided", pgettext_lazy("state", "Void")


class Grade(models.TextChoices):
    NONE = "none", pgettext_lazy("grade", "Not counted")
    MUTUAL = "mutual", pgettext_lazy("grade", "Confirmed by all")
    DOCUMENTED = "documented", pgettext_lazy("grade", "Checked on documents")
    CLAIMED = "claimed", pgettext_lazy("grade", "Reported by one side")


COUNTED = (Grade.MUTUAL, Grade.DOCUMENTED)  # the grades that headlines add up


class Decision(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("decision", "Waiting")
    CONFIRMED = "confirmed", pgettext_lazy("decision", "Confirmed")
    DISAGREED = "disagreed", pgettext_lazy("decision", "Disagreed")


@dataclass(frozen=True)
class Voice:
    """What one party other than the owner has said so far, and whether its word is needed."""

    must: bool
    decision: str


def derive(phase: str, act: str, voices: Collection[Voice], has_evidence: bool) -> tuple[State, Grade]:
    """The only place that knows what follows from what people did. Voices: every party but the owner."""
    if act != Act.SUBMITTED:
        return State(act), Grade.NONE  # draft, voided
    if phase != Phase.HELD:
        return State.SUBMITTED, Grade.NONE  # a plan is shown to the others, not confirmed by them
    if any(voice.decision == Decision.DISAGREED for voice in voices):
        return State.DISAGREED, Grade.NONE
    musts = [voice for voice in voices if voice.must]
    if musts and all(voice.decision == Decision.CONFIRMED for voice in musts):
        return State.CONFIRMED, Grade.MUTUAL
    return (State.CONFIRMED, Grade.DOCUMENTED) if has_evidence else (State.SUBMITTED, Grade.CLAIMED)
