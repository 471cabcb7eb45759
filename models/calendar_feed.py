"""Feeds: what is in each, and its bytes, which are made once for each state of what it shows."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from models.calendar_forms import ICALENDAR, Form, Head
from models.calendar_state import SHOWN, CalendarState, State
from models.feed_rows import Portion, rows_of, since_when, this_morning
from models.kept_feeds import Feed, Made, Wish, kept_feed, made_feeds
from models.rendered_entries import rendered_entries
from support import clock
from support.settings import current

__all__ = ["CalendarFeed", "Feed", "Wish", "kept_feed"]


@dataclass(frozen=True, kw_only=True)
class CalendarFeed:
    """A feed for some reader.

    `key` tells it from all others, whatever its address: what is kept of it is kept under that. `portions` are the kinds of
    rows in it (`feed_rows.events_portion(which, seen_by)`, `deadlines_portion`, `closings_portion`, or one's own of a kind that
    `rendered_entries.entries_of` knows). `titled` says its name in a language, `source` its address in a language and a form,
    with more arguments, and `page` that of the page about it: a private one has neither, for they would hold a token.
    `topics` are what its content hangs on (`calendar_state.watch`): one that tells of registrations also asks for HELD.
    """

    key: tuple[Hashable, ...]
    titled: Callable[[str], str]
    portions: tuple[Portion, ...]
    colour: str = ""
    source: Callable[..., str] = lambda code, suffix, **arguments: ""
    page: Callable[[str], str] = lambda code: ""
    private: bool = False
    topics: tuple[str, ...] = (SHOWN,)

    def in_language(
        self,
        code: str,
        *,
        publisher: str,
        since: date | None = None,
        alarm: timedelta | None = None,
        form: Form = ICALENDAR,
    ) -> Feed:
        """The feed as it is now, or was within the last second.

        `publisher` is whose it is, for a list of calendars from everywhere; `since` a day from which on things are told of,
        None for three months back; `alarm` how long before its start each entry rings; `form` one of `calendar_forms.FORMS`.
        """
        place = current().database_url, current().base_url, current().timezone
        wish = Wish(self.key, self.topics, code, publisher, since, alarm, form.suffix, place)
        return kept_feed(wish) or self._looked_at(wish, form)

    def _looked_at(self, wish: Wish, form: Form) -> Feed:
        """Made anew only if the rows are others than last time."""
        states, before = CalendarState.of(self.topics), made_feeds.get(wish)
        rows = rows_of([question(since_when(wish.since)) for question in self.portions])
        title = self.titled(wish.language)
        shown = title, clock.today(current().zone), rows
        unchanged = before.feed if before and before.shown == shown else None
        feed = unchanged or self._made(wish, form, title, rows, states)
        if CalendarState.is_settled():
            made_feeds[wish] = Made(states, clock.now(), shown, feed)
        return feed

    def _made(self, wish: Wish, form: Form, title: str, rows: tuple[Any, ...], states: tuple[State, ...]) -> Feed:
        """Last-Modified is no earlier than the last change of anything: something may have left, which nothing in it tells."""
        entries = rendered_entries(rows, wish.language, form, wish.alarm)
        changes = [state.changed_at for state in states if state.changed_at]
        changed_at = max([this_morning(), *changes, *(entry.revised_at for entry in entries)])
        content = form.whole(entries, self._head(wish, title, changed_at))
        return Feed(wish, content, form.content_type, changed_at, self.private)

    def _head(self, wish: Wish, title: str, changed_at: datetime) -> Head:
        code = wish.language
        return Head(
            name=" · ".join(part for part in (title, wish.publisher) if part),
            publisher=wish.publisher,
            colour=self.colour,
            language=code,
            source="" if self.private else self.source(code, wish.suffix, **wish.arguments),
            page="" if self.private else self.page(code),
            identity=f"{current().base_url} {self.key} {code}",
            changed_at=changed_at,
        )
