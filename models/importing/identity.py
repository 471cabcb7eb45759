"""What an event was where it came from, so that the same file does not bring it twice."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, mapped_column

from support import clock
from support.orm import Base, Moment, session


class ImportedEntry(Base):
    """An entry of a calendar elsewhere and the event made of it.

    `source` is what that calendar is called, `uid` and `recurrence` what tells its entries apart, neither of which is unique in
    real files. `content` has a digest of each field as it came: a field that the source has not changed since is left as it is.
    """

    __tablename__ = "imported_entries"
    __table_args__ = (Index(None, "uid", "recurrence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(index=True)
    uid: Mapped[str] = mapped_column(default="")
    recurrence: Mapped[str] = mapped_column(default="")
    content: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    seen_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    def see(self, uid: str, recurrence: str, content: Mapping[str, str]) -> None:
        """Note that the entry came again, and as what."""
        self.uid, self.recurrence, self.seen_at = uid, recurrence, clock.now()
        if self.content != content:
            self.content = dict(content)

    @classmethod
    def with_uids(cls, uids: Iterable[str]) -> Sequence["ImportedEntry"]:
        """All that came under any of these, from anywhere, the last ones last."""
        wanted, found = sorted({uid for uid in uids if uid}), list[ImportedEntry]()
        for start in range(0, len(wanted), 500):
            found += session().scalars(select(cls).where(cls.uid.in_(wanted[start : start + 500])).order_by(cls.id))
        return found

    @classmethod
    def from_source(cls, source: str) -> Sequence["ImportedEntry"]:
        return session().scalars(select(cls).where(cls.source == source).order_by(cls.id)).all()
