"""Events that belong together: one that comes every year, or an umbrella over a week of them."""

import re
import secrets
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ForeignKey, Select, Table, exists, select
from sqlalchemy.orm import Mapped, mapped_column

from models.event.sluggable import RESERVED, give_up_slug, slugified
from models.named import Named
from models.revisable import Revisable
from models.trashable import TRASH_TOO, Vanishing
from support.languages import Translated, TranslatedText
from support.orm import Base, session

if TYPE_CHECKING:
    from models.account import Account
    from models.event import Event

SERIES_KINDS = ("series", "umbrella")

event_series = Table(
    "event_series",
    Base.metadata,
    Column("event_id", ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("series_id", ForeignKey("series.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class OldSeriesSlug(Base):
    """An address that a series had once; it leads to today's for ever."""

    __tablename__ = "old_series_slugs"

    slug: Mapped[str] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id", ondelete="CASCADE"), index=True)


class Series(Named, Vanishing, Revisable, Base):
    """A "series" of events that come again, or an "umbrella" ("Erasmus+ Week") over several. Its dates may be unknown."""

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default="series")
    description: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    is_demo: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def in_order(cls) -> list["Series"]:
        """All of them, by the alphabet of the language being spoken."""
        return list(session().scalars(select(cls).order_by(cls.by_name(), cls.id)))

    @classmethod
    def at(cls, slug: str) -> "Series | None":
        """The series of an address, of one it had once too."""
        once = select(OldSeriesSlug.series_id).where(OldSeriesSlug.slug == slug)
        return session().scalar(select(cls).where((cls.slug == slug) | cls.id.in_(once)))

    def events_for(self, reader: "Account | None") -> "Select[Event]":
        """Its events, as far as a reader may see them; drafts too for those who manage them."""
        from models.event import Event

        here = Event.id.in_(select(event_series.c.event_id).where(event_series.c.series_id == self.id))
        return Event.lists().where(here, Event.visible_to(reader))

    def revise(self, changes: Mapping[str, Any]) -> set[str]:
        """Set fields by name; the address follows the name, and old addresses lead to the new one."""
        name: Translated = changes.get("name", self.name)
        return super().revise({**changes, "slug": self._address_for(name[name.source])})

    def _address_for(self, title: str) -> str:
        wanted = slugified(title) or "series"
        if self.slug and re.fullmatch(rf"{re.escape(wanted)}(-[0-9a-f]{{8}})?", self.slug):
            return self.slug
        if self.id and (once_ours := session().get(OldSeriesSlug, wanted)) and once_ours.series_id == self.id:
            session().delete(once_ours)
        if self.id and self.slug:
            session().add(OldSeriesSlug(slug=self.slug, series_id=self.id))
        give_up_slug(Series, wanted)
        return wanted if self._is_free(wanted) else f"{wanted}-{secrets.token_hex(4)}"

    def _is_free(self, slug: str) -> bool:
        with session().no_autoflush:
            taken = select(exists().where(Series.slug == slug, Series.id != (self.id or 0)))
            once = select(exists().where(OldSeriesSlug.slug == slug, OldSeriesSlug.series_id != (self.id or 0)))
            return slug not in RESERVED and not any(session().scalar(one, execution_options=TRASH_TOO) for one in (taken, once))
