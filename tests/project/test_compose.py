"""docker-compose.yml runs what the demo runs, over servers that keep what they are given."""

import re
import shlex

import yaml

from alliance.demo import supervisor
from alliance.settings import BASE_DIR
from tests.project.test_environment import variables_documented

COMPOSE = yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())


def test_web_worker_and_beat_are_started_by_the_commands_of_the_demo():
    commands = {name: COMPOSE["services"][name]["command"] for name in supervisor.COMMANDS}
    assert commands == supervisor.COMMANDS


def test_redis_keeps_every_message():
    command = shlex.split(COMPOSE["services"]["redis"]["command"])
    assert command == ["redis-server", "--appendonly", "yes", "--maxmemory-policy", "noeviction"]


def test_every_variable_is_one_that_the_product_knows():
    known = {*variables_documented(), "WEB_CONCURRENCY", "GUNICORN_CMD_ARGS"}
    given = {name.removesuffix("_FILE") for name in COMPOSE["services"]["web"]["environment"]}
    assert given <= known
    assert {"DATABASE_URL", "BROKER_URL", "SECRET_KEY", "PORTAL_URL", "EMAIL_URL"} <= given


def test_every_secret_has_a_file_and_none_is_written_down():
    used = {secret for service in COMPOSE["services"].values() for secret in service.get("secrets", [])}
    assert used == set(COMPOSE["secrets"])
    assert not re.search(r"(PASSWORD|SECRET_KEY): \S", (BASE_DIR / "docker-compose.yml").read_text())


def test_nothing_is_reachable_from_outside_but_through_the_proxy():
    published = {name: service["ports"] for name, service in COMPOSE["services"].items() if "ports" in service}
    assert published == {"web": ["127.0.0.1:8000:8000"]}
