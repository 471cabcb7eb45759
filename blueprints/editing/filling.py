"""Between an event and its form: what the form shows, and what a saved form does to the event."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import request
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from blueprints.editing.forms import EventForm, Timed
from blueprints.editing.menus import Menus
from blueprints.editing.naming import guest_named, organisation_named
from blueprints.editing.rows import AgendaRow
from models import (
    Account,
    AgendaSession,
    Event,
    EventFormat,
    EventGuest,
    Organisation,
    Position,
    Programme,
    RegistrationQuestion,
    Room,
    Series,
)
from models.event.event import PUT_ELSEWHERE
from models.event.proposal import Proposal, ProposedGuest, ProposedRow
from support import clock
from support.db import db
from support.languages import Translated

PLAIN = (
    "mode", "address", "city", "online_link", "contact_name", "contact_email", "contact_phone", "audience", "languages_spoken",
    "takes_registrations", "asks_phone", "visibility", "setup_minutes", "clearing_minutes",
)  # fmt: skip
TRANSLATED = ("title", "summary", "description", "aim", "place")
OF_KIND = {
    "info_day": ("edition", "national_office_guest"),
    "conference": ("theme",),
    "delegation": ("direction",),
    "qa_session": ("moderated",),
}
Hours = tuple[datetime | None, datetime | None]
TAKEN_UP = {
    "starts_at", "ends_at", "timezone", "mode", "room", "seats", "capacity", "setup_minutes", "clearing_minutes", "agenda",
    "team", "programmes", "languages_spoken",
}  # fmt: skip
"""The fields that say when an event is, and whom and what it takes up then."""
WALL_CLOCKS = ("starts_at", "ends_at", "registration_opens_at", "registration_closes_at")


def form_of(menus: Menus, posted: MultiDict[str, str] | None = None) -> EventForm:
    """The form of the event of some menus: filled in with it, or with what was posted over it."""
    return _form_of(menus, posted if posted is not None else request.form if request.form else None)


def stored_form_of(menus: Menus) -> EventForm:
    """The form as the event is stored, whatever was posted."""
    return _form_of(menus, None)


def _form_of(menus: Menus, posted: MultiDict[str, str] | None) -> EventForm:
    event = menus.event
    form = EventForm(formdata=posted, data=_shown(event))
    for kind, fields in OF_KIND.items():
        for field in fields if kind != event.kind else ():
            del form[field]
    if not (event.published and not event.over):
        del form.reason
    if len(event.dates or ()) and event.dates[0] == event.dates[1]:  # type: ignore[index]
        for row in form.agenda:
            row.form.day.data = row.form.day.data or event.dates[0]  # type: ignore[index]
    menus.fill(form)
    return form


def _shown(event: Event) -> dict[str, Any]:
    plain = {name: getattr(event, name) for name in (*PLAIN, *TRANSLATED, *OF_KIND[event.kind], "timezone", "capacity")}
    moments = {name: getattr(event, name) for name in WALL_CLOCKS}
    return {
        **plain,
        **{name: moment.astimezone(event.zone).replace(tzinfo=None) if moment else None for name, moment in moments.items()},
        "format": event.format_id or 0,
        "room": event.room_id or 0,
        "host": event.host.label() if event.host else "",
        "organisers": "\n".join(organiser.label() for organiser in event.organisers),
        "programmes": [programme.id for programme in event.programmes],
        "series": [series.id for series in event.series],
        "team": [member.id for member in event.team],
        "agenda": [_agenda_row(row, event.zone) for row in event.agenda],
        "guests": [{"row_id": guest.id, "name": guest.name, "position": guest.position, "organisation": guest.organisation}
                   for guest in event.guests],
        "questions": [{"row_id": question.id, "kind": question.kind, "required": question.required, "label": question.label,
                       "options": _as_lines(question.options)} for question in event.questions],
    }  # fmt: skip


def _agenda_row(row: AgendaSession, zone: ZoneInfo) -> dict[str, Any]:
    start, end = (moment.astimezone(zone) if moment else None for moment in (row.starts_at, row.ends_at))
    return {
        "row_id": row.id, "day": start.date() if start else None, "starts": start.time() if start else None,
        "ends": end.time() if end else None, "kind": row.kind, "title": row.title, "speaker": row.speaker, "place": row.place,
        "room": row.room_id or 0,
    }  # fmt: skip


def _as_lines(options: Sequence[dict[str, str]]) -> Translated:
    codes = dict.fromkeys(code for option in options for code in option)
    return Translated({code: "\n".join(option.get(code, "") for option in options) for code in codes})


def tells_when(form: Timed) -> bool:
    """Whether a form that was validated says enough to look for clashes, whatever else is missing from it."""
    return not TAKEN_UP & form.errors.keys() and bool(form.moments.get("starts_at") and form.moments.get("ends_at"))


def proposed(form: EventForm, menus: Menus) -> Proposal:
    """The event as this form would make it, as far as it takes up rooms and people."""
    event = menus.event
    by = _moves_by(form, event)
    start, moved = form.moments["starts_at"], timedelta()
    if start and event.starts_at:
        moved = start - event.starts_at
    rooms = {room.id: room for room in menus.rooms}
    kept = [row.form for row in form.agenda if not (row.form.remove.data or row.form.empty)]
    return Proposal(
        event, starts_at=start, ends_at=form.moments["ends_at"], timezone=form.timezone.data, mode=form.mode.data,
        room=rooms.get(form.room.data), capacity=form.capacity.data, setup_minutes=form.setup_minutes.data,
        clearing_minutes=form.clearing_minutes.data, languages_spoken=form.languages_spoken.data or [],
        agenda=[_proposed_row(row, event, by, moved, rooms) for row in kept],
        guests=_proposed_guests(form, event),
        team=list(db.session.scalars(select(Account).where(Account.id.in_(form.team.data or [])))),
        programmes=list(db.session.scalars(select(Programme).where(Programme.id.in_(form.programmes.data or [])))),
    )  # fmt: skip


def _proposed_row(row: AgendaRow, event: Event, by: timedelta, moved: timedelta, rooms: Mapping[int, Room]) -> ProposedRow:
    start, end = _wanted_hours(row, event, by) or tuple(moment and moment + moved for moment in row.moments)
    return ProposedRow(row.stored_id, start, end, rooms.get(row.room.data), Translated(row.title.texts))


def _proposed_guests(form: EventForm, event: Event) -> list[ProposedGuest]:
    stored = {guest.id: guest for guest in event.guests}
    rows = [entry.form for entry in form.guests if not (entry.form.remove.data or entry.form.empty)]
    return [ProposedGuest(guest_named(row.name.data, stored.get(row.stored_id or 0))) for row in rows]


def save(form: EventForm, event: Event, editor: Account) -> None:
    """Do what the form says, by the event's own verbs."""
    by = _moves_by(form, event)
    rows = [(row.form, _wanted_hours(row.form, event, by)) for row in form.agenda if not row.form.empty or row.form.stored_id]
    changes = _changes(form, event, editor)
    moments = {name: moment for name, moment in form.moments.items() if moment != getattr(event, name)}
    start, end = form.moments["starts_at"], form.moments["ends_at"]
    assert start and end
    reason = form.reason.rewritten() if "reason" in form else Translated()
    moved = event.move(start, end, timezone=form.timezone.data, reason=reason)
    changes |= {name: moments[name] for name in ("registration_opens_at", "registration_closes_at") if name in moments}
    if PUT_ELSEWHERE & event.revise(changes) and not moved:
        event.announce_place()
    if form.capacity.data != event.capacity:
        event.resize(form.capacity.data)
    with event.noting("agenda", "guests", "questions"):
        _save_agenda(event, rows)
        _save_rows(event.guests, EventGuest, form.guests, "rank", _guest)
        _save_rows(event.questions, RegistrationQuestion, form.questions, "position", _question)


