"""One search over everything staff knows by a name, as far as whoever asks may see it."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import Select, or_, select

from models.account import Account
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
    def suggestion(self) -> str | None:
        """Words that are there and look like those that were typed; None where there are none."""
        if not self.words:
            return None
        better = [self._better(word) for word in self.words.split()]
        found = " ".join(word for word in better if word)
        return found if all(better) and found != self.words and Search(found, self.reader).groups else None

    def _asked(self) -> Iterator[Group]:
        for kind in (Person, Organisation, Room):
            yield self._group(
                kind.__tablename__, select(kind).where(kind.kept(), kind.fitting(self.words)).order_by(kind.by_name(), kind.id)
            )
        events = Event.lists().where(Event.fitting(self.words), Event.visible_to(self.reader))
        yield self._group("events", events.order_by(Event.starts_at.desc().nulls_last(), Event.id.desc()))
        yield self._group(
            "programmes", select(Programme).where(Programme.fitting(self.words)).order_by(Programme.by_name(), Programme.id)
        )

    def _group(self, kind: str, query: Select[Any]) -> Group:
        found = session().scalars(query.limit(SHOWN + 1)).unique().all()
        return Group(kind, found[:SHOWN], len(found) > SHOWN)

    def _better(self, word: str) -> str | None:
        """The word nearest to one among those that begin or end like it; itself where it is there."""
        known = {one for text in self._texts_near(word) for one in text.split() if one[0] == word[0]}
        if word in known:
            return word
        furthest = 1 if len(word) < 6 else 2
        nearest = process.extractOne(word, known, scorer=OSA.distance, score_cutoff=furthest) if len(word) > 3 else None
        return nearest[0] if nearest else None

    def _texts_near(self, word: str) -> Iterator[str]:
        """What is known of things that have the beginning or the end of a word in them."""
        people, organisations = (select(kind.search_text).where(kind.kept()) for kind in (Person, Organisation))
        events = select(EventWords.text).join(Event, Event.id == EventWords.event_id).where(Event.visible_to(self.reader))
        for known, text in ((people, Person.search_text), (organisations, Organisation.search_text), (events, EventWords.text)):
            near = or_(*(text.contains(part, autoescape=True) for part in sorted({word[:3], word[-3:]})))
            yield from session().scalars(known.where(near).limit(LOOKED_AT))
