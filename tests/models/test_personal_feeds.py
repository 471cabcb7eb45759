"""What is in calendars of one's own, and what leaves them when a right does."""

import secrets
from base64 import urlsafe_b64decode
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from models import Account, AgendaSession, Attendee, Delegation, Event, Office, Person, Room
from models.activity import Activity
from models.confirmed_address import ConfirmedAddress
from models.personal_feed import MOST, Owner, PersonalFeed, TooMany
from models.unguessable import digest
from support import clock
from support.db import db
from support.languages import translated
from tests.calendars import Seen, lines, make_deadline, make_programme, seen, values

MakeEvent = Callable[..., Event]
Statements = Callable[[], Any]
LINK = "https://meet.example.org/secret"
DAY = timedelta(days=1)


def make(owner: Owner, purpose: str, **fields: Any) -> PersonalFeed:
    given = {"purpose": purpose, "name": "Mine", "language": "en", **fields}
    feed = PersonalFeed.make(owner, secrets.token_urlsafe(32), given)
    db.session.commit()
    return feed


def content(feed: PersonalFeed) -> bytes:
    """As it is fetched now; what a test changed is stored before, as a request would have done."""
    db.session.commit()
    return feed.calendar.in_language(feed.language, publisher="Alatau University").content


def shown(feed: PersonalFeed) -> dict[str, Seen]:
    return seen(content(feed))


def statuses(feed: PersonalFeed) -> dict[str, str]:
    return {uid: entry.status for uid, entry in shown(feed).items()}


@pytest.fixture
def lecturer(host: Account) -> Person:
    """Yerlan, whom the office knows as a person too."""
    person = Person(name=translated("en", en="Yerlan Omarov"), account=host)
    db.session.add(person)
    db.session.commit()
    return person


@pytest.fixture
def ours(office: Office) -> Office:
    """The office of a university whose addresses end in uni.example."""
    office.revise({"mail_domains": ["uni.example"]})
    db.session.commit()
    return office


def confirmed(email: str) -> ConfirmedAddress:
    ConfirmedAddress.ask(email, "en")
    address = db.session.scalars(select(ConfirmedAddress).where(ConfirmedAddress.email == email)).one()
    address.confirm()
    db.session.commit()
    return address


# --- registrations ----------------------------------------------------------------------------


@pytest.mark.databases("sqlite", "postgresql")
def test_a_seat_has_the_link_and_a_place_in_the_queue_is_tentative(app: Flask, make_event: MakeEvent, bolat: Attendee) -> None:
    seat, queue = (make_event(mode="online", online_link=LINK, capacity=capacity) for capacity in (5, 0))
    make_event()
    for event in (seat, queue):
        event.register(bolat, answers={})
    feed = make(confirmed(bolat.email), "registrations")

    found = shown(feed)

    assert {uid: (entry.summary, entry.status) for uid, entry in found.items()} == {
        seat.uid: ("Erasmus+ information day", "CONFIRMED"),
        queue.uid: ("Waiting list: Erasmus+ information day", "TENTATIVE"),
    }
    assert values(content(feed), "CONFERENCE") == [f"FEATURE=VIDEO;VALUE=URI:{LINK}"]


@pytest.mark.databases("sqlite", "postgresql")
def test_what_was_given_back_is_told_of_for_some_weeks(app: Flask, make_event: MakeEvent, bolat: Attendee) -> None:
    event = make_event(starts_at=clock.now() + timedelta(days=90))
    registration = event.register(bolat, answers={})
    feed = make(confirmed(bolat.email), "registrations")
    assert statuses(feed) == {event.uid: "CONFIRMED"}

    registration.cancel()

    assert statuses(feed) == {event.uid: "CANCELLED"}
    with clock.standing_at(clock.now() + timedelta(days=30)):
        assert statuses(feed) == {}


def test_who_registers_anew_has_one_entry_with_a_higher_sequence(make_event: MakeEvent, bolat: Attendee) -> None:
    event = make_event()
    feed = make(confirmed(bolat.email), "registrations")
    first = event.register(bolat, answers={})
    counts = [shown(feed)[event.uid].sequence]
    first.cancel()
    counts.append(shown(feed)[event.uid].sequence)
    event.register(bolat, answers={})

    found = shown(feed)
    counts.append(found[event.uid].sequence)

    assert list(found) == [event.uid]
    assert found[event.uid].status == "CONFIRMED"
    assert counts == sorted(set(counts))