def _changes(form: EventForm, event: Event, editor: Account) -> dict[str, Any]:
    confirmed = set(form.confirmed.data or [])
    changes: dict[str, Any] = {name: form[name].data for name in PLAIN}
    for name in TRANSLATED:
        text: Translated = form[name].rewritten()
        for code in confirmed:
            text = text.confirmed(code, clock.now())
        changes[name] = text
    for name in OF_KIND[event.kind]:
        changes[name] = form[name].rewritten() if hasattr(form[name], "rewritten") else form[name].data
    changes["room"] = db.session.get(Room, form.room.data) if form.room.data else None
    changes["format"] = db.session.get(EventFormat, form.format.data) if form.format.data else None
    changes["host"] = organisation_named(form.host.data, event.host)
    known = {organiser.label(): organiser for organiser in event.organisers}
    names = dict.fromkeys(name.strip() for name in (form.organisers.data or "").splitlines() if name.strip())
    changes["organisers"] = [known.get(name) or Organisation.called(name) for name in names]
    changes["programmes"] = list(db.session.scalars(select(Programme).where(Programme.id.in_(form.programmes.data or []))))
    changes["series"] = list(
        db.session.scalars(select(Series).where(Series.id.in_(form.series.data or [])).order_by(Series.starts_on))
    )
    team = list(db.session.scalars(select(Account).where(Account.id.in_(form.team.data or []))))
    if changes["visibility"] == "restricted" and editor not in team and not editor.is_admin:
        team.append(editor)  # whoever closes the door stays inside
    changes["team"] = team
    return changes


