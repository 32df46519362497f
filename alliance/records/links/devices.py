"""What a browser keeps about links, in signed cookies: a random name, and that it gave an institution's code."""

from datetime import date, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from alliance.web import clock
from partners.directory.models import Institution, InstitutionCode, random_key

DEVICE = "device"
SALT = "alliance.records.links"
A_LONG_TIME = 400 * 24 * 60 * 60  # browsers keep no cookie longer
CODE_REMEMBERED = timedelta(days=90)


def device_of(request: HttpRequest) -> str:
    """The random name of this browser; empty where it has none yet."""
    return request.get_signed_cookie(DEVICE, default="", salt=SALT)


def new_device() -> str:
    return random_key()


def remember_device(response: HttpResponse, device: str) -> None:
    set_cookie(response, DEVICE, device, A_LONG_TIME)


def remembers_code(request: HttpRequest, institution: Institution) -> bool:
    """Whether this browser gave the institution's present code within 90 days. A new code forgets the one before."""
    given = request.get_signed_cookie(cookie_of(institution), default="", salt=SALT)
    issued, _space, day = given.partition(" ")
    return bool(day) and issued == issue_of(institution) and clock.today() - date.fromisoformat(day) <= CODE_REMEMBERED


def remember_code(response: HttpResponse, institution: Institution) -> None:
    value = f"{issue_of(institution)} {clock.today().isoformat()}"
    set_cookie(response, cookie_of(institution), value, int(CODE_REMEMBERED.total_seconds()))


def cookie_of(institution: Institution) -> str:
    return f"code_{institution.successor_id or institution.pk}"


def issue_of(institution: Institution) -> str:
    """When the code that holds today was issued; empty where there is none."""
    holder = institution.successor_id or institution.pk
    issued_at = InstitutionCode.objects.filter(institution=holder).values_list("issued_at", flat=True).first()
    return issued_at.isoformat().replace(" ", "T") if issued_at else ""


def set_cookie(response: HttpResponse, name: str, value: str, seconds: int) -> None:
    response.set_signed_cookie(
        name,
        value,
        salt=SALT,
        max_age=seconds,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
