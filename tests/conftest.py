"""Fixtures that every room uses: who may be asked to look at something."""

import os
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import translation

from partners.directory.acting import Member
from partners.directory.models import Institution, Membership, Role
from tests.browser import Tabs, chromium
from tests.factories import InstitutionFactory, MembershipFactory, NetworkMemberFactory, RegionFactory


def pytest_configure() -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; what is hashed is the same
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.fixture(autouse=True)
def nobody_has_tried_before():
    """Rate limits are kept in the cache."""
    cache.clear()


@pytest.fixture(autouse=True)
def on_postgresql_only(request):
    """What two do at once is proved where rows are locked; SQLite lets one writer in at a time."""
    if request.node.get_closest_marker("race") and connection.vendor != "postgresql":
        pytest.skip("race tests need PostgreSQL: set DATABASE_URL")


@pytest.fixture(autouse=True, scope="session")
def flush_may_empty_append_only_tables():
    """Tests that really commit are cleaned up by a flush, which append-only tables refuse: lift that for it alone."""
    flush = connection.ops.execute_sql_flush

    def execute_sql_flush(sql_list):
        lift, restore = lifted_triggers()
        flush([*lift, *sql_list, *restore])

    connection.ops.execute_sql_flush = execute_sql_flush
    yield
    connection.ops.execute_sql_flush = flush


def lifted_triggers() -> tuple[list[str], list[str]]:
    """The statements that take all triggers of our tables out, and those that bring them back."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            return [f"DROP TRIGGER {name}" for name, _sql in triggers], [sql for _name, sql in triggers]
        cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        tables = [table for (table,) in cursor.fetchall()]
    disable, enable = (
        [f"ALTER TABLE {table} {verb} TRIGGER USER" for table in tables] for verb in ("DISABLE", "ENABLE")
    )
    return disable, enable


class People:
    """Four institutions and the people who act for them.

    school (雄县) is the one whose records are looked at, host_school (天津) its partner, third_school (北京) has
    nothing to do with it, secretariat runs the alliance. `who` is one of WHO, or "visitor" for somebody not signed in.
    """

    WHO = {
        "owner_admin": ("school", Role.SCHOOL_ADMIN, {}),
        "owner_teacher": ("school", Role.TEACHER, {}),
        "host_admin": ("host_school", Role.SCHOOL_ADMIN, {}),
        "host_teacher": ("host_school", Role.TEACHER, {}),
        "third_admin": ("third_school", Role.SCHOOL_ADMIN, {}),
        "third_teacher": ("third_school", Role.TEACHER, {}),
        "lead": ("secretariat", Role.LEAD, {}),
        "former": ("school", Role.SCHOOL_ADMIN, {"ended": True}),  # may sign in, acts for nobody
    }

    def __init__(self):
        beijing, tianjin = RegionFactory(beijing=True), RegionFactory(tianjin=True)
        self.school: Institution = InstitutionFactory(name_zh="雄县职业技术教育中心", short_zh="雄县职教中心")
        self.host_school: Institution = InstitutionFactory(name_zh="天津市第一商业学校", region=tianjin)
        self.third_school: Institution = InstitutionFactory(name_zh="北京金隅科技学校", region=beijing)
        self.secretariat: Institution = InstitutionFactory(secretariat=True, region=beijing)
        for institution in (self.school, self.host_school, self.third_school):
            NetworkMemberFactory(institution=institution)
        self._memberships: dict[str, Membership] = {}

    def membership(self, who: str) -> Membership:
        if who not in self._memberships:
            at, role, traits = self.WHO[who]
            self._memberships[who] = MembershipFactory(institution=getattr(self, at), role=role, **traits)
        return self._memberships[who]

    def member(self, who: str) -> Member:
        """What workflows take as `by`."""
        return Member(self.membership(who))

    def client(self, who: str) -> Client:
        """A browser of that person, signed in."""
        client = Client()
        if who != "visitor":
            client.force_login(self.membership(who).user)
        return client


@pytest.fixture
def people(db) -> People:
    return People()


@pytest.fixture
def in_english():
    """For tests that read sentences."""
    with translation.override("en"):
        yield


@pytest.fixture
def client_of(db) -> Callable[[Membership], Client]:
    """A browser signed in as the user of any membership."""

    def client_of(membership: Membership) -> Client:
        client = Client()
        client.force_login(membership.user)
        return client

    return client_of


# --- A browser for tests marked `browser` ----------------------------------------------------------------------------
@pytest.fixture(scope="session")
def running_chromium():
    """Playwright's loop stays in this thread while the browser runs, hence the leave to use the database."""
    with pytest.MonkeyPatch.context() as patch, chromium() as browser:
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield browser


@pytest.fixture
def tabs(running_chromium):
    """Opens pages as somebody sees them."""
    tabs = Tabs(running_chromium)
    yield tabs
    tabs.close()
