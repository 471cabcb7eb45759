"""Two entries field by field, in words."""

from typing import Any, NamedTuple

from markupsafe import Markup

from blueprints import wording
from support.countries import country_name
from support.i18n import language_name
from support.languages import Translated


class Side(NamedTuple):
    """A field of both: `choice` where both know something else of it, `theirs` where only the other knows anything."""

    field: str
    mine: str
    other: str
    choice: bool
    theirs: bool


def side_by_side(kept: Any, other: Any) -> list[Side]:
    """Every field that one of them knows anything of."""
    rows = []
    for field in kept.chosen_fields:
        mine, its = getattr(kept, field), getattr(other, field)
        if mine or its:
            rows.append(Side(field, in_words(field, mine), in_words(field, its), bool(mine and its) and mine != its, not mine))
    return rows


def in_words(field: str, value: Any) -> str:
    """A value as staff read it, "" where there is none."""
    if not value:
        return ""
    if isinstance(value, Translated):
        return Markup("<br>").join(_in_language(code, text) for code, text in value.texts.items())
    if field == "country":
        return country_name(value)
    if field == "kind":
        return str(wording.ORGANISATION_KINDS.get(value, value))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value.email) if field == "account" else str(value.label()) if hasattr(value, "label") else str(value)


def _in_language(code: str, text: str) -> Markup:
    return Markup('<span lang="{}">{}</span> <span class="hint">{}</span>').format(code, text, language_name(code))
