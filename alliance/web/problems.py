"""Errors of the API as problem+json (RFC 9457), with the same sentences as the pages."""

from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from drf_standardized_errors.types import ErrorResponse
from rest_framework.exceptions import APIException, PermissionDenied, ValidationError
from rest_framework.response import Response

from alliance.web.errors import Invalid, Refused, Stale


class Conflict(APIException):
    status_code = 409
    default_code = "conflict"


class ProblemHandler(ExceptionHandler):
    """What workflows raise means the same here as on pages: refused 403, stale 409, invalid 400."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(exc, Refused):
            return PermissionDenied(str(exc.reason))
        if isinstance(exc, Stale):
            return Conflict(str(exc.reason))
        if isinstance(exc, Invalid):
            return ValidationError({field or "non_field_errors": [str(text)] for field, text in exc.errors.items()})
        return super().convert_known_exceptions(exc)

    def run(self) -> Response | None:
        response = super().run()
        if response is not None:
            response.content_type = "application/problem+json"
        return response


class ProblemFormatter(ExceptionFormatter):
    def format_error_response(self, error_response: ErrorResponse) -> dict:
        errors = [{"code": e.code, "detail": e.detail, "attr": e.attr} for e in error_response.errors]
        return {
            "type": "about:blank",
            "title": str(error_response.type),
            "status": self.exc.status_code,
            "detail": "; ".join(str(error["detail"]) for error in errors),
            "errors": errors,
        }


def exception_handler(exc: Exception, context: dict) -> Response | None:
    return ProblemHandler(exc, context).run()
