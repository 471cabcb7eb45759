"""The public feeds themselves, for programs that come again and again."""

from flask import Response, abort

from blueprints.calendars import bp
from blueprints.calendars.asked import Asked
from blueprints.scoping import office
from models.calendar_forms import FORMS
from models.kept import Kept
from models.kept_feeds import Feed, Wish, kept_feed
from models.public_feeds import PublicFeed
from support.cookieless import cookieless
from support.feed_answers import answer_feed, quickly
from support.i18n import asked_language
from support.languages import speak
from support.settings import current

Address = tuple[str, str, Asked, str]

_wishes: Kept[Address, Wish] = Kept(2_000)
"""What addresses ask for, once somebody has found out: the way there costs more than the answer."""


def _at_once(name: str, suffix: str) -> Response:
    """The feed as it was, while nothing has changed that it hangs on since somebody last asked for it by this address.

    Addresses are told apart by the arguments we know, in our order: any others must not get past what is kept.
    """
    address = name, suffix, Asked.of(name), current().database_url
    wish = _wishes.get(address)
    return answer_feed((wish and kept_feed(wish)) or _made(address))


@bp.get("/calendars/<path:name>.<any(ics, json, atom):suffix>")
@cookieless
@quickly(_at_once)
def feed(name: str, suffix: str) -> Response:
    """A feed as iCalendar, jCal or Atom; the quick way has answered, unless there is none."""
    return _at_once(name, suffix)


def _made(address: Address) -> Feed:
    name, suffix, asked, _ = address
    code = asked_language()
    speak(code)
    found = (PublicFeed.named(name) or abort(404)).seen_as(asked.view)
    publisher = office().name.shown(code).text
    made = found.calendar.in_language(code, publisher=publisher, since=asked.since, alarm=asked.alarm, form=FORMS[suffix])
    _wishes[address] = made.wish
    return made
