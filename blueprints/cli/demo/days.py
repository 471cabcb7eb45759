"""The demo's calendar: the holidays of this year and the next, and an umbrella over a week of its events."""

from datetime import date, timedelta

from blueprints.cli.demo.catalogue import words
from models import Event, Series
from models.public_holidays import Holidays
from support import clock
from support.db import db
from support.settings import current

WEEK = {"en": "Erasmus+ Week", "ru": "Неделя Erasmus+", "kk": "Erasmus+ апталығы"}
ABOUT = {
    "en": "A week of information days, workshops and answers: what Erasmus+ offers, and how to apply.",
    "ru": "Неделя информационных дней, мастер-классов и ответов на вопросы: что предлагает Erasmus+ и как подать заявку.",
    "kk": "Ақпараттық күндер, шеберлік сағаттары, сұрақ-жауап: Erasmus+ не ұсынады және өтінімді қалай беруге болады.",
}


def load_days() -> None:
    """The holidays, as far as the office has not got them already."""
    year = clock.today(current().zone).year
    for one in (year, year + 1):
        Holidays.adopt(one, is_demo=True)


def load_week() -> None:
    """The seven days that hold most of the demo's public events to come, and the umbrella over those."""
    coming = Event.lists().where(Event.is_demo, Event.visibility == "public", Event.starts_at > clock.now())
    days = {event: event.dates[0] for event in db.session.scalars(coming.order_by(Event.starts_at)) if event.dates}
    first, events = max(((day, _within(days, day)) for day in days.values()), key=lambda found: len(found[1]))
    week = Series(is_demo=True)
    with db.session.no_autoflush:
        week.revise(
            {
                "name": words(WEEK),
                "description": words(ABOUT),
                "kind": "umbrella",
                "starts_on": first,
                "ends_on": max(event.dates[1] for event in events if event.dates),
            }
        )
    for event in events:
        event.series = [week]


def _within(days: dict[Event, date], first: date) -> list[Event]:
    """The events that begin within seven days from a first one, and are not called off."""
    return [event for event, day in days.items() if first <= day < first + timedelta(days=7) and not event.cancelled]
