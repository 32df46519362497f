"""Translations: compile locale/<room>/zh_Hans/*.po to .mo where newer; with --check say what is not translated.

Pure Python, so that a bare machine needs no gettext. The source strings are English; every room keeps a file of its
own, and a string that Django or a library translates already need not be repeated.
"""

import argparse
import ast
import gettext
import importlib.util
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

BASE = Path(__file__).resolve().parent.parent
LANGUAGE = "zh_Hans"
LIBRARIES = ("django/conf", "django/contrib/auth", "django/contrib/humanize", "allauth", "django_filters")
SOURCES = ("alliance", "partners", "exchanges", "courses", "competitions")
LITERAL = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
TEMPLATE_CALL = re.compile(rf"\b(?P<name>np?gettext|p?gettext|_)\((?P<args>{LITERAL}(?:\s*,\s*(?:{LITERAL}|count))*)\)")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|(?<!\{)\{(\w*)\}(?!\})|%([sd])")


@dataclass(frozen=True)
class Message:
    """What makes two strings the same for a translator."""

    text: str
    context: str | None = None
    plural: str | None = None

    def __str__(self) -> str:
        return f"{self.text!r}" + (f" ({self.context})" if self.context else "")

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.text


def catalogues() -> list[Path]:
    return sorted(BASE.glob(f"locale/*/{LANGUAGE}/LC_MESSAGES/django.po"))


def compile_newer() -> None:
    """Write each .mo that is older than its .po, whole or not at all."""
    for po in catalogues():
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime > po.stat().st_mtime:
            continue
        part = mo.with_name(f"{mo.name}.{os.getpid()}")
        polib.pofile(str(po)).save_as_mofile(str(part))
        part.replace(mo)


# --- What the sources say -------------------------------------------------------------------------------------------
def message_of(name: str, texts: list[str]) -> Message:
    """The message that a call of a gettext function with these literals stands for."""
    context = texts.pop(0) if name.removeprefix("n").startswith("p") else None
    return Message(texts[0], context, texts[1] if name.startswith("n") else None)


def gettext_names(tree: ast.Module) -> dict[str, str]:
    """The names by which a module calls Django's functions, with the plain name of each."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for alias in node.names:
                plain = alias.name.removesuffix("_lazy").removesuffix("_noop")
                if plain in {"gettext", "ngettext", "pgettext", "npgettext"}:
                    names[alias.asname or alias.name] = plain
    return names


def in_python(path: Path) -> Iterator[Message]:
    """The messages of a module; raises ValueError for a call whose text is put together at run time."""
    tree = ast.parse(path.read_text(), str(path))
    names = gettext_names(tree)
    wanted = {"gettext": 1, "pgettext": 2, "ngettext": 2, "npgettext": 3}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            plain = names[node.func.id]
            texts = node.args[: wanted[plain]]
            if not all(isinstance(text, ast.Constant) and isinstance(text.value, str) for text in texts):
                raise ValueError(f"{path.relative_to(BASE)}:{node.lineno}: the text of {node.func.id}() is no literal")
            yield message_of(plain, [text.value for text in texts])


def in_template(path: Path) -> Iterator[Message]:
    from django.utils.translation.template import templatize  # compiling alone must not wait for Django

    for call in TEMPLATE_CALL.finditer(templatize(path.read_text(), str(path))):
        texts = [ast.literal_eval(literal) for literal in re.findall(LITERAL, call["args"])]
        yield message_of(call["name"], texts)


def in_sources() -> tuple[dict[tuple, Message], dict[tuple, str], list[str]]:
    """Every message by key, where each was first seen, and what could not be read."""
    found, places, wrong = {}, {}, []
    modules = [path for folder in SOURCES for path in sorted((BASE / folder).rglob("*.py"))]
    templates = sorted(path for path in (BASE / "templates").rglob("*") if path.suffix in {".html", ".txt"})
    for path in modules + templates:
        if "migrations" in path.parts:
            continue
        try:
            for message in in_python(path) if path.suffix == ".py" else in_template(path):
                found.setdefault(message.key, message)
                places.setdefault(message.key, str(path.relative_to(BASE)))
        except (ValueError, SyntaxError) as error:
            wrong.append(str(error))
    return found, places, wrong


# --- What the catalogues say ----------------------------------------------------------------------------------------
def translated_by_libraries() -> set[tuple[str | None, str]]:
    keys = set()
    for library in LIBRARIES:
        package, _, rest = library.partition("/")
        spec = importlib.util.find_spec(package)
        if spec is None:
            continue
        mo = Path(spec.submodule_search_locations[0]) / rest / "locale" / LANGUAGE / "LC_MESSAGES" / "django.mo"
        if mo.exists():
            with mo.open("rb") as file:
                texts = gettext.GNUTranslations(file)._catalog
            for text in texts:
                context, _, rest_of = (text[0] if isinstance(text, tuple) else text).rpartition("\x04")
                keys.add((context or None, rest_of))
    return keys


def placeholders(text: str) -> set[str]:
    return {"".join(names) for names in PLACEHOLDER.findall(text)}


def faults_of(entry: polib.POEntry) -> Iterator[str]:
    """What is wrong with one translation taken by itself."""
    answers = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if entry.fuzzy:
        yield "is marked fuzzy"
    if not all(answers):
        yield "has no translation"
        return
    asked = placeholders(entry.msgid_plural or entry.msgid)
    if any(placeholders(answer) != asked for answer in answers):
        yield f"has placeholders {sorted(asked)} that its translation does not repeat"


def report(found: dict, places: dict, libraries: set, files: Iterable[Path]) -> Iterator[str]:
    """Every complaint, in the order in which somebody would mend it."""
    said = defaultdict(dict)
    for po in files:
        room = po.relative_to(BASE).parts[1]
        for entry in polib.pofile(str(po)):
            key = (entry.msgctxt, entry.msgid)
            if entry.obsolete:
                yield f"{room}: {entry.msgid!r} is commented out; delete it"
                continue
            for fault in faults_of(entry):
                yield f"{room}: {entry.msgid!r} {fault}"
            if key not in found:
                yield f"{room}: {entry.msgid!r}" + (f" ({entry.msgctxt})" if entry.msgctxt else "") + " is used nowhere"
            if room in said[key]:
                yield f"{room}: {entry.msgid!r} stands twice"
            said[key][room] = entry.msgstr or entry.msgstr_plural.get(0, "")
    for (_context, text), answers in said.items():
        if len(set(answers.values())) > 1:
            yield f"{text!r} has different translations: " + ", ".join(f"{r}: {a}" for r, a in answers.items())
    for key, message in found.items():
        if message.text and key not in said and key not in libraries:
            yield f"{places[key]}: {message} is not translated"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--check", action="store_true", help="list what is missing, and fail if anything is")
    checking = options.parse_args().check
    compile_newer()
    if not checking:
        return 0
    found, places, wrong = in_sources()
    complaints = wrong + list(report(found, places, translated_by_libraries(), catalogues()))
    for complaint in complaints:
        print(complaint)
    print(f"{len(found)} messages, {len(complaints)} complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
