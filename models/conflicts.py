"""What speaks against a time: one question for anything that has one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import ColumnElement, String, and_, case, cast, func, select
from sqlalchemy.orm import aliased

from models.account import Account
from models.activity import Activity
from models.conflict import HARD, AcceptedConflict, Conflict
from models.conflict_checks import CALENDAR_CHECKS
from models.event import Event
from models.occupation import Occupation, Stretch
from models.room import Room
from support.actor import current_actor
from support.orm import session

WALK = timedelta(minutes=15)
"""What it takes to get from one building to another."""


class Timed(Protocol):
    """Anything with a time: `event_id` is the event it belongs to, None for one that is not stored yet."""

    @property
    def event_id(self) -> int | None: ...

    def stretches(self) -> Iterable[Stretch]: ...


class NeedsReason(ValueError):
    """A hard conflict is not passed over without a word."""


class Conflicts:
    """The conflicts of a thing as a reader may see them: hard ones first."""

    def __init__(self, found: Iterable[Conflict]) -> None:
        self.found = sorted(found, key=lambda one: (not one.hard, one.code, one.key))

    def __iter__(self) -> Iterator[Conflict]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)

    @property
    def open(self) -> list[Conflict]:
        """Those that nobody has passed over yet."""
        return [one for one in self.found if one.accepted is None]

    @property
    def hard(self) -> list[Conflict]:
        return [one for one in self.open if one.hard]

    @classmethod
    def of(cls, thing: Timed, *, reader: Account | None = None, locking: bool = False) -> "Conflicts":
        """All that speaks against a thing's time, in a handful of queries however much is planned.

        `locking` holds its rooms and people until the transaction ends: of two who save at once, the second sees the first.
        """
        stretches = list(thing.stretches())
        if locking:
            Occupation.lock(stretch.resource for stretch in stretches)
        found = [*_clashes(stretches, thing.event_id)]
        for check in CALENDAR_CHECKS:
            found += check(thing)
        each_once = list({one.key: one for one in found}.values())
        return cls(as_seen_by(reader, _accepted(each_once)))

    @classmethod
    def among(cls, identifiers: Iterable[int]) -> Mapping[int, int]:
        """How many others each of these events clashes with hard, those that staff have passed over not counted: 0 where all are.

        An event that clashes with nothing is left out. Two queries.
        """
        ids = list(identifiers)
        span = select(func.min(Occupation.starts_at), func.max(Occupation.ends_at)).where(Occupation.event_id.in_(ids))
        bounds = session().execute(span).one()
        start, end = bounds[0], bounds[1]
        if not start or not end:
            return {}
        one, other = aliased(Occupation), aliased(Occupation)
        still_open = case((~_passed_over(one, other), other.event_id))
        counts = select(one.event_id, func.count(still_open.distinct())).join(other, _clash_hard(one, other, start, end))
        found = session().execute(counts.where(one.event_id.in_(ids)).group_by(one.event_id))
        return {event: number for event, number in found}

    @classmethod
    def unsettled(cls, start: datetime, end: datetime) -> ColumnElement[bool]:
        """Whether an event of a span of time clashes hard with another, and nobody has passed that over."""
        one, other = aliased(Occupation), aliased(Occupation)
        pairs = select(one.event_id).join(other, _clash_hard(one, other, start, end))
        return Event.id.in_(pairs.where(one.overlapping(start, end), ~_passed_over(one, other)))

    def accept(self, event: Event, reason: str = "") -> None:
        """Go on all the same, and keep who did and why. Raises NeedsReason where a hard one is passed over without a word."""
        if self.hard and not reason.strip():
            raise NeedsReason
        for one in self.open:
            kept = AcceptedConflict(event_id=event.id, key=one.key, reason=reason.strip(), accepted_by=current_actor().name)
            session().add(kept)
        if self.open:
            Activity.record("accepted_conflicts", event, conflicts=[one.key for one in self.open], reason=reason.strip())


def _clashes(stretches: list[Stretch], event_id: int | None) -> Iterator[Conflict]:
    by_key: dict[str, list[Stretch]] = {}
    for stretch in stretches:
        by_key.setdefault(stretch.key, []).append(stretch)
    yield from _within(by_key)
    if not by_key:
        return
    start, end = min(one.starts_at for one in stretches), max(one.ends_at for one in stretches)
    near = Occupation.overlapping(start - WALK, end + WALK)
    others = (
        select(Occupation, Event).join(Event).where(Occupation.resource.in_(by_key), near, Occupation.event_id != (event_id or 0))
    )
    for taken, event in session().execute(others.order_by(Occupation.starts_at)):
        for stretch in by_key[taken.resource]:
            if one := clash(stretch, taken, event):
                yield one


def _within(by_key: Mapping[str, list[Stretch]]) -> Iterator[Conflict]:
    """Two rows of one agenda that want the same; the event itself does not clash with its own rows."""
    for stretches in by_key.values():
        rows = [one for one in stretches if one.origin[0] != Event.__tablename__]
        for number, one in enumerate(rows):
            for other in rows[number + 1 :]:
                if one.source is not other.source and (found := both_want(one, other)):
                    yield found


def both_want(one: Stretch, other: Stretch) -> Conflict | None:
    """What speaks against a stretch because another that is not stored either wants the same; None where nothing does."""
    if (code := _code(one, other)) is None:
        return None
    return Conflict(
        code, f"{code}|{one.key}|{_name(*one.origin)}|{_name(*other.origin)}", one.source, one.resource, role=one.role,
        other_role=other.role, starts_at=max(one.starts_at, other.starts_at), ends_at=min(one.ends_at, other.ends_at),
        about=other.source,
    )  # fmt: skip


def _code(mine: Stretch, taken: Any) -> str | None:
    """What a stretch of mine and one that is taken make of each other, None where nothing."""
    is_room = isinstance(mine.resource, Room)
    if mine.starts_at < taken.ends_at and taken.starts_at < mine.ends_at:
        if is_room:
            return "room_taken"
        return "colleague_busy" if "team" in (mine.role, taken.role) else "person_busy"
    apart = bool(mine.building and taken.building and mine.building != taken.building)
    gap = max(mine.starts_at - taken.ends_at, taken.starts_at - mine.ends_at)
    return "no_time_between" if apart and gap < WALK and not is_room and "team" not in (mine.role, taken.role) else None


def clash(mine: Stretch, taken: Occupation, event: Event) -> Conflict | None:
    """What speaks against a stretch of mine because an event has taken the same; None where nothing does."""
    if (code := _code(mine, taken)) is None:
        return None
    sides = sorted((_name(*mine.origin), _name(taken.source_kind, taken.source_id)))
    return Conflict(
        code, "|".join((code, mine.key, *sides)), mine.source, mine.resource, event, role=mine.role, other_role=taken.role,
        starts_at=max(mine.starts_at, taken.starts_at), ends_at=min(mine.ends_at, taken.ends_at),
    )  # fmt: skip


def _name(kind: str, number: int | None) -> str:
    return f"{kind}:{number or 'new'}"


def _clash_hard(one: Any, other: Any, start: datetime, end: datetime) -> ColumnElement[bool]:
    """Whether two occupations by different events want the same at once; the span bounds where the other is looked for."""
    overlap = (other.starts_at < one.ends_at) & (other.ends_at > one.starts_at) & other.overlapping(start, end)
    both_wanted = (one.role != "team") & (other.role != "team")
    return and_(other.resource == one.resource, other.event_id != one.event_id, overlap, both_wanted)


def _passed_over(one: Any, other: Any) -> ColumnElement[bool]:
    """Whether staff accepted that two occupations clash hard: the keys they would have, from whichever side."""
    sides = [taken.source_kind + ":" + cast(taken.source_id, String) for taken in (one, other)]
    pairs = [first + "|" + second for first, second in (sides, reversed(sides))]
    keys = [code + "|" + one.resource + "|" + pair for code in sorted(HARD) for pair in pairs]
    return select(AcceptedConflict.id).where(AcceptedConflict.key.in_(keys)).correlate(one, other).exists()


def _accepted(found: list[Conflict]) -> list[Conflict]:
    """With what was said of each before, from whichever side."""
    keys = [one.key for one in found]
    if not keys:
        return found
    said = session().scalars(select(AcceptedConflict).where(AcceptedConflict.key.in_(keys)).order_by(AcceptedConflict.id))
    by_key = {one.key: one for one in said}
    return [replace(one, accepted=by_key.get(one.key)) for one in found]


def as_seen_by(reader: Account | None, found: list[Conflict]) -> list[Conflict]:
    """What the reader may not see keeps its hour and nothing else."""
    others = {one.other.id for one in found if one.other}
    seen = set(session().scalars(select(Event.id).where(Event.id.in_(others), Event.visible_to(reader)))) if others else others
    return [one if one.other is None or one.other.id in seen else _nameless(one) for one in found]


def _nameless(conflict: Conflict) -> Conflict:
    said = conflict.accepted
    if said and conflict.other and said.event_id == conflict.other.id:  # their reason tells of their event
        said = AcceptedConflict(key=said.key, event_id=said.event_id, reason="", accepted_by="", accepted_at=said.accepted_at)
    return replace(conflict, other=None, hidden=True, other_role="", accepted=said)
