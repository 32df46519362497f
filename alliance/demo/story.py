"""The demo story, row by row: what happened, when, and who wrote it down (data/story.csv)."""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from alliance.records.kinds import all_kinds
from exchanges.models import Exchange
from exchanges.workflows import Content, RosterContent, StopContent
from partners.directory.models import Institution

DATA = Path(__file__).parent / "data"
OWN = "雄县职业技术教育中心"
PURPOSES = {
    "visit": (
        "专业建设与人才培养方案研讨",
        "物联网技术专业共建研讨",
        "会计资源库共建研讨",
        "教学诊改工作交流",
        "实训基地建设考察交流",
        "联合教研与集体备课",
        "“三全育人”工作交流",
        "校企合作项目对接",
    ),
    "delegation": ("协同发展合作洽谈", "帮扶协作与专业布局洽谈"),
    "teacher_study": ("跟岗研修", "专业课教师跟岗学习"),
    "training": ("教师教学能力培训班", "信息化教学培训班", "班主任能力提升培训班", "新课标培训班"),
    "student_practice": ("专业技能跨区域实训",),
    "study_tour": ("职业体验研学", "红色教育与职业启蒙研学"),
}


def rows(name: str, folder: Path = DATA) -> list[dict[str, str]]:
    """The rows of a CSV file, of the demo's own where nothing else is said."""
    with open(folder / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Deed:
    """One record of the story, with the state and grade that it is to end in."""

    row: str
    owner: Institution
    content: Content
    state: str
    grade: str


def registered_kinds() -> set[str]:
    return {kind.code for kind in all_kinds()}


def deeds(year: int, institutions: dict[str, Institution]) -> list[Deed]:
    """The records of one year whose kind the portal knows, by date."""
    told = [row for row in rows("story") if int(row["year"]) == year and row["kind"] in registered_kinds()]
    found = [deed for row in told for deed in deeds_of(row, institutions)]
    return sorted(found, key=lambda deed: (deed.content.ends_on, deed.row))


def deeds_of(row: dict[str, str], institutions: dict[str, Institution]) -> Iterator[Deed]:
    """A row's records, spread over its months. Chance is seeded by the row, so every load is the same."""
    chance = random.Random(row["id"])  # noqa: S311 - invented dates, no secret
    first, _dash, last = row["months"].partition("-")
    months = range(int(first), int(last or first) + 1)
    host = institutions[row["to_institution"]]
    others = [institutions[name] for name in row["members"].split(";") if name]
    hosts = [host, *others] if row["kind"] == "visit" else [host]
    sender = institutions[row["from_institution"]]
    host_logs = row["kind"] == "visit" and row["to_institution"] == OWN and int(row["id"][1:]) % 2 == 0
    for i in range(int(row["records"])):
        month = months[i * len(months) // int(row["records"])]
        starts_on = working_day(date(int(row["year"]), month, chance.randint(4, 16)))
        yield Deed(
            row=row["id"],
            owner=host if host_logs else sender,
            content=Content(
                kind=row["kind"],
                sender=sender,
                stops=tuple(StopContent(institution) for institution in hosts),
                starts_on=starts_on,
                ends_on=starts_on + timedelta(days=calendar_days(row) - 1),
                purpose=chance.choice(PURPOSES[row["kind"]]),
                variant=chance.choice(Exchange.Variant.values) if row["kind"] == "visit" else "",
                mode=mode(row),
                government=others[0] if row["kind"] == "delegation" else None,
                days=int(row["second"]) if row["kind"] == "teacher_study" else None,
                actual=people(row["kind"], int(row["per_record"])),
                roster=roster(row, i),
            ),
            state=row["state"],
            grade=row["grade"],
        )


def working_day(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.isoweekday() + 1)) if day.isoweekday() > 5 else day


def calendar_days(row: dict[str, str]) -> int:
    """From the first day to the last; ten days of study are two working weeks."""
    days = int(row["second"] or 1) if row["kind"] == "teacher_study" else {"student_practice": 5}.get(row["kind"], 1)
    return days + (days - 1) // 5 * 2


def mode(row: dict[str, str]) -> str:
    if row["kind"] != "training":
        return ""
    where = {"local": Exchange.Mode.HOME, "online": Exchange.Mode.ONLINE}
    return where.get(row["facet"].rsplit(".", 1)[-1], Exchange.Mode.PROVIDER)


def people(kind: str, n: int) -> dict[str, int]:
    """How many of whom; a government delegation is officials with one school leader."""
    if kind == "delegation":
        return {"leaders": 1, "officials": n - 1}
    if kind in ("student_practice", "study_tour"):
        return {"students": n}
    if kind == "visit" and n > 3:
        return {"leaders": 1, "teachers": n - 2, "managers": 1}
    return {"teachers": n}


def roster(row: dict[str, str], i: int) -> tuple[RosterContent, ...]:
    """Students in practice are told apart, so they are listed: as numbers, for nobody real is behind them."""
    if row["kind"] != "student_practice":
        return ()
    return tuple(
        RosterContent(f"演示学生{row['id']}-{i + 1}-{n + 1:02}", "students") for n in range(int(row["per_record"]))
    )
