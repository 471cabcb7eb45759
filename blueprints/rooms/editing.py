"""Rooms as staff write them down."""

from functools import partial

from flask import Response
from flask_babel import gettext as _

from blueprints.editing.entries import discard_entry, save_entry
from blueprints.editing.naming import people_labels
from blueprints.rooms import bp
from blueprints.rooms.forms import RoomForm
from blueprints.scoping import entry_at, staff_only
from models import Room
from support.htmx import page


@bp.get("/rooms/new")
@staff_only
def new() -> Response:
    """The empty form."""
    return _form(RoomForm.of(Room()), Room())


@bp.post("/rooms")
@staff_only
def create() -> Response:
    """Add a room."""
    return _save(Room())


@bp.get("/rooms/<int:number>/edit")
@staff_only
def edit(number: int) -> Response:
    """The form as it is filled in."""
    room = entry_at(Room, number)
    return _form(RoomForm.of(room), room)


@bp.post("/rooms/<int:number>")
@staff_only
def update(number: int) -> Response:
    """Change what is known."""
    return _save(entry_at(Room, number))


@bp.post("/rooms/<int:number>/removal")
@staff_only
def removal(number: int) -> Response:
    """Put it into the trash."""
    return discard_entry(entry_at(Room, number))


def _save(room: Room) -> Response:
    form = RoomForm.of(room)
    return save_entry(form, room, RoomForm.of(room, formdata=None), partial(_form, form, room))


def _form(form: RoomForm, room: Room, status: int = 200) -> Response:
    title = room.label() or _("New room")
    return page(
        "rooms/edit.html", fragment="rooms/_form.html", status=status, form=form, room=room, title=title, known=people_labels()
    )
