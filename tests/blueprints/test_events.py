"""Events as readers find them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from models import Account, AgendaSession, Conference, Delegation, Event, QASession, Room
from support.db import db
from support.languages import Translated, translated
from tests.calendars import values
from tests.page_client import PageClient, soup

MakeEvent = Callable[..., Event]


def titles(page: object) -> list[str]:
    return [link.text for link in page.select(".ev h3 a")]  # type: ignore[attr-defined]


def test_the_list_shows_what_is_coming_the_next_first(client: PageClient, make_event: MakeEvent) -> None:
    make_event(title=translated("en", en="Later"), starts_at=datetime(2026, 12, 3, 5, tzinfo=UTC))
    make_event(title=translated("en", en="Sooner"), starts_at=datetime(2026, 11, 25, 5, tzinfo=UTC))
    make_event(title=translated("en", en="Over"), starts_at=datetime(2026, 11, 1, 5, tzinfo=UTC))

    assert titles(client.page("/events")) == ["Sooner", "Later"]
    assert titles(client.page("/events?past=1")) == ["Over"]


def test_filters_narrow_the_list(client: PageClient, make_event: MakeEvent) -> None:
    make_event(Conference, title=translated("ru", ru="Круглый стол об Erasmus Mundus"))
    make_event(QASession, title=translated("en", en="Ask us"), mode="online", online_link="https://meet.example.org/x")

    assert titles(client.page("/events?kind=conferences")) == ["Круглый стол об Erasmus Mundus"]
    assert titles(client.page("/events?mode=online")) == ["Ask us"]
    assert titles(client.page("/events?q=krugly")) == ["Круглый стол об Erasmus Mundus"]
    assert titles(client.page("/events?from=2026-11-28")) == []
    assert titles(client.page("/events?kind=nonsense&from=yesterday&page=x&q=")) == ["Круглый стол об Erasmus Mundus", "Ask us"]


def test_htmx_gets_the_results_alone(client: PageClient, make_event: MakeEvent) -> None:
    make_event()

    answer = client.fragment("/events?q=erasmus")

    assert [element.get("id") for element in soup(answer).body.find_all(recursive=False)] == ["results"]
    assert {"HX-Request", "HX-Request-Type"} <= set(answer.headers["Vary"].split(", "))


def test_the_list_asks_the_database_as_often_for_thirty_events_as_for_three(
    client: PageClient, make_event: MakeEvent, count_queries: Callable[[], object]
) -> None:
    def queries() -> int:
        with count_queries() as counted:  # type: ignore[attr-defined]
            client.page("/events")
        return len(counted)

    for number in range(3):
        make_event((Conference, Delegation, QASession)[number], title=translated("en", en=f"Event {number}"))
    few = queries()
    for number in range(15):
        make_event((Conference, Delegation, QASession)[number % 3], title=translated("en", en=f"Another {number}"))

    assert queries() == few


def test_a_page_without_a_piece_is_gone_to_and_never_put_into_another(client: PageClient) -> None:
    assert client.get("/about").data

    answer = client.fragment("/about?lang=en")

    assert (answer.data, answer.headers["HX-Redirect"]) == (b"", "/about?lang=en")


def test_the_month_has_an_event_on_each_of_its_days(client: PageClient, make_event: MakeEvent) -> None:
    make_event(Conference, starts_at=datetime(2026, 12, 3, 4, tzinfo=UTC), ends_at=datetime(2026, 12, 4, 12, tzinfo=UTC))

    page = client.page("/events?view=month&month=2026-12")

    days = [day.select_one("h3 time")["datetime"] for day in page.select(".month-day") if day.select("a")]
    assert days == ["2026-12-03", "2026-12-04"]
    assert page.select_one("#results h2").text == "December 2026"


@pytest.mark.parametrize("month", ["", "2026-13", "nonsense", "0-0", "99999-1"])
def test_a_month_that_does_not_exist_is_this_one(client: PageClient, month: str) -> None:
    assert client.page(f"/events?view=month&month={month}").select_one("#results h2").text == "November 2026"


def test_an_event_of_each_kind_has_its_page(client: PageClient, make_event: MakeEvent) -> None:
    for kind, word in ((Conference, "Conference"), (Delegation, "Visit"), (QASession, "Q&A session")):
        event = make_event(kind)
        assert client.page(f"/events/{event.slug}").select_one(".tag").text == word


def test_a_renamed_event_is_found_under_its_old_address(client: PageClient, make_event: MakeEvent) -> None:
    event = make_event()
    old = event.slug
    event.revise({"title": translated("en", en="A better name")})
    db.session.commit()

    answer = client.get(f"/events/{old}?lang=ru")

    assert (answer.status_code, answer.location) == (301, "/events/a-better-name?lang=ru")


def test_drafts_and_closed_events_are_seen_only_by_those_who_may(
    client: PageClient,
    staff: PageClient,
    client_of: Callable[[Account], PageClient],
    host: Account,
    admin: Account,
    make_event: MakeEvent,
) -> None:
    draft = make_event(title=translated("en", en="Draft"), published=False)
    university = make_event(title=translated("en", en="University"), visibility="university")
    restricted = make_event(title=translated("en", en="Restricted"), visibility="restricted")
    addresses = [f"/events/{event.slug}" for event in (draft, university, restricted)]

    def statuses(reader: PageClient) -> list[int]:
        return [reader.get(address).status_code for address in addresses]

    assert statuses(client_of(admin)) == [200, 200, 200]
    assert statuses(staff) == [200, 200, 404]
    assert statuses(client_of(host)) == [404, 200, 404]
    assert statuses(client) == [404, 404, 404]
    assert titles(client.page("/events")) == []


def test_a_restricted_event_is_open_to_its_team(staff: PageClient, organiser: Account, make_event: MakeEvent) -> None:
    event = make_event(visibility="restricted")
    assert staff.get(f"/events/{event.slug}").status_code == 404

    event.team.append(organiser)
    db.session.commit()

    assert staff.get(f"/events/{event.slug}").status_code == 200


def test_readers_see_where_it_was_and_why_it_moved(client: PageClient, make_event: MakeEvent) -> None:
    event = make_event()
    assert event.starts_at and event.ends_at
    event.move(
        event.starts_at + timedelta(days=1), event.ends_at + timedelta(days=1), reason=translated("en", en="The hall is taken.")
    )
    db.session.commit()

    notice = client.page(f"/events/{event.slug}").select_one("#event-notices").text

    assert "It was to be on Fri, 27 November 2026, 10:00–12:00. It is now on Sat, 28 November 2026, 10:00–12:00." in notice
    assert "The hall is taken." in notice


def test_a_text_in_another_language_says_so(client: PageClient, make_event: MakeEvent) -> None:
    event = make_event(title=translated("kk", kk="Ақпараттық күн"))

    page = client.page(f"/events/{event.slug}?lang=en")

    assert page.select_one("h1 span")["lang"] == "kk"
    assert "Қазақша" in page.select_one(".fallback").text


@pytest.mark.parametrize(
    "precision, shown",
    [("day", "27 November 2026"), ("month", "November 2026"), ("year", "2026"), ("unknown", "Date not recorded")],
)
def test_an_archive_says_as_much_of_a_date_as_it_knows(
    client: PageClient, make_event: MakeEvent, precision: str, shown: str
) -> None:
    midnight = datetime(2026, 11, 26, 19, tzinfo=UTC)
    event = make_event(
        starts_at=midnight, ends_at=midnight + timedelta(days=1), precision=precision, sources=["https://example.org"]
    )

    assert client.page(f"/events/{event.slug}").select_one(".facts dd").text.strip() == shown


def test_markdown_is_shown_and_markup_is_not(client: PageClient, make_event: MakeEvent) -> None:
    text = "**Bold** <script>alert(1)</script> [x](javascript:alert(1))\n\n- one"
    event = make_event(description=translated("en", en=text), title=translated("en", en="<b>Title</b>"))

    html = client.get(f"/events/{event.slug}").get_data(as_text=True)

    assert "<strong>Bold</strong>" in html and "<li>one</li>" in html
    assert "<script>alert" not in html and "javascript:alert" not in html.replace("[x](javascript:alert(1))", "")
    assert "<b>Title</b>" not in html


def test_an_unknown_event_is_a_404(client: PageClient) -> None:
    assert client.get("/events/nothing-here").status_code == 404
    assert client.get("/events/%00").status_code == 404


def test_the_home_page_shows_what_is_coming(client: PageClient, make_event: MakeEvent) -> None:
    make_event(title=translated("en", en="Sooner"))

    assert [link.text for link in client.page("/").select(".ev h4 a")] == ["Sooner"]


def test_missing_text_is_an_empty_one(client: PageClient, make_event: MakeEvent) -> None:
    event = make_event(summary=Translated())

    assert client.page(f"/events/{event.slug}").select(".lead") == []


def test_a_row_of_the_agenda_is_in_its_own_room_on_the_page_and_in_its_file(
    client: PageClient, make_event: MakeEvent, blue_hall: Room
) -> None:
    event = make_event(place=translated("en", en="Red Hall"))
    event.agenda = [
        AgendaSession(title=translated("en", en="Opening"), starts_at=event.starts_at, room=blue_hall),
        AgendaSession(title=translated("en", en="Tea"), starts_at=event.ends_at, place=translated("en", en="Lobby")),
    ]
    db.session.commit()

    rows = [row.text.split() for row in client.page(f"/events/{event.slug}?lang=ru").select("#agenda .sess")]
    file = client.get(f"/events/{event.slug}/agenda.ics?lang=ru").data

    assert rows == [["Opening", "Синий", "зал,", "Главный", "корпус"], ["Tea", "Lobby"]]
    assert values(file, "LOCATION") == ["Синий зал\\, Главный корпус", "Lobby"]
