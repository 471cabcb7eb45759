"""Two entries become one: everything that pointed at the one points at the other, and the record tells what was."""

from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Integer, Table, Time, func, insert, select, update

from models import (
    Account,
    Activity,
    AgendaSession,
    Conference,
    Delegation,
    Event,
    EventGuest,
    InfoDay,
    Organisation,
    Part,
    Person,
    Position,
    Room,
)
from models.conflicts import Conflicts
from models.mergeable import NotMergeable
from models.occupation import Occupation
from models.personal_feed import PersonalFeed
from models.references import count_references, references_to
from support import clock
from support.db import db
from support.languages import Translated, translated
from support.orm import Base
from tests.conftest import NOW

MakeEvent = Callable[..., Event]
KINDS = (Person, Organisation, Room)
SPELLED = ("palaunova", "Палаунова", "paluanova", "ПАЛУАНОВА Лаура")


def stored(kind: type[Any], name: str, **fields: Any) -> Any:
    thing = kind(name=translated("en", en=name), **fields)
    db.session.add(thing)
    db.session.commit()
    return thing


def laura(spelled: str = "Laura Palaunova", **fields: Any) -> Person:
    return stored(Person, spelled, **fields)  # type: ignore[no-any-return]


def metu(city: str, name: str, **fields: Any) -> Organisation:
    return stored(Organisation, name, short_name="METU", city=city, **fields)  # type: ignore[no-any-return]


@pytest.mark.databases("sqlite", "postgresql")
class TestEverythingThatPointsAtThem:
    @pytest.mark.parametrize("kind", KINDS)
    def test_whatever_foreign_key_there_is_follows(self, app: Flask, kind: type[Any]) -> None:
        kept, other = stored(kind, "One"), stored(kind, "Two")
        found = [one for one in references_to(kind) if one.name != f"{kind.__tablename__}.merged_into_id"]
        for reference in found:
            _Rows().with_values(reference.table, {reference.column.name: other.id})
        db.session.commit()
        columns = _columns_with_keys_to(kind.__tablename__)
        assert {one.name for one in found} | {f"{kind.__tablename__}.merged_into_id"} == {str(column) for column in columns}
        assert all(_pointing(one.column, other) for one in found)

        kept.absorb(other)
        db.session.commit()

        assert [str(column) for column in columns if _pointing(column, other)] == []
        lost = [one.name for one in found if not _pointing(one.column, kept)]
        assert lost == []
        assert other.merged_into_id == kept.id

    def test_a_third_that_was_merged_before_leads_to_the_one_that_is_kept_now(self, app: Flask) -> None:
        first, second, third = laura("A B"), laura("C D"), laura("E F")
        second.absorb(third)
        db.session.commit()

        first.absorb(second)
        db.session.commit()

        assert Person.with_number(third.id) == Person.with_number(second.id) == first
        assert first.variants == ["C D", "E F"]

    def test_what_both_have_is_there_once(self, app: Flask, make_event: MakeEvent) -> None:
        neo, kept, other = stored(Organisation, "National office"), laura(), laura("Laura Paluanova")
        event, since = make_event(), date(2020, 1, 1)
        event.organisers = [neo, metu("Almaty", "Engineering University")]
        for person in (kept, other):
            event.assign(person, "speaker")
            person.positions = [Position(organisation=neo, title=translated("en", en="Coordinator"), starts_on=since)]
        db.session.commit()

        kept.absorb(other)
        neo.absorb(event.organisers[1])
        db.session.commit()

        assert [(part.person, part.role) for part in event.parts] == [(kept, "speaker")]
        assert [(one.organisation, one.starts_on) for one in kept.positions] == [(neo, since)]
        assert event.organisers == [neo]

    def test_the_same_position_typed_at_another_moment_is_there_once(self, app: Flask) -> None:
        neo, kept, other = stored(Organisation, "National office"), laura(), laura("Laura Paluanova")
        rewritten = Translated().rewritten({"en": "coordinator"}, NOW + timedelta(days=3))
        kept.positions = [Position(organisation=neo, title=translated("en", en="Coordinator", ru="Координатор"))]
        other.positions = [
            Position(organisation=neo, title=rewritten),
            Position(organisation=neo, title=rewritten, starts_on=date(2020, 1, 1)),
            Position(organisation=neo, title=translated("en", en="Coordinator", ru="Руководитель")),
            Position(organisation=neo),
        ]
        db.session.commit()

        kept.absorb(other)
        db.session.commit()

        said = [(one.title["en"], one.title["ru"], one.starts_on) for one in kept.positions]
        assert sorted(said, key=str) == [
            ("", "", None),
            ("Coordinator", "Координатор", None),
            ("Coordinator", "Руководитель", None),
            ("coordinator", "", date(2020, 1, 1)),
        ]

    def test_a_joined_room_is_joined_of_the_one_that_is_kept(self, app: Flask) -> None:
        d3, d4, again = stored(Room, "D3"), stored(Room, "D4"), stored(Room, "Д3")
        joined = stored(Room, "D3+D4", parts=[again, d4])

        d3.absorb(again)
        db.session.commit()

        assert set(joined.parts) == {d3, d4}
        assert d3.joined == [joined]

    def test_a_joined_room_is_not_one_with_its_part(self, app: Flask) -> None:
        d3 = stored(Room, "D3")
        joined = stored(Room, "D3+D4", parts=[d3, stored(Room, "D4")])

        with pytest.raises(NotMergeable):
            d3.absorb(joined)
        with pytest.raises(NotMergeable):
            joined.absorb(d3)

    def test_who_is_gone_or_the_same_is_not_merged(self, app: Flask) -> None:
        kept, other, gone = laura(), laura("Laura Paluanova"), laura("L. Palaunova")
        gone.discard()
        kept.absorb(other)

        for one in (kept, other, gone):
            with pytest.raises(NotMergeable):
                kept.absorb(one)


