"""Feeds and files over HTTP, and the pages that lead to them."""

import gzip
from collections.abc import Callable
from datetime import date, time, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from werkzeug.http import http_date

from models import Account, AgendaSession, Attendee, Conference, Event, Office
from support import clock
from support.db import db
from support.languages import translated
from support.settings import changed, use
from tests.calendars import lines, make_deadline, make_programme, seen, values
from tests.page_client import PageClient

MakeEvent = Callable[..., Event]
ClientOf = Callable[[Account], PageClient]
LINK = "https://meet.example.org/secret"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15"
ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36"
FEEDS = ["all", "events", "info-days", "conferences", "delegations", "qa-sessions", "deadlines"]


def feed(client: PageClient, name: str = "all", query: str = "") -> bytes:
    response = client.get(f"/calendars/{name}.ics{query}")
    assert response.status_code == 200
    return response.data


# --- what is in them ------------------------------------------------------------------------------------------------------------


def test_a_visitor_sees_in_the_feed_what_is_stored(client: PageClient, make_info_day: MakeEvent) -> None:
    info_day, deadline = make_info_day(), make_deadline(date(2027, 2, 17), time(17))

    found = seen(feed(client))

    assert {uid: (entry.starts, entry.ends) for uid, entry in found.items()} == {
        info_day.uid: (info_day.starts_at, info_day.ends_at),
        deadline.uid: (deadline.due_at, deadline.due_at + timedelta(minutes=30)),  # type: ignore[operator]
    }


@pytest.mark.parametrize("kept_back", [{"visibility": "university"}, {"visibility": "restricted"}, {"published": False}])
def test_what_strangers_may_not_see_leaks_nowhere(
    client: PageClient, make_event: MakeEvent, kept_back: dict[str, object]
) -> None:
    """The same event is in every one of them first, and withdrawn then."""
    programme = make_programme()
    event = make_event(Conference, programmes=[programme], title=translated("en", en="Secret talks"), agenda=[])
    event.agenda = [AgendaSession(title=translated("en", en="Hush"), starts_at=event.starts_at)]
    db.session.commit()
    feeds = [
        "/calendars/events.ics",
        "/calendars/all.ics",
        "/calendars/conferences.ics",
        f"/calendars/programmes/{programme.slug}.ics",
    ]
    files = [f"/events/{event.slug}.ics", f"/events/{event.slug}/agenda.ics"]
    assert [b"Secret talks" in client.get(address).data for address in feeds + files] == [True] * 6

    event.visibility = str(kept_back.get("visibility", "public"))
    event.published_at = event.published_at if kept_back.get("published", True) else None
    db.session.commit()

    assert [(client.get(address).status_code, seen(client.get(address).data)) for address in feeds] == [(200, {})] * 4
    assert [client.get(address).status_code for address in files] == [404, 404]
    assert [b"Secret" in client.get(address).data for address in feeds + files] == [False] * 6


def test_who_is_signed_in_gets_the_strangers_feed_too(
    client: PageClient, client_of: ClientOf, admin: Account, make_info_day: MakeEvent
) -> None:
    """Whatever stands between them and us would keep it for others."""
    public = make_info_day()
    make_info_day(visibility="restricted", team=[admin])

    assert feed(client_of(admin)) == feed(client)
    assert set(seen(feed(client))) == {public.uid}


def test_the_link_is_in_no_public_calendar(client: PageClient, make_event: MakeEvent, chiara: Attendee) -> None:
    event = make_event(mode="online", online_link=LINK)
    event.agenda = [AgendaSession(title=translated("en", en="Opening"), starts_at=event.starts_at)]
    seated = event.register(chiara, answers={})
    db.session.commit()

    held = client.get(f"/registrations/{seated.token}.ics").data
    public = [
        client.get(path).data for path in ("/calendars/all.ics", f"/events/{event.slug}.ics", f"/events/{event.slug}/agenda.ics")
    ]

    assert LINK.encode() in held.replace(b"\r\n ", b"")
    assert [b"meet.example" in content.replace(b"\r\n ", b"") for content in public] == [False, False, False]
    assert [values(content, "CONFERENCE") for content in public] == [[], [], []]


