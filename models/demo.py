"""The demo: what `flask demo` loads, so that a stranger meets a house that is lived in, and how exactly it goes again."""

from typing import Any

from sqlalchemy import delete, func, inspect, or_, select, update

from models.account import Account
from models.activity import Activity
from models.agreement import Agreement, agreement_partners, agreement_programmes
from models.call import Call, call_programmes
from models.deadline import Deadline
from models.edition import Edition
from models.event import AgendaSession, Event, EventFormat, EventGuest, Part
from models.event.event import event_organisers, event_programmes
from models.follower import Follower
from models.mobility import MobilityRecord
from models.office import Office, OfficeMember
from models.organisation import Organisation
from models.person import Person, Position
from models.personal_feed import PersonalFeed
from models.plan_line import PlanLine
from models.preparation import Preparation
from models.programme import Programme
from models.registration import Registration
from models.room import Room, room_parts
from models.series import Series, event_series
from models.special_day import SpecialDay
from models.trashable import TRASH_TOO
from models.unchangeable import LEAVING
from support.actor import current_actor
from support.orm import session

REFERENCES: dict[type[Any], tuple[Any, ...]] = {
    PlanLine: (),
    Event: (),
    Agreement: (),
    MobilityRecord: (),
    Deadline: (Deadline.counted_from_id,),
    Call: (Deadline.call_id,),
    Preparation: (),
    Edition: (),
    Programme: (
        event_programmes.c.programme_id, call_programmes.c.programme_id, Edition.programme_id,
        agreement_programmes.c.programme_id, MobilityRecord.programme_id,
    ),
    Room: (Event.room_id, AgendaSession.room_id, room_parts.c.part_id, PersonalFeed.room_id),
    Person: (Part.person_id, EventGuest.person_id, Room.key_holder_id, Room.technician_id, Agreement.contact_id),
    EventFormat: (Event.format_id, PlanLine.format_id),
    Series: (event_series.c.series_id,),
    SpecialDay: (),
    Organisation: (
        Event.host_id, PlanLine.host_id, event_organisers.c.organisation_id, Position.organisation_id,
        agreement_partners.c.organisation_id, MobilityRecord.partner_id,
    ),
}  # fmt: skip
"""What the demo has rows of, and the columns that refer to them. In the order they go: whoever still refers to a row when its
turn comes is the office's own, and the row stays."""


DOMAIN = "example.org"
"""Of the demo's mailboxes; nobody can have it."""


class Demo:
    """The rows marked `is_demo`, of whatever table; the record of activities remembers when they came and went."""

    @classmethod
    def is_here(cls) -> bool:
        return cls._last_told() == "loaded"

    @classmethod
    def was_removed(cls) -> bool:
        """Whether it was here once and the office has had enough of it."""
        return cls._last_told() == "removed"

    @classmethod
    def counts(cls) -> dict[str, int]:
        """How many rows of each table are the demo's, by the table's name, and how many registrations hang on its events."""
        kinds: tuple[type[Any], ...] = (*REFERENCES, OfficeMember, Account)
        own = {kind.__tablename__: _count(kind.is_demo) for kind in kinds}
        return {**own, "registrations": _count(Registration.event_id.in_(select(Event.id).where(Event.is_demo)))}

    @classmethod
    def tell(cls, verb: str) -> None:
        """Note that the demo was "loaded" or "removed"."""
        actor = current_actor()
        session().add(Activity(verb=verb, subject_kind="demo", subject_id=0, actor_id=actor.id, actor_name=actor.name))

    @classmethod
    def remove(cls) -> None:
        """Take away exactly the demo's rows, with what hangs on them: registrations, mails, the record of their changes.

        A row that the office's own ones refer to becomes its own: a room that an event of theirs is in, say. So does the account
        of whoever asks, where otherwise nobody could administer the site. The caller commits.
        """
        session().flush()
        _forget(Registration, Registration.event_id.in_(select(Event.id).where(Event.is_demo)))
        for kind, references in REFERENCES.items():
            if kind is Room:
                _part_joined_rooms()
            _adopt(kind, references)
            _forget(kind, kind.is_demo)
            session().execute(delete(kind.__table__).where(kind.__table__.c.is_demo))
        session().expire_all()
        _remove_office()
        _remove_accounts()
        Follower.forget()
        cls.tell("removed")
        session().flush()

    @classmethod
    def _last_told(cls) -> str | None:
        told = select(Activity.verb).where(Activity.subject_kind == "demo").order_by(Activity.id.desc())
        return session().scalar(told.limit(1))


def _count(which: Any) -> int:
    return session().scalar(select(func.count()).where(which), execution_options=TRASH_TOO) or 0


def _adopt(kind: type[Any], references: tuple[Any, ...]) -> None:
    if references:
        wanted = or_(*(kind.id.in_(_named_by(column, kind)) for column in references))
        session().execute(update(kind.__table__).where(kind.is_demo, wanted).values(is_demo=False))


def _named_by(column: Any, kind: type[Any]) -> Any:
    """The rows that a column names; where they are of its own kind, the demo's rows that go along do not count."""
    own = [~kind.is_demo] if getattr(column, "class_", None) is kind else []
    return select(column).where(column.is_not(None), *own)


def _part_joined_rooms() -> None:
    """Let joined rooms that nobody uses go without their parts, which they would hold back."""
    used = or_(*(Room.id.in_(select(column).where(column.is_not(None))) for column in (Event.room_id, AgendaSession.room_id)))
    going = select(Room.id).where(Room.is_demo, ~used)
    session().execute(delete(room_parts).where(room_parts.c.joined_id.in_(going)))


def _forget(kind: type[Any], which: Any) -> None:
    """Delete what the record says of rows that go: SQLite gives their numbers to others."""
    tables = [mapper.class_.__tablename__ for mapper in inspect(kind).self_and_descendants]
    subjects = Activity.subject_id.in_(select(kind.id).where(which))
    session().execute(delete(Activity).where(Activity.subject_kind.in_(tables), subjects).execution_options(**LEAVING))


def _remove_office() -> None:
    """The demo's people and words go; the office itself as well, unless somebody has begun to make it theirs."""
    _forget(OfficeMember, OfficeMember.is_demo)
    for member in session().scalars(select(OfficeMember).where(OfficeMember.is_demo), execution_options=TRASH_TOO):
        session().delete(member)
    for office in session().scalars(select(Office).where(Office.is_demo)):
        if office.revision:
            own = {field: office.own_words(field) for field in ("name", "department", "profile")}
            office.revise({**own, "mail_domains": [domain for domain in office.mail_domains if domain != DOMAIN]})
            office.is_demo = False
        else:
            _forget(Office, Office.id == office.id)
            session().delete(office)


def _remove_accounts() -> None:
    demo = list(session().scalars(select(Account).where(Account.is_demo).order_by(Account.id)))
    own = select(Account.id).where(Account.role == "admin", Account.active, ~Account.invited, ~Account.is_demo)
    admins = [account for account in demo if account.is_admin]
    if admins and session().scalar(own.limit(1)) is None:
        kept = next((account for account in admins if account.id == current_actor().id), admins[0])
        kept.is_demo = False
        demo.remove(kept)
    _forget(Account, Account.id.in_([account.id for account in demo]))
    for account in demo:
        session().delete(account)
