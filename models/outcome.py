"""What became of events, as a condition for the database: the same that `Event.state` says of one."""

from sqlalchemy import ColumnElement, and_, or_

from models.event import Event
from support import clock


def called_off() -> ColumnElement[bool]:
    return Event.cancelled_at.is_not(None)


def announced() -> ColumnElement[bool]:
    """Published and not called off: held, or still to come."""
    return and_(Event.published_at.is_not(None), Event.cancelled_at.is_(None))


def held() -> ColumnElement[bool]:
    """Announced, and over by now or marked as held; what an archive knows no end of is over."""
    return and_(announced(), or_(Event.held_at.is_not(None), Event.ends_at.is_(None), Event.ends_at <= clock.now()))


def coming() -> ColumnElement[bool]:
    return and_(announced(), Event.held_at.is_(None), Event.ends_at > clock.now())
