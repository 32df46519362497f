"""Two schools that log and confirm, as a process beside the portal's: `cooperation.py log 150`, `confirm`, `state`."""

import json
import os
import sys
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ["DJANGO_SETTINGS_MODULE"] = "alliance.settings"
django.setup()

from alliance.dashboard.workflows import recount  # noqa: E402
from alliance.ledger.models import Due, Entry  # noqa: E402
from alliance.ledger.reconciliation import differences  # noqa: E402
from alliance.records import workflows as records  # noqa: E402
from alliance.records.models import Record  # noqa: E402
from partners.directory import workflows as directory  # noqa: E402
from partners.directory.acting import Member  # noqa: E402
from partners.directory.models import Membership, Region  # noqa: E402
from tests.stories import submitted_visit  # noqa: E402

SCHOOL, HOST = "雄县职业技术教育中心", "天津市第一商业学校"


def member(name: str) -> Member:
    return Member(Membership.objects.select_related("institution", "user__person").get(institution__name_zh=name))


def log(n: str) -> None:
    """Two schools with an administrator each, and n visits of four that wait for the host."""
    directory.load_regions()
    for position, (name, region) in enumerate(((SCHOOL, "130638"), (HOST, "120000"))):
        institution = directory.add_institution(
            by=None, name_zh=name, type="secondary_vocational", region=Region.objects.get(code=region)
        )
        directory.add_member(
            by=None, institution=institution, role="school_admin", username=f"1380000100{position}", name="管理员"
        )
    school, host = member(SCHOOL), member(HOST).institution
    for _visit in range(int(n)):
        submitted_visit(school, host)


def confirm() -> None:
    host = member(HOST)
    for record in Record.objects.exclude(grade="mutual").order_by("pk"):
        records.confirm(record_id=record.pk, by=host, facts_hash=record.facts_hash)


def state() -> None:
    """What the ledger and the snapshots say, against what they must."""
    confirmed = Record.objects.filter(grade="mutual").count()
    mutual = Entry.objects.filter(measure="exchanges.people", grade="mutual").values_list("quantity", flat=True)
    print(
        json.dumps(
            {
                "due": Due.objects.count(),
                "confirmed": confirmed,
                "missing": confirmed * 4 - sum(mutual),  # lost above 0, twice below
                "differences": len(list(differences())),
                "snapshots": recount().differences,
            }
        )
    )


{"log": log, "confirm": confirm, "state": state}[sys.argv[1]](*sys.argv[2:])
