"""PDF: what is printed is what was given, and a template can neither read, hang nor swell."""

import io
import re

import pytest
from PIL import Image, ImageFont
from pypdf import PdfReader

from alliance.documents import pdf
from alliance.documents.papers import ConfirmationSheet, Fact, Side, Slip, print_confirmation_sheet, print_slip
from alliance.documents.pdf import DocumentFailed, typeset
from alliance.documents.qr import qr_svg

RARE_NAMES = "㛃𬭎䶮"
MARKUP = '#panic() #read("/etc/passwd") $x^2$ *b* _i_ @ref <l> \\ `r` [x] = //'


def a_sheet(**changes) -> ConfirmationSheet:
    given = {
        "title": "合作交流确认单",
        "number": "EX-2026-000123",
        "check_code": "C41E-07B8",
        "facts": (Fact("类型", "校际互访"), Fact("人数", "4 人")),
        "parties": (Side("雄县职业技术教育中心", "派出单位"), Side("天津职业大学", "接待单位")),
        "asked_by": "雄县职业技术教育中心",
        "asked_party": "天津职业大学",
        "qr_svg": qr_svg("https://portal.example/EX-2026-000123"),
        "contact": "联盟秘书处 0312-555 0136",
        "printed_at": "2026-11-25 14:05",
        "demo": False,
    }
    return ConfirmationSheet(**given | changes)


def text_of(document: bytes) -> str:
    """All the text of a PDF without white space, which the setting of lines moves about."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_confirmation_sheet_says_all_that_is_to_be_sealed(language):
    sheet = a_sheet(facts=(Fact("类型", "校际互访"), Fact("姓名", RARE_NAMES)))
    text = text_of(print_confirmation_sheet(sheet, language=language))
    said = [sheet.number, sheet.check_code, sheet.asked_by, sheet.asked_party, sheet.contact, "校际互访", RARE_NAMES]
    assert [one for one in said if one.replace(" ", "") not in text] == []
    assert "盖章即表示" in text and "Withitssealaninstitutionconfirms" in text


def test_a_sheet_of_one_record_is_one_page():
    assert len(PdfReader(io.BytesIO(print_confirmation_sheet(a_sheet(), language="zh-hans"))).pages) == 1


def test_a_sheet_with_many_facts_goes_on_to_further_pages_and_keeps_the_sign_block_whole():
    sheet = a_sheet(facts=tuple(Fact(f"第 {n} 项", "一二三四五六七八九十" * 8) for n in range(40)))
    pages = [
        page.extract_text() for page in PdfReader(io.BytesIO(print_confirmation_sheet(sheet, language="en"))).pages
    ]
    assert len(pages) > 1
    assert ["(Seal)" in page and "Handled by" in page for page in pages] == [False] * (len(pages) - 1) + [True]


@pytest.mark.parametrize("demo", [True, False])
def test_demo_papers_say_so(demo):
    assert ("演示数据" in text_of(print_confirmation_sheet(a_sheet(demo=demo), language="zh-hans"))) is demo


def test_a_slip_prints_its_code_and_how_to_use_it():
    slip = Slip(
        title="单位确认码",
        lines=("天津职业大学：",),
        code_label="单位确认码",
        code="482913",
        steps=("打开链接。", "输入 6 位数字。"),
        qr_svg="",
        contact="0312-555 0136",
        printed_at="2026-11-25",
        demo=True,
    )
    text = text_of(print_slip(slip, language="zh-hans"))
    assert [one for one in ("482913", "打开链接。", "0312-5550136", "演示数据") if one not in text] == []


def test_what_people_typed_is_never_markup():
    text = text_of(print_confirmation_sheet(a_sheet(title=MARKUP, facts=(Fact(MARKUP, MARKUP),)), language="zh-hans"))
    assert text.count(MARKUP.replace(" ", "")) == 3


@pytest.mark.parametrize("font", sorted(pdf.FONTS.glob("*.ttf")), ids=lambda path: path.stem)
def test_every_face_has_the_signs_of_rare_names(font):
    face = ImageFont.truetype(font, 40)
    missing = bytes(face.getmask("\uffff"))
    assert [sign for sign in RARE_NAMES + "𬱖" if bytes(face.getmask(sign)) == missing] == []


def test_the_same_data_gives_the_same_bytes():
    assert print_confirmation_sheet(a_sheet(), language="en") == print_confirmation_sheet(a_sheet(), language="en")


@pytest.mark.parametrize(
    ("template", "said"),
    [
        pytest.param('#read("/etc/passwd")', "file not found", id="absolute"),
        pytest.param('#read("../../../../../../../../etc/passwd")', "would escape", id="upwards"),
        pytest.param('#set text(font: "No Such Face")\nx', "unknown font family", id="unknown face"),
        pytest.param("#let x = 1 +", "expected expression", id="broken"),
        pytest.param(
            "#for a in range(100000) { for b in range(100000) { let c = a * b } }", "within 2 sec", id="hangs"
        ),
        pytest.param('#("a" * 3000000000).len()', "memory", id="swells"),
    ],
)
def test_a_template_that_misbehaves_is_ended_and_says_why(tmp_path, template, said):
    main = tmp_path / "main.typ"
    main.write_text(template)
    with pytest.raises(DocumentFailed, match=said):
        typeset(main, {}, seconds=2)


def test_more_data_than_any_paper_has_is_refused():
    with pytest.raises(DocumentFailed, match="characters of data"):
        print_confirmation_sheet(a_sheet(title="x" * pdf.MOST_INPUT), language="en")


def test_templates_fetch_no_package():
    assert [path.name for path in pdf.TEMPLATES.glob("*.typ") if "@" in path.read_text()] == []


def test_a_page_of_somebodys_pdf_is_shown_as_an_image(tmp_path):
    scan = tmp_path / "0a1b"  # stored files have no ending
    scan.write_bytes(print_confirmation_sheet(a_sheet(), language="en"))
    page = Image.open(io.BytesIO(pdf.preview(scan, 1)))
    assert (page.format, page.width) == ("PNG", 909)
    assert page.convert("L").getextrema() == (0, 255)  # something is on it


@pytest.mark.parametrize(
    ("content", "number", "said"), [(None, 2, "page 2 does not exist"), (b"%PDF-1.7 %%EOF", 1, "exit code")]
)
def test_a_page_that_is_not_there_or_cannot_be_read_says_so(tmp_path, content, number, said):
    scan = tmp_path / "0a1b"
    scan.write_bytes(content or print_confirmation_sheet(a_sheet(), language="en"))
    with pytest.raises(DocumentFailed, match=said):
        pdf.preview(scan, number)
