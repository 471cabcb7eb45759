"""What calendar programs fetch: no sign-in, no cookie, and an address that stands in no log."""

from datetime import date

from flask import Response, abort, request
from limits import RateLimitItemPerHour
from sqlalchemy import update
from werkzeug.exceptions import TooManyRequests

from blueprints.personal_feeds import bp
from blueprints.scoping import office
from models.calendar_feed import Feed, Wish, kept_feed
from models.calendar_forms import FORMS
from models.calendar_state import UNCHANGED
from models.kept import Kept
from models.personal_feed import PersonalFeed
from models.reminder import reminder_in
from models.unguessable import digest
from support import clock
from support.cookieless import cookieless
from support.db import db, writing_after_all
from support.feed_answers import answer_feed, quickly
from support.ratelimit import within
from support.settings import current

OFTEN, PAUSE = RateLimitItemPerHour(600), 600
"""For one feed, whoever fetches it: Google and others fetch everybody's from a few networks, so networks are not counted."""

_wishes: Kept[tuple[str, str, str, date], tuple[int, Wish]] = Kept(5_000)
"""What was asked for by an address today, and by which feed."""


def _as_before(token: str, suffix: str) -> Response | None:
    """The feed, while nothing has changed that it hangs on: whether it is revoked and what its owner may are part of that."""
    number, wish = _wishes.get(_address(token, suffix)) or (0, None)
    feed = kept_feed(wish) if wish else None
    return answer_feed(feed) if feed and within(OFTEN, f"feed {number}") else None


@bp.get("/calendars/personal/<token>.<any(ics, json, atom):suffix>")
@cookieless
@quickly(_as_before)
def fetch(token: str, suffix: str) -> Response:
    """One person's calendar. Its language and reminder are its owner's choice: what stands behind a "?" changes nothing."""
    feed = PersonalFeed.with_token(token) or abort(404)
    if not within(OFTEN, f"feed {feed.id}"):
        raise TooManyRequests(retry_after=PAUSE)
    made = _made(feed, suffix)
    if feed.fetch_is_news:
        _note(feed.id)
    else:
        _wishes[_address(token, suffix)] = feed.id, made.wish
    return answer_feed(made)


@bp.after_request
def _tell_nobody(response: Response) -> Response:
    """Not even the page that says there is nothing here tells the next site where one was."""
    if request.endpoint == "personal_feeds.fetch":
        response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _made(feed: PersonalFeed, suffix: str) -> Feed:
    name, alarm = office().name.shown(feed.language).text, reminder_in(feed.alarm)
    return feed.calendar.in_language(feed.language, publisher=name, alarm=alarm, form=FORMS[suffix])


def _note(number: int) -> None:
    """Write down that it was fetched today, in a transaction of its own once all has been read."""
    with writing_after_all():
        today = clock.today(current().zone)
        fetched = update(PersonalFeed).where(PersonalFeed.id == number).values(fetched_on=today)
        db.session.execute(fetched.execution_options(synchronize_session=False, **UNCHANGED))
        db.session.commit()


def _address(token: str, suffix: str) -> tuple[str, str, str, date]:
    return digest(token), suffix, current().database_url, clock.today(current().zone)
