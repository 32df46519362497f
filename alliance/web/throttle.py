"""How often somebody may try something: a counter in the cache, which forgets by itself."""

import hashlib
import logging

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def too_often(what: str, who: object, *, limit: int, seconds: int) -> bool:
    """Count one more try of `what` by `who`; true once there were more than `limit` within the time.

    A cache that is away stops nobody: what guards a secret is counted in the database.
    """
    key = f"throttle-{what}-{hashlib.sha256(str(who).encode()).hexdigest()[:32]}"
    try:
        if cache.add(key, 1, seconds):
            return False
        return cache.incr(key) > limit
    except ValueError:  # it was forgotten between the two lines
        cache.add(key, 1, seconds)
        return False
    except RedisError:
        log.exception("the cache is away; %s is not counted", what)
        return False


def address_of(request: HttpRequest) -> str:
    """The visitor's network address, behind as many proxies as settings say stand before us."""
    return get_adapter(request).get_client_ip(request)
