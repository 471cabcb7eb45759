"""The plain SQLAlchemy base of all models, and the way to the session that needs no Flask."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, MetaData, event, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What every table derives from."""

    metadata = MetaData(naming_convention=NAMES)


@event.listens_for(Base, "init", propagate=True)
def _start_with_defaults(thing: Base, _args: Any, given: dict[str, Any]) -> None:
    """Give a new thing its columns' defaults at once rather than at the flush: its verbs read them before."""
    for attribute in inspect(type(thing)).column_attrs:
        default = attribute.columns[0].default
        if attribute.key in given or default is None:
            continue
        if default.is_scalar:
            setattr(thing, attribute.key, default.arg)
        elif default.is_callable:
            setattr(thing, attribute.key, default.arg(None))


class Moment(TypeDecorator[datetime]):
    """An instant, stored in UTC and given back aware. Raises ValueError for a naive datetime: nobody knows when that is."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        stored: datetime = value
        return stored.replace(tzinfo=UTC) if stored.tzinfo is None else stored.astimezone(UTC)


_provider: Callable[[], Session] | None = None


def provide_session(provider: Callable[[], Session]) -> None:
    """Tell the models where their session comes from; `support.db` does it once."""
    global _provider
    _provider = provider


def session() -> Session:
    """The session of whoever is running: a request, a command, the worker, a test."""
    if _provider is None:
        raise RuntimeError("no session: support.db has not been wired")
    return _provider()


def insert_new(table: type[Base], **values: Any) -> bool:
    """Insert a row unless one with the same unique key is there, or is just being made by somebody else; whether it was new."""
    made = _insert(table).values(**values).on_conflict_do_nothing().returning(*inspect(table).primary_key)
    return session().execute(made).first() is not None


def insert_or_update(own: Session, table: type[Base], key: Mapping[str, Any], **values: Any) -> None:
    """Set columns of the row with a primary key, made new where there is none, in somebody's own session."""
    made = _insert(table, own).values(**key, **values)
    own.execute(made.on_conflict_do_update(index_elements=list(key), set_=values))


def insert_all_new(table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those rows whose unique key is not there yet, all at once: ten thousand one by one take seconds."""
    if rows:
        session().execute(_insert(table).on_conflict_do_nothing(), [dict(row) for row in rows])


def _insert(table: type[Base], own: Session | None = None) -> Any:
    """An INSERT that may be told what to do about a conflict, which both databases can."""
    return (postgresql.insert if (own or session()).get_bind().dialect.name == "postgresql" else sqlite.insert)(table)
