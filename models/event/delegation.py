"""Visits: a delegation that comes, or one of ours that goes."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.event.event import Event

DIRECTIONS = ("incoming", "outgoing")


class Delegation(Event):
    """A visit, with its direction."""

    __tablename__ = "delegations"
    __mapper_args__ = {"polymorphic_identity": "delegation"}
    collection = "delegations"

    id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    direction: Mapped[str] = mapped_column(default="incoming")

    @property
    def incoming(self) -> bool:
        return self.direction == "incoming"