def _wanted_hours(row: AgendaRow, event: Event, by: timedelta) -> Hours | None:
    """The hours a row was given, None where it kept those it had: then it moves with its event. `by` is how far a one-day event
    moves in this very form, whose rows say their hour and not their day."""
    stored = next((one for one in event.agenda if one.id == row.stored_id), None)
    if stored and (stored.starts_at, stored.ends_at) == row.moments:
        return None
    start, end = row.moments
    return (start and start + by, end and end + by)


def _moves_by(form: EventForm, event: Event) -> timedelta:
    if not event.dates or event.dates[0] != event.dates[1]:
        return timedelta()
    return form.starts_at.data.date() - event.dates[0]


def _save_agenda(event: Event, rows: Sequence[tuple[AgendaRow, Hours | None]]) -> None:
    stored = {row.id: row for row in event.agenda}
    gone = [row.stored_id or 0 for row, _hours in rows if row.remove.data or row.empty]
    event.drop(*(stored[number] for number in dict.fromkeys(gone) if number in stored))
    for position, (row, hours) in enumerate(rows):
        session = stored.get(row.stored_id or 0)
        if row.remove.data or row.empty:
            continue
        if session is None:
            session = AgendaSession()
            event.agenda.append(session)
        if hours:
            session.starts_at, session.ends_at = hours
        session.kind, session.position = row.kind.data, position
        session.title = session.title.rewritten(row.title.texts, clock.now())
        session.speaker = session.speaker.rewritten(row.speaker.texts, clock.now())
        session.place = session.place.rewritten(row.place.texts, clock.now())
        session.room = db.session.get(Room, row.room.data) if row.room.data else None


def _save_rows(stored_rows: list[Any], kind: type[Any], rows: Any, order: str, take: Any) -> None:
    """Let stored rows follow those of the form: changed, added, taken out, in the form's order."""
    stored, place = {row.id: row for row in stored_rows}, 0
    for entry in rows:
        row = entry.form
        thing = stored.get(row.stored_id or 0)
        if row.remove.data or row.empty:
            if thing:
                stored_rows.remove(thing)
            continue
        if thing is None:
            thing = kind()
            stored_rows.append(thing)
        place += 1
        setattr(thing, order, place)
        take(thing, row)


def _guest(guest: EventGuest, row: Any) -> None:
    person = guest_named(row.name.data, guest)
    newly = person if person is not guest.person else None
    guest.person = person
    guest.name = newly.name.shown().text if newly and row.name.data == newly.label() else row.name.data or ""
    guest.position = guest.position.rewritten(row.position.texts, clock.now())
    guest.organisation = guest.organisation.rewritten(row.organisation.texts, clock.now())
    if newly and newly.position:
        _introduce(guest, newly.position)


def _introduce(guest: EventGuest, position: Position) -> None:
    """Say what a guest is, where nobody typed anything else."""
    guest.position = guest.position or position.title
    if position.organisation:
        guest.organisation = guest.organisation or position.organisation.name


def _question(question: RegistrationQuestion, row: Any) -> None:
    question.kind, question.required, question.options = row.kind.data, row.required.data, row.listed_options
    question.label = question.label.rewritten(row.label.texts, clock.now())
