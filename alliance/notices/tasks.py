from celery import shared_task

from alliance.notices import workflows


@shared_task
def send_due() -> None:
    """Send the e-mails that are due. Beat starts it every ten seconds; twice or late is the same."""
    workflows.send_due()