class TestWhatIsKept:
    def test_fields_are_the_chosen_ones_and_empty_ones_are_filled(self, app: Flask, host: Account) -> None:
        kept = laura(email="laura@example.org", rank=3, languages=["en"])
        other = laura("Лаура Палуанова", email="l.paluanova@example.org", phone="+7 700", rank=2, account=host)

        kept.absorb(other, theirs={"email"})
        db.session.commit()

        assert (kept.email, kept.phone, kept.rank, kept.languages) == ("l.paluanova@example.org", "+7 700", 3, ["en"])
        assert (kept.account, Person.of(host)) == (host, kept)

    def test_every_other_spelling_becomes_a_variant_under_which_it_is_found(self, app: Flask) -> None:
        kept, other = laura(variants=["L. Palaunova"]), laura("Laura Paluanova")

        kept.absorb(other, theirs={"name"})
        db.session.commit()

        assert (str(kept.name), kept.variants) == ("Laura Paluanova", ["Laura Palaunova", "L. Palaunova"])
        found = [db.session.scalars(select(Person).where(Person.fitting(words))).all() for words in SPELLED]
        assert found == [[kept]] * len(SPELLED)

    def test_the_number_of_the_other_is_all_that_is_left_of_it(self, app: Flask) -> None:
        kept, other = laura(), laura("Laura Paluanova", email="l@example.org", phone="+7 700", note="a note")

        kept.absorb(other)
        db.session.commit()

        assert (str(other.name), other.variants, other.email, other.phone, other.note, other.search_text) == (
            "",
            [],
            "",
            "",
            "",
            "",
        )
        assert Person.in_order() == [kept]

    def test_an_entry_of_the_demo_that_becomes_one_with_the_offices_own_is_its_own(self, app: Flask) -> None:
        kept, other = laura(is_demo=True), laura("Laura Paluanova")

        kept.absorb(other)

        assert (kept.is_demo, other.is_demo) == (False, False)

    def test_the_record_tells_what_the_other_was_and_how_much_moved(self, app: Flask, make_event: MakeEvent) -> None:
        kept, other = laura(), laura("Laura Paluanova", phone="+7 700")
        make_event().assign(other, "speaker")
        db.session.commit()

        moved = kept.absorb(other)
        db.session.commit()

        said = db.session.scalars(select(Activity).where(Activity.verb == "merged")).one()
        assert (said.subject_kind, said.subject_id, moved) == ("people", kept.id, 1)
        assert (said.changes["other"], said.changes["moved"]) == (other.id, {"event_parts.person_id": 1})
        assert (said.changes["was"]["name"], said.changes["was"]["phone"]) == ({"en": "Laura Paluanova"}, "+7 700")
        assert (said.changes["phone"], said.changes["variants"]) == (["", "+7 700"], [[], ["Laura Paluanova"]])

    def test_what_moved_in_a_restricted_visit_is_not_counted(self, app: Flask, make_event: MakeEvent) -> None:
        kept, other = laura(), laura("Laura Paluanova")
        part = make_event(Delegation, visibility="restricted").assign(other, "speaker")
        make_event().assign(other, "speaker")
        db.session.commit()
        told = count_references(other)

        moved = kept.absorb(other)
        db.session.commit()

        said = db.session.scalars(select(Activity).where(Activity.verb == "merged")).one()
        assert (told, moved, part.person) == ({"event_parts.person_id": 1}, 1, kept)
        assert said.changes["moved"] == {"event_parts.person_id": 1}


