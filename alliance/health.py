"""Whether the portal is well: /healthz, for what watches it and for load balancers."""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import KombuError
from redis import RedisError

from alliance.celery import HEARTBEAT, app
from alliance.web import clock

WELL_FOR = 60  # seconds after a heartbeat; beat asks for one every ten


def database_is_well() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseError:
        return False


def broker_is_well() -> bool:
    try:
        with app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=1)
            return True
    except (OSError, KombuError):
        return False


def worker_is_well() -> bool:
    """A worker has run beat's task within the last minute; not so where the cache itself cannot be asked."""
    try:
        last = cache.get(HEARTBEAT, 0)
    except (OSError, RedisError):
        return False
    return clock.now().timestamp() - last < WELL_FOR


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when all is well, else 503; each part is named. Tells nothing else, for anybody may ask."""
    parts = {"database": database_is_well(), "broker": broker_is_well(), "worker": worker_is_well()}
    answer = {name: "well" if well else "down" for name, well in parts.items()}
    return JsonResponse(answer, status=200 if all(parts.values()) else 503)
