"""PDF by Typst, and PDF looked at, each in a child process with limits on time and memory."""

import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

ROOM = Path(__file__).resolve().parent
FONTS = ROOM / "fonts"
TEMPLATES = ROOM / "typst"

SECONDS = 20
MOST_INPUT = 4 * 1024**2  # characters of JSON; a sheet of one record has some five thousand


class DocumentFailed(Exception):
    """No PDF came of it; the message says why, for the log and the page alike."""


def render(template: str, data: dict[str, Any], words: dict[str, str], *, language: str) -> bytes:
    """The PDF of typst/<template>.typ: data as people typed it, words the template's own in that language.

    No string is ever read as markup. Raises DocumentFailed.
    """
    return typeset(TEMPLATES / f"{template}.typ", {"data": data, "words": words, "language": language})


def preview(scan: Path, page: int) -> bytes:
    """One page of somebody's PDF as PNG, for pages that must not run what is in it. Raises DocumentFailed.

    Also for browsers that show no PDF in a page: those of phones, and Chromium before 2023 where it is sandboxed.
    """
    source = "#set page(width: auto, height: auto, margin: 0pt)\n" + (
        f'#image({json.dumps(scan.name)}, format: "pdf", page: {page:d}, width: 210mm)'
    )
    return _run(scan.name, source, scan.parent, {}, "png", SECONDS)


def typeset(main: Path, inputs: dict[str, Any], *, seconds: int = SECONDS) -> bytes:
    """The PDF of one Typst file, which may read what lies in its own folder and nothing else."""
    return _run(main.name, main.read_text(), main.parent, inputs, "pdf", seconds)


def _run(name: str, source: str, root: Path, inputs: dict[str, Any], form: str, seconds: int) -> bytes:
    job = {"source": source, "root": str(root), "fonts": str(FONTS), "inputs": inputs, "format": form}
    sent = json.dumps(job | {"seconds": seconds})
    if len(sent) > MOST_INPUT:
        raise DocumentFailed(f"{name}: {len(sent)} characters of data, the most is {MOST_INPUT}.")
    try:
        child = subprocess.run(  # noqa: S603  our own interpreter and file; nothing of the data is on the command line
            [sys.executable, "-I", str(ROOM / "render.py")], input=sent.encode(), capture_output=True, timeout=seconds
        )
    except subprocess.TimeoutExpired as late:
        raise DocumentFailed(f"{name}: not done within {seconds} seconds.") from late
    said = child.stderr.decode(errors="replace").strip()
    if child.returncode or not child.stdout:
        raise DocumentFailed(f"{name}: {said or 'ended'} (exit code {child.returncode}).")
    if said:
        log.warning("%s: %s", name, said)
    return child.stdout
