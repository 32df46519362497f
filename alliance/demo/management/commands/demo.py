"""Run the demo alliance in the foreground: broker, web, worker and beat; Ctrl-C stops them all."""

import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import connections
from honcho.manager import Manager

from alliance.demo import broker, supervisor
from alliance.demo.logins import LOGINS, PASSWORD

READY_WITHIN = 60  # seconds


class Command(BaseCommand):
    help = "Build the demo alliance if it is not there yet, then run it until Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--stop", action="store_true", help="stop the demo of this folder and what it left behind")

    def handle(self, stop, **options):
        run = settings.VAR_DIR / "run"
        run.mkdir(parents=True, exist_ok=True)
        if stop:
            supervisor.stop_demo(run)
            supervisor.stop_leftovers(run)
            return
        if not settings.DEMO:
            raise CommandError("DATABASE_URL is set, so this is production: the demo does not run here.")
        if supervisor.running(run):
            raise CommandError("The demo of this folder is running already. Stop it with Ctrl-C in its window.")
        for name in supervisor.stop_leftovers(run):
            self.stdout.write(f"Stopped {name}, left behind by a demo that was killed.")
        if not supervisor.port_is_free(settings.PORT):
            raise CommandError(
                f"Port {settings.PORT} is in use. Stop what runs there, or choose another: PORT=8001 make demo"
            )
        (run / "demo.pid").write_text(str(os.getpid()))
        try:
            self.build()
            connections.close_all()
            sys.exit(self.supervise())
        except KeyboardInterrupt:
            sys.exit(130)
        finally:
            for path in run.glob("*.pid"):
                path.unlink()

    def build(self) -> None:
        """Migrate, and load the story once; a load that was interrupted starts over."""
        loading, loaded = settings.VAR_DIR / "demo.loading", settings.VAR_DIR / "demo.loaded"
        if loading.exists():
            self.stdout.write("The last load was interrupted; starting over.")
            for path in settings.VAR_DIR.glob("alliance.sqlite3*"):
                path.unlink()
        call_command("migrate", verbosity=0)
        if loaded.exists():
            return
        self.stdout.write("Loading the demo alliance, 2017 to 2024 (about half a minute)")
        loading.touch()
        # The loader posts by itself and nobody is there yet to be nudged, so its messages need go nowhere.
        loader = [sys.executable, str(settings.BASE_DIR / "manage.py"), "load_demo"]
        if subprocess.run(loader, env={**os.environ, "BROKER_URL": "memory://"}).returncode:  # noqa: S603
            raise CommandError("The demo alliance could not be loaded; see the lines above.")
        loading.rename(loaded)

    def supervise(self) -> int:
        plan = supervisor.plan(settings.BASE_DIR, settings.VAR_DIR, settings.PORT, Path(sys.executable))
        if broker.server() is None:
            self.stdout.write("The embedded broker has no build for this machine: messages go through files, slower.")
        manager = Manager()
        for name, command in plan.commands.items():
            manager.add_process(name, command, env=plan.environment, cwd=str(settings.BASE_DIR))
        threading.Thread(target=self.welcome, daemon=True).start()
        manager.loop()
        return manager.returncode if manager.returncode not in (130, 143) else 0

    def welcome(self) -> None:
        """Wait until the portal answers, then say where it is and who may come in."""
        address = f"http://127.0.0.1:{settings.PORT}"
        until = time.monotonic() + READY_WITHIN
        while time.monotonic() < until:
            time.sleep(0.3)
            try:
                urllib.request.urlopen(f"{address}/healthz", timeout=2)  # noqa: S310 (our own address)
            except urllib.error.HTTPError:
                pass  # it answers; the worker's first heartbeat follows
            except OSError:
                continue
            self.stdout.write(self.invitation(address))
            return

    def invitation(self, address: str) -> str:
        lines = [f"{login.username}  {PASSWORD}  {login.name}, {login.role}, {login.institution}" for login in LOGINS]
        return "\n".join(["", f"The demo alliance is ready: {address}", "", *lines, "", "Ctrl-C stops it.", ""])
