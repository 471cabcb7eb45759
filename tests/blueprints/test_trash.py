"""Deleting by staff, and the page from which things come back."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models import (
    Account,
    Activity,
    Attendee,
    Call,
    Deadline,
    Delegation,
    Event,
    EventFormat,
    Message,
    Office,
    OfficeMember,
    PlanLine,
    Programme,
    Registration,
    Room,
    Series,
    SpecialDay,
)
from models.conflict import AcceptedConflict
from models.trashable import TRASH_TOO
from support import clock
from support.db import db
from support.languages import Translated, translated
from tests.conftest import NOW
from tests.page_client import PageClient, filled_in, soup
from tests.post_office import PostOffice

MakeEvent = Callable[..., Event]
PAST = datetime(2026, 11, 10, 5, 0, tzinfo=UTC)


def rows(client: PageClient, **asked: Any) -> list[list[str]]:
    """The table of the trash: name, kind, who, days left."""
    found = client.page("/trash", query_string=asked).select("#trash tbody tr")
    cells = [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in found]
    return [[row[0], row[1], row[2], row[4]] for row in cells]


def said(response: Any) -> str:
    return soup(response).main.get_text(" ", strip=True)  # type: ignore[union-attr]


def post(client: PageClient, address: str, **more: Any) -> Any:
    """A button's form, sent without the page it stands on."""
    token = client.page("/account").select_one("input[name=csrf_token]")["value"]  # type: ignore[index]
    return client.post(address, data={"csrf_token": token}, **more)


def called_off(event: Event) -> Event:
    event.cancel(Translated())
    db.session.commit()
    return event


class TestDeletingAnEvent:
    def test_a_draft_is_deleted_after_a_question_and_comes_back_whole(
        self, staff: PageClient, make_event: MakeEvent, organiser: Account, blue_hall: Room
    ) -> None:
        event = make_event(published=False, room=blue_hall, team=[organiser])
        address = f"/events/{event.slug}"
        assert staff.page(address).select_one(f'#staff-bar a[href="{address}/removal"]')

        gone = staff.submit(f"{address}/removal", {}, form="form.card")

        assert (gone.status_code, gone.headers["Location"]) == (303, "/info-days")
        assert staff.get(address).status_code == 404
        assert rows(staff) == [["Erasmus+ information day", "Event", "Madina", "30 days"]]

        back = staff.submit("/trash", {}, form="#trash form")

        assert back.headers["Location"] == address
        assert "It is back, as it was." in said(staff.get(address))
        db.session.expire_all()
        assert (event.room, event.team, event.deleted) == (blue_hall, [organiser], False)
        assert rows(staff) == []
        assert [one.verb for one in db.session.scalars(select(Activity).where(Activity.event_id == event.id))] == [
            "created", "deleted", "restored",
        ]  # fmt: skip

    def test_what_readers_count_on_cannot_be_deleted_before_it_is_called_off(
        self, staff: PageClient, make_event: MakeEvent
    ) -> None:
        event = make_event()
        address = f"/events/{event.slug}/removal"

        refused = post(staff, address)

        assert refused.status_code == 409
        assert "Call it off first" in said(refused)
        assert not staff.page(address).select(f'form[action="{address}"] button')
        assert staff.get(f"/events/{event.slug}").status_code == 200
        called_off(event)
        assert post(staff, address).status_code == 303

    def test_it_says_how_many_places_go_with_it(self, staff: PageClient, make_event: MakeEvent, bolat: Attendee) -> None:
        event = make_event()
        event.register(bolat, answers={})
        called_off(event)

        assert "1 person holds a place" in said(staff.get(f"/events/{event.slug}/removal"))

    def test_only_staff_may(self, client: PageClient, client_of: Any, host: Account, make_event: MakeEvent) -> None:
        event = make_event(starts_at=PAST)
        address = f"/events/{event.slug}/removal"

        assert client.get(address).status_code == 302
        assert client_of(host).get(address).status_code == 403
        assert post(client_of(host), address).status_code == 403
        assert client.get(f"/events/{event.slug}").status_code == 200

    def test_whoever_brings_back_what_was_booked_meanwhile_is_asked_first(
        self, staff: PageClient, make_event: MakeEvent, blue_hall: Room
    ) -> None:
        event = make_event(published=False, room=blue_hall)
        post(staff, f"/events/{event.slug}/removal")
        other = make_event(room=blue_hall)
        path = f"/trash/events/{event.id}/restoration"

        asked = post(staff, path)
        form = soup(asked).select_one("#restoration-form")
        assert form
        without = staff.post(path, data=filled_in(form))
        lies = [row[0] for row in rows(staff)]
        back = staff.post(path, data={**filled_in(form), "conflict_reason": "The hall is divided"})

        assert (asked.status_code, without.status_code, back.status_code) == (409, 409, 303)
        assert [link["href"] for link in form.select(".conflicts a[href*=events]")] == [f"/events/{other.slug}"]
        assert (len(lies), rows(staff)) == (1, [])
        [accepted] = db.session.scalars(select(AcceptedConflict))
        assert (accepted.event_id, accepted.reason) == (event.id, "The hall is divided")

    def test_what_was_called_off_comes_back_without_a_question(
        self, staff: PageClient, make_event: MakeEvent, blue_hall: Room
    ) -> None:
        event = called_off(make_event(room=blue_hall))
        post(staff, f"/events/{event.slug}/removal")
        make_event(room=blue_hall)

        assert post(staff, f"/trash/events/{event.id}/restoration").status_code == 303


