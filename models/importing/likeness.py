"""How alike two titles or places are, whatever their case, diacritics and script."""

from collections.abc import Iterable

from rapidfuzz import fuzz

from support.languages import folded

SAME_THING = 85
"""Of a hundred: two titles of one thing at one time, one of which somebody has touched up."""
ANOTHER_THING = 50
"""Below this, two titles are about different things."""
SAME_PLACE = 70


def likeness(one: str, others: Iterable[str]) -> float:
    """Of a hundred, how alike a text is to the one of several that it is most alike to."""
    wanted = folded(one)
    return max((fuzz.token_sort_ratio(wanted, folded(other)) for other in others), default=0.0)


def are_one_place(one: str, others: Iterable[str]) -> bool:
    """Whether two places may be the same: one of them is part of the other, or unknown."""
    known = [other for other in others if other]
    wanted = folded(one)
    return not wanted or not known or any(fuzz.partial_ratio(wanted, folded(other)) >= SAME_PLACE for other in known)
