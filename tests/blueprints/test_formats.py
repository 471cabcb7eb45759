"""The list of formats is the office's own."""

from collections.abc import Callable

import pytest

from models import Account, Event, EventFormat
from support.db import db
from support.languages import translated
from tests.page_client import PageClient, soup

MakeEvent = Callable[..., Event]


@pytest.fixture
def seminar(app: object) -> EventFormat:
    seminar = EventFormat(slug="seminar", name=translated("en", en="Seminar", ru="Семинар"))
    db.session.add(seminar)
    db.session.commit()
    return seminar


def names(page: object) -> list[str]:
    return [link.text for link in page.select("#formats tbody a")]  # type: ignore[attr-defined]


def test_staff_add_a_format_and_events_can_choose_it(staff: PageClient, make_info_day: MakeEvent, seminar: EventFormat) -> None:
    answer = staff.submit("/formats", {"name-en": "Lecture", "name-kk": "Дәріс"}, form="#format-form")

    assert answer.status_code == 303
    assert names(staff.page("/formats")) == ["Lecture", "Seminar"]
    offered = staff.page(f"/info-days/{make_info_day().slug}/edit").select("#format option")
    assert [option.text for option in offered] == ["None of these", "Lecture", "Seminar"]


def test_renaming_reaches_every_event_and_its_calendar_entry(
    staff: PageClient, make_info_day: MakeEvent, seminar: EventFormat
) -> None:
    event = make_info_day(format=seminar)

    staff.submit("/formats/seminar", {"name-en": "Colloquium"}, form="#format-form", at="/formats/seminar/edit")

    db.session.expire_all()
    assert "Colloquium" in staff.page(f"/events/{event.slug}").select_one(".meta").text


def test_an_empty_name_is_refused_and_nothing_is_stored(staff: PageClient) -> None:
    answer = staff.submit("/formats", {}, form="#format-form")

    assert answer.status_code == 422
    assert [item.text for item in soup(answer).select(".error-summary li")] == ["Enter a name."]
    assert db.session.query(EventFormat).count() == 0


def test_a_format_that_events_have_stays(staff: PageClient, make_info_day: MakeEvent, seminar: EventFormat) -> None:
    event = make_info_day(format=seminar)
    token = staff.page("/formats").select_one("[name=csrf_token]")["value"]

    staff.post("/formats/seminar/removal", data={"csrf_token": token})
    assert names(staff.page("/formats")) == ["Seminar"]

    event.revise({"format": None})
    db.session.commit()
    staff.post("/formats/seminar/removal", data={"csrf_token": token})
    assert names(staff.page("/formats")) == []


def test_only_staff_change_the_list(
    client: PageClient, client_of: Callable[[Account], PageClient], host: Account, seminar: EventFormat
) -> None:
    for address in ("/formats", "/formats/seminar/edit"):
        assert client.get(address).status_code == 302
        assert client_of(host).get(address).status_code == 403
