"""What is in each personal feed. Who may see what is asked of models/permissions.py, each time anew."""

from collections.abc import Callable, Iterable

from sqlalchemy import Select, false, select, true

from models import personal_entries  # noqa: F401  (tells how its kinds of rows are written)
from models.account import Account
from models.calendar_feed import CalendarFeed
from models.calendar_state import HELD, SHOWN, watch
from models.call import call_programmes
from models.confirmed_address import ConfirmedAddress
from models.deadline import Deadline
from models.event import Event, Part
from models.event.event import event_programmes
from models.event.publishable import event_team
from models.feed_rows import Portion, closings_portion, deadlines_portion, events_portion
from models.permissions import Permissions, member
from models.person import Person
from models.personal_feed import PersonalFeed, feed_programmes
from models.personal_rows import (
    booked_portion,
    booked_rows_portion,
    drafts_portion,
    has_whole_part,
    part_rows_portion,
    parts_portion,
    registrations_portion,
    rooms_with_key_of,
    run_portion,
)
from models.registration import Registration
from models.room import Room

watch(HELD, Registration, Part, Person, PersonalFeed, Account, ConfirmedAddress, event_team, feed_programmes)

COLOURS = {"registrations": "teal", "hosting": "seagreen", "deadlines": "firebrick", "room": "gray"}


def contents_of(feed: PersonalFeed) -> CalendarFeed:
    """The feed as its owner sees it now. Its key holds what their rights hang on: what was made under others serves nobody."""
    email, rights = feed.owner.email, _rights(feed)
    return CalendarFeed(
        key=("personal", feed.id, feed.purpose, feed.name, email, rights, feed.room_id),
        titled=lambda _code: feed.name,
        portions=tuple(PORTIONS[feed.purpose](feed)),
        colour=COLOURS.get(feed.purpose, ""),
        private=True,
        topics=(SHOWN, HELD),
    )


def _rights(feed: PersonalFeed) -> str:
    """A role, else whether the address is the university's."""
    if feed.account:
        return feed.account.role
    return "member" if feed.address and feed.address.of_university else "anybody"


def _reader(feed: PersonalFeed) -> Account | None:
    """As whom the owner sees things: a mailbox of the university sees what every member does, any other what everybody does."""
    return feed.account or (member() if _rights(feed) == "member" else None)


def _registrations(feed: PersonalFeed) -> Iterable[Portion]:
    yield registrations_portion(feed.owner.email)


def _hosting(feed: PersonalFeed) -> Iterable[Portion]:
    """Parts of the person that the owner is to us, events whose team they are on, and rooms whose key they hold."""
    mine, seen = _person(feed), Permissions(_reader(feed)).events
    on_team = (
        Event.id.in_(select(event_team.c.event_id).where(event_team.c.account_id == feed.account_id)) if feed.account else false()
    )
    yield parts_portion(mine, seen)
    yield part_rows_portion(mine, seen)
    yield run_portion(on_team & ~has_whole_part(mine), seen)
    told = seen & (on_team | has_whole_part(mine))
    yield booked_portion(rooms_with_key_of(mine), told)
    yield booked_rows_portion(rooms_with_key_of(mine), seen & on_team)


def _person(feed: PersonalFeed) -> Select[int]:
    """Whom the owner is to us: by the account, and by the mailbox unless that person has an account of another's."""
    theirs = (Person.email == feed.owner.email) & Person.kept()
    if feed.account:
        theirs = (Person.account_id == feed.account_id) | (theirs & Person.account_id.is_(None))
    return select(Person.id).where(theirs)


def _deadlines(feed: PersonalFeed) -> Iterable[Portion]:
    """Dates of the chosen programmes' calls, and until when one may register for events about them."""
    chosen, sees = select(feed_programmes.c.programme_id).where(feed_programmes.c.feed_id == feed.id), Permissions(_reader(feed))
    calls = select(call_programmes.c.call_id).where(call_programmes.c.programme_id.in_(chosen))
    about = select(event_programmes.c.event_id).where(event_programmes.c.programme_id.in_(chosen))
    yield deadlines_portion(Deadline.call_id.in_(calls) & sees.deadlines)
    yield closings_portion(Event.id.in_(about), sees.events)


def _university(_feed: PersonalFeed) -> Iterable[Portion]:
    yield events_portion(true(), Permissions(member()).events)


def _room(feed: PersonalFeed) -> Iterable[Portion]:
    room = select(Room.id).where(Room.id == feed.room_id)
    yield booked_portion(room, false())
    yield booked_rows_portion(room, false())


def _office(feed: PersonalFeed) -> Iterable[Portion]:
    """Everything: events as the account may see them, drafts among them, and every date of a call."""
    sees = Permissions(feed.account)
    yield events_portion(true(), sees.events)
    yield drafts_portion(sees.events)
    yield deadlines_portion(sees.deadlines)


PORTIONS: dict[str, Callable[[PersonalFeed], Iterable[Portion]]] = {
    "registrations": _registrations,
    "hosting": _hosting,
    "deadlines": _deadlines,
    "university": _university,
    "room": _room,
    "office": _office,
}
