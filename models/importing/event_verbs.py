"""What an import does to an event beside its fields: publish it, take it away."""

from datetime import date, timedelta

from models.event import Event
from models.event.publishable import NotReady
from support.languages import Translated


def whole_days(event: Event) -> tuple[date | None, date | None]:
    """The days of an event without an hour, the last being the first that is no part of it."""
    first, last = event.dates or (None, None)
    return first, last and last + timedelta(days=1)


def publish_if_ready(event: Event) -> None:
    """Publish it, unless it lacks what readers need, a place say: then it stays a draft."""
    try:
        event.publish()
    except NotReady:
        return


def take_away(event: Event) -> None:
    """A draft goes into the trash; what readers know of is called off, so that their calendars say so. Whoever has registered
    meanwhile keeps it."""
    with event.locked():
        if event.seating.taken or event.seating.queued:
            return
        if event.published:
            event.cancel(Translated())
        else:
            event.discard()
