"""Many rows, quickly: made by the database from one real row, with what people would vary varied."""

import random
from datetime import date, timedelta

from django.db import connection, transaction

from alliance.ledger import workflows as ledger
from alliance.ledger.models import Due, Entry, Posting, PostingHead
from alliance.records.facts import hash_of
from alliance.records.models import Party, Record
from alliance.web import clock
from exchanges import workflows as exchanges
from exchanges.workflows import Content, StopContent
from partners.directory.models import Institution
from tests.conftest import People
from tests.factories import InstitutionFactory, NetworkMemberFactory

YEARS = range(2017, 2025)
FACETS = [
    ("exchanges.people", f"{what}.{place}")
    for what in ("visit.staff", "study.teacher", "training.teacher", "practice.student", "tour.student")
    for place in ("beijing", "tianjin", "xiongan", "hebei", "other")
] + [("exchanges.stops", f"visit.staff.{place}") for place in ("beijing", "tianjin", "xiongan", "hebei", "other")]


def an_alliance(schools: int = 40) -> People:
    """People of three schools, and as many more schools as make up an alliance."""
    people = People()
    for _n in range(schools - 3):
        NetworkMemberFactory(institution=InstitutionFactory())
    return people


def logged_visits(people: People, count: int, *, by: str = "owner_admin", to: str = "host_admin") -> list[Record]:
    """Visits written through the workflows, waiting for their host."""
    member, host = people.member(by), people.member(to)
    day = date(2024, 5, 6)
    return [
        exchanges.log_exchange(
            by=member,
            content=Content(
                kind="visit",
                sender=member.institution,
                stops=(StopContent(host.institution),),
                starts_on=day,
                ends_on=day,
                variant="talks",
                purpose="教学交流",
                actual={"teachers": 3},
            ),
        )
        for _n in range(count)
    ]


def confirmed_records(people: People, count: int, seed: int = 1) -> list[int]:
    """Copies of a confirmed visit with other days, sides and numbers; each is due once. Returns their ids."""
    template, dice = logged_visits(people, 1)[0], random.Random(seed)
    schools = list(Institution.objects.exclude(type="secretariat").values_list("pk", flat=True))
    first = Record.objects.order_by("-pk").values_list("pk", flat=True)[0]
    rows = []
    for n in range(count):
        sender, host = dice.sample(schools, 2)
        day = date(dice.choice(YEARS), 1, 1) + timedelta(days=dice.randrange(365))
        facts = template.facts | {
            "parties": [
                template.facts["parties"][0] | {"institution": sender},
                template.facts["parties"][1] | {"institution": host},
            ],
            "stops": [template.facts["stops"][0] | {"institution": host}],
            "counts": {"teachers": dice.randint(1, 9)},
            "starts_on": day.isoformat(),
            "ends_on": day.isoformat(),
        }
        rows.append(
            Record(
                number=f"EX-1999-{first + n:07}",
                kind="visit",
                owner_id=sender,
                phase="held",
                act="submitted",
                state="confirmed",
                grade="mutual",
                starts_on=day,
                ends_on=day,
                facts=facts,
                facts_hash=hash_of(facts),
                written_at=clock.now(),
            )
        )
    ids = [row.pk for row in Record.objects.bulk_create(rows, batch_size=500)]
    make_due(ids)
    return ids


def make_due(ids: list[int]) -> None:
    now = clock.now()
    Due.objects.bulk_create([Due(record_id=pk, since=now) for pk in ids], batch_size=500)


