"""What a form of an event offers to choose from."""

from functools import cached_property
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from blueprints.editing.entries import spoken_choices
from blueprints.editing.forms import EventForm
from models import Account, Event, EventFormat, Programme, Room, Series
from support.db import db
from support.form_fields import options
from support.i18n import language_name, offered_languages

Choices = list[Any]


class Menus:
    """Each read once, however many forms of the event show them: a form that is saved is compared with one of what is stored."""

    def __init__(self, event: Event) -> None:
        self.event = event

    def fill(self, form: EventForm) -> None:
        """Offer them in a form."""
        form.room.choices, form.format.choices = self._rooms_with_seats, self._formats
        for row in form.agenda:
            row.form.room.choices = self._rooms
        form.programmes.choices, form.series.choices, form.team.choices = self._programmes, self._series, self._team
        form.languages_spoken.choices, form.confirmed.choices = (
            options(spoken_choices(*self.event.languages_spoken)),
            self._outdated,
        )

    @cached_property
    def rooms(self) -> list[Room]:
        """All that can be booked, and those that the event is in."""
        return Room.in_order(self.event.room, *(row.room for row in self.event.agenda))

    @cached_property
    def _rooms(self) -> Choices:
        return options([_nothing(), *((room.id, room.label()) for room in self.rooms)])

    @cached_property
    def _rooms_with_seats(self) -> Choices:
        return options(
            [_nothing(), *((room.id, room.label() + (f" ({room.seats})" if room.seats else "")) for room in self.rooms)]
        )

    @cached_property
    def _formats(self) -> Choices:
        return options([_nothing(), *((one.id, one.name.shown().text) for one in EventFormat.in_order(self.event.format))])

    @cached_property
    def _programmes(self) -> Choices:
        found = db.session.scalars(select(Programme).order_by(Programme.by_name()))
        return [(one.id, one.name.shown().text) for one in found]

    @cached_property
    def _series(self) -> Choices:
        return options([(one.id, one.name.shown().text) for one in Series.in_order()])

    @cached_property
    def _team(self) -> Choices:
        found = db.session.scalars(select(Account).where(Account.active).order_by(Account.name))
        return options([(account.id, account.name or account.email) for account in found])

    @cached_property
    def _outdated(self) -> Choices:
        return options([(code, language_name(code)) for code in self.event.translations_outdated(offered_languages())])


def _nothing() -> tuple[int, str]:
    return 0, _("None of these")


def _with_seats(room: Room) -> str:
    return f"{room.label()} ({room.seats})" if room.seats else room.label()
