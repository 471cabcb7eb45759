"""Applications that tests lend each other: to put one together, and to answer its first request, took most of a test's time."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine, event
from sqlalchemy.engine import make_url

from app import create_app
from support import settings as settings_of_process
from support.db import db
from support.ratelimit import limiter
from support.settings import Settings
from tests.page_client import PageClient


class Lender:
    """Keeps an application for each kind of database; whoever borrows it finds it as it was when it was new.

    Routes cannot be taken back, and settings are read once: a test that adds some, or has others than most, is marked with
    `own_application`.
    """

    def __init__(self, templates: Path) -> None:
        self._bytecode = FileSystemBytecodeCache(str(templates))
        self._kept: dict[str, Kept] = {}

    def new(self, settings: Settings) -> Flask:
        """An application that nobody else is given."""
        app = create_app(settings)
        app.config["RATELIMIT_ENABLED"] = False
        app.config["TESTING"] = True
        app.test_client_class = PageClient
        app.jinja_env.bytecode_cache = self._bytecode
        app.extensions["security"].pwd_context.update(argon2__rounds=1, argon2__memory_cost=64)  # guessing may be cheap here
        return app

    def borrowed(self, settings: Settings) -> Flask:
        """An application whose database and folder are the ones that these settings name."""
        kind = settings.database_url.split(":")[0]
        kept = self._kept.get(kind) or self._kept.setdefault(kind, Kept.of(self.new(settings), settings))
        kept.restore(settings)
        return kept.app


@dataclass(frozen=True)
class Kept:
    """An application and what tests change in it."""

    app: Flask
    settings: Settings
    config: dict[str, Any]
    views: dict[str, Any]

    @classmethod
    def of(cls, app: Flask, settings: Settings) -> "Kept":
        with app.app_context():
            event.listen(db.engine, "do_connect", _connect_to(db.engine))
        return cls(app, settings, dict(app.config), dict(app.view_functions))

    def restore(self, settings: Settings) -> None:
        """Make it as good as new. Raises AssertionError where the settings are not what it was made with."""
        own = {"database_url": settings.database_url, "instance": settings.instance}
        assert replace(self.settings, **own) == settings, "mark the test with own_application"
        for mapping, first in ((self.app.config, self.config), (self.app.view_functions, self.views)):
            mapping.clear()
            mapping.update(first)
        self.app.instance_path = str(settings.instance)
        settings_of_process.use(settings)
        limiter.reset()
        with self.app.app_context():
            db.engine.url = make_url(settings.database_address)


def _connect_to(engine: Engine) -> Any:
    """SQLite's file is the one that the engine's address names now: a new engine would forget every statement it compiled."""

    def connect(_dialect: Any, _record: Any, arguments: list[Any], _named: dict[str, Any]) -> None:
        if engine.name == "sqlite":
            arguments[0] = engine.url.database

    return connect
