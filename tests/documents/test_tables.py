"""CSV and XLSX: the same table, and nothing in it runs."""

import zipfile
from datetime import date
from decimal import Decimal
from itertools import islice, repeat

import openpyxl
import pytest

from alliance.documents import tables
from alliance.documents.tables import Column, TooManyRows, write_csv, write_xlsx

COLUMNS = [Column("单位"), Column("日期"), Column("人次"), Column("学时", decimals=1)]
ROWS = [["天津职业大学，本部", date(2024, 5, 3), 1234, Decimal("7.5")], ["=1+1", None, -3, None]]


def test_csv_is_read_by_excel_as_it_was_written():
    assert b"".join(write_csv(COLUMNS, ROWS)).decode() == (
        "\ufeff单位,日期,人次,学时\r\n天津职业大学，本部,2024-05-03,1234,7.5\r\n'=1+1,,-3,\r\n"
    )


def test_csv_is_written_row_by_row():
    endless = write_csv(COLUMNS, repeat(ROWS[0]))
    assert len(list(islice(endless, 1000))) == 1000


@pytest.mark.parametrize("typed", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", '=HYPERLINK("http://x")'])
def test_text_that_starts_like_a_formula_stays_text(typed):
    line = b"".join(write_csv([Column("x")], [[typed]])).decode().split("\r\n", 1)[1]
    assert line.lstrip('"').startswith("'")

    sheet = openpyxl.load_workbook(write_xlsx([Column("x")], [[typed]], title="x")).active
    assert (sheet["A2"].data_type, sheet["A2"].quotePrefix) == ("s", True)


def test_xlsx_keeps_text_numbers_and_dates_apart():
    sheet = openpyxl.load_workbook(write_xlsx(COLUMNS, ROWS, title="交流记录")).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        ["天津职业大学，本部", sheet["B2"].value, 1234, 7.5],
        ["=1+1", None, -3, None],
    ]
    assert sheet["B2"].value.date() == date(2024, 5, 3)
    assert [sheet["B2"].number_format, sheet["C2"].number_format, sheet["D2"].number_format] == [
        "yyyy-mm-dd",
        "#,##0",
        "#,##0.0",
    ]


def test_xlsx_has_a_heading_that_stays_in_sight_and_filters():
    sheet = openpyxl.load_workbook(write_xlsx(COLUMNS, ROWS, title="交流记录")).active
    assert (sheet.title, sheet.freeze_panes, sheet.auto_filter.ref) == ("交流记录", "A2", "A1:D3")
    assert sheet["A1"].font.bold


def test_xlsx_notes_stand_below_the_table():
    sheet = openpyxl.load_workbook(write_xlsx(COLUMNS, ROWS, title="x", notes=["未公布数据，请勿对外引用"])).active
    assert sheet["A5"].value == "未公布数据，请勿对外引用"


def test_xlsx_holds_no_formula_and_no_link_out():
    book = zipfile.ZipFile(write_xlsx(COLUMNS, [["http://example.org", None, 1, 1], *ROWS], title="x"))
    parts = {name: book.read(name) for name in book.namelist()}
    assert b"<f>" not in parts["xl/worksheets/sheet1.xml"]
    assert [name for name in parts if "external" in name or "sheet1.xml.rels" in name] == []


@pytest.mark.parametrize("title", ["a/b:c*d?[e]", "'quoted'", "很长的表名" * 10, ""])
def test_any_title_makes_a_sheet_name(title):
    assert openpyxl.load_workbook(write_xlsx(COLUMNS, [], title=title)).active.title


def test_text_longer_than_a_cell_is_cut_and_shows_it():
    sheet = openpyxl.load_workbook(write_xlsx([Column("x")], [["长" * 40_000]], title="x")).active
    assert (len(sheet["A2"].value), sheet["A2"].value[-1]) == (32_767, "…")


def test_more_rows_than_a_sheet_holds_is_refused(monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 10)
    with pytest.raises(TooManyRows):
        write_xlsx(COLUMNS, repeat(ROWS[0]), title="x")
