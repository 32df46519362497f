"""How often somebody may try something: a counter in the cache, which forgets by itself."""

import hashlib

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


def too_often(what: str, who: object, *, limit: int, seconds: int) -> bool:
    """Count one more try of `what` by `who`; true once there were more than `limit` within the time."""
    key = f"throttle-{what}-{hashlib.sha256(str(who).encode()).hexdigest()[:32]}"
    if cache.add(key, 1, seconds):
        return False
    try:
        return cache.incr(key) > limit
    except ValueError:  # it was forgotten between the two lines
        cache.add(key, 1, seconds)
        return False


def address_of(request: HttpRequest) -> str:
    """The visitor's network address, behind as many proxies as settings say stand before us."""
    return get_adapter(request).get_client_ip(request)
