"""Calling an event off."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Mapped, mapped_column

from models.activity import Activity
from support import clock
from support.languages import Translated, TranslatedText
from support.orm import Moment

if TYPE_CHECKING:
    from models.event.event import Event


class TooLate(Exception):
    """What is over cannot be held any more."""


class Cancellable:
    """Cancellation is a moment with a reason that readers see."""

    cancelled_at: Mapped[datetime | None] = mapped_column(Moment)
    cancellation_reason: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)

    @property
    def cancelled(self) -> bool:
        return self.cancelled_at is not None

    def cancel(self: "Event", reason: Translated) -> None:
        """Call the event off, tell everybody who holds a seat or waits for one. A second time changes nothing."""
        with self.locked():
            if self.cancelled:
                return
            self.cancelled_at = clock.now()
            self.cancellation_reason = reason
            Activity.record("cancelled", self, reason=reason.texts)
            self.tell_everybody("event_cancelled", reason=reason.texts)

    def reopen(self: "Event") -> None:
        """Hold it after all, and tell everybody who was told that it is off. Raises TooLate once its time has passed."""
        with self.locked():
            if not self.cancelled:
                return
            if self.over:
                raise TooLate(self)
            self.cancelled_at, self.cancellation_reason = None, Translated()
            Activity.record("reopened", self)
            self.tell_everybody("reopened")
