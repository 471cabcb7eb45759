"""Dates of calls: an instant in the zone it was given in, or a day whose hour nobody said."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, ForeignKey, Select, and_, event, exists, or_, select, true
from sqlalchemy.orm import Mapped, aliased, joinedload, mapped_column, relationship, selectinload

from models.announceable import Announceable
from models.calendared import Calendared
from models.counted_back import CountedBack
from models.extendable import Extendable
from models.revisable import Revisable
from models.trashable import TRASH_TOO, Vanishing
from support import clock
from support.languages import N_, Translated, TranslatedText, folded, language, phrasebook
from support.orm import Base, session
from support.settings import current

if TYPE_CHECKING:
    from models.account import Account
    from models.call import Call
    from models.programme import Programme

DEADLINE_KINDS = {
    "opens": N_("Applications open"),
    "call": N_("Deadline of the call"),
    "normal": N_("Application deadline"),
    "late": N_("Late deadline"),
    "internal": N_("Internal deadline"),
    "selection": N_("Selection"),
    "results": N_("Results"),
}
ENDING = ("call", "normal", "late")
"""Kinds after which one can no longer apply."""
VISIBILITIES = ("public", "university")
TAKEN_ALONG = frozenset({"expected", "superseded"})
"""What a date that is counted back from another has in common with it."""
STALE_AFTER = timedelta(days=60)
"""How long a date that was compared with its source is trusted."""


class Deadline(Vanishing, Revisable, Announceable, Extendable, CountedBack, Calendared, Base):
    """A date of a call. `basis` says how an expected one was worked out.

    `superseded` ones were replaced by another date of the same call and stay in the archive only. What is for the "university"
    (`visibility`) exists for those with an account only.
    """

    __tablename__ = "deadlines"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    call: Mapped["Call"] = relationship(back_populates="deadlines")
    kind: Mapped[str] = mapped_column(default="call")
    label: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    basis: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    source: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    checked_on: Mapped[date | None]
    superseded: Mapped[bool] = mapped_column(default=False)
    visibility: Mapped[str] = mapped_column(default="public")
    search_text: Mapped[str] = mapped_column(default="")
    is_demo: Mapped[bool] = mapped_column(default=False)

    def revise(self, changes: Mapping[str, Any]) -> set[str]:
        """Set fields by name, the date aside."""
        changed = super().revise(changes)
        if taken := {name: getattr(self, name) for name in TAKEN_ALONG & changed}:
            for one in self.counted:
                if one.follows:
                    one.revise(taken)
        return changed

    def check(self) -> None:
        """Note that it was compared with its source today, and stands."""
        self.revise({"checked_on": clock.today(current().zone)})

    def discard(self) -> None:
        """Put it into the trash, and what is counted back from it too."""
        going = [one for one in self.counted if one.follows]
        with clock.standing_at(clock.now()):
            super().discard()
            for one in going:
                one.discard()

    def restore(self) -> None:
        """Take it out of the trash again with what went there with it, and with its call where that lies there too."""
        gone_at = self.deleted_at
        super().restore()
        self.call.come_back()
        went_along = select(Deadline).where(Deadline.counted_from_id == self.id, Deadline.deleted_at == gone_at)
        for one in session().scalars(went_along.execution_options(**TRASH_TOO)):
            one.restore()

    def name(self, code: str | None = None) -> str:
        """What it is called where it stands alone: its label, else its kind, and its call unless the label names that."""
        own = self.label.shown(code).text or phrasebook(code or language()).gettext(DEADLINE_KINDS[self.kind])
        return own if self.call.name(code) in own else f"{own}: {self.call.called(code)}"

    @property
    def past(self) -> bool:
        return self.sorted_at < clock.now()

    @property
    def begun(self) -> bool:
        """Whether its moment has come: of a day without an hour, its beginning."""
        return self.due_at <= clock.now() if self.due_at else self.on <= clock.today(current().zone)

    @property
    def days_left(self) -> int:
        """Whole days until it, on the calendar of its own zone; negative once it is past."""
        return (self.on - clock.today(self.zone)) // timedelta(days=1)

    @classmethod
    def lists(cls) -> "Select[Deadline]":
        """Deadlines for a list, with their calls, programmes and history, and the dates they are counted from."""
        from models.call import Call

        of_call = joinedload(cls.call).selectinload(Call.programmes)
        return select(cls).options(of_call, selectinload(cls.moves), selectinload(cls.counted_from))

    @classmethod
    def ending(cls) -> ColumnElement[bool]:
        """Those with which applications end, as `Call.ends`."""
        other = aliased(cls)
        ends = exists().where(other.call_id == cls.call_id, other.kind.in_(ENDING), ~other.superseded, other.kept())
        own = and_(cls.kind == "internal", cls.days_before.is_(None), ~ends)
        return and_(or_(cls.kind.in_(ENDING), own), ~cls.superseded, cls.visibility == "public", cls.kept())

    @classmethod
    def beginning(cls) -> ColumnElement[bool]:
        """Those with which applications begin."""
        return and_(cls.kind == "opens", ~cls.superseded, cls.visibility == "public", cls.kept())

    @classmethod
    def has_begun(cls) -> ColumnElement[bool]:
        """As `begun`."""
        return or_(cls.due_at <= clock.now(), and_(cls.due_at.is_(None), cls.on <= clock.today(current().zone)))

    @classmethod
    def is_unchecked(cls) -> ColumnElement[bool]:
        """Those still to come that nobody has compared with their source for long; what is counted back has none."""
        trusted_since = clock.today(current().zone) - STALE_AFTER
        stale = or_(cls.checked_on.is_(None), cls.checked_on < trusted_since)
        return and_(cls.sorted_at >= clock.now(), ~cls.superseded, cls.days_before.is_(None), stale)

    @classmethod
    def fitting(cls, words: str) -> ColumnElement[bool]:
        """Those that every word fits by their label or by their call, whatever its case, diacritics and script."""
        from models.call import Call

        found = (
            or_(cls.search_text.contains(word, autoescape=True), cls.call_id.in_(select(Call.id).where(Call.has_word(word))))
            for word in folded(words).split()
        )
        return and_(true(), *found)

    @classmethod
    def visible_to(cls, reader: "Account | None") -> ColumnElement[bool]:
        """Those for everybody and, for whoever has an account, those for the university."""
        from models.permissions import Permissions

        return Permissions(reader).deadlines

    @classmethod
    def coming(cls, most: int | None = None, *, reader: "Account | None" = None) -> Sequence["Deadline"]:
        """Those that are not past and a reader may see, the next first, with their calls and programmes."""
        return session().scalars(cls.ahead(reader=reader).limit(most)).all()

    @classmethod
    def ahead(cls, *, reader: "Account | None" = None) -> "Select[Deadline]":
        """The query of `coming`."""
        ahead = cls.lists().where(cls.sorted_at >= clock.now(), ~cls.superseded, cls.visible_to(reader))
        return ahead.order_by(cls.sorted_at, cls.id)

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


@event.listens_for(Deadline, "before_insert")
@event.listens_for(Deadline, "before_update")
def _keep_search_text(_mapper: Any, _connection: Any, deadline: Deadline) -> None:
    deadline.search_text = folded(" ".join((deadline.label or Translated()).texts.values()))
