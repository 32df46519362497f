"""Exchanges as people make them: through the workflows, never by inserting finished rows."""

from dataclasses import replace
from datetime import date

from django.core.files.base import ContentFile

from alliance.records import workflows as records
from alliance.records.attachments import workflows as attachments
from alliance.records.models import Attachment, Evidence, Party, Record
from exchanges import workflows
from exchanges.workflows import Content, StopContent
from partners.directory.acting import Member
from partners.directory.models import Institution

DAY = date(2024, 5, 6)


def visit_content(sender: Institution, *hosts: Institution, **changes) -> Content:
    """A visit of three teachers and a manager on one day of 2024; `changes` replace what differs."""
    content = Content(
        kind="visit",
        sender=sender,
        stops=tuple(StopContent(host) for host in hosts),
        starts_on=DAY,
        ends_on=DAY,
        purpose="物联网技术专业共建研讨",
        variant="talks",
        actual={"teachers": 3, "managers": 1},
    )
    return replace(content, **changes)


def drafted_visit(by: Member, *hosts: Institution, **changes) -> Record:
    return workflows.draft_exchange(by=by, content=visit_content(by.institution, *hosts, **changes))


def submitted_visit(by: Member, *hosts: Institution, **changes) -> Record:
    return workflows.log_exchange(by=by, content=visit_content(by.institution, *hosts, **changes))


def planned_visit(by: Member, *hosts: Institution, on: date, **changes) -> Record:
    """A plan of four people for a day that must lie ahead of the clock."""
    changes = {"starts_on": on, "ends_on": on, "planned": {"teachers": 4}, "actual": {}} | changes
    return submitted_visit(by, *hosts, **changes)


def confirmed_visit(by: Member, host_admin: Member, **changes) -> Record:
    record = submitted_visit(by, host_admin.institution, **changes)
    return records.confirm(record_id=record.pk, by=host_admin, facts_hash=record.facts_hash)


PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
)


def attached(record: Record, by: Member, name: str = "签到表.pdf", content: bytes = PDF) -> Attachment:
    """A file kept with a record."""
    return attachments.attach(record_id=record.pk, by=by, file=ContentFile(content), name=name)


def put_up(record: Record, by: Member, party: Party | None = None, **file) -> Evidence:
    """A file put up for the record's facts: supporting documents, or a party's sealed sheet."""
    return attachments.put_up(
        record_id=record.pk,
        attachment_id=attached(record, by, **file).pk,
        by=by,
        facts_hash=record.facts_hash,
        party_id=party.pk if party else None,
    )
