"""What the logs say: the request's number, what happened, how it ended, and nothing about people."""

import re

NOT_LOGGED = ("ip", "user_id", "user_agent")
SECRET = re.compile(r"(?<=/)[A-Za-z0-9_=-]{20,}(?=/|$)")  # the token of a signed link, an invitation, a reset


def without_personal_data(logger, method: str, event: dict) -> dict:
    """Take out who asked, what was searched for and every token that an address bears."""
    for name in NOT_LOGGED:
        event.pop(name, None)
    if "request" in event:
        event["request"] = SECRET.sub("…", str(event["request"]).partition("?")[0])
    return event
