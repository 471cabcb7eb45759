"""How to subscribe, the public feeds, and single entries to take away."""

from flask import Response, abort, render_template, request

from blueprints.calendars import bp
from blueprints.calendars.answers import answer_download
from blueprints.calendars.asked import Asked
from blueprints.calendars.narrower import narrower_feeds
from blueprints.scoping import held_place, visible_event
from models import Event
from models.calendar_forms import FORMS
from models.calendar_frame import calendar_of
from models.event_entry import agenda_entries, event_entry, has_entry
from models.invitation import held_entry
from models.kept_feeds import more_arguments
from models.public_feeds import PublicFeed
from models.reminder import spelt
from support.calendar_programs import ways_to_subscribe
from support.cookieless import cookieless
from support.i18n import asked_language
from support.languages import language
from support.pictures import qr_svg


@bp.get("/calendars")
def index() -> str:
    """Every feed, and where to subscribe to it."""
    return render_template("calendars/index.html", feeds=PublicFeed.all(), narrower=narrower_feeds())


@bp.get("/calendars/<path:name>")
def show(name: str) -> str:
    """How to subscribe to one feed: what fits this device first. The QR code leads a telephone to this same page."""
    asked = Asked.of(name)
    feed = (PublicFeed.named(name) or abort(404)).seen_as(asked.view)
    more = more_arguments(asked.since, asked.alarm)
    address, agent = feed.address(language(), **more), request.user_agent.string
    context = {
        "feed": feed,
        "address": address,
        "more": more,
        "forms": FORMS,
        "ways": ways_to_subscribe(address, feed.title(language()), agent),
        "qr": qr_svg(feed.address(language(), "", **more)),
        "alarm": spelt(asked.alarm),
        "others": {**feed.arguments, **more_arguments(asked.since, None)},
    }
    return render_template("calendars/show.html", **context)


@bp.get("/events/<slug>.ics")
@cookieless
def event(slug: str) -> Response:
    """One event to take away."""
    found, code = _dated(visible_event(slug)), asked_language()
    content = calendar_of([event_entry(found, code).rendered()])
    return answer_download(content, found, code)


@bp.get("/events/<slug>/agenda.ics")
@cookieless
def agenda(slug: str) -> Response:
    """An event's agenda to take away, an entry a row."""
    found, code = _dated(visible_event(slug)), asked_language()
    entries = [entry.rendered() for entry in agenda_entries(found, code)] or abort(404)
    return answer_download(calendar_of(entries), found, code, suffix="-agenda")


@bp.get("/registrations/<token>.ics")
@cookieless
def registration(token: str) -> Response:
    """The event as the holder of a registration has it, with the link where they have a seat."""
    held = held_place(token)
    content = calendar_of([held_entry(held).rendered()])
    response = answer_download(content, _dated(held.event), held.language, private=True)
    response.headers.update({"X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"})
    return response


def _dated(event: Event) -> Event:
    """An event whose date is known; what an archive has no date of is in no calendar."""
    return event if has_entry(event) else abort(404)
