"""What moves a number or a promise, as canonical JSON with a SHA-256 beside it: what parties really agree to."""

import hashlib
import json
import unicodedata
from datetime import date
from typing import Any

from alliance.records.kinds import Facts

VERSION = 1
UPGRADES: dict[int, Any] = {}  # version -> function that rewrites facts of it as the next one


def canonical(facts: Facts) -> str:
    """The one spelling of these facts: keys sorted, NFC, ISO dates, no blanks."""
    return json.dumps(plain(facts), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def plain(value: Any) -> Any:
    """The value as JSON has it, text in NFC."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def hash_of(facts: Facts) -> str:
    return hashlib.sha256(canonical(facts).encode()).hexdigest()


def check_code(facts_hash: str) -> str:
    """核对码: the part of the hash that people compare by eye, as 7F3A-91C2."""
    return f"{facts_hash[:4]}-{facts_hash[4:8]}".upper()


def upgraded(facts: Facts) -> Facts:
    """The facts as today's code reads them; the stored ones, and their hash, stay as they were agreed to."""
    for version in range(facts["v"], VERSION):
        facts = UPGRADES[version](facts)
    return facts


def counts_people(facts: Facts) -> bool:
    """False for a record that is the same deed as another one, which counts the people."""
    return facts["same_deed_as"] is None


def parties_with(facts: Facts, role: str) -> list[dict[str, Any]]:
    return [party for party in facts["parties"] if party["role"] == role]
