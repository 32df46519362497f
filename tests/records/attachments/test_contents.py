"""What may be attached is told from the bytes; each refusal has its own sentence."""

import io

import pytest

from alliance.records.attachments.contents import EXCEL, LONGEST_NAME, POWERPOINT, WORD, Unfit, media_type_of, name_for
from tests.records.attachments import files


def told(name: str, content: bytes) -> str:
    return media_type_of(io.BytesIO(content), name, len(content))


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", files.PDF, "application/pdf"),
        ("a.jpg", files.image("JPEG"), "image/jpeg"),
        ("a.png", files.image("PNG"), "image/png"),
        ("a.webp", files.image("WEBP"), "image/webp"),
        ("a.jpg", files.image("PNG"), "image/png"),  # a wrong ending among images is common and harmless
        ("a.heic", files.HEIC, "image/heic"),
        ("a.docx", files.office("word/document.xml"), WORD),
        ("a.xlsx", files.office("xl/workbook.xml"), EXCEL),
        ("a.pptx", files.office("ppt/presentation.xml"), POWERPOINT),
    ],
)
def test_these_may_be_attached(name, content, media_type):
    assert told(name, content) == media_type


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.pdf", b"", "is empty"),
        ("photo.jpg", files.PAGE, "named like an image"),
        ("photo.png", files.PDF, "named like an image"),
        ("photo.png", b"", "is empty"),
        ("a.mp4", files.MP4, "of a kind"),
        ("a.pdf", files.PROGRAM, "of a kind"),
        ("a.html", files.PAGE, "of a kind"),
        ("a.svg", files.SVG, "of a kind"),
        ("a.zip", files.office("readme.txt"), "of a kind"),
        ("a.docx", files.office("word/document.xml", "word/vbaProject.bin"), "of a kind"),
        ("a.docx", files.PDF[:5], "cannot be opened"),
        ("a.pdf", files.PDF[:-8], "cannot be opened"),
        ("a.png", files.image("PNG")[:-20], "cannot be opened"),
        ("a.jpg", files.image("JPEG", (400, 300))[:-200], "cannot be opened"),
        ("a.webp", files.image("WEBP", (400, 300))[:-20], "cannot be opened"),
    ],
)
def test_these_may_not_and_say_why(name, content, reason):
    with pytest.raises(Unfit, match=f"“{name}”.*{reason}"):
        told(name, content)


def test_fifty_megabytes_are_refused_by_their_size_alone():
    with pytest.raises(Unfit, match="has 50 MB, the most is 20 MB"):
        media_type_of(io.BytesIO(files.PDF), "a.pdf", 50 * 1024**2)


def test_an_image_with_more_pixels_than_any_scan_is_not_unpacked(monkeypatch):
    monkeypatch.setattr("alliance.records.attachments.contents.MOST_PIXELS", 100)
    with pytest.raises(Unfit, match="far too large"):
        told("a.png", files.image("PNG"))


def test_the_file_is_left_at_its_beginning():
    file = io.BytesIO(files.PDF)
    media_type_of(file, "a.pdf", len(files.PDF))
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("name", "media_type", "kept"),
    [
        ("签到表.PDF", "application/pdf", "签到表.PDF"),
        ("photo.jpeg", "image/jpeg", "photo.jpeg"),
        ("photo.jpg", "image/png", "photo.jpg.png"),
        ("page.html", "image/jpeg", "page.html.jpg"),  # saved and opened it must not become a page
        ("../../etc/passwd", "application/pdf", "passwd.pdf"),
        ("C:\\扫描\\a.pdf", "application/pdf", "a.pdf"),
        ('a"\r\nSet-Cookie: x.pdf', "application/pdf", 'a"Set-Cookie: x.pdf'),
        ("evil\u202efdp.exe", "application/pdf", "evilfdp.exe.pdf"),
        ("", "application/pdf", "1.pdf"),
        ("长" * 300 + ".pdf", "application/pdf", "长" * (LONGEST_NAME - 4) + ".pdf"),
    ],
)
def test_a_name_is_kept_as_far_as_it_is_safe(name, media_type, kept):
    assert name_for(name, media_type) == kept
