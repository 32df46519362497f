"""Files lie once, by what they hold."""

import hashlib
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from alliance.web.storage import ContentStorage, place_of


@pytest.fixture
def storage(tmp_path):
    return ContentStorage(location=tmp_path / "media")


def files_in(storage) -> list[str]:
    return sorted(
        str(path.relative_to(storage.location)) for path in Path(storage.location).rglob("*") if path.is_file()
    )


def test_the_same_bytes_lie_once_whatever_their_names(storage):
    place = place_of(hashlib.sha256(b"same").hexdigest())
    assert storage.save("a.pdf", ContentFile(b"same")) == place
    assert storage.save("logos/b.png", ContentFile(b"same")) == place
    assert files_in(storage) == [place]


def test_what_is_stored_can_be_read(storage):
    assert storage.open(storage.save("a", ContentFile(b"bytes"))).read() == b"bytes"


def test_deleting_one_use_leaves_the_bytes_to_the_others(storage):
    place = storage.save("a", ContentFile(b"x"))
    storage.delete(place)
    assert storage.exists(place)


def test_an_upload_that_breaks_off_leaves_nothing(storage):
    class BreaksOff(ContentFile):
        reads = 0

        def chunks(self, chunk_size=None):
            self.reads += 1
            yield b"half"
            if self.reads == 2:  # the first reading is for the hash
                raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        storage.save("a", BreaksOff(b""))
    assert files_in(storage) == []


def test_a_stored_file_has_no_address(storage):
    with pytest.raises(ValueError, match="not accessible via a URL"):
        storage.url(storage.save("a", ContentFile(b"x")))
