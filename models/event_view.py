"""A view of the events: what the filters of the list ask for, in words, in an address, and as conditions of a query."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Self

from sqlalchemy import ColumnElement, Select, or_, select

from models.event import KINDS, MODES, Event
from models.event.event import AUDIENCES, event_organisers
from models.event_entry import N_
from models.month import YEARS
from models.organisation import Organisation
from models.programme import Programme
from models.view_choices import language_in, named_in_public
from support import dates
from support.languages import phrasebook
from support.settings import current

LONGEST_SEARCH = 100
NUMBER = re.compile("[1-9][0-9]{0,8}")
LANGUAGE = re.compile("[a-z]{2,3}")
WORDS = {
    "info-days": N_("Information days"), "conferences": N_("Conferences"), "delegations": N_("Visits"),
    "qa-sessions": N_("Q&A sessions"), "on_site": N_("On site"), "online": N_("Online"), "hybrid": N_("Hybrid"),
    "student": N_("Students"), "teacher": N_("Teachers"), "staff": N_("Staff"), "guest": N_("Guests"),
}  # fmt: skip
"""What a choice is called in the name of a view."""


@dataclass(frozen=True, kw_only=True)
class EventView:
    """Each filter is "" or None where it does not narrow; what makes no sense in an address does not either.

    `kind` is a collection ("info-days"), `programme` a slug, `host` and `faculty` are numbers of organisations, `audience` is one
    of AUDIENCES (an event that names none is for all of them), `spoken` the code of a language that is spoken there.
    """

    kind: str = ""
    programme: str = ""
    words: str = ""
    mode: str = ""
    host: str = ""
    faculty: str = ""
    audience: str = ""
    spoken: str = ""
    start: date | None = None
    end: date | None = None

    @classmethod
    def of(cls, arguments: Mapping[str, str]) -> Self:
        """What the arguments of an address ask for."""
        return cls(
            kind=_known(arguments.get("kind", ""), KINDS),
            programme=arguments.get("programme", "")[:LONGEST_SEARCH],
            words=" ".join(arguments.get("q", "")[:LONGEST_SEARCH].split()),
            mode=_known(arguments.get("mode", ""), MODES),
            host=_shaped(arguments.get("host", ""), NUMBER),
            faculty=_shaped(arguments.get("faculty", ""), NUMBER),
            audience=_known(arguments.get("audience", ""), AUDIENCES),
            spoken=_shaped(arguments.get("language", ""), LANGUAGE),
            start=day_in_address(arguments.get("from", "")),
            end=day_in_address(arguments.get("to", "")),
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything is filtered out."""
        return any(getattr(self, field.name) for field in fields(EventView))

    @property
    def arguments(self) -> dict[str, str]:
        """As in an address: by name, those that narrow alone, always in the same order."""
        own = {
            "kind": self.kind,
            "programme": self.programme,
            "q": self.words,
            "mode": self.mode,
            "host": self.host,
            "faculty": self.faculty,
            "audience": self.audience,
            "language": self.spoken,
            "from": self.start.isoformat() if self.start else "",
            "to": self.end.isoformat() if self.end else "",
        }
        return {name: value for name, value in own.items() if value}

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        kind = KINDS[self.kind].kind_code() if self.kind else None
        own = {"programme": self.programme, "words": self.words, "mode": self.mode, "start": self.start, "end": self.end}
        meant = Event.meant_by(kind=kind, audience=self.audience, spoken=self.spoken, zone=current().zone, **own)  # type: ignore[arg-type]
        return [*meant, *self._by_whom()]

    @property
    def organisations(self) -> list[Organisation]:
        """The host and the faculty it names, as far as strangers know of them."""
        faculties = (one for one in named_in_public([self.faculty]) if one.kind == "faculty")
        return [*named_in_public([self.host]), *faculties]

    def _by_whom(self) -> Iterator[ColumnElement[bool]]:
        if self.host:
            yield Event.host_id.in_(_now(self.host))
        if self.faculty:
            ours = _now(self.faculty).where(Organisation.kind == "faculty")
            organised = select(event_organisers.c.event_id).where(event_organisers.c.organisation_id.in_(ours))
            yield or_(Event.host_id.in_(ours), Event.id.in_(organised))

    def kind_called(self, code: str) -> str:
        """Its kind of event in a language, "" for every kind."""
        return phrasebook(code).gettext(WORDS[self.kind]) if self.kind else ""

    def title(self, code: str) -> str:
        """What it narrows to beside a kind, in a language: "Jean Monnet, Students"; "" where it does not narrow.

        An organisation that has no part in anything strangers may see is not named.
        """
        return ", ".join(part for part in self._parts(code) if part)

    def _parts(self, code: str) -> Iterator[str]:
        phrases = phrasebook(code)
        programme = Programme.with_slug(self.programme) if self.programme else None
        yield programme.name.shown(code).text if programme else ""
        yield f"“{self.words}”" if self.words else ""
        for organisation in self.organisations:
            yield organisation.name.shown(code).text
        yield from (phrases.gettext(WORDS[choice]) for choice in (self.audience, self.mode) if choice)
        yield language_in(self.spoken, code)
        yield f"… {dates.day(self.end, code)}" if self.end else ""


EVERYTHING = EventView()
"""The view that leaves nothing out."""


def _now(number: str) -> Select[Any]:
    """The number of the organisation that one has become part of, else its own."""
    became = select(Organisation.merged_into_id).where(Organisation.id == int(number))
    return select(Organisation.id).where(or_(Organisation.id == int(number), Organisation.id.in_(became)))


def _known(value: str, known: Any) -> str:
    return value if value in known else ""


def _shaped(value: str, shape: re.Pattern[str]) -> str:
    return value if shape.fullmatch(value) else ""


def day_in_address(text: str) -> date | None:
    """A day as an address says it, None for anything else."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in YEARS else None
