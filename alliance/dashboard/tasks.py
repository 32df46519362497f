"""Background work of the dashboard. A message says "look"; the truth is the ledger's postings and the cursor."""

from celery import shared_task

from alliance.dashboard import workflows
from alliance.web import nudges


@shared_task(ignore_result=True)
def apply_postings() -> None:
    """Bring the snapshots up to the last posting. A nudge after each posting; beat calls the same."""
    workflows.apply_postings()


@shared_task(ignore_result=True)
def recount() -> None:
    """Nightly: compare every snapshot with the entries; the page shows the result."""
    workflows.recount()


def nudge(number: int) -> None:
    """The listener of ledger.posted. A broker that is away is no reason to fail: beat will come by."""
    nudges.nudge(apply_postings)
