"""docs/environment.md says exactly what alliance/settings.py reads."""

import ast
import re

from alliance.settings import BASE_DIR

READERS = {"secret", "yes_or_no", "whole_number", "str", "list"}


def variables_read() -> set[str]:
    found = set()
    for node in ast.walk(ast.parse((BASE_DIR / "alliance" / "settings.py").read_text())):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in READERS and re.fullmatch(r"[A-Z][A-Z_]+", str(node.args[0].value)):
                found.add(node.args[0].value)
    return found


def variables_documented() -> list[str]:
    table = (BASE_DIR / "docs" / "environment.md").read_text().partition("## Read by the tools")[0]
    return re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)


def test_every_variable_that_settings_read_is_a_row_of_the_table_and_every_row_is_read():
    assert sorted(variables_documented()) == sorted(variables_read())


def test_settings_read_the_environment_by_no_other_way():
    source = (BASE_DIR / "alliance" / "settings.py").read_text()
    assert "os.environ" not in source
    assert "getenv" not in source
