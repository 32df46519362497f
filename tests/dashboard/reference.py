"""The operations once more, slowly and differently: straight over entries, day by day, one indicator at a time.

Shares no code with alliance.dashboard but the indicator's own columns.
"""

from collections import Counter
from datetime import date
from fnmatch import fnmatchcase
from fractions import Fraction

from alliance.ledger.models import Entry
from alliance.records.kinds import all_measures

HEADLINE = ("mutual", "documented")


def year_of(day: date, school: bool) -> int:
    return day.year - 1 if school and day.month < 9 else day.year


def value(indicator, year, *, members=None, school=False, grades=HEADLINE):
    """The indicator for a scope (ids of its institutions; None is the alliance) and a whole year."""
    entries = [entry for entry in Entry.objects.all() if entry.grade in grades]

    def chosen(word):
        measure, _colon, narrow = word.partition(":")
        for entry in entries:
            if entry.measure != measure or year_of(entry.on, school) > year:
                continue
            if not any(fnmatchcase(entry.facet, pattern) for pattern in indicator.facet_filter.split("|")):
                continue
            if narrow and entry.facet != narrow:
                continue
            here = {"institution": [entry.institution_id], "counterpart": [entry.counterpart_id]}.get(
                indicator.side, [entry.institution_id, entry.counterpart_id]
            )
            if members is None or set(here) & set(members):
                yield entry

    def within(entry):
        whole = indicator.period == "any" or indicator.operation in ("cumulative", "mean")
        return whole or year_of(entry.on, school) == year

    def amount(expression):
        result, sign = Fraction(0), 1
        for word in expression.split():
            if word in "+-":
                sign = 1 if word == "+" else -1
            else:
                quantum = Fraction(all_measures()[word.partition(":")[0]].quantum)
                result += sign * quantum * sum(entry.quantity for entry in chosen(word) if within(entry))
        return result

    first = indicator.numerator.split()[0]
    match indicator.operation:
        case "total" | "cumulative":
            return amount(indicator.numerator)
        case "ratio":
            base = amount(indicator.denominator)
            return (
                amount(indicator.numerator) * (100 if indicator.unit_zh in ("%", "个百分点") else 1) / base
                if base
                else None
            )
        case "people":
            balance = Counter()
            for entry in chosen(first):
                if within(entry) and entry.subject:
                    balance[entry.subject] += entry.quantity
            return sum(1 for quantity in balance.values() if quantity > 0)
        case "institutions":
            balance = Counter()
            for entry in chosen(first):
                if not within(entry) or entry.counterpart_id is None:
                    continue
                others = {"institution": [entry.counterpart_id], "counterpart": [entry.institution_id]}.get(
                    indicator.side,
                    [pk for pk in (entry.institution_id, entry.counterpart_id) if pk not in (members or ())],
                )
                for other in others:
                    balance[other] += entry.quantity
            return sum(1 for quantity in balance.values() if quantity > 0)
        case "mean":
            totals = Counter()
            for entry in chosen(first):
                totals[entry.on.year * 12 + entry.on.month] += entry.quantity
            months = [month for month, quantity in totals.items() if quantity]
            if not months:
                return None
            start = min(year_of(date((month - 1) // 12, (month - 1) % 12 + 1, 1), school) for month in months)
            return Fraction(sum(totals.values()), year - start + 1)
        case "latest":
            if members is None:
                return None
            totals = Counter()
            for entry in chosen(first):
                totals[entry.on.year * 12 + entry.on.month] += entry.quantity
            months = [month for month, quantity in totals.items() if quantity]
            return totals[max(months)] if months else None
