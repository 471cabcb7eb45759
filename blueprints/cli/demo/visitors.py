"""Those who register for the demo's events. All of them are made up, at addresses that belong to nobody (RFC 2606)."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from blueprints.cli.demo.catalogue import Entry, entries
from models import Attendee, Event

Happening = tuple[datetime, Any]


def visitors(event: Event, entry: Entry, opens_at: datetime, until: datetime) -> Iterator[Happening]:
    """(moment, registration) for as many as the entry says, one after another; those whom the event is for come first."""
    people = entries("people")
    in_turn = people[entry["in_days"] % len(people) :] + people[: entry["in_days"] % len(people)]
    fitting = sorted(in_turn, key=lambda person: person["audience"] not in entry["audience"])
    coming = fitting[: entry["registrations"]]
    for turn, person in enumerate(coming, start=1):
        moment = opens_at + (until - opens_at) * turn / (len(coming) + 1)
        yield moment, partial(event.register, _attendee(person, event, turn), answers=_answers(event, entry, person, turn))


def _attendee(person: Entry, event: Event, turn: int) -> Attendee:
    return Attendee(
        name=person["name"],
        email=person["email"],
        audience=person["audience"],
        organisation=person["faculty"] or person["organisation"] or "",
        phone=person["phone"] if event.asks_phone else "",
        language=person["language"],
        attends_online=event.mode == "online" or (event.mode == "hybrid" and turn % 3 == 0),
    )


def _answers(event: Event, entry: Entry, person: Entry, turn: int) -> dict[str, Any]:
    given = {
        question.key: _answer(asked, person["language"], turn)
        for question, asked in zip(event.questions, entry["questions"], strict=True)
    }
    return {key: answer for key, answer in given.items() if answer}


def _answer(asked: Entry, language: str, turn: int) -> str | list[str]:
    """What somebody says; not everybody answers what need not be answered."""
    if not asked["required"] and turn % 3:
        return ""
    if asked["kind"] == "yes_no":
        return "yes" if turn % 4 else "no"
    if asked["kind"] == "text":
        texts = entries("answers").get(asked["key"])
        return str(texts[turn % len(texts)][language]) if texts else ""
    first = str(turn % len(asked["options"]))
    return first if asked["kind"] == "choice" else [first]
