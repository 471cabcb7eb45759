"""A date that is expected until it is announced."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column, validates

from support import clock
from support.orm import Moment


class Announceable:
    """`announced_at` is since when we know a date rather than expect it; None for one that stood here before anybody asked."""

    expected: Mapped[bool]
    announced_at: Mapped[datetime | None] = mapped_column(Moment)

    @validates("expected")
    def _note_announcement(self, _name: str, expected: bool) -> bool:
        if expected:
            self.announced_at = None
        elif self.expected is not False:
            self.announced_at = clock.now()
        return expected