def test_nobody_elses_registrations_are_in_it(make_event: MakeEvent, bolat: Attendee, chiara: Attendee) -> None:
    event, other = make_event(), make_event()
    event.register(bolat, answers={})
    other.register(chiara, answers={})

    assert set(statuses(make(confirmed(bolat.email), "registrations"))) == {event.uid}
    assert set(statuses(make(confirmed(chiara.email), "registrations"))) == {other.uid}


def test_a_registration_speaks_the_language_of_the_feed(make_event: MakeEvent, bolat: Attendee) -> None:
    make_event().register(bolat, answers={})

    (entry,) = shown(make(confirmed(bolat.email), "registrations", language="ru")).values()

    assert entry.summary == "Информационный день Erasmus+"


def test_a_feed_follows_a_move_and_a_deletion(make_event: MakeEvent, bolat: Attendee) -> None:
    event: Any = make_event()
    event.register(bolat, answers={})
    feed = make(confirmed(bolat.email), "registrations")
    before = shown(feed)[event.uid]

    event.move(event.starts_at + DAY, event.ends_at + DAY)
    moved = shown(feed)[event.uid]
    event.cancel(translated("en", en="The hall is closed."))
    event.discard()

    assert (moved.starts, moved.sequence) == (before.starts + DAY, before.sequence + 1)
    assert shown(feed) == {}


# --- hosting ----------------------------------------------------------------------------------


@pytest.mark.databases("sqlite", "postgresql")
def test_a_part_in_an_event_and_one_in_a_row_are_an_entry_each(make_event: MakeEvent, host: Account, lecturer: Person) -> None:
    event, other = make_event(mode="hybrid", online_link=LINK), make_event()
    row = AgendaSession(title=translated("en", en="Grants"), starts_at=other.starts_at, position=0)
    other.agenda = [row, AgendaSession(title=translated("en", en="Tea"), starts_at=other.starts_at, position=1)]
    db.session.flush()
    for role in ("host", "moderator"):
        event.assign(lecturer, role)
    other.assign(lecturer, "speaker", row=row)
    make_event()
    feed = make(host, "hosting")

    found = shown(feed)

    assert {uid: entry.summary for uid, entry in found.items()} == {
        event.uid: "Erasmus+ information day",
        row.uid: "Grants",
    }
    told = "\n".join(lines(content(feed)))
    assert "Your part: Host\\, Moderator." in told
    assert "Your part: Speaker." in told
    assert f"Join online: {LINK}" in told


def test_a_part_that_changes_changes_the_entry(make_event: MakeEvent, host: Account, lecturer: Person) -> None:
    part = make_event().assign(lecturer, "speaker")
    feed = make(host, "hosting")
    assert "Your part: Speaker." in "\n".join(lines(content(feed)))

    part.revise({"role": "interpreter"})

    assert "Your part: Interpreter." in "\n".join(lines(content(feed)))


def test_the_team_has_its_drafts_as_tentative(make_event: MakeEvent, organiser: Account) -> None:
    draft, visit = (
        make_event(published=False, team=[organiser]),
        make_event(Delegation, visibility="restricted", team=[organiser]),
    )
    make_event(published=False)

    found = shown(make(organiser, "hosting"))

    assert {uid: (entry.summary, entry.status) for uid, entry in found.items()} == {
        draft.uid: ("Draft: Erasmus+ information day", "TENTATIVE"),
        visit.uid: ("Erasmus+ information day", "CONFIRMED"),
    }


def test_whoever_leaves_the_team_of_a_restricted_visit_loses_it_at_once(make_event: MakeEvent, organiser: Account) -> None:
    visit = make_event(Delegation, visibility="restricted", team=[organiser])
    feeds = [make(organiser, "hosting"), make(organiser, "office")]
    assert [set(shown(feed)) for feed in feeds] == [{visit.uid}, {visit.uid}]

    visit.team = []

    assert [set(shown(feed)) for feed in feeds] == [set(), set()]


def test_whoever_has_a_part_no_longer_loses_the_visit(make_event: MakeEvent, host: Account, lecturer: Person) -> None:
    visit = make_event(Delegation, visibility="restricted")
    part = visit.assign(lecturer, "host")
    feed = make(host, "hosting")
    assert set(shown(feed)) == {visit.uid}

    visit.release(part)

    assert shown(feed) == {}


