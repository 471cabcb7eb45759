"""Flask's hold on the database: the session, migrations, and how SQLite is made to queue its writers.

A plain BEGIN that reads first and writes later dies with "database is locked" as soon as two requests do it at once, so a
transaction that will write begins as a writer (BEGIN IMMEDIATE), and the writers of one process wait for each other in memory:
SQLite's own busy wait polls, and the unlucky wait a second and more.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask import Flask, request
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, IntegrityError
from sqlalchemy.pool import ConnectionPoolEntry

from support.orm import Base, provide_session
from support.settings import BadSettings, Settings

db = SQLAlchemy(model_class=Base)
migrate = Migrate()
provide_session(lambda: db.session())

READS = frozenset({"GET", "HEAD", "OPTIONS"})
PATIENCE = 30  # seconds a writer waits for its turn before the database answers for itself

writing: ContextVar[bool] = ContextVar("writing", default=True)
"""Whether the next transaction will write. Commands and the worker do; a request does unless its method only reads."""

_turn = threading.Lock()


@contextmanager
def reading() -> Iterator[None]:
    """A transaction of its own that only reads, so that no writer waits for it; for commands and the worker."""
    token = writing.set(False)
    try:
        yield
    finally:
        db.session.rollback()
        writing.reset(token)


@contextmanager
def writing_after_all() -> Iterator[None]:
    """A transaction that writes, in a request that only read so far; what it read is forgotten. Commit within."""
    db.session.rollback()
    token = writing.set(True)
    try:
        yield
    finally:
        writing.reset(token)


def init_db(app: Flask, settings: Settings) -> None:
    """Bind the database to the application."""
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_address
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_size": settings.web_threads, "max_overflow": 2, "pool_pre_ping": True}
    if settings.database_address.startswith("sqlite"):
        app.config["SQLALCHEMY_ENGINE_OPTIONS"]["connect_args"] = {"timeout": PATIENCE}
    try:
        db.init_app(app)
    except (ArgumentError, ImportError, ValueError):  # no address at all, a database we have no driver for, a port in letters
        raise BadSettings(
            "DATABASE_URL must look like sqlite:////folder/app.db or postgresql+psycopg://user:password@host/name."
        ) from None
    migrate.init_app(app, db, directory=str(settings.root / "migrations"), render_as_batch=True, compare_type=True)
    app.before_request(_begin_as_reader_or_writer)


def was_overtaken(error: IntegrityError) -> bool:
    """Whether another transaction came first: with the same unique value, or by deleting what this one refers to."""
    if state := getattr(error.orig, "sqlstate", None):
        return state in ("23505", "23503")
    return str(error.orig).startswith(("UNIQUE constraint failed", "FOREIGN KEY constraint failed"))


def _begin_as_reader_or_writer() -> None:
    writing.set(request.method not in READS)


@event.listens_for(Engine, "connect")
def _configure(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    if not _is_sqlite(connection):
        return
    connection.isolation_level = None  # the driver shall not begin by itself: _begin does
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "temp_store=MEMORY"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    if not writing.get():
        connection.exec_driver_sql("BEGIN")
        return
    if not connection.info.get("has_turn"):  # a connection keeps its turn from one transaction to the next
        connection.info["has_turn"] = _turn.acquire(timeout=PATIENCE)
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@event.listens_for(Engine, "checkin")
def _pass_the_turn_on(_connection: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
    if entry.info.pop("has_turn", False):
        _turn.release()


def _is_sqlite(connection: Any) -> bool:
    return type(connection).__module__.startswith("sqlite3")
