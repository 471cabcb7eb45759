"""What staff delete lies in a trash for thirty days and comes back whole."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped, mapped_column

from models.activity import Activity
from support import clock
from support.orm import Moment

KEPT_FOR = timedelta(days=30)


class Trashable:
    """Deletion is a moment; what points at the thing keeps pointing, so that it can come back as it was."""

    id: Any
    deleted_at: Mapped[datetime | None] = mapped_column(Moment, index=True)

    @property
    def deleted(self) -> bool:
        return self.deleted_at is not None

    @classmethod
    def kept(cls) -> ColumnElement[bool]:
        """What does not lie in the trash."""
        return cls.deleted_at.is_(None)

    def discard(self) -> None:
        """Put it into the trash. A second time changes nothing."""
        if not self.deleted:
            self.deleted_at = clock.now()
            Activity.record("deleted", self)

    def restore(self) -> None:
        """Take it out of the trash again."""
        if self.deleted:
            self.deleted_at = None
            Activity.record("restored", self)
