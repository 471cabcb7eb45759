"""A series as readers see it."""

from collections.abc import Sequence

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from blueprints.scoping import current_account
from blueprints.series import bp
from models import Event, Series
from models.tally import Tally
from support.db import db

MOST = 500


@bp.get("/series/<slug>")
def show(slug: str) -> str | Response:
    """A series with its events, those to come first. Who may see none of them is not told that it is there."""
    series = Series.at(slug) or abort(404)
    account = current_account()
    events: Sequence[Event] = db.session.scalars(series.events_for(account).order_by(Event.starts_at, Event.id).limit(MOST)).all()
    if not events and not (account and account.is_staff):
        abort(404)
    if series.slug != slug:
        return redirect(url_for(".show", slug=series.slug), 301)
    published = [event for event in events if event.published]
    return render_template(
        "series/show.html",
        series=series,
        coming=[event for event in published if not event.over],
        past=[event for event in reversed(published) if event.over],
        drafts=[event for event in events if not event.published],
        tallies=Tally.of(event.id for event in events),
    )
