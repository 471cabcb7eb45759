"""Calls as lists ask for them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, not_, or_, select, true
from sqlalchemy.orm import aliased, contains_eager, selectinload

from models.deadline import Deadline
from support.languages import folded
from support.orm import session

if TYPE_CHECKING:
    from models.account import Account
    from models.call import Call
    from models.programme import Programme


class Listed:
    """Queries of calls, with all that a row shows and no question per row."""

    @classmethod
    def lists(cls) -> "Select[Call]":
        """Calls with their programmes and dates."""
        call: Any = cls
        return select(call).options(selectinload(call.programmes), selectinload(call.deadlines))

    @classmethod
    def told_to(cls, reader: "Account | None") -> ColumnElement[bool]:
        """Calls of which a reader may know. One of none of our programmes may be named by a date of its own."""
        call: Any = cls
        dates = exists().where(Deadline.call_id == call.id, Deadline.kept(), Deadline.visible_to(reader))
        return or_(true() if reader else false(), call.programmes.any(), dates)

    @classmethod
    def has_word(cls, word: str) -> ColumnElement[bool]:
        """Whether a folded word is in the call's own name, identifier or themes, or finds one of its programmes."""
        from models.programme import Programme

        call: Any = cls
        of_programme = call.programmes.any(Programme.search_text.contains(word, autoescape=True))
        return or_(call.search_text.contains(word, autoescape=True), of_programme)

    @classmethod
    def fitting(cls, words: str) -> ColumnElement[bool]:
        """Those that every word fits, whatever its case, diacritics and script; all of them for no words."""
        return and_(true(), *(cls.has_word(word) for word in folded(words).split()))

    @classmethod
    def about(cls, programme: "Programme") -> "Sequence[Call]":
        """A programme's calls, those it shares with others too, the latest first; of one year the next to end first."""
        from models.call import Call, call_programmes

        mine = select(call_programmes.c.call_id).where(call_programmes.c.programme_id == programme.id)
        ordered = cls.lists().where(Call.id.in_(mine)).order_by(Call.year.desc(), Call.closes_at().asc().nulls_last(), Call.id)
        return session().scalars(ordered).all()

    @classmethod
    def nearest_of(cls, programmes: "Iterable[Programme]", reader: "Account | None") -> "Mapping[int, Call]":
        """Of each programme, by its number, the call that one can apply to now or next, if there is one; all in one query."""
        from models.call import Call, call_programmes

        of, date = call_programmes.c.programme_id, aliased(Deadline)
        dates = Call.deadlines.of_type(date)  # joined by hand: the trash is left out of what is, not of what joinedload() joins
        calls = select(of, Call).join(Call, Call.id == call_programmes.c.call_id).outerjoin(dates).options(contains_eager(dates))
        wanted = of.in_([programme.id for programme in programmes]), not_(Call.in_state("closed")), Call.told_to(reader)
        found = session().execute(calls.where(*wanted).order_by(Call.id, date.sorted_at)).unique().all()
        return {number: call for number, call in sorted(found, key=lambda row: row[1].nearness, reverse=True)}

    @classmethod
    def touching(cls, year: int, reader: "Account | None", *wanted: ColumnElement[bool]) -> "Sequence[Call]":
        """Calls with a date in a year that a reader may see and that is `wanted`; those that end first before others."""
        from models.call import Call

        in_year = Deadline.on.between(date(year, 1, 1), date(year, 12, 31))
        seen = select(Deadline.call_id).where(in_year, ~Deadline.superseded, Deadline.visible_to(reader), *wanted)
        ordered = cls.lists().where(Call.id.in_(seen)).order_by(Call.closes_at().asc().nulls_last(), Call.id)
        return session().scalars(ordered).all()

    @classmethod
    def dates_of(cls, calls: "Iterable[Call]", reader: "Account | None") -> "Mapping[int, list[Deadline]]":
        """The dates of some calls that a reader may see, with their history, by the call's number; in their order."""
        numbers = [call.id for call in calls]
        found: dict[int, list[Deadline]] = {number: [] for number in numbers}
        dates = Deadline.lists().where(Deadline.call_id.in_(numbers), Deadline.visible_to(reader))
        for one in session().scalars(dates.order_by(Deadline.sorted_at, Deadline.id)):
            found[one.call_id].append(one)
        return found
