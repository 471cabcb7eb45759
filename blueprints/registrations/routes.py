"""Registering without an account, and what the attendee holds afterwards."""

from flask import Response, abort, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from blueprints.registrations import bp
from blueprints.registrations.forms import FORM_KEY, RegistrationForm
from blueprints.scoping import held_place, visible_event
from models import Event, Registration
from models.email_address import MAX_LENGTH, email_key
from models.event.registrable import AlreadyRegistered, RegistrationClosed
from models.tally import Tally
from support.db import db, reading
from support.htmx import page, respond
from support.pictures import qr_svg
from support.ratelimit import limiter
from support.settings import current


@bp.get("/events/<slug>/registrations/new")
def new(slug: str) -> Response:
    """The form, or why there is none."""
    event = visible_event(slug)
    if not event.open_for_registration:
        return page("registrations/closed.html", fragment="registrations/_closed.html", event=event)
    form = RegistrationForm.for_event(event)
    return page("registrations/new.html", fragment="registrations/_form.html", event=event, form=form, tally=_tally(event))


@bp.post("/events/<slug>/registrations")
@limiter.limit("3000 per hour")
@limiter.limit("10 per 10 minutes", key_func=lambda: _typed_address())
def create(slug: str) -> Response:
    """Give a seat or a place in the queue.

    A lecture hall is one network address, so the limit on it is wide; the one on a mailbox at an event is not.
    """
    event = visible_event(slug)
    form = RegistrationForm.for_event(event)
    if again := _sent_before(event, form):
        return respond("registrations/_ticket.html", otherwise=_address(again), push=True, registration=again, event=event)
    if not form.validate_on_submit():
        return page(
            "registrations/new.html", fragment="registrations/_form.html", status=422, event=event, form=form, tally=_tally(event)
        )
    try:
        registration = event.register(form.attendee, answers=form.answers, form_key=form.form_key.data)
    except RegistrationClosed:
        return page("registrations/closed.html", fragment="registrations/_closed.html", status=409, event=event)
    except AlreadyRegistered as held:
        held.registration.mail_link()
        db.session.commit()
        return respond("registrations/_link_sent.html", otherwise=url_for(".link_sent", slug=event.slug), event=event)
    address = _address(registration)  # known before the commit; reading the row anew would be another writer's turn
    db.session.commit()
    with reading():
        return respond("registrations/_ticket.html", otherwise=address, push=True, registration=registration, event=event)


@bp.get("/events/<slug>/registrations/sent")
def link_sent(slug: str) -> str:
    """The neutral answer to an address that holds a place already: nobody learns from it whether it does."""
    return render_template("registrations/link_sent.html", event=visible_event(slug))


@bp.get("/registrations/<token>")
def show(token: str) -> Response:
    """What the attendee holds."""
    registration = held(token)
    return make_response(render_template("registrations/show.html", registration=registration, event=registration.event))


@bp.route("/registrations/<token>/edit", methods=["GET", "POST"])
def edit(token: str) -> Response:
    """Change what the attendee told us."""
    registration = held(token)
    if not registration.can_change:
        return make_response(redirect(_address(registration), 303))
    form = RegistrationForm.for_event(registration.event, registration)
    if form.validate_on_submit():
        registration.revise(form.attendee, form.answers)
        db.session.commit()
        return respond("registrations/_ticket.html", otherwise=_address(registration), push=True, **_held_context(registration))
    status = 422 if form.is_submitted() else 200
    return page(
        "registrations/edit.html",
        fragment="registrations/_edit_form.html",
        status=status,
        form=form,
        registration=registration,
        event=registration.event,
    )


@bp.post("/registrations/<token>/cancellation")
def cancellation(token: str) -> Response:
    """Give the place back."""
    registration = held(token)
    if not registration.cancelled and not registration.can_change:
        abort(409)
    registration.cancel()
    db.session.commit()
    return respond("registrations/_ticket.html", otherwise=_address(registration), **_held_context(registration))


@bp.post("/registrations/<token>/acceptance")
def acceptance(token: str) -> Response:
    """Take a seat that was offered. Seats are given at once here, so there is nothing left to do but to show it."""
    registration = held(token)
    if not registration.confirmed:
        abort(409, description=_("No seat is free for you yet. We write to you as soon as one is."))
    return respond("registrations/_ticket.html", otherwise=_address(registration), **_held_context(registration))


@bp.after_request
def _keep_private(response: Response) -> Response:
    """A page behind a personal link is nobody else's: not a cache's, a search engine's or the next site's."""
    if g.get("holder"):
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "no-referrer"
    return response


@bp.context_processor
def _draw_when_asked() -> dict[str, object]:
    """A QR code takes a while to work out: it is drawn by the template that shows it."""
    return {"qr_of": qr_of}


def held(token: str) -> Registration:
    """The registration of a link; see `held_place`."""
    g.holder = True
    return held_place(token)


def qr_of(registration: Registration) -> Markup:
    """The address of the ticket as a QR code."""
    return qr_svg(current().address(_address(registration)), svgclass="qr")


def _held_context(registration: Registration) -> dict[str, object]:
    return {"registration": registration, "event": registration.event}


def _typed_address() -> str:
    """Whose mailbox a form is about, at which event."""
    return f"{request.path} {email_key(request.form.get('email', '')[:MAX_LENGTH])}"


def _sent_before(event: Event, form: RegistrationForm) -> Registration | None:
    key = form.form_key.data
    return event.registration_of_form(key) if key and FORM_KEY.fullmatch(key) else None


def _address(registration: Registration) -> str:
    return url_for("registrations.show", token=registration.token)


def _tally(event: Event) -> Tally:
    return Tally.of([event.id])[event.id]
