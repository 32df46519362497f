"""Settings are safe when nothing is set, strict in production, and say what to do when a value is wrong."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from alliance.settings import BASE_DIR

ENVIRONMENT = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "alliance.settings", "LOG_LEVEL": "ERROR"}
SHOWN = [
    "DEMO",
    "DEBUG",
    "PORTAL_URL",
    "CELERY_BROKER_URL",
    "SECURE_SSL_REDIRECT",
    "CACHE_URL",
]


def production() -> dict[str, str]:
    lines = (BASE_DIR / ".ci" / "production.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def run(*command: str, var: Path, **environment: str | None) -> subprocess.CompletedProcess:
    chosen = {**ENVIRONMENT, "VAR_DIR": str(var), **environment}
    return subprocess.run(
        [sys.executable, *command],
        cwd=BASE_DIR,
        env={name: value for name, value in chosen.items() if value is not None},
        capture_output=True,
        text=True,
        timeout=60,
    )


def settings(var: Path, **environment: str | None) -> dict:
    show = f"import json, alliance.settings as s; print(json.dumps({{n: getattr(s, n) for n in {SHOWN}}}))"
    return json.loads(run("-c", show, var=var, **environment).stdout)


def complaint(var: Path, **environment: str | None) -> str:
    """The last line of what a start with these variables says."""
    failed = run("manage.py", "migrate", "--check", var=var, **environment)
    assert failed.returncode != 0
    return failed.stderr.strip().splitlines()[-1]


def test_with_nothing_set_this_is_the_demo_on_this_machine(tmp_path):
    shown = settings(tmp_path)
    assert shown["DEMO"] is True
    assert shown["DEBUG"] is False
    assert shown["PORTAL_URL"] == "http://localhost:8000"
    assert shown["CELERY_BROKER_URL"].startswith(("redis+socket://", "redis://:", "filesystem://"))


def test_the_demo_draws_a_secret_once_and_only_its_owner_can_read_it(tmp_path):
    settings(tmp_path)
    first = (tmp_path / "secret").read_text()
    settings(tmp_path)
    assert (tmp_path / "secret").read_text() == first
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_a_database_and_a_broker_make_it_production(tmp_path):
    shown = settings(tmp_path, **production())
    assert shown == {
        "DEMO": False,
        "DEBUG": False,
        "PORTAL_URL": "https://portal.example.edu.cn",
        "CELERY_BROKER_URL": "redis://127.0.0.1:6379/0",
        "SECURE_SSL_REDIRECT": True,
        "CACHE_URL": "redis://127.0.0.1:6379/1",
    }


def test_a_secret_may_stand_in_a_file(tmp_path):
    (tmp_path / "broker").mkdir()
    (tmp_path / "broker" / "url").write_text("redis://elsewhere:6379/4\n")
    shown = settings(tmp_path, **production() | {"BROKER_URL": None, "BROKER_URL_FILE": f"{tmp_path}/broker/url"})
    assert shown["CELERY_BROKER_URL"] == "redis://elsewhere:6379/4"
    assert shown["CACHE_URL"] == "redis://elsewhere:6379/5"


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"DATABASE_URL": "mysql://host/alliance"}, "DATABASE_URL must be an address such as postgres://"),
        ({"BROKER_URL": None}, "set BROKER_URL too, such as redis://host:6379/0"),
        ({"SECRET_KEY": None}, "SECRET_KEY must have at least 50 characters. Make one with"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must have at least 50 characters"),
        ({"PORTAL_URL": None}, "PORTAL_URL must be the address at which people open the portal"),
        ({"PORTAL_URL": "http://portal.example.edu.cn"}, "PORTAL_URL must be the address"),
        ({"EMAIL_URL": None}, "EMAIL_URL must be an address such as smtp+tls://"),
        ({"DEBUG": "on"}, "DEBUG shows secrets to visitors"),
        ({"DEBUG": "maybe"}, "DEBUG is 'maybe': write on or off"),
        ({"PORT": "eighty"}, "PORT is 'eighty': write a whole number from 1 up"),
        ({"PROXIES": "-1"}, "PROXIES is '-1': write a whole number from 0 up"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL is LOUD: write DEBUG, INFO, WARNING or ERROR"),
        ({"SECRET_KEY_FILE": "/nowhere/key"}, "SECRET_KEY_FILE names /nowhere/key, which cannot be read"),
        ({"VAR_DIR": "/proc/nowhere"}, "VAR_DIR is /proc/nowhere, which cannot be made"),
    ],
)
def test_a_wrong_value_stops_the_start_and_says_what_to_do(wrong, named, tmp_path):
    assert named in complaint(**{"var": tmp_path, **production(), **wrong})


def test_djangos_deployment_check_has_nothing_to_say_about_production(tmp_path):
    checked = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", var=tmp_path, **production())
    assert checked.stdout + checked.stderr == "System check identified no issues (1 silenced).\n"


@pytest.mark.parametrize("command", ["demo"])
def test_production_does_not_run_the_demo(command, tmp_path):
    assert "DATABASE_URL is set, so this is production" in complaint_of(command, tmp_path)


def complaint_of(command: str, var: Path) -> str:
    refused = run("manage.py", command, var=var, **production())
    assert refused.returncode != 0
    return refused.stderr


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="these are SQLite's")
def test_sqlite_writes_ahead_waits_for_its_turn_and_lets_triggers_refuse_replace():
    with connection.cursor() as cursor:
        read = {}
        for pragma in ("journal_mode", "busy_timeout", "recursive_triggers", "synchronous", "foreign_keys"):
            cursor.execute(f"PRAGMA {pragma}")
            read[pragma] = cursor.fetchone()[0]
    assert read == {
        "journal_mode": "wal",
        "busy_timeout": 20000,
        "recursive_triggers": 1,
        "synchronous": 1,  # normal
        "foreign_keys": 1,
    }
    assert connection.transaction_mode == "IMMEDIATE"
