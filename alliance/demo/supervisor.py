"""What the demo consists of while it runs, and how its processes are found again when it was killed."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from alliance.demo import broker

# What runs where. docker-compose.yml runs the same three; what differs stands in the environment.
COMMANDS = {
    "web": "gunicorn alliance.wsgi --worker-class gthread --threads 8 --no-control-socket",
    "worker": "celery --quiet --app alliance worker",
    "beat": "celery --quiet --app alliance beat",
}
KNOWN_BY = {  # words on each process's command line, so that a number taken over by a stranger is left alone
    "demo": "manage.py demo",
    "broker": "valkey-server",
    "web": "gunicorn alliance.wsgi",
    "worker": "--app alliance worker",
    "beat": "--app alliance beat",
}
PATIENCE = 6  # seconds between asking a process to stop and stopping it


@dataclass(frozen=True)
class Plan:
    """Names, shell commands and environment of the processes that make up the demo."""

    commands: dict[str, str]
    environment: dict[str, str]


def plan(base: Path, var: Path, port: int, python: Path) -> Plan:
    """The four processes, the broker first; each writes its number to var/run before it begins."""
    programs = python.parent
    server = broker.command(var)
    commands = {"broker": " ".join(f'"{part}"' for part in server)} if server else {}
    commands |= {name: f'"{programs}"/{command}' for name, command in COMMANDS.items()}
    temporary = var / "tmp"
    temporary.mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ,
        "PORT": str(port),
        "GUNICORN_CMD_ARGS": f"--bind 127.0.0.1:{port} --workers 1 --log-level warning",
        "TMPDIR": str(temporary),
        "PYTHONUNBUFFERED": "1",
        "DJANGO_SETTINGS_MODULE": "alliance.settings",
    }
    run = var / "run"
    run.mkdir(parents=True, exist_ok=True)
    noted = {name: f'echo $$ > "{run}/{name}.pid"; exec {command}' for name, command in commands.items()}
    return Plan(noted, environment)


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def command_line(pid: int) -> str:
    """What the process was started with; empty when there is none such."""
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    shown = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True)  # noqa: S603, S607
    return shown.stdout.strip()


def noted(run: Path) -> dict[str, int]:
    """Process numbers by name from the last start, of those that still are what they were."""
    found = {}
    for path in sorted(run.glob("*.pid")):
        text = path.read_text().strip()
        if text.isdigit() and KNOWN_BY.get(path.stem, "") in command_line(int(text)):
            found[path.stem] = int(text)
        else:
            path.unlink()
    return found


def running(run: Path) -> int | None:
    """The number of the demo that holds this folder just now, if one does."""
    return noted(run).get("demo")


def stop_leftovers(run: Path) -> list[str]:
    """End what a killed demo left behind, each with the processes it started; return the names."""
    left = {name: pid for name, pid in noted(run).items() if name != "demo"}
    for how in (signal.SIGTERM, signal.SIGKILL):
        for pid in left.values():
            try:
                os.killpg(pid, how)
            except ProcessLookupError:
                continue
        if all_gone(left.values()):
            break
    for path in run.glob("*.pid"):
        path.unlink()
    return sorted(left)


def stop_demo(run: Path) -> None:
    """Ask the demo that holds this folder to stop, as Ctrl-C does, and wait for it."""
    pid = running(run)
    if pid:
        os.kill(pid, signal.SIGTERM)
        all_gone([pid], within=2 * PATIENCE)


def all_gone(pids: Iterable[int], within: float = PATIENCE) -> bool:
    until = time.monotonic() + within
    while any(command_line(pid) for pid in pids):
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True
