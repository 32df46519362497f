"""Background work of the ledger. A message says "look"; the truth is the Due rows."""

from celery import shared_task

from alliance.ledger import reconciliation, workflows
from alliance.web import nudges


@shared_task(ignore_result=True)
def post_due() -> None:
    """Post what is due. A nudge after commit; beat calls the same, so a lost message costs ten seconds."""
    workflows.post()


@shared_task(ignore_result=True)
def reconcile() -> None:
    """Nightly: recompute everything from the records and note how many differ; nothing is posted."""
    reconciliation.reconcile()


def nudge() -> None:
    """Ask a worker to post now."""
    nudges.nudge(post_due)
