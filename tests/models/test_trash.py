"""The trash: what is deleted is nowhere, comes back whole, and goes for good after thirty days."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from models import (
    Account,
    Activity,
    Attendee,
    Call,
    Deadline,
    Delegation,
    Event,
    EventFormat,
    EventGuest,
    InfoDay,
    Message,
    Organisation,
    Person,
    PlanLine,
    Programme,
    Registration,
    Room,
    Series,
    SpecialDay,
)
from models.conflicts import Conflicts
from models.event.event import StillToCome
from models.occupation import Occupation
from models.trash import Trash, days_left
from models.trashable import TRASH_TOO, with_trash
from support import clock
from support.db import db
from support.languages import Translated, translated
from tests.conftest import NOW

MakeEvent = Callable[..., Event]
PAST = datetime(2026, 11, 10, 5, 0, tzinfo=UTC)


def later(days: int) -> Any:
    return clock.standing_at(NOW + timedelta(days=days))


def stored(kind: type[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(kind), execution_options=TRASH_TOO) or 0


def emptied(days: int = 31) -> int:
    with later(days):
        gone = Trash.empty()
        db.session.commit()
    return gone


def a_series(*events: Event) -> Series:
    made = Series()
    made.revise({"name": translated("en", en="Open day")})
    for event in events:
        event.series.append(made)
    db.session.commit()
    return made


both = pytest.mark.databases("sqlite", "postgresql")


@both
class TestHiding:
    def test_no_question_finds_what_lies_there(self, make_event: MakeEvent) -> None:
        gone, left = make_event(published=False), make_event()
        number, other = gone.id, left.id
        of_known = select(Activity.event_id).where(Activity.event_id.in_(select(Event.id))).distinct()
        counted = [select(func.count()).select_from(Event), select(func.count()).where(Event.kind != "")]
        questions: list[Any] = [select(Event.id), select(InfoDay.id), *counted, Event.lists(), of_known]
        before = [len(db.session.scalars(question).all()) for question in questions]
        assert (before[0], before[4], before[5]) == (2, 2, 2)

        gone.discard()
        db.session.commit()
        db.session.expunge_all()

        assert db.session.scalars(questions[0]).all() == db.session.scalars(questions[1]).all() == [other]
        assert [db.session.scalar(question) for question in questions[2:4]] == [1, 1]
        assert [event.id for event in db.session.scalars(questions[4])] == db.session.scalars(questions[5]).all() == [other]
        assert db.session.get(Event, number) is None
        assert sorted(db.session.scalars(select(Event.id), execution_options=TRASH_TOO)) == [number, other]
        both = select(Activity.event_id).where(Activity.event_id.in_(with_trash(select(Event.id)))).distinct()
        assert sorted(db.session.scalars(both)) == [number, other]

    def test_lists_of_other_things_leave_it_out_and_what_belongs_to_it_still_leads_to_it(
        self, make_event: MakeEvent, bolat: Attendee
    ) -> None:
        event = make_event()
        series, place = a_series(event), event.register(bolat, answers={})
        event.cancel(Translated())
        assert event.series == [series]

        series.discard()
        event.discard()
        db.session.commit()
        db.session.expire_all()

        assert event.series == []
        assert place.event is event and place.event.deleted

    def test_a_deleted_event_takes_up_nothing(self, make_event: MakeEvent, blue_hall: Room, organiser: Account) -> None:
        mine, other = (make_event(published=False, room=blue_hall) for _ in range(2))
        assert Conflicts.of(mine, reader=organiser).hard

        other.discard()
        db.session.commit()

        assert not Conflicts.of(mine, reader=organiser).hard
        assert {one.event_id for one in db.session.scalars(select(Occupation))} == {mine.id}
        other.restore()
        db.session.commit()
        assert Conflicts.of(mine, reader=organiser).hard


class TestDeleting:
    def test_what_readers_count_on_is_called_off_first(self, make_event: MakeEvent) -> None:
        event = make_event()
        with pytest.raises(StillToCome):
            event.discard()

        event.cancel(Translated())
        event.discard()

        assert event.deleted

    def test_drafts_and_what_is_over_can_be_deleted_at_once(self, make_event: MakeEvent) -> None:
        for event in (make_event(published=False), make_event(starts_at=PAST)):
            event.discard()
            assert event.deleted

    def test_its_address_is_free_for_another(self, make_event: MakeEvent) -> None:
        first = make_event(published=False)
        address = first.slug
        first.discard()
        db.session.commit()

        second = make_event(published=False)
        first.restore()
        db.session.commit()
        db.session.refresh(first)

        assert second.slug == address
        assert first.slug != address and first.slug.startswith(address)

    def test_a_programme_takes_its_own_dates_along_and_back(self, app: Flask) -> None:
        jean, icm = Programme(), Programme()
        jean.revise({"name": translated("en", en="Jean Monnet")})
        icm.revise({"name": translated("en", en="Mobility")})
        own, shared = Call(year=2027, programmes=[jean]), Call(year=2027, programmes=[jean, icm])
        db.session.add_all([own, shared])
        for call in (own, shared):
            date = Deadline(call=call)
            date.set_date(datetime(2027, 2, 1).date(), None, "Europe/Brussels")
            date.revise({})
        db.session.commit()
        assert len(Deadline.coming()) == 2

        jean.discard()
        db.session.commit()
        assert [date.call for date in Deadline.coming()] == [shared]
        assert shared.programmes == [icm]

        jean.restore()
        db.session.commit()
        db.session.expire_all()
        assert {date.call.name("en") for date in Deadline.coming()} == {"Jean Monnet", "Jean Monnet, Mobility"}

    def test_a_date_that_comes_back_brings_its_programme(self, app: Flask) -> None:
        jean = Programme()
        jean.revise({"name": translated("en", en="Jean Monnet")})
        date = Deadline(call=Call(year=2027, programmes=[jean]))
        date.set_date(datetime(2027, 2, 1).date(), None, "Europe/Brussels")
        date.revise({})
        db.session.commit()
        jean.discard()
        db.session.commit()

        date.restore()

        assert (jean.deleted, date.deleted) == (False, False)

    def test_a_deleted_line_of_the_plan_lets_go_of_its_event_once_another_gets_it(self, make_event: MakeEvent) -> None:
        first, second, event = PlanLine(year=2026), PlanLine(year=2026), make_event()
        for line in (first, second):
            line.revise({"title": translated("en", en="Info day")})
        first.attach(event)
        db.session.commit()
        first.discard()

        second.attach(event)
        first.restore()
        db.session.commit()
        db.session.expire_all()

        assert (first.event, second.event) == (None, event)


@both
class TestKnowing:
    def test_of_a_restricted_event_nobody_knows_but_its_team(
        self, make_event: MakeEvent, organiser: Account, admin: Account
    ) -> None:
        visit = make_event(Delegation, published=False, visibility="restricted", team=[admin])
        other = make_event(published=False)
        for event in (visit, other):
            event.discard()
        db.session.commit()

        def known(reader: Account | None) -> list[int]:
            return sorted(one.subject_id for one in db.session.scalars(Trash(reader).deletions()))

        assert (known(admin), known(organiser), known(None)) == ([visit.id, other.id], [other.id], [])
        assert Trash(organiser).find("events", visit.id) is None
        assert Trash(admin).find("events", visit.id) is visit

    def test_what_came_back_is_no_longer_listed_and_the_last_deletion_counts(
        self, make_event: MakeEvent, organiser: Account
    ) -> None:
        event = make_event(published=False)
        event.discard()
        event.restore()
        assert db.session.scalars(Trash(organiser).deletions()).all() == []
        with later(3):
            event.discard()
        db.session.commit()

        [deletion] = db.session.scalars(Trash(organiser).deletions())
        with later(3):
            assert days_left(deletion) == 30
        with later(32):
            assert days_left(deletion) == 1


@both
class TestEmptying:
    def test_a_thing_stays_for_thirty_days_and_goes_with_all_it_has(
        self, make_event: MakeEvent, bolat: Attendee, organiser: Account, blue_hall: Room
    ) -> None:
        event = make_event(room=blue_hall, team=[organiser])
        event.guests.append(EventGuest(name="Prof. Rossi", rank=0))
        a_series(event)
        event.register(bolat, answers={})
        event.cancel(Translated())
        event.discard()
        db.session.commit()

        assert (emptied(29), stored(Event), stored(Registration)) == (0, 1, 1)
        assert (emptied(31), stored(Event), stored(Registration), stored(EventGuest), stored(Message)) == (1, 0, 0, 0, 0)
        assert (stored(Series), stored(Room)) == (1, 1)
        told = db.session.scalar(select(Activity).where(Activity.verb == "purged"))
        assert told and told.last_name()["en"] == "Erasmus+ information day"

    def test_what_was_promised_to_be_forgotten_is_forgotten_there_too(self, make_event: MakeEvent, bolat: Attendee) -> None:
        event = make_event()
        place = event.register(replace(bolat, needs="a ramp"), answers={})
        with later(20):
            event.discard()
            db.session.commit()

        with later(38):
            assert Registration.forget_needs() == 1

        assert (place.needs, stored(Event)) == ("", 1)

    def test_a_person_who_was_once_written_to_goes_all_the_same(self, app: Flask) -> None:
        somebody = Person(name=translated("en", en="Paluanova"))
        db.session.add(somebody)
        db.session.flush()
        Message.write("test", key="x", to="p@example.org", language="en", person_id=somebody.id)
        somebody.discard()
        db.session.commit()

        assert (emptied(), stored(Person), stored(Message)) == (1, 0, 1)

    def test_of_a_person_the_record_keeps_no_name(self, app: Flask) -> None:
        somebody = Person(name=translated("en", en="Paluanova"))
        db.session.add(somebody)
        somebody.discard()
        db.session.commit()

        assert emptied() == 1

        told = db.session.scalar(select(Activity).where(Activity.verb == "purged"))
        assert told and (told.subject_name, told.search_text) == ({}, "")

    def test_what_an_event_names_stays_as_long_as_the_event(self, make_event: MakeEvent, blue_hall: Room) -> None:
        padua = Organisation(name=translated("en", en="University of Padua"))
        format = EventFormat(name=translated("en", en="Symposium"))
        event = make_event(starts_at=PAST, room=blue_hall, host=padua, format=format, organisers=[padua])
        for thing in (blue_hall, padua):
            thing.discard()
        format.deleted_at = clock.now()
        db.session.commit()
        assert (emptied(), event.room, event.host, event.organisers) == (0, blue_hall, padua, [padua])

        event.discard()
        db.session.commit()

        assert emptied(62) == 4
        assert [stored(kind) for kind in (Event, Room, Organisation, EventFormat)] == [0, 0, 0, 0]

    def test_every_kind_of_thing_can_go(self, office: Any) -> None:
        day, line, programme = SpecialDay(starts_on=NOW.date(), ends_on=NOW.date()), PlanLine(year=2026), Programme()
        for thing in (day, programme):
            thing.revise({"name": translated("en", en="Teachers' day")})
        line.revise({"title": translated("en", en="Info day")})
        things = [day, line, programme, a_series(), office.welcome({"name": "Saule"})]
        date = Deadline(call=Call(year=2027, programmes=[programme]))
        date.set_date(datetime(2027, 2, 1).date(), None, "Europe/Brussels")
        date.revise({})
        db.session.commit()
        for thing in things:
            thing.discard()
        db.session.commit()

        assert emptied() == len(things) + 2
        assert [stored(type(thing)) for thing in (*things, date, date.call)] == [0] * (len(things) + 2)
