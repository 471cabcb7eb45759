"""Why those who host, speak or interpret are written to, and what the office itself writes to anybody."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from blueprints import wording
from blueprints.outbox.occasions import AboutAnEvent, Action, Fact, Gone
from models import Letter, Message, Part
from models.event.proposal import ProposedRow
from support.db import db
from support.languages import Translated
from support.settings import current


class AsksToConfirm(AboutAnEvent):
    """Its reader says by a link to have seen it; where staff look on, the link is none that works."""

    def __init__(self, message: Message, link: str) -> None:
        super().__init__(message, link)
        self.secret = message.receipt
        self.link = link or current().address(f"/seen/{message.receipt}")

    @property
    def actions(self) -> Iterator[Action]:
        yield Action(_("I have seen this"), self.link)
        if self.event.is_public:
            yield Action(_("The event's page"), current().address(f"/events/{self.event.slug}"))


class AboutAPart(AsksToConfirm):
    """Somebody has a part in the event. Raises Gone where the person was removed."""

    knows_the_link = True

    def __init__(self, message: Message, link: str) -> None:
        super().__init__(message, link)
        if message.person is None:
            raise Gone
        self.person = message.person

    @property
    def overtaken(self) -> bool:
        return not self._roles or super().overtaken

    @property
    def part(self) -> str:
        """What the reader does, in words: "Speaker, Moderator"."""
        return ", ".join(str(wording.PART_ROLES[role]) for role in self._roles)

    @property
    def _parts(self) -> list[Part]:
        return [part for part in self.event.parts if part.person_id == self.person.id]

    @property
    def _roles(self) -> list[str]:
        return list(dict.fromkeys(part.role for part in self._parts))


class PartGiven(AboutAPart):
    """Somebody was given a part, or the event became known in which they have one."""

    @property
    def part(self) -> str:
        """All that the reader does there, with the hours: "Speaker, 10:15, Grants; Host"."""
        return wording.all_parts(self._parts)


class PartTaken(AboutAPart):
    """Somebody does no longer what they were asked to do."""

    knows_the_link = False

    @property
    def overtaken(self) -> bool:
        has = {(part.role, part.session_id) for part in self._parts}
        return self.event.deleted or self.event.over or all((role, row) in has for role, row in self.message.facts["parts"])

    @property
    def part(self) -> str:
        """What the reader did."""
        rows: dict[int, Any] = {row.id: row for row in self.event.agenda}
        gone = {int(row): _as_it_was(int(row), told) for row, told in self.message.facts.get("rows", {}).items()}
        known, zone = gone | rows, self.event.zone
        return "; ".join(wording.role_words(role, known.get(row), zone) for role, row in self.message.facts["parts"])

    @property
    def remaining(self) -> str:
        """What the reader does there still."""
        return wording.all_parts(self._parts)

    def where(self) -> Iterator[Fact]:
        yield from ()


def _as_it_was(number: int, told: dict[str, Any]) -> ProposedRow:
    """A row that was taken out of the agenda since."""
    starts_at = datetime.fromisoformat(told["starts_at"]) if told["starts_at"] else None
    return ProposedRow(number, starts_at, None, None, Translated(told["title"]))


class PartMoved(AboutAPart):
    """The event takes place at another time."""

    def when(self) -> Iterator[Fact]:
        yield from self.old_and_new()


class PartCancelled(AboutAPart):
    """The event does not take place."""

    @property
    def overtaken(self) -> bool:
        return not self._roles or not self.event.cancelled

    def where(self) -> Iterator[Fact]:
        yield from ()


class FromTheOffice(AsksToConfirm):
    """What staff wrote themselves. Raises Gone where the letter was removed."""

    overtaken = False

    def __init__(self, message: Message, link: str) -> None:
        super().__init__(message, link)
        letter = db.session.get(Letter, message.facts["letter"])
        if letter is None:
            raise Gone
        self.asks_to_confirm = letter.asks_to_confirm
        self.subject, self.body = letter.subject.shown().text, letter.body.shown().text

    @property
    def actions(self) -> Iterator[Action]:
        if self.asks_to_confirm:
            yield from super().actions
        elif self.event.is_public:
            yield Action(_("The event's page"), current().address(f"/events/{self.event.slug}"))


PART_OCCASIONS = {
    "part_given": PartGiven,
    "part_taken": PartTaken,
    "part_moved": PartMoved,
    "part_relocated": AboutAPart,
    "part_event_cancelled": PartCancelled,
    "part_reopened": AboutAPart,
    "letter": FromTheOffice,
}
