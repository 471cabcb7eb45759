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
from support.settings import changed, use
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
    assert seen(content) == {event.uid: Seen(event.starts_at, event.ends_at, "Информационный день Erasmus+", "CONFIRMED", 1)}
    assert values(content, "METHOD") == ["REQUEST"]
    mark = seated.answer_mark
    assert values(content, "ORGANIZER") == [f'CN="International office":mailto:office+{mark}@example.org']
    assert values(content, "X-QONAQ-ANSWER") == [mark]
    assert values(content, "ATTENDEE") == [
        'CN="Дана Серикова";CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT;RSVP=TRUE:mailto:dana@example.org'
    ]
    assert max(len(line) for line in octets(content)) <= 75


@pytest.mark.parametrize(("mail_in", "rsvp", "plus"), [("plus", "TRUE", True), ("plain", "TRUE", False), ("", "FALSE", False)])
def test_answers_are_asked_for_where_they_are_read(mail_in: str, rsvp: str, plus: bool, seated: Registration) -> None:
    """Over SMTP; where mails are files somebody is trying things out. Without plus-addresses one would come back undelivered."""
    use(changed(mail_url="smtp://mail.example.org", mail_in=mail_in))

    entry = entry_in(invitation(seated, "REQUEST", OFFICE))

    mailbox = f"office+{seated.answer_mark}" if plus else "office"
    assert (entry["ATTENDEE"].params["RSVP"], str(entry["ORGANIZER"])) == (rsvp, f"mailto:{mailbox}@example.org")


def test_a_mailbox_that_has_no_room_for_the_mark_stays_as_it_is(seated: Registration) -> None:
    office = "the-office-of-international-relations-and-mobility@example.org"

    assert str(entry_in(invitation(seated, "REQUEST", office))["ORGANIZER"]) == f"mailto:{office}"


def test_nobody_can_make_up_the_mark_of_an_answer(
    make_info_day: MakeEvent, online: Event, seated: Registration, chiara: Attendee
) -> None:
    """It is another for each event and address, and for each SECRET_KEY; it stays for who leaves and comes back."""
    others = [make_info_day().register(chiara, answers={}).answer_mark, online.register(chiara, answers={}).answer_mark]
    mine = seated.answer_mark
    use(changed(secret_key="another-secret-key-for-tests"))
    others.append(seated.answer_mark)
    use(changed(secret_key="a-secret-key-for-tests-only"))

    assert len({mine, *others}) == 4
    seated.cancel()
    again = online.register(Attendee("Дана Серикова", "Dana@example.org"), answers={})
    assert again.answer_mark == mine


def test_who_perhaps_comes_is_not_said_to_come(seated: Registration) -> None:
    seated.answer = "tentative"

    assert entry_in(invitation(seated, "REQUEST", OFFICE))["ATTENDEE"].params["PARTSTAT"] == "TENTATIVE"


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
    assert [values(content, name) for name in ("ATTENDEE", "ORGANIZER")] == [
        values(invited, name) for name in ("ATTENDEE", "ORGANIZER")
    ]


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
    assert str(entry_in(content)["ORGANIZER"]) == f"mailto:office+{registration.answer_mark}@example.org"


def test_there_is_no_invitation_for_somebody_without_an_address(make_info_day: MakeEvent) -> None:
    registration = make_info_day().register(Attendee("Bolat"), answers={}, by_staff=True)

    with pytest.raises(ValueError, match="address"):
        invitation(registration, "REQUEST", OFFICE)
