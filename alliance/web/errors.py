"""What a workflow may raise at people; one middleware turns each into a page, forms put them beside a field."""

from typing import Any

from django.utils.functional import Promise

Text = str | Promise


class Refused(Exception):
    """The actor may not do this. `reason` is a translated sentence that says why (403)."""

    def __init__(self, reason: Text):
        super().__init__(str(reason))
        self.reason = reason


class Invalid(Exception):
    """What was typed cannot be kept. `errors` maps field names ("" for the whole form) to sentences (400)."""

    def __init__(self, errors: dict[str, Text]):
        super().__init__("; ".join(str(error) for error in errors.values()))
        self.errors = errors


class Stale(Exception):
    """Somebody changed the object while it was being read (409). Subclasses say what changed."""

    def __init__(self, obj: Any, reason: Text):
        super().__init__(str(reason))
        self.obj = obj
        self.reason = reason


def refuse_if(reason: Text | None) -> None:
    """Raise Refused when a rule gave a reason why not."""
    if reason:
        raise Refused(reason)
