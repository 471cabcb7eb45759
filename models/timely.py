"""What time brings for registrations: a reminder before the event, and forgetting after it."""

from datetime import timedelta

from sqlalchemy import String, cast, exists, select

from models.message import Message
from models.trashable import with_trash
from support import clock
from support.orm import session

NEEDS_KEPT_FOR = timedelta(days=30)
REMIND_BEFORE = timedelta(days=1)
JUST_TOLD = timedelta(hours=12)


class Timely:
    """The worker's rounds; each does some five hundred at a time and says how many it was."""

    @classmethod
    def remind(cls) -> int:
        """Write to those with a seat at an event that starts within a day, once for each date it had; how many it was.

        Whoever was confirmed within the last hours knows already.
        """
        from models.event.event import Event
        from models.registration import Registration

        soon = (Event.starts_at > clock.now()) & (Event.starts_at <= clock.now() + REMIND_BEFORE)
        coming = soon & Event.published_at.is_not(None) & Event.cancelled_at.is_(None)
        told = exists().where(Message.key == "reminder:" + Registration.uid + ":" + cast(Event.sequence, String))
        seated = (
            Registration.confirmed_at < clock.now() - JUST_TOLD,
            Registration.cancelled_at.is_(None),
            Registration.email.is_not(None),
        )
        to_remind = select(Registration).join(Event, Event.id == Registration.event_id).where(coming, *seated, ~told)
        reminded = 0
        for registration in session().scalars(to_remind.limit(500)).all():
            reminded += registration.notify("reminder")
        return reminded

    @classmethod
    def forget_needs(cls) -> int:
        """Delete what people told us of their needs thirty days after the event, as the form promised; how many it was."""
        from models.event.event import Event
        from models.registration import Registration

        past = with_trash(select(Event.id).where(Event.ends_at < clock.now() - NEEDS_KEPT_FOR))
        told = (
            session()
            .scalars(select(Registration).where(Registration.needs != "", Registration.event_id.in_(past)).limit(500))
            .all()
        )
        for registration in told:
            registration.needs = ""
        return len(told)
