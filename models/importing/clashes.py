"""What the events of a file would take that others have already, or another event of the same file wants too."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from models.account import Account
from models.conflict import Conflict
from models.conflicts import as_seen_by, both_want, clash
from models.event import Event
from models.importing.row import Row
from models.occupation import SLICE, Occupation, Stretch
from support.orm import session

SOME = 500
Taken = tuple[Occupation, Event]


def mark_clashes(rows: Iterable[Row], reader: Account) -> None:
    """Say of each row which rooms and people it would take twice, as the reader may see it; a query for many rows at once.

    What is over is left alone: nothing of it is to be prevented any more.
    """
    coming = [(row, row.proposed) for row in rows if row.proposed and not row.proposed.over]
    wanted = [(row, proposal.event_id, list(proposal.stretches())) for row, proposal in coming]
    taken = _taken([stretch for _row, _event, stretches in wanted for stretch in stretches])
    for row, event_id, stretches in wanted:
        known = [one for stretch in stretches for one in _clashes(stretch, event_id, taken[stretch.key])]
        row.clashes = as_seen_by(reader, list({one.key: one for one in known}.values()))
    for row, one in _among([(number, row, one) for number, (row, _event, stretches) in enumerate(wanted) for one in stretches]):
        row.clashes = [*row.clashes, one]


def _among(wanted: Sequence[tuple[int, Row, Stretch]]) -> Iterator[tuple[Row, Conflict]]:
    """Of two rows that want the same at once the one that stands below, with what it wants of the one above.

    Nobody is told of all the others: of what begins before, one row is named for each thing, the one that lasts longest.
    """
    longest: dict[str, tuple[int, Row, Stretch]] = {}
    for one in sorted(wanted, key=lambda each: each[2].starts_at):
        other = longest.get(one[2].key, one)
        (_first, above, theirs), (_second, below, mine) = sorted((one, other), key=lambda each: each[0])
        found = both_want(mine, theirs) if above is not below else None
        if found and found.hard:
            yield below, replace(found, about=above)
        if one[2].ends_at >= other[2].ends_at:
            longest[one[2].key] = one


def _taken(stretches: Sequence[Stretch]) -> dict[str, list[Taken]]:
    """What is taken of everything that the stretches want, from the first of them to the last."""
    taken: dict[str, list[Taken]] = defaultdict(list)
    if not stretches:
        return taken
    near = Occupation.overlapping(min(one.starts_at for one in stretches), max(one.ends_at for one in stretches))
    keys = sorted({one.key for one in stretches})
    for at in range(0, len(keys), SOME):
        which = select(Occupation, Event).join(Event).where(Occupation.resource.in_(keys[at : at + SOME]), near)
        for occupation, event in session().execute(which.order_by(Occupation.starts_at)):
            taken[occupation.resource].append((occupation, event))
    return taken


def _clashes(stretch: Stretch, event_id: int | None, taken: Sequence[Taken]) -> Iterable[Conflict]:
    first, last = (bisect_left(taken, at, key=_begins) for at in (stretch.starts_at - SLICE, stretch.ends_at))
    others = ((occupation, event) for occupation, event in taken[first:last] if event.id != event_id)
    found = (clash(stretch, occupation, event) for occupation, event in others)
    return [one for one in found if one and one.hard]


def _begins(one: Taken) -> datetime:
    return one[0].starts_at
