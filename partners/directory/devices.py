"""Which institutions a browser has acted for: a link is not decided on the device of the side that sent it.

The cookie is signed, outlives the session and holds ids of institutions, nothing about people.
"""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "sides"
SALT = "partners.directory.sides"
A_LONG_TIME = 400 * 24 * 60 * 60  # browsers keep no cookie longer


def sides_of(request: HttpRequest) -> set[int]:
    """Ids of the institutions that this browser has acted for; a cookie that was tampered with counts as none."""
    cookie = request.get_signed_cookie(COOKIE, default="", salt=SALT)
    return {int(part) for part in cookie.split(".") if part.isdigit()}


def remember_sides(request: HttpRequest, response: HttpResponse, institution_ids: Iterable[int]) -> None:
    """Add these institutions to what the browser remembers."""
    known = sides_of(request)
    sides = known.union(institution_ids)
    if sides != known:
        response.set_signed_cookie(
            COOKIE,
            ".".join(map(str, sorted(sides))),
            salt=SALT,
            max_age=A_LONG_TIME,
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
