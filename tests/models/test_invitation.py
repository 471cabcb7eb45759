"""What mails carry for a calendar."""

from collections.abc import Callable
from datetime import timedelta

import icalendar
import pytest

from models import Attendee, Event, Registration
from models.calendar_frame import calendar_of
from models.event_entry import event_entry
from models.invitation import held_entry, invitation
from support import clock
from support.db import db
from support.languages import translated
from tests.calendars import Seen, octets, seen, values

MakeEvent = Callable[..., Event]
OFFICE = "International office <office@example.org>"
LINK = "https://meet.example.org/secret"


@pytest.fixture
def online(make_info_day: MakeEvent) -> Event:
    """A hybrid info day with one seat."""
    return make_info_day(mode="hybrid", online_link=LINK, capacity=1)


@pytest.fixture
def seated(online: Event, dana: Attendee) -> Registration:
    """Dana, who has the seat and reads Russian."""
    registration = online.register(dana, answers={})
    db.session.commit()
    return registration


def entry_in(content: bytes) -> icalendar.Event:
    (entry,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert isinstance(entry, icalendar.Event)
    return entry


def test_an_invitation_is_from_the_office_to_the_holder_in_their_language(seated: Registration) -> None:
    content = invitation(seated, "REQUEST", OFFICE)

    event = seated.event
    assert seen(content) == {event.uid: Seen(event.starts_at, event.ends_at, "Информационный день Erasmus+", "CONFIRMED", 0)}
    assert values(content, "METHOD") == ["REQUEST"]
    assert values(content, "ORGANIZER") == ['CN="International office":mailto:office@example.org']
    assert values(content, "ATTENDEE") == [
        'CN="Дана Серикова";CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:dana@example.org'
    ]
    assert max(len(line) for line in octets(content)) <= 75


def test_its_identity_is_that_of_the_feeds(seated: Registration) -> None:
    in_feeds = event_entry(seated.event, "ru").rendered().content

    assert values(invitation(seated, "REQUEST", OFFICE), "UID") == values(in_feeds, "UID")


def test_who_has_a_seat_gets_the_link_and_nobody_else_does(online: Event, seated: Registration, chiara: Attendee) -> None:
    waiting = online.register(chiara, answers={})
    db.session.commit()

    confirmed = invitation(seated, "REQUEST", OFFICE)
    assert str(entry_in(confirmed)["DESCRIPTION"]).startswith(f"Подключиться онлайн: {LINK}\n\n")
    assert values(confirmed, "CONFERENCE") == [f"FEATURE=VIDEO;VALUE=URI:{LINK}"]
    assert values(confirmed, "LOCATION") == ["Blue Hall / Онлайн"]

    others = [
        calendar_of([held_entry(waiting).rendered()]),
        calendar_of([event_entry(online, "en").rendered()]),
        invitation(seated, "CANCEL", OFFICE),
    ]
    assert [content for content in others if b"secret" in content] == []
    assert values(others[0], "STATUS") == ["TENTATIVE"]


def test_the_link_is_the_place_for_who_comes_to_no_room(make_info_day: MakeEvent, chiara: Attendee) -> None:
    registration = make_info_day(mode="online", online_link=LINK).register(chiara, answers={})

    assert values(invitation(registration, "REQUEST", OFFICE), "LOCATION") == [LINK]


def test_a_seat_that_is_given_back_leaves_the_calendar(online: Event, seated: Registration) -> None:
    invited = invitation(seated, "REQUEST", OFFICE)
    seated.cancel()
    db.session.commit()

    content = invitation(seated, "CANCEL", OFFICE)

    assert values(content, "METHOD") == ["CANCEL"]
    assert seen(content)[online.uid].status == "CANCELLED"
    assert seen(content)[online.uid].sequence == seen(invited)[online.uid].sequence + 1
    assert values(content, "ATTENDEE") == values(invited, "ATTENDEE")


def test_each_mail_to_a_holder_counts_further_than_the_last(online: Event, seated: Registration, dana: Attendee) -> None:
    """Registered, moved, given back, registered again, called off: a calendar that got them all follows them all."""
    assert online.starts_at and online.ends_at
    told = [seen(invitation(seated, "REQUEST", OFFICE))]
    online.move(online.starts_at + timedelta(days=1), online.ends_at + timedelta(days=1))
    told.append(seen(invitation(seated, "REQUEST", OFFICE)))
    seated.cancel()
    told.append(seen(invitation(seated, "CANCEL", OFFICE)))
    again = online.register(dana, answers={})
    told.append(seen(invitation(again, "REQUEST", OFFICE)))
    online.cancel(translated("en", en="The hall is closed."))
    told.append(seen(invitation(again, "CANCEL", OFFICE)))

    sequences = [entries[online.uid].sequence for entries in told]
    assert sequences == sorted(set(sequences))
    assert told[-1][online.uid].status == "CANCELLED"


def test_the_same_mail_written_twice_is_the_same(seated: Registration) -> None:
    first = invitation(seated, "REQUEST", OFFICE)

    with clock.standing_at(clock.now() + timedelta(hours=1)):
        assert invitation(seated, "REQUEST", OFFICE) == first


def test_a_name_cannot_write_lines_or_parameters_of_its_own(make_info_day: MakeEvent) -> None:
    forger = Attendee('Eve"\r\nATTENDEE:mailto:all@example.org;RSVP=TRUE:\x07,', "eve@example.org")
    registration = make_info_day().register(forger, answers={})

    content = invitation(registration, "REQUEST", 'The "office", ÜNI <office@example.org>')

    assert str(entry_in(content)["ATTENDEE"]) == "mailto:eve@example.org"
    assert entry_in(content)["ATTENDEE"].params["CN"] == "Eve' ATTENDEE:mailto:all@example.org;RSVP=TRUE:,"
    assert str(entry_in(content)["ORGANIZER"]) == "mailto:office@example.org"


def test_there_is_no_invitation_for_somebody_without_an_address(make_info_day: MakeEvent) -> None:
    registration = make_info_day().register(Attendee("Bolat"), answers={}, by_staff=True)

    with pytest.raises(ValueError, match="address"):
        invitation(registration, "REQUEST", OFFICE)
