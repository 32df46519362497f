"""docs/dependencies.md says of each package why it is there."""

import re
import tomllib

import pytest
from django.conf import settings

PACKAGE = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)")


def named_in(requirements: str) -> list[str]:
    lines = (settings.BASE_DIR / requirements).read_text().splitlines()
    return sorted(PACKAGE.match(line)[1].lower() for line in lines if PACKAGE.match(line))


def explained_under(requirements: str) -> list[str]:
    section = (settings.BASE_DIR / "docs/dependencies.md").read_text().split(f"(`{requirements}`)")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    assert [row for row in rows if len(row) != 3 or not all(row)] == []
    return sorted(row[0].lower() for row in rows[1:])


@pytest.mark.parametrize("requirements", ["requirements.in", "requirements-demo.in", "requirements-dev.in"])
def test_every_package_has_its_line_and_every_line_its_package(requirements):
    assert explained_under(requirements) == named_in(requirements)


def test_every_vendored_package_has_its_line():
    vendored = tomllib.loads((settings.BASE_DIR / "static/vendor/vendor.toml").read_text())["package"]
    section = (settings.BASE_DIR / "docs/dependencies.md").read_text().split("## In the repository")[1]
    assert [package["name"] for package in vendored if f"| {package['name']} | " not in section] == []
