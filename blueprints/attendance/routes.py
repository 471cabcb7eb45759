"""An event's registrations as staff run them: the list, one of them, adding and cancelling."""

from flask import Response, abort, flash, make_response, render_template
from flask_babel import gettext as _
from sqlalchemy import select

from blueprints import wording
from blueprints.attendance import bp
from blueprints.attendance.forms import AttendeeForm
from blueprints.attendance.listing import Listing
from blueprints.attendance.words import answer_to
from models import Message, Registration
from models.event.registrable import AlreadyRegistered, RegistrationClosed
from support.db import db
from support.htmx import leave_for, page

ONE = "/events/<slug>/registrations/<int:number>"


@bp.context_processor
def _words() -> dict[str, object]:
    return {"answer_to": answer_to, "occasions": wording.OCCASIONS}


@bp.get("/events/<slug>/registrations")
def index(slug: str) -> Response:
    """Everybody, with filters."""
    return page("attendance/index.html", fragment="attendance/_list.html", listing=Listing(slug))


@bp.get(ONE)
def show(slug: str, number: int) -> Response:
    """One registration whole, with the mails it led to."""
    listing = Listing(slug)
    registration = listing.registration(number)
    mails = db.session.scalars(select(Message).where(Message.registration_id == number).order_by(Message.id)).all()
    return make_response(render_template("attendance/show.html", listing=listing, registration=registration, mails=mails))


@bp.get("/events/<slug>/attendees/new")
def new(slug: str) -> Response:
    """The form for somebody who telephoned, or stands at the door."""
    listing = Listing(slug)
    return _form_page(listing, AttendeeForm.for_event(listing.event, came=listing.filters.at == "door"))


@bp.post("/events/<slug>/attendees")
def create(slug: str) -> Response:
    """Give somebody a seat, or a place in the queue, whether or not registration is open."""
    listing = Listing(slug)
    form = AttendeeForm.for_event(listing.event)
    if not form.validate_on_submit():
        return _form_page(listing, form, 422)
    try:
        registration = listing.event.register(form.attendee, answers=form.answers, form_key=form.form_key.data, by_staff=True)
    except AlreadyRegistered as refusal:
        form.refuse_address(refusal.registration)
        return _form_page(listing, form, 409, holder=refusal.registration)
    except RegistrationClosed:
        abort(409, _("Nobody can be added while the event is a draft, nor once it is cancelled."))
    if form.came.data:
        registration.check_in()
    db.session.commit()
    flash(_added(registration), "ok")
    return leave_for(listing.address_after(registration))


@bp.get(f"{ONE}/cancellation")
def cancelling(slug: str, number: int) -> Response:
    """Ask before a seat is given away."""
    listing = Listing(slug)
    context = {"listing": listing, "registration": listing.registration(number), "heir": listing.roll.next_in_queue()}
    return make_response(render_template("attendance/cancelling.html", **context))


@bp.post(f"{ONE}/cancellation")
def cancel(slug: str, number: int) -> Response:
    """Take a place back; a seat goes to the head of the queue."""
    listing = Listing(slug)
    registration, heir = listing.registration(number), listing.roll.next_in_queue()
    if not (registration.can_change or registration.cancelled):
        abort(409, _("The event is over or cancelled: its registrations stay as they are."))
    registration.cancel()
    db.session.commit()
    flash(_("The registration of %(name)s is cancelled.", name=registration.name), "ok")
    if heir and heir.confirmed:
        flash(_("The seat went to %(name)s, who was first in the queue.", name=heir.name), "info")
    return leave_for(listing.address_after(registration))


@bp.post(f"{ONE}/link")
def link(slug: str, number: int) -> Response:
    """Mail somebody their personal link again. Staff never see it."""
    listing = Listing(slug)
    registration = listing.registration(number)
    mailed = registration.mail_link()
    db.session.commit()
    if mailed:
        flash(_("The link is on its way to %(address)s.", address=registration.email), "ok")
    else:
        flash(_("Nothing was mailed: the last mail with the link is less than ten minutes old, or there is no address."), "warn")
    return leave_for(listing.address("show", number=number))


def _form_page(listing: Listing, form: AttendeeForm, status: int = 200, holder: Registration | None = None) -> Response:
    return page("attendance/new.html", fragment="attendance/_form.html", status=status, listing=listing, form=form, holder=holder)


def _added(registration: Registration) -> str:
    if registration.confirmed:
        return _("%(name)s has a seat.", name=registration.name)
    return _("%(name)s is number %(place)s on the waiting list.", name=registration.name, place=registration.place_in_queue)
