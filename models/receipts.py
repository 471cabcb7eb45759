"""Who of an event's people says to have seen what they were written."""

from collections.abc import Mapping

from sqlalchemy import select

from models.event import Event
from models.letter import Letter
from models.message import Message
from support.orm import session


def latest_mails(event: Event) -> Mapping[int, Message]:
    """The latest mail about an event that asked to be confirmed, by the person it went to."""
    asking = select(Letter.id).where(Letter.event_id == event.id, Letter.asks_to_confirm)
    asks = Message.occasion.startswith("part_") | Message.facts["letter"].as_integer().in_(asking)
    about = select(Message).where(Message.event_id == event.id, Message.dropped_at.is_(None), asks).order_by(Message.id)
    return {message.person_id: message for message in session().scalars(about) if message.person_id}
