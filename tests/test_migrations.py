"""Migrations make just the tables that the models describe, on both databases, and take them away again."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import JSON, Column, MetaData, inspect, select, text

from models import Account, Activity, Call, Deadline, Edition, Event, Occupation, Person, Programme, Registration
from models.event import Part
from models.trashable import TRASH_TOO
from support.db import db
from support.orm import Base

both = pytest.mark.databases("sqlite", "postgresql")


@pytest.fixture
def bare(app: Flask) -> Flask:
    """An application whose database holds no table yet."""
    Base.metadata.drop_all(db.engine)
    with db.engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
    return app


def differences() -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


@both
def test_migrations_and_models_agree(bare: Flask) -> None:
    assert differences() != []

    upgrade()

    assert differences() == []


@both
def test_migrations_can_be_taken_back(bare: Flask) -> None:
    upgrade()
    assert "events" in inspect(db.engine).get_table_names()

    downgrade(revision="base")

    assert inspect(db.engine).get_table_names() == ["alembic_version"]
    Base.metadata.create_all(db.engine)


@both
def test_what_an_office_has_by_then_comes_along(bare: Flask) -> None:
    upgrade(revision="0002")
    insert, empty = _inserter(), _words(en="Blue Hall")

    insert("accounts", id=1, email="gone@example.org", name="Gone", active=False, fs_uniquifier="a")
    insert("rooms", id=1, name=empty, building=empty)
    insert("organisations", id=1, name=empty, short_name="METU", city="Ankara")
    insert(
        "events", id=1, kind="info_day", title=empty, room_id=1, host_id=1, starts_at=_at(5), ends_at=_at(7), precision="moment"
    )
    insert("info_days", id=1)
    insert("activities", id=1, subject_kind="info_days", subject_id=1)

    upgrade()

    event, account = db.session.get(Event, 1), db.session.get(Account, 1)
    assert event and account
    assert (event.host and event.host.short_name, event.room and event.room.spellings) == ("METU", "blue hal")
    assert (account.active, account.search_text) == (False, "gone gone example org")
    assert db.session.scalars(select(Activity.event_id)).all() == [1]
    assert [(one.resource, one.starts_at, one.building) for one in db.session.scalars(select(Occupation))] == [
        ("rooms:1", _at(5), "blue hal")
    ]
    db.session.remove()


@both
def test_what_an_opportunity_offers_is_told_of_the_year_of_its_newest_call(bare: Flask) -> None:
    upgrade(revision="0004")
    insert, name = _inserter(), _words(en="Jean Monnet Module")
    documents = _words(en="Passport\n\nCurriculum vitae", ru="Паспорт\nРезюме")
    insert("programmes", id=1, slug="module", name=name, grant=_words(en="30 000 EUR"), documents=documents, can_apply=True)
    links = {"links": ["https://example.eu/jm"], "deleted_at": _at(6)}
    insert("programmes", id=2, slug="gone", name=name, documents=_words(), **links)
    for number, year, of in ((1, 2026, 1), (2, 2027, 1), (3, 2025, 2)):
        insert("calls", id=number, year=year, title=_words(en=f"Call {year}"), identifier="JMO")
        insert("call_programmes", call_id=number, programme_id=of)
    insert("deadlines", call_id=1, label=_words(en="Late date"), kind="late", timezone="Europe/Brussels", sorted_at=_at(9))

    upgrade()

    everything = {"execution_options": TRASH_TOO}
    editions = db.session.scalars(select(Edition).order_by(Edition.programme_id), **everything).all()
    assert [(one.programme_id, one.year, one.can_apply, one.currency) for one in editions] == [
        (1, 2027, True, "EUR"),
        (2, 2025, None, "EUR"),
    ]
    assert (editions[0].grant.texts, editions[1].grant.texts) == ({"en": "30 000 EUR"}, {})
    assert [(one.position, one.name.texts, one.need) for one in editions[0].documents] == [
        (0, {"en": "Passport", "ru": "Паспорт"}, "required"),
        (1, {"en": "Curriculum vitae", "ru": "Резюме"}, "required"),
    ]
    assert [one.address for one in editions[1].links] == ["https://example.eu/jm"]
    calls = db.session.execute(select(Call.search_text, Call.deleted_at).order_by(Call.id), **everything)
    assert [tuple(one) for one in calls] == [("cal 2026 jmo", None), ("cal 2027 jmo", None), ("cal 2025 jmo", _at(6))]
    assert db.session.scalar(select(Deadline.search_text)) == "late date"
    db.session.remove()


@both
def test_calendars_count_on_from_what_was_told_before(bare: Flask) -> None:
    upgrade(revision="0006")
    insert, name = _inserter(), _words(en="Jean Monnet Module")
    family, grant = _words(en="Key Action 2"), _words(en="Scholarship of 1400 EUR")
    insert("programmes", id=1, slug="module", name=name, short_name="Module", aliases=["Jean Monet"], family=family)
    for number, year, told in ((1, 2020, _words(en="Ducats")), (2, 2026, grant)):
        insert("editions", id=number, programme_id=1, year=year, grant=told)
    insert("events", id=1, kind="info_day", title=name, starts_at=_at(5), ends_at=_at(7), calendar_revision=3, search_text="blue")
    insert("info_days", id=1)
    insert("event_words", event_id=1, text="blue")
    insert("event_programmes", event_id=1, programme_id=1)
    held = {"event_id": 1, "created_at": _at(1), "confirmed_at": _at(2)}
    insert("registrations", id=1, uid="a", nonce="a", form_key="a", email_key="a", **held)
    insert("registrations", id=2, uid="b", nonce="b", form_key="b", email_key="b", cancelled_at=_at(3), **held)
    insert("people", id=1, name=name, email="Aigul@Example.org")
    insert("event_parts", id=1, event_id=1, person_id=1, created_at=_at(1))

    upgrade()

    event, programme = db.session.get(Event, 1), db.session.get(Programme, 1)
    assert event and programme
    assert (event.sequence_within, event.search_text) == (3, "blue jean monet module module jean monet")
    assert programme.search_text.endswith("key action 2 scholarship of 1400 eur")
    places = db.session.execute(select(Registration.sequence, Registration.calendar_revised_at).order_by(Registration.id))
    assert [tuple(place) for place in places] == [(0, _at(2)), (1, _at(3))]
    assert db.session.scalar(select(Part.calendar_revised_at)) == _at(1)
    assert db.session.scalar(select(Person.email)) == "aigul@example.org"
    db.session.remove()


def _inserter() -> Callable[..., None]:
    """What puts a row into a table as it is by now, with something in every column that must have it."""
    tables = MetaData()
    tables.reflect(db.engine)

    def insert(table: str, **values: Any) -> None:
        columns = tables.tables[table].columns
        needed = [column for column in columns if not column.nullable and column.name not in values]
        filled = {column.name: _something(column) for column in needed}
        with db.engine.begin() as connection:
            connection.execute(tables.tables[table].insert().values(**filled, **values))

    return insert


def _words(**texts: str) -> dict[str, Any]:
    """A text as the database holds it."""
    return {"source": next(iter(texts), ""), **{code: [text, "2026-01-01T00:00:00+00:00"] for code, text in texts.items()}}


def _at(hour: int) -> datetime:
    return datetime(2026, 11, 27, hour, tzinfo=UTC)


def _something(column: Column[Any]) -> Any:
    if isinstance(column.type, JSON):
        return {}
    kind = column.type.python_type
    return {datetime: _at(5), date: _at(5).date()}.get(kind) or kind()