def test_who_holds_the_key_sees_when_the_room_is_taken(
    make_event: MakeEvent, blue_hall: Room, host: Account, lecturer: Person
) -> None:
    blue_hall.key_holder = lecturer
    public, secret = make_event(room=blue_hall), make_event(Delegation, visibility="restricted", room=blue_hall)
    make_event()

    feed = make(host, "hosting")

    assert {uid: entry.summary for uid, entry in shown(feed).items()} == {
        public.uid: "Erasmus+ information day",
        secret.uid: "Busy",
    }
    blue_hall.key_holder = None
    assert shown(feed) == {}


def test_what_one_hosts_in_a_room_of_ones_key_is_one_entry(
    make_event: MakeEvent, blue_hall: Room, host: Account, lecturer: Person
) -> None:
    blue_hall.key_holder = lecturer
    event = make_event(room=blue_hall)
    event.assign(lecturer, "host")

    assert content(make(host, "hosting")).count(b"BEGIN:VEVENT") == 1


def test_a_mailbox_of_the_university_has_its_parts_but_nothing_restricted(make_event: MakeEvent, ours: Office) -> None:
    person = Person(name=translated("en", en="Asel"), email="asel@uni.example")
    inside, secret = make_event(visibility="university"), make_event(Delegation, visibility="restricted")
    for event in (inside, secret):
        event.assign(person, "host")

    assert set(shown(make(confirmed("asel@uni.example"), "hosting"))) == {inside.uid}


def test_an_account_has_the_parts_of_whom_we_know_by_its_mailbox_alone(
    make_event: MakeEvent, host: Account, admin: Account
) -> None:
    """Getting an account takes nothing out of the calendar that the mailbox had."""
    mine, elsewhere = make_event(), make_event()
    mailbox = host.email.capitalize()
    mine.assign(Person(name=translated("en", en="Yerlan"), email=mailbox), "speaker")
    elsewhere.assign(Person(name=translated("en", en="Aigul"), email=mailbox, account=admin), "speaker")
    feed = make(host, "hosting")

    assert mailbox != host.email
    assert set(shown(feed)) == {mine.uid}


# --- the university, a room, the office -------------------------------------------------------


def test_the_university_sees_what_is_for_it_and_nothing_restricted(
    make_event: MakeEvent, ours: Office, host: Account, admin: Account
) -> None:
    public, inside = make_event(), make_event(visibility="university")
    make_event(published=False)
    make_event(Delegation, visibility="restricted", team=[admin]).assign(
        Person(name=translated("en", en="Nobody's account")), "host"
    )

    feeds = [make(owner, "university") for owner in (host, admin, confirmed("asel@uni.example"))]

    assert [set(shown(feed)) for feed in feeds] == [{public.uid, inside.uid}] * 3


@pytest.mark.databases("sqlite", "postgresql")
def test_the_door_of_a_room_says_busy_for_what_is_not_for_all(make_event: MakeEvent, blue_hall: Room, organiser: Account) -> None:
    public, secret = make_event(room=blue_hall), make_event(Delegation, visibility="restricted", room=blue_hall, team=[organiser])
    draft = make_event(room=blue_hall, published=False)
    elsewhere = make_event(agenda=[])
    row = AgendaSession(title=translated("en", en="Workshop"), starts_at=elsewhere.starts_at, room=blue_hall)
    elsewhere.agenda = [row]
    hidden = make_event(Delegation, visibility="restricted", agenda=[])
    hidden_row = AgendaSession(title=translated("en", en="Talks"), starts_at=hidden.starts_at, room=blue_hall)
    hidden.agenda = [hidden_row]
    make_event()
    feed = make(organiser, "room", room=blue_hall)

    assert {uid: (entry.summary, entry.status) for uid, entry in shown(feed).items()} == {
        public.uid: ("Erasmus+ information day", "CONFIRMED"),
        secret.uid: ("Busy", "CONFIRMED"),
        draft.uid: ("Busy", "TENTATIVE"),
        row.uid: ("Workshop", "CONFIRMED"),
        hidden_row.uid: ("Busy", "CONFIRMED"),
    }
    assert secret.slug.encode() not in content(feed).replace(b"\r\n ", b"")


