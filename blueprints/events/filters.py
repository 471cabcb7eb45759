"""What an address asks of a list of events. Whatever makes no sense is left out: an address is never an error."""

from dataclasses import dataclass
from typing import Self

from sqlalchemy import Select
from werkzeug.datastructures import MultiDict

from models import Event
from models.event_view import EVERYTHING, EventView
from models.month import Month
from support import clock
from support.addresses import asked_page
from support.settings import current


@dataclass(frozen=True, kw_only=True)
class EventFilters:
    """The filters of `/events`, as the GET form names them: a view of the events, and how and where in it."""

    view: EventView = EVERYTHING
    past: bool = False
    page: int = 1
    as_month: bool = False
    month: str = ""

    @classmethod
    def from_arguments(cls, arguments: MultiDict[str, str]) -> Self:
        return cls(
            view=EventView.of(arguments),
            past=arguments.get("past") == "1",
            page=asked_page(arguments),
            as_month=arguments.get("view") == "month",
            month=arguments.get("month", "")[:7],
        )

    @property
    def shown_month(self) -> Month:
        return Month.named(self.month, clock.today(current().zone))

    @property
    def narrowed(self) -> bool:
        """Whether anything is filtered out."""
        return self.view.narrowed

    def narrow(self, query: Select[Event]) -> Select[Event]:
        return query.where(*self.view.conditions)

    def arguments(self, **other: str | int | None) -> dict[str, str | int]:
        """The address's arguments with some changed, empty ones left out."""
        place = {"past": "1" if self.past else "", "view": "month" if self.as_month else "", "month": self.month}
        return {name: value for name, value in {**self.view.arguments, **place, **other}.items() if value}
