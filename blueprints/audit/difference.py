"""What changed in a long text, word by word."""

import re
from difflib import SequenceMatcher

from markupsafe import Markup, escape

LONG = 60  # characters; shorter texts are read faster beside each other
KEPT_AROUND = 60  # characters of what did not change that stay in sight on either side
MOST = 6000  # characters; difflib takes seconds for more


def is_long(was: str, now: str) -> bool:
    """Whether two texts are better shown as one with its changes."""
    return bool(was and now) and max(len(was), len(now)) > LONG and max(len(was), len(now)) <= MOST


def difference(was: str, now: str) -> Markup:
    """One text with <del> and <ins>; what did not change is shortened."""
    before, after = (re.findall(r"\s+|[^\s]+", text) for text in (was, now))
    parts = []
    for kind, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = "".join(before[start:end]), "".join(after[first:last])
        if kind == "equal":
            parts.append(escape(_shortened(gone)))
            continue
        parts += [Markup("<del>{}</del>").format(gone)] if gone.strip() else []
        parts += [Markup("<ins>{}</ins>").format(come)] if come else []
    return Markup("").join(parts)


def _shortened(text: str) -> str:
    return text if len(text) <= 2 * KEPT_AROUND + 10 else f"{text[:KEPT_AROUND]} … {text[-KEPT_AROUND:]}"
