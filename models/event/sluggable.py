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


def give_up_slug(kind: type[Any], *slugs: str) -> None:
    """Let what lies in the trash or is restricted have another address, where it has one that somebody wants now."""
    table = inspect(kind).base_mapper.local_table
    unseen = table.c.deleted_at.is_not(None)
    if "visibility" in table.c:
        unseen |= table.c.visibility == "restricted"
    held = update(table).where(table.c.slug.in_(slugs), unseen)
    with session().no_autoflush:
        session().execute(held.values(slug=table.c.slug + f"-{secrets.token_hex(4)}"))


class OldSlug(Base):
    """An address that an event had once; it leads to today's for ever."""

    __tablename__ = "old_slugs"

    slug: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)


class Sluggable:
    """An address made from the title."""

    slug: Mapped[str] = mapped_column(unique=True)

    def name_address(self: "Event", title: str, on: date | None, *, secret: bool = False) -> None:
        """Take an address after a title, and after a day where others have it. A published one stays reachable, a draft's is let
        go.

        A `secret` one ends in letters of chance, always, and stands in no other event's way: nobody learns from an address of
        their own what a restricted event is called.
        """
        wanted = slugified(title) or self.collection
        dated = [] if secret else _dated(wanted, on)
        opened = bool(self.slug) and self.visibility == "restricted" and not secret
        by_chance = bool(self.slug) and bool(re.fullmatch(rf"{re.escape(wanted)}-[0-9a-f]{{8}}", self.slug))
        if self.slug in dated or (by_chance and not opened):
            return
        if self.slug and (self.published_at or secret or opened):
            session().add(OldSlug(slug=self.slug, event_id=self.id))
        give_up_slug(type(self), *dated)
        self.slug = next(filter(self._is_free, dated), f"{wanted}-{secrets.token_hex(4)}")
        if once := session().get(OldSlug, self.slug):
            session().delete(once)

    def _is_free(self: "Event", slug: str) -> bool:
        """Whether no other event has it, nor had it once; a restricted one that had it lets go of it."""
        from models.event.event import Event

        with session().no_autoflush:
            taken = select(exists().where(Event.slug == slug, Event.id != (self.id or 0)))
            others = select(Event.id).where(Event.visibility != "restricted", Event.id != (self.id or 0))
            once = select(exists().where(OldSlug.slug == slug, OldSlug.event_id.in_(others)))
            return slug not in RESERVED and not any(session().scalar(one, execution_options=TRASH_TOO) for one in (taken, once))


RESERVED = frozenset({"new"})
