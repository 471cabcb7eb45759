"""How events are found: search that is deaf to case and script, and the filters of lists."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, ColumnElement, Select, String, cast, or_, select
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from models.event.event_words import EventWords
from models.organisation import Organisation
from models.programme import Programme
from models.room import Room
from support import clock
from support.languages import Translated, folded, language, sort_keys

if TYPE_CHECKING:
    from models.event.event import Event


def words_of(
    title: Translated,
    place: Translated,
    city: str,
    room: Room | None,
    host: Organisation | None,
    programmes: Iterable[Programme],
) -> list[str]:
    """What an event is found by wherever events are looked for."""
    texts = [*title.texts.values(), *place.texts.values(), city]
    if room:
        texts += [room.label(code) for code in room.name.texts]
    if host:
        texts += [*host.name.texts.values(), host.short_name, *(host.variants or ())]
    return [*texts, *(name for programme in programmes for name in programme.called)]


class Findable:
    """A folded text beside each event, for SQLite's LIKE folds ASCII only; and keys by which each language sorts its title."""

    search_text: Mapped[str] = mapped_column(default="")
    title_keys: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)

    @declared_attr
    @classmethod
    def own_words(cls) -> Mapped[EventWords | None]:
        return relationship(EventWords, cascade="all, delete-orphan", passive_deletes=True)

    def index_for_search(self: "Event") -> None:
        """Keep what search and sorting compare: titles, summaries, place, host, opportunities, in all languages."""
        texts = words_of(self.title, self.place, self.city, self.room, self.host, self.programmes)
        self.own_words = self.own_words or EventWords()
        self.own_words.text = folded(" ".join(texts))
        self.search_text = folded(" ".join([*texts, *self.summary.texts.values()]))
        self.title_keys = sort_keys(self.title)

    @classmethod
    def by_title(cls) -> ColumnElement[Any]:
        """The alphabetical order of the language being spoken."""
        from models.event.event import Event

        key: ColumnElement[Any] = Event.title_keys[language()].as_string()
        return key

    @classmethod
    def fitting(cls, words: str) -> ColumnElement[bool]:
        """Those whose title, place, host and opportunities every word fits, whatever its case, diacritics and script."""
        from models.event.event import Event

        fit = (EventWords.text.contains(word, autoescape=True) for word in folded(words).split())
        return Event.id.in_(select(EventWords.event_id).where(*fit))

    @classmethod
    def matching(cls, query: Select["Event"], **meant: Any) -> Select["Event"]:
        """Narrow a query of events; what may be asked for is said by `meant_by`."""
        return query.where(*cls.meant_by(**meant))

    @classmethod
    def meant_by(
        cls,
        *,
        kind: str | None = None,
        programme: str | None = None,
        words: str = "",
        start: date | None = None,
        end: date | None = None,
        mode: str | None = None,
        audience: str = "",
        spoken: str = "",
        zone: ZoneInfo,
    ) -> list[ColumnElement[bool]]:
        """Conditions of what somebody looks for; `start` and `end` are dates in `zone`, both included. An event that names no
        audience is for all of them."""
        from models.event.event import Event

        conditions: list[Any] = [Event.search_text.contains(word, autoescape=True) for word in folded(words).split()]
        if kind:
            conditions.append(Event.kind == kind)
        if mode:
            conditions.append(Event.mode == mode)
        if programme:
            conditions.append(Event.programmes.any(Programme.slug == programme))
        if audience:
            conditions.append(or_(_holds(Event.audience, audience), cast(Event.audience, String).in_(("[]", "null"))))
        if spoken:
            conditions.append(_holds(Event.languages_spoken, spoken))
        if start:
            conditions.append(Event.ends_at > datetime.combine(start, time(), zone))
        if end:
            conditions.append(Event.starts_at < datetime.combine(end + timedelta(days=1), time(), zone))
        return conditions

    @classmethod
    def coming(cls, query: Select["Event"]) -> Select["Event"]:
        """What has not ended yet, the next first."""
        from models.event.event import Event

        return query.where(Event.ends_at > clock.now()).order_by(Event.starts_at, Event.id)

    @classmethod
    def archive(cls, query: Select["Event"]) -> Select["Event"]:
        """What has ended, the latest first; at the end what has no date at all."""
        from models.event.event import Event

        ended = or_(Event.ends_at <= clock.now(), Event.ends_at.is_(None))
        return query.where(ended).order_by(Event.starts_at.desc().nulls_last(), Event.id.desc())


def _holds(listed: Any, code: str) -> ColumnElement[bool]:
    """Whether a JSON list of codes holds one, as either database can tell."""
    return cast(listed, String).contains(f'"{code}"', autoescape=True)