def test_an_event_that_becomes_restricted_turns_busy_on_the_door(
    make_event: MakeEvent, blue_hall: Room, organiser: Account
) -> None:
    event = make_event(room=blue_hall)
    feed = make(organiser, "room", room=blue_hall)
    assert shown(feed)[event.uid].summary == "Erasmus+ information day"

    event.revise({"visibility": "restricted"})

    assert shown(feed)[event.uid].summary == "Busy"


def test_a_room_is_taken_by_what_is_in_the_rooms_joined_of_it(make_event: MakeEvent, blue_hall: Room, organiser: Account) -> None:
    whole = Room(name=translated("en", en="Both halls"), parts=[blue_hall])
    db.session.add(whole)
    event = make_event(room=whole)

    assert set(shown(make(organiser, "room", room=blue_hall))) == {event.uid}


def test_the_office_sees_drafts_and_deadlines_but_no_visit_of_others(make_event: MakeEvent, organiser: Account) -> None:
    public, draft = make_event(), make_event(published=False)
    make_event(Delegation, visibility="restricted")
    deadline = make_deadline(date(2027, 2, 17), time(17))

    assert statuses(make(organiser, "office")) == {public.uid: "CONFIRMED", draft.uid: "TENTATIVE", deadline.uid: "CONFIRMED"}


# --- deadlines --------------------------------------------------------------------------------


def test_deadlines_are_those_of_the_chosen_programmes(make_event: MakeEvent, host: Account) -> None:
    chosen, other = make_programme(), make_programme("other", en="Other")
    wanted = make_deadline(date(2027, 2, 17), time(17), programmes=[chosen])
    make_deadline(date(2027, 2, 18), programmes=[other])
    closes = datetime(2026, 11, 26, 5, 0, tzinfo=clock.now().tzinfo)
    event = make_event(programmes=[chosen], registration_closes_at=closes, takes_registrations=True)
    make_event(programmes=[other], registration_closes_at=closes, takes_registrations=True)
    feed = make(host, "deadlines", programmes=[chosen])

    assert set(shown(feed)) == {wanted.uid, f"{event.uid}-closing"}

    feed.describe({"programmes": [other]})
    assert wanted.uid not in shown(feed)


def test_internal_dates_are_for_the_university_alone(ours: Office, host: Account) -> None:
    programme = make_programme()
    public = make_deadline(date(2027, 2, 17), programmes=[programme])
    internal = make_deadline(date(2027, 2, 1), programmes=[programme], visibility="university")
    owners = (host, confirmed("asel@uni.example"), confirmed("chiara@elsewhere.example"))

    found = [set(shown(make(owner, "deadlines", programmes=[programme]))) for owner in owners]

    assert found == [{public.uid, internal.uid}, {public.uid, internal.uid}, {public.uid}]


# --- who has one ------------------------------------------------------------------------------


def test_each_owner_may_have_what_their_rights_allow(ours: Office, host: Account, organiser: Account) -> None:
    everybody, inside = ("registrations", "deadlines"), ("registrations", "hosting", "deadlines", "university")

    assert PersonalFeed.purposes_of(confirmed("chiara@elsewhere.example")) == everybody
    assert PersonalFeed.purposes_of(confirmed("asel@uni.example")) == inside
    assert PersonalFeed.purposes_of(confirmed("asel@students.uni.example")) == everybody
    assert PersonalFeed.purposes_of(host) == inside
    assert PersonalFeed.purposes_of(organiser) == (*inside, "room", "office")


def test_a_token_is_stored_as_a_digest_only(host: Account) -> None:
    token = secrets.token_urlsafe(32)
    feed = PersonalFeed.make(host, token, {"purpose": "university", "name": "Mine", "language": "en"})
    db.session.commit()

    stored = [str(value) for value in db.session.connection().exec_driver_sql("SELECT * FROM personal_feeds").one()]

    assert PersonalFeed.with_token(token) is feed
    assert digest(token) in stored
    assert [value for value in stored if token in value] == []


def test_a_token_has_256_random_bits_and_is_another_each_time(app: Flask) -> None:
    tokens = [PersonalFeed.unsealed(PersonalFeed.new_token()) or "" for _ in range(200)]

    assert len(set(tokens)) == 200
    assert {len(urlsafe_b64decode(token + "=")) * 8 for token in tokens} == {256}
    letters = Counter("".join(tokens))
    assert len(letters) == 64 and max(letters.values()) < 3 * min(letters.values())


