"""What an address asks of an event's registrations. Whatever makes no sense is left out: an address is never an error."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

from sqlalchemy import Select
from werkzeug.datastructures import MultiDict

from models import Registration
from models.event.event import AUDIENCES
from models.roll import ORDERS, STATES, Roll
from support.addresses import asked_page

LONGEST_SEARCH = 100
YES_OR_NO = {"yes": True, "no": False}


@dataclass(frozen=True)
class RegistrationFilters:
    """The filters of the list, as its GET form names them. `at` says where they are used: "" in the list, "door" on the page
    for the door, "one" on the page of one registration."""

    words: str = ""
    state: str = ""
    audience: str = ""
    came: str = ""
    online: str = ""
    needs: str = ""
    order: str = ""
    page: int = 1
    at: str = ""

    @classmethod
    def from_arguments(cls, arguments: MultiDict[str, str]) -> Self:
        def one_of(name: str, known: Collection[str]) -> str:
            return asked if (asked := arguments.get(name, "")) in known else ""

        return cls(
            words="".join(letter for letter in arguments.get("q", "") if letter.isprintable())[:LONGEST_SEARCH].strip(),
            state=one_of("state", STATES),
            audience=one_of("audience", AUDIENCES),
            came=one_of("came", YES_OR_NO),
            online=one_of("online", YES_OR_NO),
            needs=one_of("needs", ("yes",)),
            order=one_of("order", ORDERS),
            page=asked_page(arguments),
            at=one_of("at", ("door", "one")),
        )

    @property
    def narrowed(self) -> bool:
        """Whether anybody is filtered out."""
        return any((self.words, self.state, self.audience, self.came, self.online, self.needs))

    def narrow(self, roll: Roll) -> Select[Registration]:
        """The registrations that are asked for, in the order that is asked for."""
        if self.at == "door":
            return roll.expected(self.words)
        return roll.search(
            self.words,
            state=self.state,
            audience=self.audience,
            came=YES_OR_NO.get(self.came),
            online=YES_OR_NO.get(self.online),
            needs=bool(self.needs),
            order=self.order or ORDERS[0],
        )

    @property
    def arguments(self) -> dict[str, str | int]:
        """The address's arguments, empty ones left out: links and forms take them along, so that the filters stay."""
        page = self.page if self.page > 1 else ""
        asked = {"q": self.words, **{name: getattr(self, name) for name in NAMED_ALIKE}, "page": page}
        return {name: value for name, value in asked.items() if value}


NAMED_ALIKE = ("state", "audience", "came", "online", "needs", "order", "at")
