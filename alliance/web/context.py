"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest

THEMES = ("light", "dark")
SIZES = ("standard", "large")


def look_of(request: HttpRequest) -> dict[str, str]:
    """Theme and letter size from this device's cookies, so that the first paint is right."""
    theme, size = request.COOKIES.get("theme"), request.COOKIES.get("size")
    return {"theme": theme if theme in THEMES else THEMES[0], "size": size if size in SIZES else SIZES[0]}


def page(request: HttpRequest) -> dict:
    """Context processor: the look, and what stands at the foot of pages that outsiders see."""
    return {
        "look": look_of(request),
        "is_demo": settings.DEMO,
        "secretariat_phone": settings.SECRETARIAT_PHONE,
        "icp_number": settings.ICP_NUMBER,
        "police_number": settings.POLICE_NUMBER,
    }