def test_a_calendar_program_follows_a_move_and_a_cancellation(
    client: PageClient, staff: PageClient, make_info_day: MakeEvent
) -> None:
    info_day = make_info_day()
    first = client.get("/calendars/info-days.ics")
    assert info_day.starts_at and info_day.ends_at

    with clock.standing_at(clock.now() + timedelta(minutes=20)):
        info_day.move(info_day.starts_at + timedelta(days=1), info_day.ends_at + timedelta(days=1))
        db.session.commit()
        moved = client.get("/calendars/info-days.ics", headers={"If-None-Match": first.headers["ETag"]})
    with clock.standing_at(clock.now() + timedelta(minutes=40)):
        info_day.cancel(translated("en", en="The hall is closed."))
        db.session.commit()
        cancelled = client.get("/calendars/info-days.ics", headers={"If-None-Match": moved.headers["ETag"]})

    assert [response.status_code for response in (first, moved, cancelled)] == [200, 200, 200]
    assert seen(moved.data)[info_day.uid].starts == info_day.starts_at
    assert [seen(response.data)[info_day.uid].sequence for response in (first, moved, cancelled)] == [1, 2, 3]
    assert seen(cancelled.data)[info_day.uid][2:4] == ("Cancelled: Erasmus+ information day", "CANCELLED")


# --- language -------------------------------------------------------------------------------------------------------------------


def test_only_the_address_decides_the_language(client: PageClient, make_info_day: MakeEvent) -> None:
    make_info_day()
    client.set_cookie("language", "kk")
    asks_russian = {"Accept-Language": "ru"}

    assert client.get("/calendars/all.ics", headers=asks_russian).headers["Content-Language"] == "en"
    assert [values(feed(client, query=query), "SUMMARY") for query in ("", "?lang=ru", "?lang=kk", "?lang=xx")] == [
        ["Erasmus+ information day"],
        ["Информационный день Erasmus+"],
        ["Erasmus+ ақпараттық күні"],
        ["Erasmus+ information day"],
    ]


def test_without_a_wish_it_is_the_houses_first_language(client: PageClient, office: Office, make_info_day: MakeEvent) -> None:
    make_info_day()
    office.languages = ["kk", "ru", "en"]
    db.session.commit()

    assert values(feed(client), "SUMMARY") == ["Erasmus+ ақпараттық күні"]
    assert values(feed(client), "X-WR-CALNAME") == ["Іс-шаралар мен мерзімдер · Алатау университеті"]


def test_other_questions_in_the_address_change_nothing(client: PageClient, make_info_day: MakeEvent) -> None:
    make_info_day()

    assert feed(client, query="?nocache=1&lang=ru&utm_source=poster") == feed(client, query="?lang=ru")


# --- HTTP -----------------------------------------------------------------------------------------------------------------------


def test_a_feed_may_be_kept_by_anybody_for_a_quarter_of_an_hour(client: PageClient, make_info_day: MakeEvent) -> None:
    make_info_day()
    headers = client.get("/calendars/all.ics").headers
    told = ("Content-Type", "Cache-Control", "Vary", "Set-Cookie", "Content-Disposition", "X-Robots-Tag")

    assert {name: headers.get(name) for name in told} == {
        "Content-Type": "text/calendar; charset=utf-8",
        "Cache-Control": "public, max-age=900",
        "Vary": "Accept-Encoding",
        "Set-Cookie": None,
        "Content-Disposition": None,
        "X-Robots-Tag": None,
    }
    assert headers["Last-Modified"] == "Fri, 20 Nov 2026 06:00:00 GMT"


@pytest.mark.parametrize("name", FEEDS)
def test_no_feed_has_a_cookie_whoever_asks(staff: PageClient, name: str) -> None:
    """The page beside it remembers the language, so there was a cookie to set."""
    staff.set_cookie("session", "broken")

    page, ics = staff.get(f"/calendars/{name}?lang=ru"), staff.get(f"/calendars/{name}.ics?lang=ru")

    assert any(cookie.startswith("language=ru") for cookie in page.headers.getlist("Set-Cookie"))
    assert "Cookie" in page.headers["Vary"]
    assert (ics.headers.getlist("Set-Cookie"), ics.headers["Vary"]) == ([], "Accept-Encoding")


