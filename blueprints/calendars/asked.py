"""What the address of a feed asks for. Anything else in it changes nothing, and what makes no sense is left out."""

from datetime import date, timedelta
from typing import NamedTuple

from flask import request

from models.event_view import EVERYTHING, EventView, day_in_address
from models.public_feeds import FEEDS
from models.reminder import reminder_in
from support.settings import current


class Asked(NamedTuple):
    """`language` is "" for the house's own; `view` are the filters of a feed that has views; `since` a day to reach back to."""

    language: str
    view: EventView
    since: date | None
    alarm: timedelta | None

    @classmethod
    def of(cls, name: str) -> "Asked":
        """What this request's address asks of the feed with a name."""
        arguments, feed = request.args, FEEDS.get(name)
        lang, view = arguments.get("lang", ""), EventView.of(arguments) if feed and feed.has_views else EVERYTHING
        since, alarm = day_in_address(arguments.get("from", "")), reminder_in(arguments.get("alarm", ""))
        return cls(lang if lang in current().languages else "", view, since, alarm)
