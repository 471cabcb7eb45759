"""From draft to archive: publish, call off, hold after all, mark as held, enter what was long ago, see it as others do."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models import Account, Attendee, Conference, Delegation, Event, Message
from models.rough_date import RoughDate
from support import clock
from support.db import db
from support.languages import translated
from tests.conftest import NOW
from tests.page_client import PageClient, filled_in, soup

MakeEvent = Callable[..., Event]
REASON = translated("en", en="No speaker")


def occasions() -> list[str]:
    return list(db.session.scalars(select(Message.occasion).order_by(Message.id)))


def text_of(page: Any, selector: str) -> str:
    found = page.select_one(selector)
    assert found, selector
    return " ".join(found.text.split())


def test_what_was_called_off_is_held_after_all_and_everybody_hears_of_it(
    staff: PageClient, make_event: MakeEvent, bolat: Attendee
) -> None:
    event = make_event()
    event.register(bolat, answers={})
    event.cancel(REASON)
    before = event.sequence

    page = staff.page(f"/events/{event.slug}/reopening")
    assert text_of(page, "#concerned") == "1 person is written to: 1 registered."
    assert staff.submit(f"/events/{event.slug}/reopening", {}, form="form.card").status_code == 303

    db.session.refresh(event)
    assert (event.state, event.sequence, event.cancellation_reason["en"]) == ("published", before + 1, "")
    assert occasions() == ["confirmed", "event_cancelled", "reopened"]


def test_what_is_over_is_not_held_after_all(staff: PageClient, make_event: MakeEvent) -> None:
    event = make_event()
    event.cancel(REASON)
    db.session.commit()
    token = staff.page(f"/events/{event.slug}/reopening").select_one("form.card [name=csrf_token]")
    assert token
    assert event.ends_at
    with clock.standing_at(event.ends_at + timedelta(hours=1)):
        response = staff.post(f"/events/{event.slug}/reopening", data={"csrf_token": token["value"]})

    assert response.status_code == 409
    assert "Copy it to another date" in response.get_data(as_text=True)
    assert occasions() == []


def test_staff_see_how_many_will_be_written_to_before_they_press(
    staff: PageClient, make_event: MakeEvent, bolat: Attendee, chiara: Attendee
) -> None:
    event = make_event(capacity=1)
    event.register(bolat, answers={})
    event.register(chiara, answers={})
    db.session.commit()

    page = staff.page(f"/events/{event.slug}/cancellation")

    assert text_of(page, "#concerned") == "2 people are written to: 1 registered, 1 is waiting."


def test_an_event_that_began_is_marked_as_held(staff: PageClient, make_event: MakeEvent) -> None:
    coming, begun = make_event(), make_event(starts_at=NOW - timedelta(hours=1))
    assert staff.page(f"/events/{coming.slug}").select("form[action$=completion]") == []

    staff.submit(f"/events/{begun.slug}", {}, form="form[action$=completion]")

    db.session.refresh(begun)
    assert (begun.held_at, begun.state) == (NOW, "held")


@pytest.mark.parametrize(
    ("typed", "precision", "first", "last"),
    [
        ("2019", "year", (2019, 1, 1), (2019, 12, 31)),
        ("10.2019", "month", (2019, 10, 1), (2019, 10, 31)),
        ("2020-02", "month", (2020, 2, 1), (2020, 2, 29)),
        ("5.10.2019", "day", (2019, 10, 5), (2019, 10, 5)),
    ],
)
def test_a_rough_date_is_read_as_far_as_it_goes(
    typed: str, precision: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    read = RoughDate.read(typed)

    assert read.first and read.last
    assert (read.precision, read.first.timetuple()[:3], read.last.timetuple()[:3]) == (precision, first, last)
    assert RoughDate.read(str(read)) == read


@pytest.mark.parametrize("typed", ["yesterday", "2019-13", "31.02.2019", "0019", "20191"])
def test_a_date_that_does_not_exist_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        RoughDate.read(typed)


PAST = {"title-en": "Erasmus+ meeting", "kind": "conferences", "when": "10.2019", "sources": "https://example.org/news/12"}


def test_october_2019_goes_into_the_archive_with_its_source(staff: PageClient, client: PageClient) -> None:
    made = staff.submit("/archive", PAST, at="/archive/new", form="#archive-form")

    assert made.status_code == 303
    page = client.page(made.headers["Location"])
    assert "October 2019" in text_of(page, ".facts")
    assert page.select_one('a[href="https://example.org/news/12"]') is not None
    event = db.session.scalar(select(Conference))
    assert event
    assert (event.precision, event.state, event.takes_registrations) == ("month", "held", False)
    assert "Erasmus+ meeting" in client.page("/events?past=1").text


@pytest.mark.parametrize("when", ["10.2019", ""])
def test_an_entry_of_the_archive_is_held_again_though_nobody_knows_its_day(staff: PageClient, when: str) -> None:
    address = staff.submit("/archive", {**PAST, "when": when}, at="/archive/new", form="#archive-form").headers["Location"]

    copied = staff.submit(f"{address}/copy", {"starts_at": "2026-12-02T14:00"}, form="#copy-form")

    assert copied.status_code == 303
    form = staff.page(copied.headers["Location"]).select_one("#event-form")
    assert form
    assert [filled_in(form)[name] for name in ("starts_at", "ends_at")] == ["2026-12-02T14:00", "2026-12-02T15:00"]


def test_an_entry_of_the_archive_is_corrected(staff: PageClient) -> None:
    address = staff.submit("/archive", PAST, at="/archive/new", form="#archive-form").headers["Location"]
    edit = staff.page(address).select_one(".tabs a[href$='/edit']")
    assert edit

    staff.submit(str(edit["href"]), {"when": "2019-10-05", "until": "2019-10-06"}, form="#archive-form")

    event = db.session.scalar(select(Conference))
    assert event and event.dates
    assert (event.precision, [str(day) for day in event.dates]) == ("day", ["2019-10-05", "2019-10-06"])


@pytest.mark.parametrize(
    ("field", "typed"), [("sources", ""), ("when", "long ago"), ("until", "2018-01-01"), ("title-en", ""), ("when", "99.2019")]
)
def test_what_makes_no_sense_is_not_archived(staff: PageClient, field: str, typed: str) -> None:
    response = staff.submit("/archive", {**PAST, field: typed}, at="/archive/new", form="#archive-form")

    assert response.status_code == 422
    assert soup(response).select_one(f"[name={field}]") is not None
    assert db.session.scalar(select(Conference)) is None


def test_staff_see_an_event_as_others_do(staff: PageClient, make_event: MakeEvent) -> None:
    event = make_event(visibility="university")
    assert staff.page(f"/events/{event.slug}").select("#staff-bar") != []

    visitor, member = (staff.page(f"/events/{event.slug}?as={who}") for who in ("visitor", "member"))

    assert "for them this page does not exist" in text_of(visitor, "#viewed-as")
    assert visitor.select("#event-notices") == []
    assert (member.select("#staff-bar"), member.select("#event-notices") != []) == ([], True)


def test_nobody_but_staff_sees_as_others_do(
    client: PageClient, client_of: Callable[[Account], PageClient], host: Account, make_event: MakeEvent
) -> None:
    secret = make_event(Delegation, visibility="restricted")
    public = make_event()

    for somebody in (client, client_of(host)):
        assert somebody.get(f"/events/{secret.slug}?as=member").status_code == 404
        assert somebody.page(f"/events/{public.slug}?as=member").select("#viewed-as") == []


def test_the_archive_is_the_offices(client: PageClient, client_of: Callable[[Account], PageClient], host: Account) -> None:
    assert client.get("/archive/new").status_code == 302
    assert client_of(host).get("/archive/new").status_code == 403
