"""The public feeds themselves, for programs that come again and again."""

from flask import Response, abort

from blueprints.calendars import bp
from blueprints.calendars.asked import Asked
from blueprints.scoping import office
from models.calendar_forms import FORMS
from models.kept import Kept
from models.kept_feeds import Wish, kept_feed
from models.public_feeds import PublicFeed
from support.cookieless import cookieless
from support.feed_answers import answer_feed, quickly
from support.i18n import asked_language
from support.settings import current

Address = tuple[str, str, Asked, str]

_wishes: Kept[Address, Wish] = Kept(2_000)
"""What addresses ask for, once somebody has found out: the way there costs more than the answer."""


def _as_before(name: str, suffix: str) -> Response | None:
    """The feed, while nothing that it hangs on has changed since somebody last asked for it by this address."""
    wish = _wishes.get(_address(name, suffix))
    feed = kept_feed(wish) if wish else None
    return answer_feed(feed) if feed else None


@bp.get("/calendars/<path:name>.<any(ics, json, atom):suffix>")
@cookieless
@quickly(_as_before)
def feed(name: str, suffix: str) -> Response:
    """A feed as iCalendar, jCal or Atom."""
    asked, code = Asked.of(name), asked_language()
    found = (PublicFeed.named(name) or abort(404)).seen_as(asked.view)
    made = found.calendar.in_language(
        code, publisher=office().name.shown(code).text, since=asked.since, alarm=asked.alarm, form=FORMS[suffix]
    )
    _wishes[_address(name, suffix)] = made.wish
    return answer_feed(made)


def _address(name: str, suffix: str) -> Address:
    """What tells one wish from another: the arguments we know, in our order, for any others must not get past what is kept."""
    return name, suffix, Asked.of(name), current().database_url
