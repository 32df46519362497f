"""/healthz is 200 when database, broker and worker are well, else 503 with which is not; asked of real processes."""

import shutil
import time

import pytest
from django.core.cache.backends.redis import RedisCache

from alliance.celery import HEARTBEAT
from alliance.demo import broker
from alliance.health import WELL_FOR
from tests.processes import Portal, wait_until

WELL = {"database": "well", "broker": "well", "worker": "well"}

pytestmark = pytest.mark.skipif(broker.server() is None, reason="the embedded broker has no build for this machine")


@pytest.fixture
def portal(tmp_path):
    portal = Portal(tmp_path)
    portal.manage("migrate", "--verbosity", "0")
    portal.start()
    portal.wait_until_well()
    yield portal
    portal.stop()


def let_a_minute_pass(portal):
    """Make the last heartbeat older than /healthz accepts, as waiting would."""
    cache = RedisCache(broker.cache_address(broker.address(portal.var)), {})
    cache.set(HEARTBEAT, time.time() - WELL_FOR - 1, timeout=None)


def test_health_names_what_is_down_and_recovers(portal):
    assert portal.health() == (200, WELL)

    portal.stop("worker")
    let_a_minute_pass(portal)
    assert portal.health() == (503, WELL | {"worker": "down"})

    portal.start("worker")
    portal.wait_until_well()

    portal.stop("broker")
    assert portal.health() == (503, WELL | {"broker": "down", "worker": "down"})
    portal.start("broker")
    wait_until(lambda: portal.health() == (200, WELL), 60, "worker and beat have found the broker again")

    shutil.move(portal.var / "alliance.sqlite3", portal.var / "elsewhere")
    (portal.var / "alliance.sqlite3").mkdir()
    portal.stop("web")
    portal.start("web")
    wait_until(lambda: portal.health() == (503, WELL | {"database": "down"}), 30, "the database is missed")


def test_health_is_open_to_everybody_and_not_kept(client, db):
    answer = client.get("/healthz")
    assert answer.status_code == 503  # no worker serves the tests
    assert answer.json()["database"] == "well"
    assert "no-store" in answer["Cache-Control"]