def test_a_role_that_is_taken_away_takes_its_feeds_along(organiser: Account, admin: Account, host: Account) -> None:
    tokens = {purpose: secrets.token_urlsafe(32) for purpose in ("office", "university")}
    for purpose, token in tokens.items():
        PersonalFeed.make(organiser, token, {"purpose": purpose, "name": purpose, "language": "en"})
    assert all(PersonalFeed.with_token(token) for token in tokens.values())

    organiser.revise({"role": "faculty"})
    db.session.commit()

    assert {purpose: bool(PersonalFeed.with_token(token)) for purpose, token in tokens.items()} == {
        "office": False,
        "university": True,
    }


def test_a_domain_that_is_the_universitys_no_longer_takes_its_events_along(ours: Office) -> None:
    token = secrets.token_urlsafe(32)
    PersonalFeed.make(confirmed("asel@uni.example"), token, {"purpose": "university", "name": "Mine", "language": "en"})
    assert PersonalFeed.with_token(token)

    ours.revise({"mail_domains": []})
    db.session.commit()

    assert PersonalFeed.with_token(token) is None


def test_somebody_has_twenty_at_most_and_may_revoke_one_for_another(host: Account) -> None:
    feeds = [make(host, "university") for _ in range(MOST)]
    with pytest.raises(TooMany):
        make(host, "university")

    feeds[0].revoke()

    assert make(host, "university") in PersonalFeed.of(host)


def test_the_record_knows_of_feeds_and_of_no_token(host: Account) -> None:
    token, another = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    feed = PersonalFeed.make(host, token, {"purpose": "university", "name": "My secret name", "language": "en"})
    feed.readdress(another)
    feed.revoke()
    db.session.commit()

    told = db.session.scalars(select(Activity).where(Activity.subject_kind == "personal_feeds").order_by(Activity.id)).all()

    assert [(one.verb, one.changes, one.subject_name) for one in told] == [
        ("created", {"purpose": "university"}, {}),
        ("readdressed", {}, {}),
        ("revoked", {}, {}),
    ]
    row = db.session.connection().exec_driver_sql("SELECT * FROM activities").all()
    assert [part for part in (token, another, digest(token)) if part in str(row)] == []


def test_others_feeds_are_in_the_record_for_administrators_alone(host: Account, organiser: Account, admin: Account) -> None:
    make(host, "university")

    def told(reader: Account) -> list[str]:
        found = select(Activity.verb).where(Activity.subject_kind == "personal_feeds", Activity.visible_to(reader))
        return list(db.session.scalars(found))

    assert (told(admin), told(organiser)) == (["created"], [])


# --- forgetting -------------------------------------------------------------------------------


def test_an_address_that_nobody_confirmed_is_forgotten_after_two_days(app: Flask) -> None:
    ConfirmedAddress.ask("stranger@elsewhere.example", "en")
    confirmed("chiara@elsewhere.example")
    assert ConfirmedAddress.forget_unused() == 0

    with clock.standing_at(clock.now() + timedelta(days=3)):
        assert ConfirmedAddress.forget_unused() == 1

    assert list(db.session.scalars(select(ConfirmedAddress.email))) == ["chiara@elsewhere.example"]


def test_an_address_is_forgotten_a_year_after_its_last_feed_was_fetched(app: Flask) -> None:
    address = confirmed("chiara@elsewhere.example")
    feed = make(address, "registrations")
    with clock.standing_at(clock.now() + timedelta(days=300)):
        feed.fetched_on = clock.now().date()
        db.session.commit()
    with clock.standing_at(clock.now() + timedelta(days=500)):
        assert ConfirmedAddress.forget_unused() == 0

    with clock.standing_at(clock.now() + timedelta(days=700)):
        assert ConfirmedAddress.forget_unused() == 1
        db.session.commit()

    assert list(db.session.scalars(select(PersonalFeed.id))) == []


def test_a_feed_of_fifty_entries_costs_no_question_per_entry(
    make_event: MakeEvent, host: Account, lecturer: Person, count_queries: Statements
) -> None:
    feed = make(host, "hosting")
    numbers = []
    for more in (2, 6):
        for _ in range(more):
            make_event().assign(lecturer, "host")
        db.session.commit()
        db.session.expire_all()
        feed.owner, feed.programmes
        with count_queries() as statements:
            feed.calendar.in_language("en", publisher="")
        numbers.append(len(statements))

    assert numbers[0] == numbers[1]
