"""What the events of a file would take that others have already."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from models.account import Account
from models.conflict import Conflict
from models.conflicts import as_seen_by, clash
from models.event import Event
from models.importing.row import Row
from models.occupation import SLICE, Occupation, Stretch
from support.orm import session

SOME = 500
Taken = tuple[Occupation, Event]


def mark_clashes(rows: Iterable[Row], reader: Account) -> None:
    """Say of each row which rooms and people it would take twice, and advise against it; a query for many rows at once.

    What is over is left alone: nothing of it is to be prevented any more.
    """
    coming = [(row, row.proposed) for row in rows if row.proposed and not row.proposed.over]
    wanted = [(row, proposal.event_id, list(proposal.stretches())) for row, proposal in coming]
    taken = _taken([stretch for _row, _event, stretches in wanted for stretch in stretches])
    for row, event_id, stretches in wanted:
        found = [one for stretch in stretches for one in _clashes(stretch, event_id, taken[stretch.key])]
        if found:
            row.clashes, row.ticked = as_seen_by(reader, list({one.key: one for one in found}.values())), False


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
