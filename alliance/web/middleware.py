"""Old browsers, bad bytes, and the exceptions of workflows: each gets its page, in the reader's language."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from alliance.web.errors import Invalid, Refused, Stale

NUL = "\x00"
API = "/api/"


class PlainPageForIE:
    """360 and its like start in the IE kernel, which cannot show the portal: tell them how to leave it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        agent = request.headers.get("User-Agent", "")
        if "Trident/" in agent or "MSIE " in agent:
            return render(request, "ie.html")
        return self.get_response(request)


class ErrorPages:
    """Refused is 403, Stale 409, Invalid 400; the API answers for itself. Also sets what every answer carries."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if NUL in request.path or any(NUL in text for pair in request.GET.lists() for text in (pair[0], *pair[1])):
            return self.nul(request)
        response = self.get_response(request)
        if getattr(request, "varies_by_htmx", False):
            patch_vary_headers(response, ["HX-Request"])
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if request.path.startswith(API):
            return None
        if isinstance(exception, Refused):
            return error_page(request, "403.html", 403, reason=exception.reason)
        if isinstance(exception, Stale):
            return error_page(request, "409.html", 409, reason=exception.reason, stale=exception.obj)
        if isinstance(exception, Invalid):
            return error_page(request, "400.html", 400, reasons=list(exception.errors.values()))
        if isinstance(exception, ValueError) and has_nul(request):
            return self.nul(request)
        return None

    def nul(self, request: HttpRequest) -> HttpResponse:
        reason = _(
            "There is an invisible character (NUL) in what was sent. Please type it again instead of pasting it."
        )
        return error_page(request, "400.html", 400, reasons=[reason])


def has_nul(request: HttpRequest) -> bool:
    return any(NUL in text for _name, texts in request.POST.lists() for text in texts)


def error_page(request: HttpRequest, template: str, status: int, **context) -> HttpResponse:
    """The page of an error; for htmx only its sentence, put into the page's message area."""
    if getattr(request, "htmx", False):
        response = render(request, f"{template}#sentence", context, status=status)
        return into_messages(response)
    return render(request, template, context, status=status)


def into_messages(response: HttpResponse) -> HttpResponse:
    """Tell htmx that this answer belongs into the message area, whatever was asked for."""
    response["HX-Retarget"], response["HX-Reswap"] = "#messages", "innerHTML"
    return response
