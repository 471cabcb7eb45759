"""Sums that everybody may read, without numbers so small that they are about somebody whom readers know."""

from collections.abc import Sequence
from typing import Any, NamedTuple

SMALLEST_SHOWN = 3
"""See docs/decisions/0015."""


class Figure(NamedTuple):
    """What a sum is of, and the sum; None where it is not shown."""

    key: Any
    people: int | None


def discreet(figures: Sequence[Figure]) -> list[Figure]:
    """The same without small numbers, and without as many of the next larger ones as keep the sum from telling a small one."""
    people = [one.people or 0 for one in figures]
    by_size = sorted(range(len(people)), key=lambda place: people[place])
    hidden = {place for place in by_size if people[place] < SMALLEST_SHOWN}
    for place in by_size:
        if not hidden or (len(hidden) > 1 and sum(people[one] for one in hidden) > len(hidden)):
            break
        hidden.add(place)
    return [Figure(one.key, None if place in hidden else one.people) for place, one in enumerate(figures)]


def the_most_first(figures: list[Figure]) -> list[Figure]:
    """Sorted by the number, without small ones; those stand last in no order of their size, which would tell them."""
    found = discreet(sorted(figures, key=lambda one: (-(one.people or 0), str(one.key))))
    hidden = sorted((one for one in found if one.people is None), key=lambda one: str(one.key))
    return [*(one for one in found if one.people is not None), *hidden]


def shown(number: int) -> int | None:
    """A sum that stands alone; None where it is too small to be shown."""
    return None if 0 < number < SMALLEST_SHOWN else number
