"""One search over everything staff knows by a name, as far as whoever asks may see it."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import Select, select

from models.account import Account
from models.agreement import Agreement
from models.call import Call
from models.event import Event
from models.event.event_words import EventWords
from models.organisation import Organisation
from models.person import Person
from models.programme import Programme
from models.room import Room
from support.languages import folded
from support.orm import session

SHOWN, MOST_WORDS = 8, 6
LOOKED_AT = 500
"""How many entries are looked through for a better spelling."""


class Group(NamedTuple):
    """What was found of one kind, the first few of them; `more` where there are others."""

    kind: str
    found: Sequence[Any]
    more: bool


class Search:
    """What every word fits, deaf to case, diacritics and script."""

    def __init__(self, words: str, reader: Account | None) -> None:
        self.words, self.reader = " ".join(folded(words).split()[:MOST_WORDS]), reader

    @cached_property
    def groups(self) -> list[Group]:
        """Kinds of which something was found; nothing at all for no words."""
        return [group for group in self._asked() if group.found] if self.words else []

    @cached_property
    def meant(self) -> "Search | None":
        """A search for words that are there and look like those that were typed; None where there are none."""
        if not self.words:
            return None
        better = [self._better(word) for word in self.words.split()]
        found = Search(" ".join(word for word in better if word), self.reader)
        return found if all(better) and found.words != self.words and found.groups else None

    def _asked(self) -> Iterator[Group]:
        for kind in (Person, Organisation, Room):
            yield self._group(
                kind.__tablename__, select(kind).where(kind.kept(), kind.fitting(self.words)).order_by(kind.by_name(), kind.id)
            )
        events = Event.lists().where(Event.fitting(self.words), Event.visible_to(self.reader))
        yield self._group("events", events.order_by(Event.starts_at.desc().nulls_last(), Event.id.desc()))
        calls = Call.lists().where(Call.fitting(self.words))
        yield self._group("calls", calls.order_by(Call.year.desc(), Call.id))
        agreements = Agreement.lists().where(Agreement.fitting(self.words))
        yield self._group("agreements", agreements.order_by(Agreement.ends_on.desc().nulls_first(), Agreement.id))
        yield self._group(
            "programmes", select(Programme).where(Programme.fitting(self.words)).order_by(Programme.by_name(), Programme.id)
        )

    def _group(self, kind: str, query: Select[Any]) -> Group:
        found = session().scalars(query.limit(SHOWN + 1)).unique().all()
        return Group(kind, found[:SHOWN], len(found) > SHOWN)

    def _better(self, word: str) -> str | None:
        """The word nearest to one among those that begin like it, else among those that end so; itself where it is there."""
        return self._nearest(word, word[:3]) or self._nearest(word, word[-3:]) if len(word) > 3 else None

    def _nearest(self, word: str, part: str) -> str | None:
        known = {one for text in self._texts_with(part) for one in text.split() if one[0] == word[0]}
        furthest = 1 if len(word) < 6 else 2
        nearest = process.extractOne(word, sorted(known), scorer=OSA.distance, score_cutoff=furthest)
        return nearest[0] if nearest else None

    def _texts_with(self, part: str) -> Iterator[str]:
        """What is known of things that have some letters in a word of theirs."""
        for kind in (Person, Organisation):
            found = select(kind.search_text).where(kind.kept(), kind.search_text.contains(part, autoescape=True))
            yield from session().scalars(found.limit(LOOKED_AT))
        near = select(EventWords).where(EventWords.text.contains(part, autoescape=True)).limit(LOOKED_AT).subquery()
        visible = select(near.c.text).join(Event, Event.id == near.c.event_id).where(Event.visible_to(self.reader))
        yield from session().scalars(visible)