class TestNowhere:
    PAGES = (
        "/", "/events?past=1", "/events?view=month&month=2026-11", "/series/open-day", "/desk", "/info-days", "/search?q=erasmus",
        "/calendars/events.ics", "/calendars/info-days.ics", "/calendars/all.ics", "/audit?kind=rooms", "/formats",
    )  # fmt: skip

    def test_a_deleted_event_shows_nowhere(
        self, staff: PageClient, client_of: Any, admin: Account, make_event: MakeEvent, organiser: Account
    ) -> None:
        event = make_event(team=[organiser])
        series = Series()
        series.revise({"name": translated("en", en="Open day")})
        event.series.append(series)
        called_off(event)
        pages = {page: staff.get(page).get_data(as_text=True) for page in self.PAGES}
        leaking = [page for page, text in pages.items() if event.slug in text]
        assert leaking == ["/", "/events?view=month&month=2026-11", "/series/open-day", "/info-days", "/search?q=erasmus",
                           "/calendars/events.ics", "/calendars/info-days.ics", "/calendars/all.ics"]  # fmt: skip

        post(staff, f"/events/{event.slug}/removal")

        assert [page for page in self.PAGES if event.slug in staff.get(page).get_data(as_text=True)] == []
        for reader in (staff, client_of(admin)):
            for page in ("", "/registrations", "/people", "/copy", ".ics", "/removal"):
                assert reader.get(f"/events/{event.slug}{page}").status_code == 404
            assert reader.get(f"/info-days/{event.slug}/edit").status_code == 404

    def test_the_holder_of_a_place_reads_that_it_was_taken_down(
        self, client: PageClient, staff: PageClient, make_event: MakeEvent, bolat: Attendee
    ) -> None:
        event = make_event()
        place = event.register(bolat, answers={})
        called_off(event)
        token = place.token
        addresses = [f"/registrations/{token}{more}" for more in ("", "/edit", ".ics", "/ticket.svg", "/ticket.pdf")]
        assert client.get(addresses[0]).status_code == 200

        post(staff, f"/events/{event.slug}/removal")

        assert [client.get(address).status_code for address in addresses] == [410] * 5
        assert post(staff, f"{addresses[0]}/cancellation").status_code == 410
        taken_down = client.get(addresses[0])
        assert "The office has taken this event down." in said(taken_down)
        assert event.title["en"] not in taken_down.get_data(as_text=True)
        assert taken_down.headers["Cache-Control"] == "no-store"
        assert client.get("/registrations/unknown").status_code == 404

    def test_nobody_is_reminded_of_it_but_all_hear_that_it_is_off(
        self, staff: PageClient, make_event: MakeEvent, bolat: Attendee, work: Callable[[], None], post_office: PostOffice
    ) -> None:
        event = make_event()
        event.register(bolat, answers={})
        called_off(event)
        post(staff, f"/events/{event.slug}/removal")

        with clock.standing_at(event.starts_at - timedelta(hours=3)):
            work()

        sent = {one.occasion: one.sent_at is not None for one in db.session.scalars(select(Message))}
        assert sent == {"confirmed": False, "event_cancelled": True}


def make_things() -> dict[str, Any]:
    """One of each of the office's lists, by the address that deletes it."""
    series, programme, line = Series(), Programme(), PlanLine(year=2026)
    day, format = SpecialDay(starts_on=NOW.date(), ends_on=NOW.date()), EventFormat()
    for thing in (series, programme, day, format):
        thing.revise({"name": translated("en", en=f"Our {type(thing).__name__}")})
    line.revise({"title": translated("en", en="Our line")})
    date = Deadline(call=Call(year=2027, title=translated("en", en="Our call")))
    date.set_date(datetime(2027, 2, 1).date(), None, "Europe/Brussels")
    date.revise({})
    db.session.commit()
    return {
        f"/series/{series.slug}/removal": series,
        f"/programmes/{programme.slug}/removal": programme,
        f"/days/{day.id}/removal": day,
        f"/formats/{format.slug}/removal": format,
        f"/plan/{line.id}/removal": line,
        f"/deadlines/{date.id}/removal": date,
    }


