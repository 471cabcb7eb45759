"""What the address of a feed asks for. Anything else in it changes nothing, and what makes no sense is left out."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from flask import request
from flask_babel import lazy_gettext as _l

from models.event_view import EVERYTHING, EventView, day_in_address
from models.public_feeds import FEEDS
from support.settings import current

ALARM = re.compile("([1-9][0-9]{0,3})([mhd])")
UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1)}
LONGEST_ALARM = timedelta(days=28)
ALARMS = {"": _l("None"), "1h": _l("An hour before"), "1d": _l("A day before"), "7d": _l("A week before")}
"""The alarms that the page offers."""


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
        alarm = alarm_of(arguments.get("alarm", ""))
        return cls(lang if lang in current().languages else "", view, day_in_address(arguments.get("from", "")), alarm)

    @property
    def alarm_words(self) -> str:
        """The alarm as an address says it: "1d", "2h", "45m"."""
        if self.alarm is None:
            return ""
        letter, unit = next((letter, unit) for letter, unit in UNITS.items() if not self.alarm % unit)
        return f"{self.alarm // unit}{letter}"

    @property
    def more(self) -> dict[str, str]:
        """What stands in the feed's address beside its view and language."""
        return {"alarm": self.alarm_words} if self.alarm else {}


def alarm_of(text: str) -> timedelta | None:
    """How long before its start an entry rings: "30m", "2h", "1d", at most four weeks; None for anything else."""
    found = ALARM.fullmatch(text)
    before = int(found[1]) * UNITS[found[2]] if found else None
    return before if before and before <= LONGEST_ALARM else None
