"""Tables to take away: CSV and XLSX of the same columns, safe to open in a spreadsheet program."""

import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import IO

import xlsxwriter
from defusedcsv import csv

Cell = str | int | Decimal | float | date | None

MOST_ROWS = 1_048_576  # of one sheet, Excel's own limit
MOST_TEXT = 32_767  # characters of one cell, likewise
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Column:
    """One column: its heading, how wide it is (in digits; 0: as the heading), the decimals of its numbers."""

    heading: str
    width: int = 0
    decimals: int = 0


class TooManyRows(Exception):
    """More rows than a sheet can hold; CSV has no such limit."""


def write_csv(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The table line by line, in UTF-8 with the mark by which Excel knows it.

    Text that starts like a formula gets a quote before it.
    """
    writer = csv.writer(_Echo())
    yield b"\xef\xbb\xbf" + writer.writerow([column.heading for column in columns]).encode()
    for row in rows:
        yield writer.writerow([_plain(cell) for cell in row]).encode()


def write_xlsx(
    columns: Sequence[Column], rows: Iterable[Sequence[Cell]], *, title: str, notes: Iterable[str] = ()
) -> IO[bytes]:
    """The table as a workbook in a temporary file, read from its beginning; memory does not grow with the rows.

    Text stays text, whatever it starts with. Notes stand below the table. Raises TooManyRows.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115  handed to the caller, gone when closed
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(_sheet_name(title))
    heading = book.add_format(
        {"bold": True, "bg_color": "#eef2f7", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
    )
    quoted = book.add_format({"quote_prefix": True})
    numbers = [book.add_format({"num_format": _number_format(column)}) for column in columns]

    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width or max(11, _breadth(column.heading) + 2))
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column.heading, heading)
    sheet.freeze_panes(1, 0)

    last = 0
    for last, row in enumerate(rows, start=1):
        if last >= MOST_ROWS:
            raise TooManyRows(f"{title}: more than {MOST_ROWS - 1} rows.")
        for at, cell in enumerate(row):
            match cell:
                case None:
                    pass
                case str():
                    text = cell if len(cell) <= MOST_TEXT else cell[: MOST_TEXT - 1] + "…"
                    sheet.write_string(last, at, text, quoted if text.startswith(FORMULA_STARTS) else None)
                case date():
                    sheet.write_datetime(last, at, cell)
                case _:
                    sheet.write_number(last, at, cell, numbers[at])
    sheet.autofilter(0, 0, last, len(columns) - 1)
    for below, note in enumerate(notes, start=last + 2):
        sheet.write_string(below, 0, note)
    book.close()
    file.seek(0)
    return file


class _Echo:
    """What csv writes to, to have each line handed back."""

    def write(self, line: str) -> str:
        return line


def _plain(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.startswith(("\t", "\r", "\n")):  # defusedcsv looks at signs only
        return "'" + cell
    return cell.isoformat() if isinstance(cell, date) else cell


def _number_format(column: Column) -> str:
    return "#,##0" + ("." + "0" * column.decimals if column.decimals else "")


def _breadth(text: str) -> int:
    """How many digits wide a text is; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _sheet_name(title: str) -> str:
    """A name that Excel takes: at most 31 characters, none of []:*?/\\, no quote at either end."""
    return "".join(" " if character in "[]:*?/\\" else character for character in title)[:31].strip(" '") or "1"
