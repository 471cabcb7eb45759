"""Telling others: messages, the picture of a link, a poster; and the ticket that one keeps."""

from flask import Response, abort, make_response, redirect, render_template, url_for
from sqlalchemy import select

from blueprints.scoping import current_account, managed_event, staff_only, visible_event
from blueprints.sharing import bp
from blueprints.sharing.answers import answer_held, answer_shared, drawn_before, held, sheet
from blueprints.sharing.card import card
from blueprints.sharing.colours import KINDS
from blueprints.sharing.invitation import Invitation
from blueprints.sharing.letterhead import Letterhead
from blueprints.sharing.poster import Poster
from blueprints.sharing.ticket import Ticket
from blueprints.sharing.ticket_drawing import ticket_layout, ticket_png
from models import Event
from models.tally import Tally
from support.cookieless import cookieless
from support.db import db
from support.i18n import asked_language, offered_languages, speaking_to
from support.lettering import drawable
from support.pdf import NoPango, missing_libraries, pdf_from
from support.pictures import drawing_svg, qr_svg
from support.ratelimit import limiter
from support.settings import current

bp.add_app_template_filter(drawable)


@bp.get("/events/<slug>/share")
@staff_only
def show(slug: str) -> str:
    """What to send, show and hang up, in each language."""
    event = managed_event(slug)
    tally, address = Tally.of([event.id])[event.id], current().address(f"/events/{event.slug}")
    return render_template(
        "sharing/show.html",
        event=event,
        invitations=[Invitation.to(event, code, tally) for code in offered_languages()],
        untranslated=event.translations_missing(offered_languages()),
        address=address,
        qr=qr_svg(address),
        has_pdf=not missing_libraries(),
    )


@bp.get("/e/<int:number>")
def short(number: int) -> Response:
    """The address that one types from a poster, to the page of an event that one may see."""
    visible = select(Event.slug).where(Event.id == number, Event.visible_to(current_account()))
    slug = db.session.scalar(visible) or abort(404)
    return make_response(redirect(url_for("events.show", slug=slug), 302))


@bp.get("/events/<slug>/card.png")
@cookieless
def picture(slug: str) -> Response:
    """The picture of a public event's link."""
    event = visible_event(slug)
    if not event.is_public:
        abort(404)
    with speaking_to(asked_language()):
        drawn = card(Invitation.to(event, asked_language()), Letterhead.ours())
    return answer_shared(drawn, "image/png", event)


@bp.get("/events/<slug>/poster.pdf")
@limiter.limit("300 per hour")
@cookieless
def poster(slug: str) -> Response:
    """A poster of a published event, for whoever may read of it."""
    event, code = visible_event(slug), asked_language()
    if not event.published:
        abort(404)
    with speaking_to(code):
        colour, may_register = KINDS[event.collection], event.open_for_registration or event.registration_not_yet_open
        html, css = sheet("poster", poster=Poster(Invitation.to(event, code), event.id), colour=colour, may_register=may_register)
    return answer_shared(drawn_before(html, css), "application/pdf", event, tag=html + css, filename=f"{event.slug}-{code}.pdf")


@bp.get("/registrations/<token>/ticket.svg")
def ticket_svg(token: str) -> Response:
    """The ticket as a drawing that needs nothing beside it."""
    svg = render_template("sharing/ticket.svg", drawing=ticket_layout(Ticket.of(held(token))))
    return answer_held(svg, "image/svg+xml", "ticket.svg")


@bp.get("/registrations/<token>/ticket.png")
def ticket_picture(token: str) -> Response:
    """The ticket as a picture for a telephone."""
    return answer_held(ticket_png(Ticket.of(held(token))), "image/png", "ticket.png")


@bp.get("/registrations/<token>/ticket.pdf")
@limiter.limit("1000 per hour")
def ticket_pdf(token: str) -> Response:
    """The ticket to print."""
    ticket = Ticket.of(held(token))
    colour, code = KINDS[ticket.collection], qr_svg(ticket.address) if ticket.address else ""
    html, css = sheet("ticket", ticket=ticket, code=code, colour=colour, art=drawing_svg(ticket.collection, colour))
    return answer_held(pdf_from(html, css), "application/pdf", "ticket.pdf")


@bp.errorhandler(NoPango)
def without_pdf(_missing: NoPango) -> Response:
    """Say that this machine makes no PDF, and where the same stands otherwise."""
    response = make_response(render_template("sharing/no_pdf.html"), 503)
    response.headers["Cache-Control"] = "no-store"
    return response
