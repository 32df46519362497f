"""Loads the demo alliance through the product's own workflows, by the product's own clock."""

import io
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageDraw

from alliance.dashboard.workflows import apply_postings, load_indicators
from alliance.demo.logins import LOGINS, PASSWORD
from alliance.demo.story import Deed, deeds, rows
from alliance.ledger import workflows as ledger
from alliance.records import workflows as records
from alliance.records.attachments import workflows as attachments
from alliance.records.models import Party, Record
from alliance.records.states import Grade, State
from alliance.web import clock
from exchanges import workflows as exchanges
from partners.directory import workflows as directory
from partners.directory.acting import Member
from partners.directory.codes import demo_code
from partners.directory.models import Institution, Region, Role

YEARS = range(2017, 2025)
SEALS = "天津市第一商业学校"  # answers with sealed sheets, as some offices do; the others use the portal


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


class Loader:
    """One load into an empty database. `say` is told what is being done."""

    def __init__(self, say: Callable[[str], None]):
        self.say = say
        self.institutions: dict[str, Institution] = {}
        self.admins: dict[int, Member] = {}  # institution id -> who acts for it

    def load(self, years: Iterable[int] = YEARS) -> None:
        with clock.at(noon(date(2017, 1, 2))):
            self.load_register()
        for year in years:
            told = deeds(year, self.institutions)
            for deed in told:
                self.tell(deed)
            entries = ledger.post(pause=0)
            apply_postings()
            self.say(f"{year}: {len(told)} records, {entries} entries")

    # --- The register -------------------------------------------------------------------------------------------------

    def load_register(self) -> None:
        directory.load_regions()
        load_indicators()
        regions = {region.code: region for region in Region.objects.all()}
        for position, row in enumerate(rows("institutions"), start=1):
            self.institutions[row["name_zh"]] = directory.add_institution(
                by=None,
                name_zh=row["name_zh"],
                name_en=row["name_en"],
                short_zh=row["short_zh"],
                type=row["type"],
                region=regions[row["region_code"]],
                aliases=[alias for alias in row["aliases"].split(";") if alias],
                national_code=demo_code(position),
                joined_on=None if row["type"] == "secretariat" else date(int(row["joined_year"]), 1, 1),
            )
        with_login = {login.institution: login for login in LOGINS if login.role != Role.TEACHER}
        for position, institution in enumerate(self.institutions.values(), start=1):
            login = with_login.get(institution.short_zh)
            self.add_admin(institution, position, login)
        for login in LOGINS:
            if login.role == Role.TEACHER:
                self.add_login(next(i for i in self.institutions.values() if i.short_zh == login.institution), login)

    def add_admin(self, institution: Institution, position: int, login) -> None:
        """Everybody who confirms in the story is somebody; only the ready log-ins have a password."""
        if login:
            membership = self.add_login(institution, login)
        else:
            membership = directory.add_member(
                by=None,
                institution=institution,
                role=Role.SCHOOL_ADMIN,
                username=f"office{position}@demo.example",
                name=f"{institution.short_zh}联络员",
                since=date(2017, 1, 1),
                is_demo=True,
            )
        self.admins[institution.pk] = Member(membership)

    def add_login(self, institution: Institution, login):
        return directory.add_member(
            by=None,
            institution=institution,
            role=login.role,
            username=login.username,
            name=login.name,
            password=PASSWORD,
            since=date(2017, 1, 1),
            is_demo=True,
        )

    @cached_property
    def lead(self) -> Member:
        return next(member for member in self.admins.values() if member.is_secretariat)

    # --- The story ----------------------------------------------------------------------------------------------------

    def tell(self, deed: Deed) -> None:
        """Log one record on its last day, and bring it to the state and grade of its row within the week."""
        owner = self.admins[deed.owner.pk]
        with clock.at(noon(deed.content.ends_on) + timedelta(hours=4)):
            record = exchanges.log_exchange(by=owner, content=deed.content)
        with clock.at(noon(deed.content.ends_on) + timedelta(days=2)):
            if deed.state == State.VOIDED:
                records.void(record_id=record.pk, by=owner, reason="重复登记")
            elif deed.state == State.DISAGREED:
                self.disagree(record)
            elif deed.grade == Grade.DOCUMENTED:
                self.document(record, owner)
            elif deed.grade == Grade.MUTUAL:
                self.confirm(record)

    def confirm(self, record: Record) -> None:
        for party in record.parties.filter(ask=Party.Ask.MUST).select_related("institution"):
            by = self.admins[party.institution_id]
            if party.institution.name_zh == SEALS:
                sheet = self.scan(record, by)
                evidence = attachments.put_up(
                    record_id=record.pk,
                    attachment_id=sheet.pk,
                    by=by,
                    facts_hash=record.facts_hash,
                    party_id=party.pk,
                )
                attachments.accept(evidence_id=evidence.pk, by=self.lead, signer_name="演示签字人")
            else:
                records.confirm(record_id=record.pk, by=by, facts_hash=record.facts_hash)

    def document(self, record: Record, owner: Member) -> None:
        scan = self.scan(record, owner)
        evidence = attachments.put_up(
            record_id=record.pk, attachment_id=scan.pk, by=owner, facts_hash=record.facts_hash
        )
        attachments.accept(evidence_id=evidence.pk, by=self.lead)

    def disagree(self, record: Record) -> None:
        for party in record.parties.filter(ask=Party.Ask.MUST):
            counts = record.facts["counts"]
            records.disagree(
                record_id=record.pk,
                by=self.admins[party.institution_id],
                facts_hash=record.facts_hash,
                reason="我校接待记录为四人",
                proposed={"counts": {**counts, "teachers": counts["teachers"] - 1}},
            )

    def scan(self, record: Record, by: Member):
        """One small picture a year and institution, kept once however many records show it."""
        picture = demo_scan(f"DEMO {record.starts_on.year}  No. {by.institution.pk}")
        return attachments.attach(
            record_id=record.pk, by=by, file=ContentFile(picture), name=f"演示扫描件{record.starts_on.year}.png"
        )


def demo_scan(text: str) -> bytes:
    image = Image.new("1", (320, 120), 1)
    ImageDraw.Draw(image).text((20, 50), text, fill=0)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
