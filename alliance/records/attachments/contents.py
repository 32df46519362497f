"""What a file really is: read from its bytes, whatever its name says."""

import warnings
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

import filetype
from django.utils.translation import gettext as _
from PIL import Image

MOST_BYTES = 20 * 1024**2
MOST_PIXELS = 110_000_000  # A3 at 600 dpi has 70 million, a large phone camera 108
LONGEST_NAME = 160  # Attachment.name

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@dataclass(frozen=True)
class Allowed:
    """A type that may be attached: its usual endings (the first is added where a name has another one)."""

    endings: tuple[str, ...]
    shown: bool = False  # browsers show it without running anything; all others are saved only
    pillow: str = ""  # the one format as which Pillow may open it


ALLOWED = {
    "application/pdf": Allowed((".pdf",), shown=True),
    "image/jpeg": Allowed((".jpg", ".jpeg"), shown=True, pillow="JPEG"),
    "image/png": Allowed((".png",), shown=True, pillow="PNG"),
    "image/webp": Allowed((".webp",), shown=True, pillow="WEBP"),
    "image/heic": Allowed((".heic", ".heif")),  # as phones take them; few browsers show it
    WORD: Allowed((".docx",)),
    EXCEL: Allowed((".xlsx",)),
    POWERPOINT: Allowed((".pptx",)),
}
OFFICE_PARTS = {"word/document.xml": WORD, "xl/workbook.xml": EXCEL, "ppt/presentation.xml": POWERPOINT}
IMAGE_ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".gif", ".bmp", ".tif", ".tiff")
SCANS = ("application/pdf", "image/jpeg", "image/png", "image/webp")  # what a sealed sheet can come as
ACCEPT = ",".join(ending for allowed in ALLOWED.values() for ending in allowed.endings)  # for <input type=file>


class Unfit(Exception):
    """The file cannot be attached; the message is a translated sentence that says why and what to do."""


def media_type_of(file: IO[bytes], name: str, size: int) -> str:
    """The file's type, one of ALLOWED. Raises Unfit."""
    named = {"name": name, "size": f"{size / 1024**2:.0f}"}
    if size == 0:
        raise Unfit(_("“%(name)s” is empty. Choose the file again.") % named)
    if size > MOST_BYTES:
        raise Unfit(
            _("“%(name)s” has %(size)s MB, the most is 20 MB. Scan it with 200 dpi, or split it, and upload it again.")
            % named
        )
    found = _sniff(file)
    if name.lower().endswith(IMAGE_ENDINGS) and not found.startswith("image/"):
        raise Unfit(
            _("“%(name)s” is named like an image, but what is in it is none. Take the photograph or scan again.")
            % named
        )
    if found not in ALLOWED:
        raise Unfit(
            _("“%(name)s” is of a kind that cannot be attached. PDF, JPG, PNG, WebP, HEIC, DOCX, XLSX and PPTX can.")
            % named
        )
    if not _opens(file, found):
        raise Unfit(
            _("“%(name)s” cannot be opened: it is damaged, was cut off or is far too large an image. Make it again.")
            % named
        )
    file.seek(0)
    return found


def name_for(name: str, media_type: str) -> str:
    """The name a file keeps: no folders, no control characters, an ending that fits what it is, not too long."""
    plain = "".join(sign for sign in PurePath(name.replace("\\", "/")).name if sign.isprintable()).strip(" .") or "1"
    endings = ALLOWED[media_type].endings
    ending = next((ending for ending in endings if plain.lower().endswith(ending)), None)
    stem, kept = (plain[: -len(ending)], plain[-len(ending) :]) if ending else (plain, endings[0])
    return stem[: LONGEST_NAME - len(kept)] + kept


def _sniff(file: IO[bytes]) -> str:
    file.seek(0)
    found = filetype.guess_mime(file.read(8192)) or ""
    file.seek(0)
    return _office_type(file) if found.startswith("application/") and zipfile.is_zipfile(file) else found


def _office_type(file: IO[bytes]) -> str:
    """Which office document a zip is; one with macros in it is none."""
    try:
        names = set(zipfile.ZipFile(file).namelist())
    except (zipfile.BadZipFile, ValueError):
        return ""
    if any(name.endswith("vbaProject.bin") for name in names):
        return ""
    return next((media_type for part, media_type in OFFICE_PARTS.items() if part in names), "")


def _opens(file: IO[bytes], media_type: str) -> bool:
    """Whether the file is whole, as far as can be told without running it."""
    file.seek(0)
    if media_type == "application/pdf":
        file.seek(max(0, file.seek(0, 2) - 2048))
        return b"%%EOF" in file.read()  # an upload or a scan that broke off has no end
    if form := ALLOWED[media_type].pillow:
        return _image_opens(file, form)
    return True


def _image_opens(file: IO[bytes], form: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit follows
            image = Image.open(file, formats=[form])
        if image.width * image.height > MOST_PIXELS:
            return False
        if form == "PNG":
            image.verify()  # every check sum, without unpacking
        else:
            image.draft("RGB", (64, 64))  # a JPEG is read to its end, at a sixty-fourth of the work
            image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
    return True
