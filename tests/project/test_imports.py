"""Imports point one way, in the order of docs/architecture.md."""

import os
import subprocess
import sys
import tomllib

import pytest

from alliance.settings import BASE_DIR

CONTRACT = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["tool"]["importlinter"]


def lint_imports(**environment: str) -> subprocess.CompletedProcess:
    script = "from importlinter.cli import lint_imports; import sys; sys.exit(lint_imports(no_cache=True))"
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=BASE_DIR,
        env={**os.environ, "PYTHONPATH": str(BASE_DIR), **environment},
        capture_output=True,
        text=True,
    )


def test_the_contract_is_the_row_that_architecture_md_opens_with():
    row = next(line for line in (BASE_DIR / "docs" / "architecture.md").read_text().splitlines() if " → " in line)
    layers = [sorted(part.strip() for part in layer.split("|")) for layer in row.strip("`").split(" → ")]
    (contract,) = CONTRACT["contracts"]
    assert [sorted(part.strip() for part in layer.split("|")) for layer in contract["layers"]] == layers


def test_every_room_stands_in_the_contract():
    (contract,) = CONTRACT["contracts"]
    named = {part.strip() for layer in contract["layers"] for part in layer.split("|")}
    rooms = {f"alliance.{path.parent.name}" for path in (BASE_DIR / "alliance").glob("*/__init__.py")}
    assert rooms <= named


@pytest.mark.parametrize("root", CONTRACT["root_packages"])
def test_every_root_package_is_there(root):
    assert (BASE_DIR / root / "__init__.py").exists()


def test_no_import_points_the_other_way():
    linted = lint_imports()
    assert linted.returncode == 0, linted.stdout
