"""Seats at an event, and the queue that forms when they run out."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update
from sqlalchemy.orm import Mapped, mapped_column

from models.activity import Activity
from models.calendar_state import UNCHANGED
from models.email_address import email_key
from models.message import Message
from models.registration import Attendee, Registration
from models.seating import Seating
from support import clock
from support.orm import Moment, insert_all_new, session

if TYPE_CHECKING:
    from models.event.event import Event


class RegistrationClosed(Exception):
    """Registration has not opened, has closed, or the event is called off."""


class AlreadyRegistered(Exception):
    """The address holds a place; `registration` is it."""

    def __init__(self, registration: Registration) -> None:
        super().__init__(registration)
        self.registration = registration


class Registrable:
    """Who may register and when, and how many seats there are."""

    takes_registrations: Mapped[bool] = mapped_column(default=True)
    capacity: Mapped[int | None]
    registration_opens_at: Mapped[datetime | None] = mapped_column(Moment)
    registration_closes_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    asks_phone: Mapped[bool] = mapped_column(default=False)
    seat_changes: Mapped[int] = mapped_column(default=0)

    @property
    def seating(self: "Event") -> Seating[Registration]:
        """The event's seats, counted anew at each question."""
        return Seating(self.capacity, Registration, Registration.event_id == self.id)

    @property
    def registration_not_yet_open(self) -> bool:
        return self.registration_opens_at is not None and clock.now() < self.registration_opens_at

    @property
    def open_for_registration(self: "Event") -> bool:
        closes = self.registration_closes_at or self.ends_at
        closed = closes is None or clock.now() >= closes
        live = self.published and not self.cancelled and self.takes_registrations
        return live and not self.over and not closed and not self.registration_not_yet_open

    @contextmanager
    def locked(self: "Event") -> Iterator[None]:
        """Hold the event's seats until the transaction ends, and see them as they are now.

        The UPDATE takes the row's write lock on `events` itself; the session may remember a capacity from before another's
        commit, so the row is read again. What calendars show is not touched.
        """
        from models.event.event import Event

        session().flush()
        table = Event.__table__
        session().execute(
            update(table).where(table.c.id == self.id).values(seat_changes=table.c.seat_changes + 1),  # type: ignore[arg-type]
            execution_options=UNCHANGED,
        )
        session().refresh(self)
        yield

    def register(
        self: "Event", attendee: Attendee, *, answers: Mapping[str, Any], form_key: str | None = None, by_staff: bool = False
    ) -> Registration:
        """Give a seat, or a place in the queue. A form sent again (the same `form_key`) gives the registration it made.

        Raises RegistrationClosed before it opens, after it closes, and once the event is called off (staff may add somebody at
        any time before the end); AlreadyRegistered when the address holds a place: the page then only says that the link was
        mailed, for whoever typed it may not be its owner.
        """
        with self.locked():
            if form_key and (again := self.registration_of_form(form_key)):
                return again
            if not (self.open_for_registration or (by_staff and self.published and not self.cancelled)):
                raise RegistrationClosed(self)
            if attendee.email and (holder := self.registered(attendee.email)):
                raise AlreadyRegistered(holder)
            registration = Registration.of(attendee, self, answers=answers, form_key=form_key)
            self.seating.place(registration)
            session().add(registration)
            session().flush()
            registration.notify("confirmed" if registration.confirmed else "waiting")
            Activity.record("registered", registration, event=self.id)
            return registration

    def registered(self: "Event", email: str) -> Registration | None:
        """Who holds a place under an address."""
        held = (Registration.event_id == self.id) & (Registration.email_key == email_key(email))
        return session().scalar(select(Registration).where(held, Registration.cancelled_at.is_(None)))

    def registration_of_form(self: "Event", form_key: str) -> Registration | None:
        """What a form made when it was sent before."""
        same = (Registration.event_id == self.id) & (Registration.form_key == form_key)
        return session().scalar(select(Registration).where(same))

    def resize(self: "Event", capacity: int | None) -> Sequence[Registration]:
        """Set how many seats there are (None: no limit) and give new ones to the queue; who got one."""
        with self.locked():
            if capacity != self.capacity:
                Activity.record("revised", self, capacity=[self.capacity, capacity])
            self.capacity = capacity
            return self.fill_seats()

    def fill_seats(self: "Event") -> Sequence[Registration]:
        """Give free seats to the head of the queue and tell them. The caller holds the lock."""
        if self.cancelled or self.over:
            return []
        seated = self.seating.fill()
        for registration in seated:
            registration.notify("seat_given")
            Activity.record("got_seat", registration)
        return seated

    @property
    def confirmed(self: "Event") -> Sequence[Registration]:
        """Those with a seat, in the order they came."""
        return self._registrations(Registration.confirmed_at.is_not(None))

    @property
    def waiting_list(self: "Event") -> Sequence[Registration]:
        """Those who wait, the next first."""
        return self._registrations(Registration.confirmed_at.is_(None))

    def tell_everybody(self: "Event", occasion: str, **facts: Any) -> None:
        """Write to all who hold a seat, wait for one or have a part in it, once for each revision of the calendar entry."""
        holders = self._registrations(Registration.email.is_not(None))
        insert_all_new(Message, [registration.mail(occasion, **facts) for registration in holders])
        self.tell_people(f"part_{occasion}", **facts)

    def _registrations(self: "Event", *which: Any) -> Sequence[Registration]:
        here = select(Registration).where(Registration.event_id == self.id, Registration.cancelled_at.is_(None), *which)
        return session().scalars(here.order_by(Registration.id)).all()