def test_who_has_the_feed_is_told_so_and_no_more(client: PageClient, make_info_day: MakeEvent) -> None:
    make_info_day()
    with clock.standing_at(clock.now() + timedelta(minutes=1)):
        whole = client.get("/calendars/all.ics")

    by_tag = client.get("/calendars/all.ics", headers={"If-None-Match": whole.headers["ETag"]})
    by_date = client.get("/calendars/all.ics", headers={"If-Modified-Since": whole.headers["Last-Modified"]})
    by_old_tag = client.get(
        "/calendars/all.ics", headers={"If-None-Match": 'W/"old"', "If-Modified-Since": whole.headers["Last-Modified"]}
    )

    assert [(answer.status_code, answer.data) for answer in (by_tag, by_date)] == [(304, b""), (304, b"")]
    assert by_tag.headers["ETag"] == whole.headers["ETag"]
    assert by_tag.headers["Cache-Control"] == "public, max-age=900"
    assert (by_old_tag.status_code, by_old_tag.data) == (200, whole.data)


def test_a_change_is_noticed_by_those_who_ask_by_date(client: PageClient, make_info_day: MakeEvent) -> None:
    info_day = make_info_day()
    before = client.get("/calendars/all.ics").headers["Last-Modified"]

    with clock.standing_at(clock.now() + timedelta(minutes=1)):
        info_day.revise({"title": translated("en", en="Another title")})
        db.session.commit()
        answer = client.get("/calendars/all.ics", headers={"If-Modified-Since": before})

    assert (answer.status_code, answer.headers["Last-Modified"]) == (200, "Fri, 20 Nov 2026 06:01:00 GMT")


def test_a_second_change_within_a_second_is_noticed_by_those_who_ask_by_date(
    client: PageClient, make_info_day: MakeEvent
) -> None:
    """Whether they say the date that they were told or that of their fetch."""
    info_day = make_info_day()
    fetched = clock.now()
    told = client.get("/calendars/all.ics").headers["Last-Modified"]
    info_day.revise({"title": translated("en", en="Another title")})
    db.session.commit()

    with clock.standing_at(fetched + timedelta(hours=1)):
        answers = [client.get("/calendars/all.ics", headers={"If-Modified-Since": date}) for date in (told, http_date(fetched))]
        new = answers[0].headers["Last-Modified"]
        again = client.get("/calendars/all.ics", headers={"If-Modified-Since": new})

    assert [values(answer.data, "SUMMARY") for answer in answers] == [["Another title"]] * 2
    assert (new, again.status_code) == ("Fri, 20 Nov 2026 06:00:01 GMT", 304)


def test_head_says_the_same_without_the_calendar(client: PageClient, make_info_day: MakeEvent) -> None:
    make_info_day()
    whole, head = client.get("/calendars/all.ics"), client.head("/calendars/all.ics")

    assert (head.status_code, head.data) == (200, b"")
    assert {**head.headers, "Date": ""} == {**whole.headers, "Date": ""}


