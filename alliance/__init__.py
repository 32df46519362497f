"""The platform: everything that knows nothing of visits, courses or contests (docs/architecture.md)."""

from alliance.celery import app as celery_app

__all__ = ["celery_app"]
