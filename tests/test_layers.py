"""Imports point one way: support ← models ← blueprints ← app. Models know no Flask, blueprints do not know each other."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
SHARED = {"blueprints.scoping", "blueprints.booking", "blueprints.editing", "blueprints.listing", "blueprints.wording"}
"""What any blueprint may use; see docs/decisions/0002."""
FLASK = ("flask", "flask_babel", "flask_wtf", "flask_security", "flask_sqlalchemy", "wtforms", "werkzeug")


def imports_of(folder: str) -> Iterator[tuple[str, str]]:
    """(module, what it imports) of every file, imports within functions too."""
    for file in sorted((ROOT / folder).rglob("*.py")):
        module = ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                yield from ((module, name.name) for name in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from ((module, f"{node.module}.{name.name}") for name in node.names)


def under(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def test_support_knows_neither_models_nor_blueprints() -> None:
    found = list(imports_of("support"))
    assert found
    assert [step for step in found if under(step[1], "models", "blueprints", "app")] == []


def test_models_know_neither_blueprints_nor_flask() -> None:
    found = list(imports_of("models"))
    assert found
    wrong = ("blueprints", "app", "support.db", "support.i18n", "support.htmx", "support.security", "support.form_fields", *FLASK)
    assert [step for step in found if under(step[1], *wrong)] == []


def test_blueprints_know_nothing_of_each_other() -> None:
    def neighbour(module: str, imported: str) -> bool:
        own = ".".join(module.split(".")[:2])
        return under(imported, "blueprints") and not under(imported, own, *SHARED) and imported not in {"blueprints.wording"}

    found = list(imports_of("blueprints"))
    assert found
    named = SHARED | {"blueprints"}
    assert [step for step in found if step[0] not in named and step[0] != "blueprints" and neighbour(*step)] == []


def test_only_the_app_puts_things_together() -> None:
    assert [step for folder in ("support", "models", "blueprints") for step in imports_of(folder) if under(step[1], "app")] == []
