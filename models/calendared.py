"""What shows in calendars: an identity for ever, and a count of its changes."""

import secrets
from datetime import datetime

from sqlalchemy import inspect
from sqlalchemy.orm import Mapped, mapped_column

from support import clock
from support.orm import Moment


def new_uid() -> str:
    """A calendar identity (RFC 7986, 5.3: random, saying nothing about us or the counter of our rows)."""
    return secrets.token_hex(16)


class Calendared:
    """The identity and revision that every calendar entry of a thing carries.

    `calendar_revision` counts what `calendar_revised_at` cannot tell apart: two changes within one second.
    """

    uid: Mapped[str] = mapped_column(default=new_uid, unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    calendar_revised_at: Mapped[datetime] = mapped_column(Moment, default=clock.now, index=True)
    calendar_revision: Mapped[int] = mapped_column(default=0)

    def revise_calendar(self, *, rescheduled: bool = False) -> None:
        """Note that calendars show something else now; `rescheduled` when start, end, place or status did (RFC 5546, 2.1.4)."""
        self.calendar_revised_at = clock.now()
        stored = inspect(self).persistent  # then the database counts: two people may change a thing at once
        self.calendar_revision = (type(self) if stored else self).calendar_revision + 1
        if rescheduled:
            self.sequence = (self.sequence or 0) + 1
