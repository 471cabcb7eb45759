"""How to reach everybody when something changes late: phones, a text for messengers, who has seen it."""

from flask import render_template
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from blueprints.letters import bp
from blueprints.scoping import managed_event
from models import Event, Message, Registration
from support import dates
from support.db import db
from support.i18n import offered_languages, speaking_to
from support.settings import current

CHANGES = ("moved", "relocated", "event_cancelled", "reopened", "letter", *(f"part_{what}" for what in
           ("given", "taken", "moved", "relocated", "event_cancelled", "reopened")))  # fmt: skip
MOST = 500


@bp.get("/events/<slug>/reach")
def reach(slug: str) -> str:
    """Phone numbers of those concerned, a text in each language, and who says to have seen the latest change."""
    event = managed_event(slug)
    holders = select(Registration).where(Registration.event_id == event.id, Registration.cancelled_at.is_(None))
    phones = db.session.scalars(holders.where(Registration.phone != "").order_by(Registration.name_key).limit(MOST)).all()
    told = select(Message).where(Message.event_id == event.id, Message.occasion.in_(CHANGES)).order_by(Message.id.desc())
    told = told.options(joinedload(Message.person), joinedload(Message.registration))
    latest = {message.to.casefold(): message for message in reversed(db.session.scalars(told.limit(MOST)).all())}
    without = db.session.scalars(holders.where(Registration.email.is_(None)).order_by(Registration.name_key).limit(MOST)).all()
    return render_template(
        "letters/reach.html", event=event, phones=phones, without=without, texts=texts(event),
        told=sorted(latest.values(), key=lambda one: (one.seen_at is not None, one.name)),
    )  # fmt: skip


def texts(event: Event) -> dict[str, str]:
    """What to paste into a messenger, in each language."""
    said, address = {}, current().address(f"/events/{event.slug}")
    for code in offered_languages():
        with speaking_to(code):
            said[code] = render_template("letters/_messenger.txt", event=event, dates=dates, address=address)
    return said
