"""The vendored files are the ones that were reviewed, and every icon that is named exists."""

import hashlib
import importlib.util
import re
import tomllib
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
VENDOR = TOP / "static" / "vendor"
MANIFEST = tomllib.loads((VENDOR / "vendor.toml").read_text(encoding="utf-8"))


def vendor_script():
    spec = importlib.util.spec_from_file_location("vendor", TOP / ".ci" / "vendor.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("file", MANIFEST["file"], ids=lambda file: file["path"])
def test_a_vendored_file_has_the_hash_that_vendor_toml_states(file):
    assert hashlib.sha256((VENDOR / file["path"]).read_bytes()).hexdigest() == file["sha256"]


def test_every_vendored_file_is_stated_and_every_package_has_integrity_and_licence():
    stated = {file["path"] for file in MANIFEST["file"]} | {"vendor.toml", "LICENSES.md"}
    found = {path.name for path in VENDOR.iterdir() if not path.name.startswith("LICENSE.")}
    assert found == stated
    assert all(package["integrity"].startswith("sha512-") and package["licence"] for package in MANIFEST["package"])


def test_every_icon_that_a_template_or_code_names_is_in_the_sprite():
    sprite = (VENDOR / "icons.svg").read_text(encoding="utf-8")
    missing = vendor_script().icons_named() - set(re.findall(r'<symbol id="([a-z0-9-]+)"', sprite))
    assert missing == set(), "run python .ci/vendor.py icons"


def test_nothing_vendored_loads_anything_from_elsewhere():
    for path in VENDOR.glob("*.css"):
        assert re.findall(r"url\([\"']?https?:", path.read_text(encoding="utf-8")) == []
    assert list(VENDOR.rglob("*.map")) == []
