"""The Celery application, and what beat starts when.

Messages carry nothing but "look": what is to be done stands in rows, so a lost, late or doubled message does no harm
(docs/decisions/0002). Publish with `transaction.on_commit(task.delay, robust=True)`: a dead broker slows nobody.
"""

import logging.config
import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging, worker_ready
from django.conf import settings
from django.core.cache import cache

from alliance.web import clock

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance.settings")
app = Celery("alliance")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

HEARTBEAT = "worker.heartbeat"  # cache key: when a worker last did what beat asked for

# Each does the work itself, so that a lost message costs one interval; `expires` keeps sweeps from piling up.
SWEEP = {"schedule": 10.0, "options": {"expires": 10.0}}
app.conf.beat_schedule = {
    "say that a worker lives": {"task": "alliance.heartbeat", **SWEEP},
    "send due e-mails": {"task": "alliance.notices.tasks.send_due", **SWEEP},
    "post what is due": {"task": "alliance.ledger.tasks.post_due", **SWEEP},
    "apply postings": {"task": "alliance.dashboard.tasks.apply_postings", **SWEEP},
    "reconcile": {"task": "alliance.ledger.tasks.reconcile", "schedule": crontab(hour=2, minute=10)},
    "recount snapshots": {"task": "alliance.dashboard.tasks.recount", "schedule": crontab(hour=2, minute=40)},
}


@setup_logging.connect
def log_as_the_web_does(**kwargs) -> None:
    """Keep Celery from setting up logs of its own."""
    logging.config.dictConfig(settings.LOGGING)


@app.on_after_configure.connect
def pass_request_numbers(sender, **kwargs) -> None:
    from django_structlog.celery.steps import DjangoStructLogInitStep  # needs settings that are ready

    sender.steps["worker"].add(DjangoStructLogInitStep)


@worker_ready.connect
def begin_well(**kwargs) -> None:
    """Do not leave /healthz waiting for beat's first round."""
    heartbeat()


@app.task(name="alliance.heartbeat")
def heartbeat() -> None:
    """Say that a worker lives; /healthz reads it."""
    cache.set(HEARTBEAT, clock.now().timestamp(), timeout=None)
