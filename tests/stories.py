"""Exchanges as people make them: through the workflows, never by inserting finished rows."""

from dataclasses import replace
from datetime import date

from alliance.records import workflows as records
from alliance.records.models import Record
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