class TestWhatFollows:
    def test_the_bookings_of_both_are_those_of_one_and_clash(self, app: Flask, make_event: MakeEvent) -> None:
        kept, other = laura(), laura("Laura Paluanova")
        morning, same_hour = make_event(), make_event(Conference)
        morning.assign(kept, "speaker")
        same_hour.assign(other, "host")
        db.session.commit()
        assert list(Conflicts.of(morning)) == []

        kept.absorb(other)
        db.session.commit()

        assert [(one.code, one.other) for one in Conflicts.of(morning)] == [("person_busy", same_hour)]
        assert set(db.session.scalars(select(Occupation.resource))) == {f"people:{kept.id}"}

    def test_what_was_accepted_of_either_is_not_asked_again(self, app: Flask, make_event: MakeEvent, host: Account) -> None:
        kept, other = laura(), laura("Laura Paluanova", account=host)
        once_more, hall, again = make_event(), stored(Room, "Hall"), stored(Room, "Холл")
        for event in (first := make_event(room=again)), (second := make_event(Conference, room=again)):
            event.assign(other, "speaker")
        once_more.assign(kept, "speaker")
        db.session.commit()
        Conflicts.of(first).accept(first, "He speaks twice")
        assert [(one.code, bool(one.accepted)) for one in Conflicts.of(second)] == [("person_busy", True), ("room_taken", True)]

        kept.absorb(other)
        hall.absorb(again)
        db.session.commit()

        said = [(one.code, one.other, one.accepted and one.accepted.reason) for one in Conflicts.of(second)]
        assert sorted(said, key=lambda one: (one[0], one[1].id)) == [
            ("person_busy", once_more, None),
            ("person_busy", first, "He speaks twice"),
            ("room_taken", first, "He speaks twice"),
        ]
        kept.revise({"account": None})
        db.session.commit()
        assert [bool(one.accepted) for one in Conflicts.of(first) if one.other is second] == [True, True]

    def test_a_guest_and_an_account_are_followed_too(self, app: Flask, make_event: MakeEvent, host: Account) -> None:
        kept, other = laura(), laura("Laura Paluanova", account=host)
        event = make_event()
        event.guests = [EventGuest(rank=1, name="Laura", person=other)]
        event.assign(kept, "speaker")
        db.session.commit()

        kept.absorb(other)
        db.session.commit()

        assert set(db.session.scalars(select(Occupation.resource))) == {f"accounts:{host.id}"}

    def test_the_bookings_of_a_room_and_of_what_is_joined_of_it_follow(self, app: Flask, make_event: MakeEvent) -> None:
        d3, d4, again = stored(Room, "D3"), stored(Room, "D4"), stored(Room, "Д3")
        joined = stored(Room, "D3+D4", parts=[again, d4])
        in_joined, in_d3, row_in_again = make_event(room=joined), make_event(Conference, room=d3), make_event()
        start = row_in_again.starts_at
        assert start
        row_in_again.agenda = [AgendaSession(room=again, starts_at=start, ends_at=start + timedelta(hours=1))]
        db.session.commit()
        assert list(Conflicts.of(in_d3)) == []

        d3.absorb(again)
        db.session.commit()

        assert {one.other for one in Conflicts.of(in_d3)} == {in_joined, row_in_again}

    def test_events_are_found_by_the_name_of_the_host_that_is_kept_and_calendars_say_it(
        self, app: Flask, make_event: MakeEvent
    ) -> None:
        kept, other = metu("Almaty", "International Engineering and Technology University"), metu("Almaty", "IETU of Almaty")
        event = make_event(host=other)
        before = event.calendar_revision

        kept.absorb(other)
        db.session.commit()

        assert event.host == kept
        assert "international enginering" in event.search_text
        assert event.calendar_revision == before + 1

    def test_who_was_told_apart_from_the_one_is_told_apart_from_what_it_becomes(self, app: Flask) -> None:
        kept, other, third = laura(), laura("Laura Paluanova"), laura("Lara Palaunova")
        other.tell_apart(third)
        other.tell_apart(third)

        kept.absorb(other)
        db.session.commit()

        assert kept.is_told_apart(third) and third.is_told_apart(kept)
        assert db.session.scalar(select(func.count()).select_from(Person.told_apart)) == 1


