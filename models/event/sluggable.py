"""Readable addresses that survive a renaming."""

import re
import secrets
from datetime import date
from typing import TYPE_CHECKING, Any

from anyascii import anyascii
from sqlalchemy import ForeignKey, exists, inspect, select, update
from sqlalchemy.orm import Mapped, mapped_column

from models.trashable import TRASH_TOO
from support.orm import Base, session

if TYPE_CHECKING:
    from models.event.event import Event

MAX_LENGTH = 60


def slugified(text: str) -> str:
    """Latin letters, figures and hyphens for any text: «Ақпараттық күн» becomes "aqparattyq-kun"."""
    words = re.sub(r"[^a-z0-9]+", "-", anyascii(text).casefold()).strip("-")
    return words[:MAX_LENGTH].rsplit("-", 1)[0] if len(words) > MAX_LENGTH else words


def _dated(wanted: str, on: date | None) -> list[str]:
    """An address, and those that tell it from the same of another year or month."""
    if on is None:
        return [wanted]
    bare = wanted.removesuffix(f"-{on.year}")
    return [wanted, f"{bare}-{on.year}", f"{bare}-{on.year}-{on.month:02}"]


def give_up_slug(kind: type[Any], slug: str) -> None:
    """Let what lies in the trash have another address, where it has one that somebody wants now."""
    table = inspect(kind).base_mapper.local_table
    held = update(table).where(table.c.slug == slug, table.c.deleted_at.is_not(None))
    with session().no_autoflush:
        session().execute(held.values(slug=f"{slug}-{secrets.token_hex(4)}"))


class OldSlug(Base):
    """An address that an event had once; it leads to today's for ever."""

    __tablename__ = "old_slugs"

    slug: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)


class Sluggable:
    """An address made from the title."""

    slug: Mapped[str] = mapped_column(unique=True)

    def name_address(self: "Event", title: str, on: date | None) -> None:
        """Take an address after a title, and after a day where others have it. A published one stays reachable, a draft's is let
        go."""
        wanted = slugified(title) or self.collection
        dated = _dated(wanted, on)
        if self.slug in dated or (self.slug and re.fullmatch(rf"{re.escape(wanted)}-[0-9a-f]{{8}}", self.slug)):
            return
        if self.slug and self.published_at:
            session().add(OldSlug(slug=self.slug, event_id=self.id))
        give_up_slug(type(self), wanted)
        self.slug = next(filter(self._is_free, dated), f"{wanted}-{secrets.token_hex(4)}")
        if self.id and (once_ours := session().get(OldSlug, self.slug)) and once_ours.event_id == self.id:
            session().delete(once_ours)

    def _is_free(self: "Event", slug: str) -> bool:
        from models.event.event import Event

        with session().no_autoflush:
            taken = select(exists().where(Event.slug == slug, Event.id != (self.id or 0)))
            once = select(exists().where(OldSlug.slug == slug, OldSlug.event_id != (self.id or 0)))
            return slug not in RESERVED and not any(session().scalar(one, execution_options=TRASH_TOO) for one in (taken, once))


RESERVED = frozenset({"new"})
