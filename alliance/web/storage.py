"""Where uploaded files lie: once each, by what they hold."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


def place_of(sha256: str) -> str:
    """The name under which the bytes with this hash are stored."""
    return f"{sha256[:2]}/{sha256}"


@deconstructible(path="alliance.web.storage.ContentStorage")
class ContentStorage(FileSystemStorage):
    """Files by their SHA-256: the same bytes lie once, under whatever names they come.

    What save() answers is not the name that was asked for but the place of the content. Nothing here has an address:
    views stream a file to whoever may see what it belongs to.
    """

    base_url = None

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def delete(self, name: str) -> None:
        """Do nothing: others may hold the same bytes."""

    def _save(self, name: str, content: File) -> str:
        digest = hashlib.sha256()
        for chunk in content.chunks():
            digest.update(chunk)
        name = place_of(digest.hexdigest())
        place = Path(self.location, name)
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=place.parent, prefix="incoming-", delete=False) as incoming:
                try:
                    for chunk in content.chunks():
                        incoming.write(chunk)
                    incoming.flush()
                    os.fsync(incoming.fileno())
                    os.replace(incoming.name, place)  # whole or not at all, also when two arrive at once
                except BaseException:
                    os.unlink(incoming.name)
                    raise
        return name