def test_a_feed_is_packed_for_those_who_take_it_so(client: PageClient, make_info_day: MakeEvent) -> None:
    make_info_day()
    plain = client.get("/calendars/all.ics")
    packed = client.get("/calendars/all.ics", headers={"Accept-Encoding": "gzip, deflate, br"})
    unwanted = client.get("/calendars/all.ics", headers={"Accept-Encoding": "gzip;q=0, identity"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data == unwanted.data
    assert "Content-Encoding" not in plain.headers and "Content-Encoding" not in unwanted.headers
    assert packed.headers["ETag"] == plain.headers["ETag"]
    again = client.get("/calendars/all.ics", headers={"Accept-Encoding": "gzip", "If-None-Match": plain.headers["ETag"]})
    assert again.status_code == 304


def test_packing_can_be_switched_off(client: PageClient) -> None:
    use(changed(feed_gzip=False))

    answer = client.get("/calendars/all.ics", headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in answer.headers
    assert lines(answer.data)[0] == "BEGIN:VCALENDAR"


@pytest.mark.parametrize(
    "path", ["nothing.ics", "programmes/nothing.ics", "personal/nothing.ics", "nothing", "programmes/nothing", ".ics"]
)
def test_unknown_calendars_are_not_found(client: PageClient, path: str) -> None:
    assert client.get(f"/calendars/{path}").status_code == 404


def test_a_feed_is_only_read(client: PageClient) -> None:
    assert client.post("/calendars/all.ics").status_code in (400, 405)


# --- files ----------------------------------------------------------------------------------------------------------------------


def test_an_event_can_be_taken_away(client: PageClient, make_info_day: MakeEvent) -> None:
    info_day = make_info_day()

    answer = client.get(f"/events/{info_day.slug}.ics?lang=ru")

    assert seen(answer.data) == {uid: entry for uid, entry in seen(feed(client, query="?lang=ru")).items() if uid == info_day.uid}
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename=\"erasmus-information-day.ics\"; filename*=UTF-8''")
    assert unquote(disposition.rpartition("''")[2]) == "Информационный день Erasmus+.ics"
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert (answer.headers["Cache-Control"], answer.headers.getlist("Set-Cookie")) == ("public, max-age=900", [])
    assert values(answer.data, "METHOD") == []


def test_what_only_members_see_is_kept_by_nobody_on_its_way(
    client: PageClient, client_of: ClientOf, host: Account, make_info_day: MakeEvent
) -> None:
    info_day = make_info_day(visibility="university")

    answer = client_of(host).get(f"/events/{info_day.slug}.ics")

    assert (answer.status_code, answer.headers["Cache-Control"], answer.headers.get("ETag")) == (200, "private, no-store", None)
    assert client.get(f"/events/{info_day.slug}.ics").status_code == 404


def test_an_old_address_leads_to_the_file(client: PageClient, make_info_day: MakeEvent) -> None:
    info_day = make_info_day()
    info_day.revise({"title": translated("en", en="Erasmus day")})
    db.session.commit()

    answer = client.get("/events/erasmus-information-day.ics?lang=ru")

    assert (answer.status_code, answer.headers["Location"]) == (301, "/events/erasmus-day.ics?lang=ru")


@pytest.mark.parametrize("precision", ["month", "year", "unknown"])
def test_an_event_without_a_date_has_no_file(client: PageClient, make_info_day: MakeEvent, precision: str) -> None:
    known, unknown = make_info_day(), make_info_day(precision=precision)

    assert client.get(f"/events/{known.slug}.ics").status_code == 200
    assert client.get(f"/events/{unknown.slug}.ics").status_code == 404
    assert set(seen(feed(client))) == {known.uid}


def test_an_agenda_can_be_taken_away(client: PageClient, make_event: MakeEvent) -> None:
    conference = make_event(Conference)
    assert conference.starts_at
    half_past = conference.starts_at + timedelta(minutes=30)
    conference.agenda = [
        AgendaSession(title=translated("en", en="Opening", ru="Открытие"), starts_at=conference.starts_at, ends_at=half_past),
        AgendaSession(title=translated("en", en="Talks"), starts_at=half_past),
    ]
    db.session.commit()
    opening, talks = conference.agenda

    answer = client.get(f"/events/{conference.slug}/agenda.ics?lang=ru")

    assert {uid: entry[:3] for uid, entry in seen(answer.data).items()} == {
        opening.uid: (conference.starts_at, half_past, "Открытие"),
        talks.uid: (half_past, conference.ends_at, "Talks"),
    }
    assert 'filename="erasmus-information-day-agenda.ics"' in answer.headers["Content-Disposition"]


def test_an_event_without_an_agenda_has_no_file_of_it(client: PageClient, make_event: MakeEvent) -> None:
    assert client.get(f"/events/{make_event().slug}/agenda.ics").status_code == 404


def test_a_holder_takes_their_own_entry_away(client: PageClient, make_info_day: MakeEvent, dana: Attendee) -> None:
    registration = make_info_day(mode="online", online_link=LINK).register(dana, answers={})
    db.session.commit()

    answer = client.get(f"/registrations/{registration.token}.ics?lang=en")

    assert values(answer.data, "SUMMARY") == ["Информационный день Erasmus+"]
    assert values(answer.data, "LOCATION") == [LINK]
    assert [values(answer.data, name) for name in ("METHOD", "ORGANIZER", "ATTENDEE")] == [[], [], []]
    names = ("Cache-Control", "X-Robots-Tag", "Referrer-Policy", "Set-Cookie", "ETag")
    assert [answer.headers.get(name) for name in names] == ["private, no-store", "noindex", "no-referrer", None, None]
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="erasmus-information-day.ics"')


def test_a_token_with_another_letter_holds_nothing(client: PageClient, make_info_day: MakeEvent, dana: Attendee) -> None:
    registration = make_info_day().register(dana, answers={})
    db.session.commit()
    token = registration.token
    assert client.get(f"/registrations/{token}.ics").status_code == 200

    changed_token = token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1]  # of the last letter two bits mean nothing
    registration.nonce = "revoked"
    db.session.commit()

    assert [client.get(f"/registrations/{given}.ics").status_code for given in (changed_token, token, "x")] == [404, 404, 404]


# --- pages ----------------------------------------------------------------------------------------------------------------------


def test_the_page_of_calendars_leads_to_one_for_each(client: PageClient) -> None:
    make_programme()

    page = client.page("/calendars")

    links = [str(link["href"]) for link in page.select("#feeds a, #programmes a")]
    assert links == [*(f"/calendars/{name}" for name in FEEDS), "/calendars/programmes/jean-monnet-modules"]
    assert [client.get(link).status_code for link in links] == [200] * 8
    alternates = [urlsplit(str(link["href"])) for link in page.select('link[rel="alternate"][type="text/calendar"]')]
    assert [(part.path, part.query) for part in alternates] == [(f"/calendars/{name}.ics", "lang=en") for name in FEEDS]


@pytest.mark.parametrize("agent, first", [(IPHONE, "webcal"), (ANDROID, "calendar.google.com"), (WINDOWS, "outlook.live.com")])
def test_what_fits_the_device_comes_first(client: PageClient, agent: str, first: str) -> None:
    links = [str(link["href"]) for link in client.page("/calendars/info-days", headers={"User-Agent": agent}).select("#ways a")]

    assert first in links[0].partition("?")[0]
    assert len(links) == 4


def test_every_way_leads_to_the_feed_in_the_readers_language(client: PageClient) -> None:
    use(changed(base_url="https://events.example.org"))
    page = client.page("/calendars/info-days?lang=ru")
    webcal, google, outlook, office = (str(link["href"]) for link in page.select("#ways a"))
    https = "https://events.example.org/calendars/info-days.ics?lang=ru"

    assert webcal == "webcal://events.example.org/calendars/info-days.ics?lang=ru"
    assert (
        google
        == "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Fevents.example.org%2Fcalendars%2Finfo-days.ics%3Flang%3Dru"
    )
    added = [urlsplit(link) for link in (outlook, office)]
    assert [(link.scheme, link.netloc, link.path) for link in added] == [
        ("https", "outlook.live.com", "/calendar/0/addfromweb"),
        ("https", "outlook.office.com", "/calendar/0/addfromweb"),
    ]
    assert [parse_qs(link.query) for link in added] == [{"url": [https], "name": ["Информационные дни"]}] * 2
    assert page.select_one("#address input")["value"] == https  # type: ignore[index]
    assert page.select_one("#address button")["data-copy"] == https  # type: ignore[index]
    file = page.select_one("#file a")
    assert file is not None and client.get(str(file["href"])).mimetype == "text/calendar"


def test_the_page_says_how_often_programs_come_and_that_a_file_stays_as_it_is(client: PageClient) -> None:
    page = client.page("/calendars/all")

    pace = {row.text: row.find_next("dd").text for row in page.select("#pace dt")}  # type: ignore[union-attr]
    assert pace == {
        "Google": "every 8 to 24 hours",
        "Outlook.com": "about every 3 hours, sometimes once a day",
        "Outlook": "every 4 hours",
        "Apple": "as often as you choose in its settings",
        "Thunderbird": "every 30 minutes",
    }
    assert "will not update" in page.select_one("#file").text  # type: ignore[union-attr]
    assert page.select_one(".qr svg") is not None


def test_the_pages_speak_each_language(client: PageClient) -> None:
    programme = make_programme(en="Modules", ru="Модули", kk="Модульдер")

    titles = [client.page(f"/calendars/programmes/{programme.slug}?lang={code}").h1 for code in ("en", "ru", "kk")]

    assert [title.text for title in titles if title] == ["Modules", "Модули", "Модульдер"]
