"""What the worker does every so often."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Mapped, mapped_column

from support import clock
from support.orm import Base, Moment, insert_new, session


class Job(Base):
    """A periodic job and when it was last begun. However many workers run, one of them begins it."""

    __tablename__ = "jobs"

    name: Mapped[str] = mapped_column(primary_key=True)
    begun_at: Mapped[datetime] = mapped_column(Moment)

    @classmethod
    def is_due(cls, name: str, *, every: timedelta) -> bool:
        """Whether it is time. A mere look; `claim` decides."""
        begun_at = session().scalar(select(cls.begun_at).where(cls.name == name))
        return begun_at is None or begun_at <= clock.now() - every

    @classmethod
    def claim(cls, name: str, *, every: timedelta) -> bool:
        """Whether it is time and our turn; commit before beginning.

        Of two workers that ask at once the second waits for the first's row, and then finds that the job was begun just now. One
        that fails is due again after its usual pause: jobs catch up with what they missed.
        """
        if insert_new(cls, name=name, begun_at=clock.now()):
            return True
        due = update(cls).where(cls.name == name, cls.begun_at <= clock.now() - every).values(begun_at=clock.now())
        return bool(session().execute(due).rowcount)  # type: ignore[attr-defined]