def _columns_with_keys_to(name: str) -> list[Column[Any]]:
    """Every column of the database that points at a table, read straight from the tables."""
    tables = Base.metadata.tables.values()
    return [
        column for table in tables for column in table.columns for key in column.foreign_keys if key.column.table.name == name
    ]


def _pointing(column: Column[Any], thing: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(column.table).where(column == thing.id)) or 0


class _Rows:
    """Makes a row in any table, with whatever it needs, and rows in others where it must point at some."""

    def __init__(self) -> None:
        self.number = iter(range(1, 1000))

    def with_values(self, table: Table, values: dict[str, Any]) -> Any:
        if table is Event.__table__:
            number = self._event()
            db.session.execute(update(table).where(table.c.id == number).values({"id": number, **values}))
            return number
        missing = {column.name: self._value(column) for column in self._wanting(table) if column.name not in values}
        made = db.session.execute(insert(table).values({**missing, **values}).returning(*table.primary_key))
        return made.one()[0]

    def _wanting(self, table: Table) -> Iterator[Column[Any]]:
        for column in table.columns:
            needed = not column.nullable or column is PersonalFeed.__table__.c.account_id  # it belongs to somebody
            if needed and (column.foreign_keys or not column.primary_key) and column.default is None:
                yield column

    def _value(self, column: Column[Any]) -> Any:
        for key in column.foreign_keys:
            return self.with_values(key.column.table, {})
        plain = {Boolean: False, Integer: next(self.number), Date: NOW.date(), Time: time(9), JSON: {}, DateTime: NOW}
        kind = getattr(column.type, "impl", column.type)
        return next((value for one, value in plain.items() if isinstance(kind, one)), f"value {next(self.number)}")

    def _event(self) -> int:
        event = InfoDay.draft(title=translated("en", en=f"Event {next(self.number)}"))
        db.session.flush()
        return event.id


def test_the_maker_of_rows_says_who_made_them_when(app: Flask) -> None:
    number = _Rows().with_values(Base.metadata.tables["event_parts"], {"person_id": laura().id})

    part = db.session.get_one(Part, number)
    assert (part.role, part.created_at, part.event.kind) == ("host", clock.now(), "info_day")
