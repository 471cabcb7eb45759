"""What an address asks of a list of events. Whatever makes no sense is left out: an address is never an error."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from sqlalchemy import Select
from werkzeug.datastructures import MultiDict

from models import Event
from models.event import KINDS, MODES
from models.month import YEARS, Month
from support import clock
from support.addresses import asked_page
from support.settings import current

LONGEST_SEARCH = 100


@dataclass(frozen=True)
class EventFilters:
    """The filters of `/events`, as the GET form names them."""

    kind: str = ""
    programme: str = ""
    words: str = ""
    mode: str = ""
    start: date | None = None
    end: date | None = None
    past: bool = False
    page: int = 1
    view: str = ""
    month: str = ""

    @classmethod
    def from_arguments(cls, arguments: MultiDict[str, str]) -> Self:
        return cls(
            kind=_one_of(arguments.get("kind", ""), KINDS),
            programme=arguments.get("programme", "")[:LONGEST_SEARCH],
            words=arguments.get("q", "")[:LONGEST_SEARCH].strip(),
            mode=_one_of(arguments.get("mode", ""), MODES),
            start=_date(arguments.get("from", "")),
            end=_date(arguments.get("to", "")),
            past=arguments.get("past") == "1",
            page=asked_page(arguments),
            view=_one_of(arguments.get("view", ""), ("month",)),
            month=arguments.get("month", "")[:7],
        )

    @property
    def as_month(self) -> bool:
        return self.view == "month"

    @property
    def shown_month(self) -> Month:
        return Month.named(self.month, clock.today(current().zone))

    @property
    def narrowed(self) -> bool:
        """Whether anything is filtered out."""
        return any((self.kind, self.programme, self.words, self.mode, self.start, self.end))

    def narrow(self, query: Select[Event]) -> Select[Event]:
        kind = KINDS[self.kind].kind_code() if self.kind else None
        return Event.matching(
            query,
            kind=kind,
            programme=self.programme,
            words=self.words,
            mode=self.mode,
            start=self.start,
            end=self.end,
            zone=current().zone,
        )

    def arguments(self, **other: str | int | None) -> dict[str, str | int]:
        """The address's arguments with some changed, empty ones left out."""
        dates = {"from": self.start.isoformat() if self.start else "", "to": self.end.isoformat() if self.end else ""}
        own = {
            "kind": self.kind,
            "programme": self.programme,
            "q": self.words,
            "mode": self.mode,
            **dates,
            "past": "1" if self.past else "",
            "view": self.view,
            "month": self.month,
        }
        return {name: value for name, value in {**own, **other}.items() if value}


def _one_of(value: str, known: object) -> str:
    return value if value in known else ""  # type: ignore[operator]


def _date(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in YEARS else None
