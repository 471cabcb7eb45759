"""Dates of calls: an instant in the zone it was given in, or a day whose hour nobody said."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, ForeignKey, Select, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from models.activity import Activity
from models.calendared import Calendared
from models.deadline_move import DeadlineMove
from models.revisable import Revisable, plain
from models.trashable import TRASH_TOO, Vanishing
from support import clock
from support.languages import Translated, TranslatedText
from support.orm import Base, Moment, session

if TYPE_CHECKING:
    from models.account import Account
    from models.call import Call
    from models.programme import Programme

DEADLINE_KINDS = ("opens", "call", "normal", "late", "internal", "selection", "results")
CLOSING = frozenset({"call", "normal", "late", "internal"})
"""Kinds that end something: moved later, they are extended."""
VISIBILITIES = ("public", "university")
SHOWN_IN_CALENDARS = frozenset({"label", "kind", "expected", "basis", "source", "call", "visibility"})


class Deadline(Vanishing, Revisable, Calendared, Base):
    """A date of a call. `expected` ones were worked out from earlier years and are not announced yet; `basis` says how.

    `due_at` is the instant, None where the source gives only a day; `sorted_at` then is the end of that day in the zone.
    `superseded` ones were replaced by another date of the same call and stay in the archive only. `moves` are its earlier values,
    the latest last; `extended_at` is when it was last moved to a later day, None where it was moved back since. What is for the
    "university" (`visibility`) exists for those with an account only.
    """

    __tablename__ = "deadlines"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    call: Mapped["Call"] = relationship(back_populates="deadlines")
    kind: Mapped[str] = mapped_column(default="call")
    label: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    on: Mapped[date] = mapped_column("due_on")
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    sorted_at: Mapped[datetime] = mapped_column(Moment, index=True)
    timezone: Mapped[str] = mapped_column(default="Europe/Brussels")
    expected: Mapped[bool] = mapped_column(default=False)
    basis: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    source: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    checked_on: Mapped[date | None]
    superseded: Mapped[bool] = mapped_column(default=False)
    visibility: Mapped[str] = mapped_column(default="public")
    extended_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    moves: Mapped[list[DeadlineMove]] = relationship(
        back_populates="deadline", order_by=DeadlineMove.id, cascade="all, delete-orphan", passive_deletes=True
    )
    is_demo: Mapped[bool] = mapped_column(default=False)

    def set_date(self, on: date, hour: time | None, timezone: str, *, slip: bool = False) -> bool:
        """Set the day and, where it is known, the hour on the zone's clock; whether that changed anything.

        What it was goes into its history unless a `slip` of ours is put right. Raises clock.SkippedTime and RepeatedTime.
        """
        zone = ZoneInfo(timezone)
        due_at = clock.moment_in(zone, datetime.combine(on, hour)) if hour else None
        old, new = (self.on, self.due_at, self.timezone), (on, due_at, timezone)
        if old == new:
            return False
        manner = self._manner(on, due_at) if self.id is not None else ""
        move = DeadlineMove(on=self.on, due_at=self.due_at, timezone=self.timezone, manner=manner, moved_at=clock.now())
        self.on, self.due_at, self.timezone = new
        self.sorted_at = due_at or clock.moment_in(zone, datetime.combine(on, time(23, 59)))
        if manner and not slip:
            self.moves.append(move)
            if manner != "hour":
                self.extended_at = clock.now() if self.extended else None
        if manner:
            self.revise_calendar(rescheduled=True)
            Activity.record("moved", self, old=[plain(part) for part in old], new=[plain(part) for part in new])
        return True

    def _manner(self, on: date, due_at: datetime | None) -> str:
        """How another day or hour differs from what it is."""
        if self.expected:
            return "expected"
        was, now = (self.due_at, due_at) if self.on == on else (self.on, on)
        if was is None or now is None or was == now:
            return "hour"
        return "later" if now > was else "earlier"

    @property
    def was(self) -> DeadlineMove | None:
        """What it was before it was moved last; None where it never was, or only our guess was another."""
        return next((move for move in reversed(self.moves) if move.manner in ("later", "earlier")), None)

    @property
    def extended(self) -> bool:
        """Whether something that closes does so later than it was announced last."""
        return self.kind in CLOSING and self.was is not None and self.was.manner == "later"

    def revise(self, changes: Mapping[str, Any]) -> set[str]:
        """Set fields by name, the date aside; calendars follow what they show."""
        changed = super().revise(changes)
        if SHOWN_IN_CALENDARS & changed:
            self.revise_calendar()
        return changed

    def restore(self) -> None:
        """Take it out of the trash again, with what it is a date of where all of that lies there too."""
        super().restore()
        if not self.call.programmes:
            for programme in session().scalars(self._all_programmes().execution_options(**TRASH_TOO)):
                programme.restore()

    def _all_programmes(self) -> "Select[Programme]":
        from models.call import call_programmes
        from models.programme import Programme

        return select(Programme).where(
            Programme.id.in_(select(call_programmes.c.programme_id).where(call_programmes.c.call_id == self.call_id))
        )

    def name(self, code: str | None = None) -> str:
        """Its own label, else the name of its call."""
        return self.label.shown(code).text or self.call.name(code)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def local(self) -> datetime | None:
        """The instant on the clock of its own zone."""
        return self.due_at.astimezone(self.zone) if self.due_at else None

    @property
    def past(self) -> bool:
        return self.sorted_at < clock.now()

    @property
    def days_left(self) -> int:
        """Whole days until it, on the calendar of its own zone; negative once it is past."""
        return (self.on - clock.today(self.zone)) // timedelta(days=1)

    @classmethod
    def lists(cls) -> "Select[Deadline]":
        """Deadlines for a list, with their calls and programmes in one more query."""
        from models.call import Call

        return select(cls).options(joinedload(cls.call).selectinload(Call.programmes), selectinload(cls.moves))

    @classmethod
    def visible_to(cls, reader: "Account | None") -> ColumnElement[bool]:
        """Those for everybody and, for whoever has an account, those for the university."""
        from models.permissions import Permissions

        return Permissions(reader).deadlines

    @classmethod
    def coming(cls, most: int | None = None, *, reader: "Account | None" = None) -> Sequence["Deadline"]:
        """Those that are not past and a reader may see, the next first, with their calls and programmes."""
        ahead = cls.lists().where(cls.sorted_at >= clock.now(), ~cls.superseded, cls.visible_to(reader))
        ahead = ahead.order_by(cls.sorted_at, cls.id)
        return session().scalars(ahead.limit(most)).all()

    @classmethod
    def archive(cls, *, reader: "Account | None" = None) -> "Select[Deadline]":
        """Those that are past or were replaced and a reader may see, the latest first."""
        gone = cls.lists().where((cls.sorted_at < clock.now()) | cls.superseded, cls.visible_to(reader))
        return gone.order_by(cls.sorted_at.desc(), cls.id.desc())

    @classmethod
    def about(cls, programme: "Programme") -> ColumnElement[bool]:
        """The dates of a programme's calls, and of those it shares with others."""
        from models.call import call_programmes

        return cls.call_id.in_(select(call_programmes.c.call_id).where(call_programmes.c.programme_id == programme.id))
