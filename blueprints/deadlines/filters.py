"""What an address asks of the dates of calls. Whatever makes no sense is left out: an address is never an error."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import ColumnElement, select
from werkzeug.datastructures import MultiDict

from models import Account, Call, Deadline, Programme
from models.call import call_programmes
from models.deadline import DEADLINE_KINDS
from models.month import YEARS, Month
from models.registration_closing import KIND, RegistrationClosing
from support import clock
from support.addresses import asked_page
from support.form_fields import numbered
from support.settings import current

LONGEST = 100
VIEWS = ("month", "year")


@dataclass(frozen=True)
class DeadlineFilters:
    """The filters of `/deadlines`, as the GET form names them."""

    kind: str = ""
    programme: str = ""
    words: str = ""
    past: bool = False
    page: int = 1
    view: str = ""
    month: str = ""
    year: int = 0

    @classmethod
    def from_arguments(cls, arguments: MultiDict[str, str]) -> Self:
        kind, view, year = arguments.get("kind", ""), arguments.get("view", ""), numbered(arguments.get("year")) or 0
        return cls(
            kind=kind if kind in (*DEADLINE_KINDS, KIND) else "",
            programme=arguments.get("programme", "")[:LONGEST],
            words="".join(letter for letter in arguments.get("q", "")[:LONGEST].strip() if letter.isprintable()),
            past=arguments.get("past") == "1",
            page=asked_page(arguments),
            view=view if view in VIEWS else "",
            month=arguments.get("month", "")[:7],
            year=year if year in YEARS else 0,
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything is filtered out."""
        return bool(self.kind or self.programme or self.words)

    @property
    def shown_month(self) -> Month:
        return Month.named(self.month, clock.today(current().zone))

    @property
    def shown_year(self) -> int:
        """The year that is asked for, else the one in which most of what is called now will close: the next from autumn on."""
        today = clock.today(current().zone)
        return self.year or today.year + (today.month >= 9)

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """What dates of calls must meet."""
        wanted = [Deadline.fitting(self.words)]
        if self.kind:
            wanted.append(Deadline.kind == self.kind)
        if self.programme:
            named = select(call_programmes.c.call_id).join(Programme, Programme.id == call_programmes.c.programme_id)
            wanted.append(Deadline.call_id.in_(named.where(Programme.slug == self.programme, Programme.kept())))
        return wanted

    def closings(self, month: Month | None = None) -> Sequence[RegistrationClosing]:
        """The ends of registration that are asked for, of a month or all that come."""
        if self.kind not in ("", KIND):
            return []
        wanted: dict[str, Any] = {"programme": self.programme, "words": self.words}
        if month:
            return RegistrationClosing.between(month.start, month.end, **wanted)
        return RegistrationClosing.coming(**wanted)

    def calls(self, reader: Account | None) -> Sequence[Call]:
        """The calls with such a date in the year."""
        return Call.touching(self.shown_year, reader, *self.conditions)

    def arguments(self, **other: str | int | None) -> dict[str, str | int]:
        """The address's arguments with some changed, empty ones left out."""
        own = {"kind": self.kind, "programme": self.programme, "q": self.words, "past": "1" if self.past else "",
               "view": self.view, "month": self.month if self.view == "month" else "",
               "year": self.year if self.view == "year" else ""}  # fmt: skip
        return {name: value for name, value in {**own, **other}.items() if value}
