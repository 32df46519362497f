"""The Celery application: queues, and what beat starts when."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance.settings")
app = Celery("alliance")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Each does the work itself, so that a lost message costs one interval; `expires` keeps sweeps from piling up.
app.conf.beat_schedule = {
    "send due e-mails": {"task": "alliance.notices.tasks.send_due", "schedule": 10.0, "options": {"expires": 10}},
}
