"""How long before its start an entry rings, as an address says it."""

import re
from datetime import timedelta

SHAPE = re.compile("([1-9][0-9]{0,3})([mhdw])")
UNITS = {"w": timedelta(weeks=1), "d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1)}
LONGEST = timedelta(weeks=4)


def reminder_in(text: str) -> timedelta | None:
    """Of "30m", "2h", "1d", "1w", at most four weeks; None for anything else."""
    found = SHAPE.fullmatch(text)
    before = int(found[1]) * UNITS[found[2]] if found else None
    return before if before and before <= LONGEST else None


def spelt(before: timedelta | None) -> str:
    """The same again, by the largest unit that fits: "24h" is "1d"; "" for None."""
    if before is None:
        return ""
    letter, unit = next((letter, unit) for letter, unit in UNITS.items() if not before % unit)
    return f"{before // unit}{letter}"
