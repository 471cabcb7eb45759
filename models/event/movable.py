"""Moving an event, so that everybody's calendar follows."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Mapped, mapped_column

from models.activity import Activity
from models.event.schedulable import NEAR, EndsBeforeStart
from support import clock
from support.languages import Translated, TranslatedText
from support.orm import Moment

if TYPE_CHECKING:
    from models.event.event import Event


class Movable:
    """What readers are told about a move: when it was decided, from when, and why."""

    moved_at: Mapped[datetime | None] = mapped_column(Moment)
    moved_from: Mapped[datetime | None] = mapped_column(Moment)
    move_reason: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)

    @property
    def moved(self) -> bool:
        return self.moved_at is not None

    @property
    def leaves_a_near_hour(self) -> bool:
        """Whether it was to begin within a day and was moved away: who has not heard comes then all the same."""
        return self.moved_from is not None and clock.now() <= self.moved_from <= clock.now() + NEAR

    def move(
        self: "Event", starts_at: datetime, ends_at: datetime, *, timezone: str | None = None, reason: Translated | None = None
    ) -> bool:
        """Put the event at another time, its agenda and registration window with it; whether that changed anything.

        Once published, readers see what it was and why, and everybody who holds a seat or waits is written to. Raises
        EndsBeforeStart.
        """
        if ends_at <= starts_at:
            raise EndsBeforeStart(starts_at, ends_at)
        if (starts_at, ends_at, timezone or self.timezone) == (self.starts_at, self.ends_at, self.timezone):
            return False
        with self.locked():
            was_start, was_end = self.starts_at, self.ends_at
            self.ask_again()
            self.starts_at, self.ends_at, self.timezone, self.precision = starts_at, ends_at, timezone or self.timezone, "moment"
            if was_start:
                self._shift_what_depends(was_start)
            times = {"old": _told(was_start, was_end), "new": _told(starts_at, ends_at)}
            Activity.record("moved", self, **times, reason=dict((reason or Translated()).texts))
            if self.published and was_start and was_end:
                self._announce_move(was_start, times, reason or Translated())
        return True

    def announce_place(self: "Event") -> None:
        """Tell everybody who holds a seat or waits that it is elsewhere than they were told, or has another link."""
        if self.published and not self.over:
            self.tell_everybody("relocated")

    def _shift_what_depends(self: "Event", was_start: datetime) -> None:
        assert self.starts_at is not None
        by = self.starts_at - was_start
        for row in self.agenda:
            row.shift(by)
        if self.registration_closes_at:
            self.registration_closes_at += by
        if self.registration_not_yet_open and self.registration_opens_at:
            self.registration_opens_at += by

    def _announce_move(self: "Event", was_start: datetime, times: dict[str, list[str | None]], reason: Translated) -> None:
        self.moved_at, self.moved_from, self.move_reason = clock.now(), was_start, reason
        self.tell_everybody("moved", **times, reason=reason.texts)


def _told(*moments: datetime | None) -> list[str | None]:
    return [moment.isoformat() if moment else None for moment in moments]
