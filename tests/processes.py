"""The product as real processes in a folder of its own, for tests that stop, kill or look at it from outside."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from alliance.demo import supervisor
from alliance.settings import BASE_DIR


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(holds: Callable[[], bool], within: float, what: str) -> None:
    until = time.monotonic() + within
    while not holds():
        assert time.monotonic() < until, f"waited {within} s in vain until {what}"
        time.sleep(0.1)


class Portal:
    """Broker, web, worker and beat as the demo runs them, each started and stopped by name.

    `environment` chooses servers (DATABASE_URL, BROKER_URL); without it everything is embedded under `var`.
    """

    def __init__(self, var: Path, **environment: str):
        self.var, self.port = var, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {"VAR_DIR": str(var), "LOG_LEVEL": "ERROR", **environment}
        plan = supervisor.plan(BASE_DIR, var, self.port, Path(sys.executable))
        self.commands = plan.commands
        if "BROKER_URL" in environment:
            self.commands.pop("broker", None)
        self.environment = {**plan.environment, **self.environment}
        self.running: dict[str, subprocess.Popen] = {}

    def manage(self, *arguments: str) -> str:
        """Run one management command to its end and return what it printed."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=BASE_DIR,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def start(self, *names: str) -> None:
        for name in names or self.commands:
            log = (self.var / f"{name}.log").open("ab")
            self.running[name] = subprocess.Popen(  # noqa: S602 (the demo's own commands)
                self.commands[name],
                shell=True,
                cwd=BASE_DIR,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            log.close()

    def stop(self, *names: str, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop these, or all; each with the processes it started, and wait until it is gone."""
        for name in names or list(self.running):
            process = self.running.pop(name)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, how)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def health(self) -> tuple[int, dict[str, str]]:
        """What /healthz says: its status and its parts; (0, {}) while nobody answers."""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:  # noqa: S310 (this machine)
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as answer:
            return answer.code, json.load(answer)
        except OSError:
            return 0, {}

    def wait_until_well(self, within: float = 60) -> None:
        wait_until(lambda: self.health()[0] == 200, within, f"all is well; logs are in {self.var}")
