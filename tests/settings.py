"""The product's settings, less what would make tests slow or let them meet: same code, same database engine."""

from alliance.settings import *  # noqa: F403
from alliance.settings import INSTALLED_APPS, VAR_DIR

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_BROKER_URL = "memory://"  # tests with real processes start them with settings of their own
MEDIA_ROOT = VAR_DIR / "test-media"
STORAGES = {
    "default": {"BACKEND": "alliance.web.storage.ContentStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

MIGRATION_LINTER_OPTIONS = {
    "include_apps": ["accounts", "directory", "notices", "records", "ledger", "dashboard", "exchanges"],
    "ignore_initial_migrations": True,  # a table that is not there yet locks nobody out
    "no_cache": True,
    "quiet": ["ok", "ignore"],
}