class TestDeletingTheRest:
    @pytest.mark.parametrize("name", ["series", "programmes", "days", "formats", "plan", "deadlines"])
    def test_whatever_staff_delete_lies_in_the_trash_and_comes_back(self, name: str, staff: PageClient) -> None:
        [(address, _thing)] = [pair for pair in make_things().items() if pair[0].startswith(f"/{name}/")]
        page = address.removesuffix("/removal") + "/edit"
        shown = staff.page("/plan/lines" if name == "plan" else f"/{name}").main.text  # type: ignore[union-attr]

        gone = staff.submit(page, {}, form=f'form[action="{address}"]')

        assert gone.status_code == 303
        assert staff.get(page).status_code == 404
        [[title, *_more]] = rows(staff)
        assert title in shown or name == "days"
        staff.submit("/trash", {}, form="#trash form")
        assert staff.get(page).status_code == 200
        assert rows(staff) == []

    def test_who_stands_on_the_contact_page_is_brought_back_by_administrators(
        self, client_of: Any, staff: PageClient, admin: Account, office: Office
    ) -> None:
        member = office.welcome({"name": "Saule"})
        db.session.commit()
        boss = client_of(admin)
        post(boss, f"/start/people/{member.id}/removal")
        boss.get("/desk")  # says so once
        assert "Saule" not in boss.get("/about").get_data(as_text=True)
        assert [row[0] for row in rows(staff)] == ["Saule"]

        assert not staff.page("/trash").select("#trash form")
        assert post(staff, f"/trash/office-members/{member.id}/restoration").status_code == 403
        assert post(boss, f"/trash/office-members/{member.id}/restoration").status_code == 303

        assert "Saule" in boss.get("/about").get_data(as_text=True)
        assert db.session.scalars(select(OfficeMember)).all() == [member]


def test_an_event_keeps_its_room_when_that_is_deleted_and_the_event_is_saved_again(
    staff: PageClient, make_event: MakeEvent, blue_hall: Room
) -> None:
    event = make_event(starts_at=PAST, room=blue_hall)
    assert "Blue Hall" in staff.get("/info-days/new").get_data(as_text=True)
    post(staff, f"/rooms/{blue_hall.id}/removal")
    staff.get("/rooms")  # says so once
    assert "Blue Hall" not in staff.get("/info-days/new").get_data(as_text=True)

    staff.submit(f"/info-days/{event.slug}/edit", {"city": "Almaty"}, form="#event-form")

    db.session.expire_all()
    assert (event.city, event.room, blue_hall.deleted) == ("Almaty", blue_hall, True)


class TestThePage:
    def test_it_is_filtered_by_kind_and_words(self, staff: PageClient) -> None:
        for address in make_things():
            post(staff, address)
        assert len(rows(staff)) == 6

        assert [row[0] for row in rows(staff, kind="series")] == ["Our Series"]
        assert [row[0] for row in rows(staff, q="our prog")] == ["Our Programme"]
        assert len(rows(staff, kind="nonsense", sort="nonsense")) == 6
        file = staff.get("/trash?as=csv&kind=plan-lines", buffered=True).get_data(as_text=True)
        assert [line.split(",")[:3] for line in file.splitlines()[1:]] == [['"Our line"', '"Line of the plan"', '"Madina"']]

    def test_a_restricted_event_is_there_for_its_team_alone(
        self, staff: PageClient, client_of: Any, admin: Account, make_event: MakeEvent
    ) -> None:
        event = make_event(
            Delegation, published=False, visibility="restricted", team=[admin], title=translated("en", en="Secret")
        )
        boss = client_of(admin)
        post(boss, f"/events/{event.slug}/removal")
        assert [row[0] for row in rows(boss)] == ["Secret"]

        assert rows(staff) == []
        assert "Secret" not in staff.get("/trash").get_data(as_text=True)
        assert post(staff, f"/trash/events/{event.id}/restoration").status_code == 404
        assert post(boss, f"/trash/events/{event.id}/restoration").status_code == 303

    def test_nonsense_is_not_there(self, staff: PageClient, make_event: MakeEvent) -> None:
        event = make_event()

        for address in ("nonsense/1", f"events/{event.id}", "rooms/0", "events/99999999999999999999"):
            assert post(staff, f"/trash/{address}/restoration").status_code == 404

    def test_it_is_the_offices(self, client: PageClient, client_of: Any, host: Account) -> None:
        assert client.get("/trash").status_code == 302
        assert client_of(host).get("/trash").status_code == 403

    def test_the_worker_empties_it(self, staff: PageClient, make_event: MakeEvent, work: Callable[[], None]) -> None:
        event = make_event(starts_at=PAST)
        post(staff, f"/events/{event.slug}/removal")
        work()
        assert rows(staff) != []

        with clock.standing_at(NOW + timedelta(days=31)):
            work()

        assert db.session.scalars(select(Event), execution_options=TRASH_TOO).all() == []
        assert db.session.scalars(select(Registration)).all() == []
