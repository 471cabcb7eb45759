"""Whoever saves second sees both versions in every form by which staff change something that is stored."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from models import (
    Account,
    Call,
    Deadline,
    EventFormat,
    Office,
    Organisation,
    Person,
    PlanLine,
    Programme,
    Room,
    Series,
    SpecialDay,
)
from support.db import db
from support.languages import translated
from tests.page_client import PageClient, filled_in, soup

NAME = translated("en", en="What there was")


def stored(kind: type[Any], **fields: Any) -> Any:
    made = kind(**fields.pop("given", {}))
    made.revise({"name": NAME, **fields})
    db.session.commit()
    return made


def a_line() -> PlanLine:
    line = PlanLine(year=2026)
    line.revise({"title": NAME})
    db.session.commit()
    return line


def a_date() -> Deadline:
    date = Deadline(call=Call(year=2027, title=NAME))
    date.set_date(datetime(2027, 2, 1).date(), None, "Europe/Brussels")
    date.revise({})
    db.session.commit()
    return date


def a_day() -> SpecialDay:
    day = datetime(2026, 12, 16).date()
    return stored(SpecialDay, given={"starts_on": day, "ends_on": day})  # type: ignore[no-any-return]


CASES: dict[str, tuple[Callable[[], Any], Callable[[Any], str], str, str]] = {
    "programmes": (lambda: stored(Programme), lambda one: f"/programmes/{one.slug}/edit", "#programme-form", "name-en"),
    "deadlines": (a_date, lambda one: f"/deadlines/{one.id}/edit", "#deadline-form", "source"),
    "formats": (lambda: stored(EventFormat), lambda one: f"/formats/{one.slug}/edit", "#format-form", "name-en"),
    "days": (a_day, lambda one: f"/days/{one.id}/edit", "#day-form", "name-en"),
    "series": (lambda: stored(Series), lambda one: f"/series/{one.slug}/edit", "#series-form", "description-en"),
    "people": (lambda: stored(Person), lambda one: f"/people/{one.id}/edit", "#person-form", "phone"),
    "organisations": (lambda: stored(Organisation), lambda one: f"/organisations/{one.id}/edit", "#organisation-form", "city"),
    "rooms": (lambda: stored(Room), lambda one: f"/rooms/{one.id}/edit", "#room-form", "seats"),
    "plan": (a_line, lambda one: f"/plan/{one.id}/edit", "#plan-line-form", "basis"),
    "university": (Office.ours, lambda _one: "/start/university", "main form", "department-en"),
    "profile": (Office.ours, lambda _one: "/start/people", "main form", "profile-en"),
    "sender": (Office.ours, lambda _one: "/start/mail", "main form", "sender_name"),
    "member": (lambda: Office.ours().members[0], lambda one: f"/start/people/{one.id}", "main form", "phone"),
}
TYPED = {"source": ("https://a.example.org", "https://b.example.org"), "seats": ("20", "30")}


@pytest.mark.parametrize("name", CASES)
def test_whoever_saves_second_sees_both_and_chooses(
    name: str, client_of: Callable[[Account], PageClient], admin: Account, office: Office
) -> None:
    office.welcome({"name": "Saule"})
    db.session.commit()
    make, address_of, form, field = CASES[name]
    thing, boss = make(), client_of(admin)
    address = address_of(thing)
    theirs, mine = TYPED.get(field, ("What they typed", "What I typed"))

    def opened() -> tuple[str, dict[str, Any]]:
        found = boss.page(address).select_one(form)
        assert found
        return str(found["action"]), filled_in(found)

    action, first = opened()
    assert boss.post(action, data={**first, field: theirs}).status_code in (302, 303)

    refused = boss.post(action, data={**first, field: mine})

    page = soup(refused)
    assert refused.status_code == 409
    assert [choice.get_text(" ", strip=True) for choice in page.select("#versions label")] == [
        f"Yours {mine}",
        f"Theirs {theirs}",
    ]
    assert "What Aigul saved at" in page.select_one("#versions").text  # type: ignore[union-attr]
    again = filled_in(page.select_one(form))  # type: ignore[arg-type]
    assert boss.post(action, data=again).status_code == 409
    assert opened()[1][field] == theirs

    kept = {"keep-" + str(again["versions"]): "mine"}
    assert boss.post(action, data={**again, **kept}).status_code in (302, 303)
    assert opened()[1][field] == mine


def test_a_new_thing_has_no_other_version(staff: PageClient) -> None:
    made = staff.submit("/plan", {"title-en": "Info day"}, form="#plan-line-form", at="/plan/new?year=2027&month=3")

    assert made.status_code == 303


def test_the_order_of_languages_is_chosen_as_well(
    client_of: Callable[[Account], PageClient], admin: Account, office: Office
) -> None:
    boss = client_of(admin)
    form = boss.page("/start/languages").select_one("main form")
    mine = filled_in(form)  # type: ignore[arg-type]
    boss.post("/start/languages", data={**mine, "languages": ["kk", "ru"], "order": "kk ru en"})

    refused = boss.post("/start/languages", data={**mine, "languages": ["en"]})
    assert refused.status_code == 409
    again = filled_in(soup(refused).select_one("main form"))  # type: ignore[arg-type]
    boss.post("/start/languages", data={**again, "keep-languages": "theirs"})

    db.session.expire_all()
    assert Office.ours().languages == ["kk", "ru"]
