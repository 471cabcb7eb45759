"""The trash: what staff deleted, who may know of it, how it comes back, and when it goes for good."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, func, inspect, or_, select

from models.account import Account
from models.activity import Activity
from models.agreement import Agreement
from models.call import Call
from models.deadline import Deadline
from models.edition import Edition
from models.event import Event, EventFormat
from models.forgetting import ABOUT_PEOPLE, forget
from models.mobility import MobilityRecord
from models.office import OfficeMember
from models.organisation import Organisation
from models.permissions import Permissions
from models.person import Person
from models.plan_line import PlanLine
from models.preparation import Preparation
from models.programme import Programme
from models.references import Reference, references_to
from models.room import Room
from models.series import Series
from models.special_day import SpecialDay
from models.trashable import KEPT_FOR, TRASH_TOO, Trashable, Vanishing
from support import clock
from support.orm import session

KINDS: Mapping[str, type[Any]] = {
    "plan-lines": PlanLine,
    "events": Event,
    "agreements": Agreement,
    "mobility": MobilityRecord,
    "deadlines": Deadline,
    "editions": Edition,
    "calls": Call,
    "preparations": Preparation,
    "programmes": Programme,
    "series": Series,
    "days": SpecialDay,
    "formats": EventFormat,
    "office-members": OfficeMember,
    "rooms": Room,
    "people": Person,
    "organisations": Organisation,
}
"""What can lie there, by its name in addresses; in the order it goes for good, whatever names another before the other."""

UNSHOWN = frozenset({"positions.person_id", "room_parts.joined_id", "messages.person_id", "personal_feeds.room_id"})
"""Columns that name a thing without showing it: its own rows, mails of long ago, which know their address themselves, and the
feed of what happens in a room."""
AT_A_TIME = 500


class Trash:
    """What lies in the trash, as far as a reader may know of it."""

    def __init__(self, reader: Account | None) -> None:
        self.permissions = Permissions(reader)

    def deletions(self) -> Select[Activity]:
        """The entry of the record that put each thing there."""
        latest = select(func.max(Activity.id)).where(Activity.verb == "deleted")
        latest = latest.group_by(Activity.subject_kind, Activity.subject_id)
        lying = or_(*(is_kind(name) & Activity.subject_id.in_(_lying(kind)) for name, kind in KINDS.items()))
        return select(Activity).where(Activity.id.in_(latest), lying, self.permissions.activities)

    def find(self, name: str, number: int) -> Trashable | None:
        """A thing that lies there; None for what does not, or is not the reader's to know."""
        if name not in KINDS or session().scalar(self.deletions().where(is_kind(name), Activity.subject_id == number)) is None:
            return None
        return session().get(KINDS[name], number, execution_options=TRASH_TOO)

    def may_restore(self, name: str) -> bool:
        """Whether things of this kind are the reader's to bring back: who stands on the contact page is for administrators."""
        return self.permissions.administers or name != "office-members"

    @classmethod
    def empty(cls) -> int:
        """Delete for good what has lain there for thirty days, some five hundred at a time; how many it was.

        What others show goes only once nothing names it any more: an event of years ago keeps its room.
        """
        gone = 0
        for kind in KINDS.values():
            old = (kind.deleted_at <= clock.now() - KEPT_FOR, *_unneeded(kind))
            wanted = select(kind).where(*old).order_by(kind.id).limit(AT_A_TIME - gone)
            for thing in session().scalars(wanted, execution_options=TRASH_TOO).unique().all():
                _purge(thing)
                gone += 1
        return gone


def name_of_kind(table: str) -> str:
    """The kind of a thing whose table the record names."""
    return next(name for name, kind in KINDS.items() if table in _tables(kind))


def is_kind(name: str) -> ColumnElement[bool]:
    """Whether an entry of the record is about a thing of a kind."""
    return Activity.subject_kind.in_(_tables(KINDS[name]))


def days_left(deletion: Activity) -> int:
    """Days until a thing goes for good, begun ones counted."""
    return max(0, -((clock.now() - deletion.happened_at - KEPT_FOR) // timedelta(days=1)))


def _tables(kind: type[Any]) -> list[str]:
    return sorted({mapper.class_.__tablename__ for mapper in inspect(kind).self_and_descendants})


def _lying(kind: type[Any]) -> Select[Any]:
    table = inspect(kind).local_table
    return select(table.c.id).where(table.c.deleted_at.is_not(None))


def _unneeded(kind: type[Any]) -> list[ColumnElement[bool]]:
    """What holds of things that nothing shows any more."""
    if issubclass(kind, Vanishing):
        return []
    return [~exists().where(one.column == kind.id) for one in references_to(kind) if not _goes_along(one)]


def _goes_along(reference: Reference) -> bool:
    """Whether what points at a thing need not keep it."""
    return reference.name in UNSHOWN or "told_apart" in reference.table.name or reference.column.name == "merged_into_id"


def _purge(thing: Any) -> None:
    told, table = Activity.record("purged", thing), inspect(type(thing)).base_mapper.local_table
    if thing.__tablename__ in ABOUT_PEOPLE:
        forget(told)
    same = [table.c.id == thing.id]
    if "merged_into_id" in table.c:
        same.append(table.c.merged_into_id == thing.id)
    session().flush()
    session().expunge(thing)
    for which in reversed(same):
        session().execute(delete(table).where(which))