def entries_up_to(people: People, total: int, seed: int = 1) -> None:
    """Fill the ledger up to `total` entries, 300 a posting, three a record; days, sides and facets vary."""
    dice, schools = random.Random(seed + total), list(Institution.objects.values_list("pk", flat=True))
    template = Record.objects.filter(kind="visit").order_by("pk").first() or logged_visits(people, 1)[0]
    missing = total - Entry.objects.count()
    head = PostingHead.objects.get_or_create(pk=1)[0]
    while missing > 0:
        batch = min(missing, 30_000)
        records = copies_of(template, batch // 3 + 1)
        postings = [Posting(number=head.last + n, at=clock.now()) for n in range(1, batch // 300 + 2)]
        Posting.objects.bulk_create(postings)
        head.last = postings[-1].number
        rows = []
        for n in range(batch):
            measure, facet = dice.choice(FACETS)
            sender, host = dice.sample(schools, 2)
            rows.append(
                Entry(
                    record_id=records[n // 3],
                    posting_id=postings[n // 300].number,
                    seq=n % 3 + 1,
                    measure=measure,
                    on=date(dice.choice(YEARS), dice.randint(1, 12), dice.randint(1, 28)),
                    institution_id=sender,
                    counterpart_id=host if measure == "exchanges.stops" else None,
                    facet=facet,
                    quantity=dice.randint(1, 6),
                    grade=dice.choices(["mutual", "documented", "claimed"], [6, 3, 1])[0],
                )
            )
        Entry.objects.bulk_create(rows, batch_size=1000)
        head.save()
        missing -= batch
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def copies_of(template: Record, count: int) -> list[int]:
    """As many confirmed copies of a record and its parties, made by the database. Returns their ids."""
    columns = [field.column for field in Record._meta.concrete_fields if not field.primary_key]
    last = Record.objects.order_by("-pk").values_list("pk", flat=True)[0]
    special = {
        "number": "'EX-1998-' || (%s + n)",
        "state": "'confirmed'",
        "grade": "'mutual'",
        "phase": "'held'",
        "act": "'submitted'",
    }
    series = (
        "WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < %s) "
        if connection.vendor == "sqlite"
        else "WITH series AS (SELECT generate_series(1, %s) AS n) "
    )
    chosen = ", ".join(special.get(column, f'r."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    insert = f"INSERT INTO {Record._meta.db_table} ({names}) "
    select = f"SELECT {chosen} FROM {Record._meta.db_table} r, series WHERE r.id = %s"  # noqa: S608 - names of our own columns
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"{insert}{series}{select}", [count, last, template.pk])
        else:
            cursor.execute(f"{series}{insert}{select}", [count, last, template.pk])
        columns = [field.column for field in Party._meta.concrete_fields if not field.primary_key]
        voice = {"decision": "'confirmed'", "decided_at": "r.written_at", "way": "'portal'"}  # of all but the owner
        chosen = [
            "r.id"
            if column == "record_id"
            else f"CASE p.ask WHEN 'none' THEN p.{column} ELSE {voice[column]} END"
            if column in voice
            else f"p.{column}"
            for column in columns
        ]
        cursor.execute(
            f"INSERT INTO {Party._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(chosen)} "  # noqa: S608
            f"FROM {Party._meta.db_table} p, {Record._meta.db_table} r WHERE p.record_id = %s AND r.id > %s",
            [template.pk, last],
        )
    return list(Record.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def one_confirmation(people: People, record: Record) -> None:
    """What a host's confirmation posts: the claimed lines taken back, the mutual ones written. One posting."""
    lines = [
        (measure, facet, counterpart, grade, sign)
        for grade, sign in (("claimed", -1), ("mutual", 1))
        for measure, facet, counterpart in (
            ("exchanges.visits", "visit.staff.tianjin", None),
            ("exchanges.people", "visit.staff.tianjin", None),
            ("exchanges.stops", "visit.staff.tianjin", people.host_school.pk),
        )
    ]
    seq = Entry.objects.filter(record=record).count()
    ledger.write(
        [
            Entry(
                record=record,
                seq=seq + n,
                measure=measure,
                on=date(2024, 5, 6),
                institution=people.school,
                counterpart_id=counterpart,
                facet=facet,
                quantity=4 * sign,
                grade=grade,
            )
            for n, (measure, facet, counterpart, grade, sign) in enumerate(lines, start=1)
        ]
    )
