"""What somebody hears of by mail: a programme's calls, or every date there is."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.programme import Programme
from support import clock
from support.orm import Base, Moment, session

if TYPE_CHECKING:
    from models.follower import Follower

OF_EVERYTHING = text("programme_id IS NULL")


class Following(Base):
    """An address and a programme; without one, every date of every call. It was asked for by anybody, and counts once its owner
    confirmed it."""

    __tablename__ = "followings"
    __table_args__ = (
        UniqueConstraint("follower_id", "programme_id"),
        Index(
            "uq_followings_everything",
            "follower_id",
            unique=True,
            sqlite_where=OF_EVERYTHING,
            postgresql_where=OF_EVERYTHING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    follower_id: Mapped[int] = mapped_column(ForeignKey("followers.id", ondelete="CASCADE"))
    follower: Mapped["Follower"] = relationship(back_populates="followings")
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programmes.id", ondelete="CASCADE"), index=True)
    programme: Mapped[Programme | None] = relationship()
    asked_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment, index=True)

    @property
    def confirmed(self) -> bool:
        return self.confirmed_at is not None

    def confirm(self) -> None:
        """Its owner says yes. A second time changes nothing."""
        self.confirmed_at = self.confirmed_at or clock.now()

    @classmethod
    def number_of(cls, programme: Programme | None, *, paused: bool = False) -> int:
        """How many hear of a programme, those who hear of everything among them; or how many do not any more, for their mailboxes
        take no mail."""
        from models.follower import Follower

        of_it = or_(cls.programme_id.is_(None), cls.programme_id == (programme.id if programme else None))
        people = select(func.count(cls.follower_id.distinct())).join(Follower).where(of_it, cls.confirmed_at.is_not(None))
        people = people.where(Follower.paused if paused else ~Follower.paused)
        return session().scalar(people) or 0
