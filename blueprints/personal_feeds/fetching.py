"""What calendar programs fetch: no sign-in, no cookie, and an address that stands in no log."""

from flask import Response, abort, g, request
from sqlalchemy import update

from blueprints.personal_feeds import bp
from blueprints.scoping import office
from models.calendar_feed import Feed
from models.calendar_state import UNCHANGED
from models.personal_feed import ALARMS, PersonalFeed
from support import clock
from support.cookieless import cookieless
from support.db import db, writing_after_all
from support.feed_answers import answer_feed
from support.ratelimit import limiter
from support.settings import current

OFTEN = "600 per hour"
"""For one feed, whoever fetches it: Google and others fetch everybody's from a few networks, so networks are not counted."""


@bp.get("/calendars/personal/<token>.ics")
@cookieless
def fetch(token: str) -> Response:
    """One person's calendar. Its language and reminder are its owner's choice: what stands behind a "?" changes nothing."""
    g.feed = PersonalFeed.with_token(token) or abort(404)
    response = answer_feed(_content())
    if g.feed.fetch_is_news:
        _note(g.feed.id)
    return response


@bp.after_request
def _tell_nobody(response: Response) -> Response:
    """Not even the page that says there is nothing here tells the next site where one was."""
    if request.endpoint == "personal_feeds.fetch":
        response.headers["Referrer-Policy"] = "no-referrer"
    return response


@limiter.limit(OFTEN, key_func=lambda: f"feed {g.feed.id}")
def _content() -> Feed:
    """As far as it was not fetched too often. Only feeds that there are count: made-up tokens would fill the memory."""
    feed: PersonalFeed = g.feed
    name = office().name.shown(feed.language).text
    return feed.calendar.in_language(feed.language, publisher=name, alarm=ALARMS[feed.alarm])


def _note(number: int) -> None:
    """Write down that it was fetched today, in a transaction of its own once all has been read."""
    with writing_after_all():
        today = clock.today(current().zone)
        fetched = update(PersonalFeed).where(PersonalFeed.id == number).values(fetched_on=today)
        db.session.execute(fetched.execution_options(synchronize_session=False, **UNCHANGED))
        db.session.commit()
