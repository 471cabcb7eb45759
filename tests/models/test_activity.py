"""The record: what it says, who may read it, that nobody rewrites it, and what it forgets."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from models import Account, Activity, AgendaSession, Attendee, Event, EventGuest, Organisation, Person, Registration, Room
from models.activity import FORGOTTEN
from models.forgetting import forget_the_gone
from models.trashable import TRASH_TOO
from models.unchangeable import NeverChanged
from support import clock
from support.actor import Actor, acting_as
from support.db import db
from support.languages import translated
from tests.conftest import NOW

MakeEvent = Callable[..., Event]


def told(which: Any = None) -> list[tuple[str, str, dict[str, Any]]]:
    """(verb, kind, changes) of what was recorded since a number."""
    found = db.session.scalars(select(Activity).where(Activity.id > (which or 0)).order_by(Activity.id))
    return [(one.verb, one.subject_kind, one.changes) for one in found]


def last() -> int:
    db.session.flush()
    return db.session.scalar(select(Activity.id).order_by(Activity.id.desc()).limit(1)) or 0


def seen_by(account: Account | None) -> list[str]:
    found = db.session.scalars(
        select(Activity).where(Activity.visible_to(account)).order_by(Activity.id), execution_options=TRASH_TOO
    )
    return [f"{one.verb} {one.subject_kind}" for one in found]


@pytest.fixture
def outsider(app: Any) -> Account:
    """Staff, but on no team."""
    account = Account(email="outsider@example.org", name="Outsider", role="staff", password="unusable")
    db.session.add(account)
    db.session.commit()
    return account


def test_who_did_what_to_what_and_when(make_event: MakeEvent, organiser: Account) -> None:
    with acting_as(Actor("Madina", organiser.id)):
        event = make_event(published=False)

    made = db.session.scalars(select(Activity)).one()
    assert (made.happened_at, made.actor_id, made.actor_name, made.verb) == (NOW, organiser.id, "Madina", "created")
    assert (made.subject, made.event_id, made.last_name().shown("ru").text) == (
        f"info_days:{event.id}",
        event.id,
        "Информационный день Erasmus+",
    )


def test_a_thing_that_is_referred_to_keeps_its_name_in_all_languages(make_event: MakeEvent, blue_hall: Room) -> None:
    event = make_event()
    before = last()

    event.revise({"room": blue_hall, "city": "Almaty"})

    names = {"en": "Blue Hall", "ru": "Синий зал", "kk": "Көк зал"}
    assert told(before) == [
        ("revised", "info_days", {"room": [None, {"of": "rooms", "id": blue_hall.id, "name": names}], "city": ["", "Almaty"]})
    ]


def test_an_events_title_is_never_copied_into_the_record_of_another_thing(make_event: MakeEvent) -> None:
    from models.revisable import plain

    event = make_event()

    assert plain(event) == {"of": "info_days", "id": event.id}


def test_moves_of_drafts_and_seats_that_are_added_are_recorded_too(
    make_event: MakeEvent, bolat: Attendee, chiara: Attendee
) -> None:
    draft, full = make_event(published=False), make_event(capacity=1)
    full.register(bolat, answers={})
    waiting = full.register(chiara, answers={})
    before = last()

    draft.move(NOW + timedelta(days=3), NOW + timedelta(days=3, hours=1))
    full.resize(2)
    full.resize(2)
    db.session.flush()

    assert waiting.confirmed
    assert told(before) == [
        (
            "moved",
            "info_days",
            {
                "old": ["2026-11-27T05:00:00+00:00", "2026-11-27T07:00:00+00:00"],
                "new": ["2026-11-23T06:00:00+00:00", "2026-11-23T07:00:00+00:00"],
                "reason": {},
            },
        ),
        ("revised", "info_days", {"capacity": [1, 2]}),
        ("got_seat", "registrations", {}),
    ]


def test_rows_that_were_added_changed_and_taken_out_are_told_and_no_others(make_event: MakeEvent) -> None:
    event = make_event()
    rows = [AgendaSession(title=translated("en", en=title), kind="presentation", position=i) for i, title in enumerate("ABC")]
    event.agenda.extend(rows)
    event.guests.append(EventGuest(name="Bakhytzhan Akhmetov", rank=1))
    db.session.commit()
    before = last()

    with event.noting("agenda", "guests"):
        rows[0].title = translated("en", en="A, longer")
        rows[0].starts_at = datetime(2026, 11, 27, 5, 0, tzinfo=UTC)
        event.agenda.remove(rows[1])
        rows[2].position = 1
        event.agenda.append(AgendaSession(title=translated("en", en="D"), kind="meal", position=2))

    (verb, kind, changes), *more = told(before)
    assert (verb, kind, list(changes), more) == ("revised", "info_days", ["agenda"], [])
    was, now = changes["agenda"]
    assert [(row["title"]["en"], row.get("starts_at")) for row in was] == [("A", None), ("B", None)]
    assert [(row["title"]["en"], row.get("starts_at")) for row in now] == [
        ("A, longer", "2026-11-27T05:00:00+00:00"),
        ("D", None),
    ]
    assert was[0]["id"] == now[0]["id"] != now[1]["id"]


def test_a_block_that_changes_no_rows_records_nothing(make_event: MakeEvent) -> None:
    event, before = make_event(), last()

    with event.noting("agenda", "guests", "questions"):
        pass

    assert told(before) == []


def test_a_registration_tells_what_changed_but_never_what_somebody_needs(make_event: MakeEvent, dana: Attendee) -> None:
    registration = make_event().register(dana, answers={})
    before = last()
    changed = Attendee("Dana Serikova", dana.email, "teacher", dana.organisation, language="ru", needs="A ramp")

    registration.revise(changed, {})
    registration.revise(changed, {})

    assert told(before) == [
        (
            "revised",
            "registrations",
            {"name": ["Дана Серикова", "Dana Serikova"], "audience": ["staff", "teacher"], "needs": FORGOTTEN},
        )
    ]


def test_staff_know_nothing_of_a_restricted_event_whose_team_they_are_not_on(
    make_event: MakeEvent, bolat: Attendee, organiser: Account, admin: Account, host: Account, outsider: Account
) -> None:
    secret = make_event(visibility="restricted", team=[organiser])
    secret.register(bolat, answers={}).check_in()
    db.session.commit()
    all_of_it = ["created info_days", "published info_days", "registered registrations", "checked_in registrations"]

    assert seen_by(admin) == seen_by(organiser) == all_of_it
    assert seen_by(outsider) == seen_by(host) == seen_by(None) == []

    secret.revise({"visibility": "university"})
    assert seen_by(outsider) == [*all_of_it, "revised info_days"]


def test_what_lies_in_the_trash_can_still_be_read_about_and_what_is_gone_for_good_by_administrators_alone(
    make_event: MakeEvent, organiser: Account, admin: Account
) -> None:
    event = make_event(published=False)
    event.discard()
    db.session.commit()
    assert seen_by(organiser) == ["created info_days", "deleted info_days"]

    db.session.delete(event)
    db.session.commit()

    assert seen_by(organiser) == []
    assert len(seen_by(admin)) == 2


def test_of_accounts_staff_see_their_own(organiser: Account, outsider: Account, admin: Account) -> None:
    for account in (organiser, outsider):
        account.revise({"name": f"{account.name} A."})
    with acting_as(Actor("Madina", organiser.id)):
        admin.revise({"name": "Aigul A."})
    db.session.commit()

    def names(reader: Account) -> list[str]:
        found = db.session.scalars(select(Activity).where(Activity.visible_to(reader)).order_by(Activity.id))
        return [one.changes["name"][0] for one in found]

    assert names(admin) == ["Madina", "Outsider", "Aigul"]
    assert names(organiser) == ["Madina", "Aigul"]
    assert names(outsider) == ["Outsider"]


def history(thing: Any) -> list[str]:
    found = select(Activity).where(Activity.of(thing.__tablename__, thing.id)).order_by(Activity.id)
    return [f"{one.verb} {one.subject_kind}" for one in db.session.scalars(found)]


def test_an_events_history_has_what_happened_to_its_registrations(make_event: MakeEvent, bolat: Attendee) -> None:
    event, other = make_event(), make_event()
    event.register(bolat, answers={})
    other.register(bolat, answers={})
    db.session.commit()

    assert history(event) == ["created info_days", "published info_days", "registered registrations"]


def test_a_history_begins_where_the_thing_did_even_if_its_number_was_anothers(app: Any) -> None:
    first = Person(name=translated("en", en="First"))
    first.revise({"phone": "1"})
    db.session.commit()
    number = first.id
    db.session.delete(first)
    db.session.commit()
    second = Person(name=translated("en", en="Second"))
    second.revise({"phone": "2"})
    db.session.commit()

    assert second.id == number
    assert history(second) == ["created people"]


def test_a_history_goes_on_with_that_of_what_was_merged_into_it(app: Any) -> None:
    kept, other = (Person(name=translated("en", en=name)) for name in ("Paluanova", "Palaunova"))
    for person in (kept, other):
        person.revise({"phone": "1"})
    kept.absorb(other)
    db.session.commit()

    assert history(kept) == ["created people", "created people", "merged people"]


@pytest.mark.parametrize("field", ["verb", "actor_name", "changes", "happened_at", "subject_id"])
def test_nobody_changes_the_record(make_event: MakeEvent, field: str) -> None:
    make_event()
    one = db.session.scalars(select(Activity)).first()
    value = {"changes": {}, "happened_at": NOW + timedelta(days=1), "subject_id": 77}.get(field, "other")

    setattr(one, field, value)

    with pytest.raises(NeverChanged):
        db.session.flush()


def test_nobody_takes_anything_out_of_the_record_one_by_one_or_many_at_once(make_event: MakeEvent) -> None:
    make_event()
    statements = (
        update(Activity).values(verb="x"),
        update(Activity.__table__).values(verb="x"),
        delete(Activity),
        delete(Activity.__table__),
        delete(Activity).where(Activity.verb == "created"),
    )
    for statement in statements:
        with pytest.raises(NeverChanged):
            db.session.execute(statement)
    db.session.delete(db.session.scalars(select(Activity)).first())
    with pytest.raises(NeverChanged):
        db.session.flush()
    db.session.rollback()

    assert len(told()) == 2


def test_what_was_told_of_somebody_who_is_gone_is_forgotten_and_that_it_happened_is_not(
    make_event: MakeEvent, bolat: Attendee, dana: Attendee
) -> None:
    event = make_event()
    gone, stays = (event.register(one, answers={}) for one in (bolat, dana))
    for registration, phone in ((gone, "+7 701"), (stays, "+7 702")):
        told_again = Attendee(registration.name, registration.email or "", phone=phone)
        registration.revise(told_again, {})
    db.session.commit()
    db.session.delete(gone)
    db.session.commit()
    number = stays.id

    assert forget_the_gone() == 2
    assert forget_the_gone() == 0

    revised = db.session.scalars(select(Activity).where(Activity.verb == "revised").order_by(Activity.id)).all()
    assert set(map(str, revised[0].changes.values())) == {str(FORGOTTEN)}
    assert (revised[0].forgotten_at, revised[0].actor_name, "phone" in revised[0].changes) == (NOW, "test", True)
    assert (revised[1].subject_id, revised[1].changes["phone"], revised[1].forgotten_at) == (number, ["", "+7 702"], None)


def test_who_came_to_an_event_that_is_gone_is_forgotten_and_what_it_was_is_not(make_event: MakeEvent) -> None:
    event = make_event()
    event.revise({"contact_email": "somebody@example.org", "city": "Almaty"})
    db.session.commit()
    db.session.delete(event)
    db.session.commit()

    forget_the_gone()

    changes = db.session.scalars(select(Activity.changes).where(Activity.verb == "revised")).one()
    assert changes == {"contact_email": FORGOTTEN, "city": ["", "Almaty"]}


def test_the_worker_forgets(make_event: MakeEvent, bolat: Attendee, work: Callable[[], None]) -> None:
    registration = make_event().register(bolat, answers={})
    registration.revise(Attendee("Болат А.", registration.email or ""), {})
    db.session.commit()
    db.session.delete(registration)

    work()

    with clock.standing_at(NOW):
        revised = db.session.scalars(select(Activity).where(Activity.verb == "revised")).one()
    assert revised.changes["name"] == FORGOTTEN


def test_search_text_holds_the_name_of_things_and_never_that_of_who_registers(make_event: MakeEvent, bolat: Attendee) -> None:
    Organisation(name=translated("en", en="University of Padua"))
    make_event().register(bolat, answers={})
    db.session.flush()

    texts = {one.subject_kind: one.search_text for one in db.session.scalars(select(Activity))}
    assert texts == {
        "info_days": "erasmus information day informatsiony den erasmus erasmus aqparatyq kuni",
        "registrations": "",
    }
    assert db.session.scalars(select(Registration)).one().search_text
