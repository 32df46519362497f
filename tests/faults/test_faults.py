"""Workers and brokers die while people confirm; nothing is lost, nothing counts twice.

FAULTS=long runs the sizes of the design (2,000 confirmations, 50 kills, a broker away for 30 s). With DATABASE_URL and
BROKER_URL it runs on those servers, else on SQLite with the embedded broker.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest

from alliance.settings import BASE_DIR
from tests.processes import Portal, wait_until

pytestmark = pytest.mark.faults
LONG = os.environ.get("FAULTS") == "long"
CONFIRMATIONS, KILLS, AWAY = (2000, 50, 30) if LONG else (150, 5, 5)
SERVERS = ("DATABASE_URL", "BROKER_URL", "SECRET_KEY", "PORTAL_URL", "EMAIL_URL")
RIGHT = {"due": 0, "missing": 0, "differences": 0, "snapshots": 0}


def cooperation(portal: Portal, *what: str) -> subprocess.Popen:
    command = [sys.executable, str(BASE_DIR / "tests/faults/cooperation.py"), *what]
    return subprocess.Popen(command, cwd=BASE_DIR, env=portal.environment, stdout=subprocess.PIPE, text=True)


def done(process: subprocess.Popen, within: float = 600) -> str:
    said, _nothing = process.communicate(timeout=within)
    assert process.returncode == 0
    return said


def state(portal: Portal) -> dict[str, int]:
    return json.loads(done(cooperation(portal, "state")).splitlines()[-1])


@pytest.fixture
def portal(tmp_path):
    servers = {name: os.environ[name] for name in SERVERS if name in os.environ}
    portal = Portal(tmp_path, **servers)
    portal.manage("migrate", "--verbosity", "0")
    done(cooperation(portal, "log", str(CONFIRMATIONS)))
    portal.start(*(name for name in ("broker", "worker", "beat") if name in portal.commands))
    yield portal
    portal.stop()


def wait_until_right(portal: Portal, within: float) -> dict[str, int]:
    found: dict[str, int] = {}

    def right() -> bool:
        found.update(state(portal))
        return RIGHT.items() <= found.items()

    try:
        wait_until(right, within, "all is posted")
    except AssertionError:
        pytest.fail(f"after {within} s: {found}")
    return found


def test_a_worker_killed_at_any_moment_loses_nothing_and_counts_nothing_twice(portal):
    chance = random.Random(7)
    confirming = cooperation(portal, "confirm")
    kills = 0
    while kills < KILLS or confirming.poll() is None:
        time.sleep(chance.uniform(0.2, 1.5))
        if kills < KILLS:
            portal.stop("worker", how=signal.SIGKILL)
            portal.start("worker")
            kills += 1
    done(confirming)
    assert wait_until_right(portal, within=60)["confirmed"] == CONFIRMATIONS


@pytest.mark.skipif("BROKER_URL" in os.environ, reason="the broker of these servers is not this test's to stop")
def test_a_broker_that_went_away_and_forgot_everything_delays_and_loses_nothing(portal):
    confirming = cooperation(portal, "confirm")
    portal.stop("broker", how=signal.SIGKILL)
    shutil.rmtree(portal.var / "broker")
    time.sleep(AWAY)
    (portal.var / "broker").mkdir()
    done(confirming)  # a broker that is away slows no confirmation down for long
    portal.start("broker")
    assert wait_until_right(portal, within=30 + 15)["confirmed"] == CONFIRMATIONS
