"""What may be asked of a feed by its address, and what is answered from memory."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, time, timedelta
from xml.etree import ElementTree

import icalendar
import pytest
import vobject
from sqlalchemy import inspect

from models import Account, AgendaSession, Attendee, Conference, Event, Office, Organisation, Person, QASession, Room
from models.calendar_forms import FORMS
from models.event import Part
from models.kept_feeds import made_feeds
from models.personal_feed import PURPOSES, PersonalFeed
from models.public_feeds import FEEDS
from support import clock
from support.db import db
from support.languages import TranslatedText, translated
from tests.calendars import lines, make_deadline, make_programme, seen, values
from tests.page_client import PageClient

MakeEvent = Callable[..., Event]
LINK = "https://meet.example.org/secret"
Counted = Callable[[], AbstractContextManager[list[str]]]
RINGING = [("1d", "-P1D"), ("1h", "-PT1H")]


def feed(client: PageClient, address: str) -> bytes:
    response = client.get(f"/calendars/{address}")
    assert response.status_code == 200
    return response.data


def organisation(name: str, kind: str = "university") -> Organisation:
    made = Organisation(name=translated("en", en=name), kind=kind)
    db.session.add(made)
    db.session.commit()
    return made


# --- what people write --------------------------------------------------------------------------------------------------------

WRITTEN = 'Law, "Arts"; c:\\new\r\nX-EVIL:1\n\x07\u2028\u0085<&]]>%s {0} %(x)s'


def test_nothing_that_anybody_writes_makes_a_feed_fail(
    client: PageClient, office: Office, make_event: MakeEvent, blue_hall: Room, organiser: Account
) -> None:
    """Forms refuse a part of this; files that are taken in, and forms that are still to be made, may not."""
    programme, host, person = make_programme(), organisation("Faculty of Law", "faculty"), Person(account=organiser)
    event = make_event(room=blue_hall, host=host, organisers=[host], programmes=[programme], mode="hybrid", team=[organiser])
    row = AgendaSession(starts_at=event.starts_at, room=blue_hall)
    event.agenda.append(row)
    event.parts += [Part(person=person, role="host"), Part(person=person, role="speaker", session=row)]
    event.register(Attendee(WRITTEN, organiser.email, "guest", WRITTEN, language="en"), answers={})
    dates = [make_deadline(date(2027, 2, 17), hour, programmes=[programme], source=WRITTEN) for hour in (time(17), None)]
    for thing in [office, programme, host, person, event, row, blue_hall, dates[0], dates[1].call]:
        for column in inspect(type(thing)).columns:
            if isinstance(column.type, TranslatedText):
                setattr(thing, column.key, translated("en", en=WRITTEN))
    host.short_name = host.city = event.city = event.address = event.online_link = WRITTEN
    for purpose in PURPOSES:
        named = {"purpose": purpose, "name": WRITTEN, "language": "en", "room": blue_hall, "programmes": [programme]}
        PersonalFeed.make(organiser, purpose, named)
    db.session.commit()

    narrow = [f"programmes/{programme.slug}", f"hosts/{host.id}", f"faculties/{host.id}"]
    for name in [*FEEDS, *narrow, *(f"personal/{purpose}" for purpose in PURPOSES)]:
        asked = {"q": WRITTEN} if name == "events" else {}
        plain, in_json, in_xml = (client.get(f"/calendars/{name}.{suffix}", query_string=asked) for suffix in FORMS)
        ElementTree.fromstring(in_xml.data)
        as_jcal = icalendar.Calendar.from_jcal(in_json.text)
        assert [line for line in lines(plain.data) if line.startswith("X-EVIL")] == []
        assert seen(plain.data) == seen(as_jcal.to_ical())
        assert seen(plain.data) or name in ("conferences", "delegations", "qa-sessions", "events")
    for path in (".ics", "/agenda.ics"):
        assert len(seen(client.get(f"/events/{event.slug}{path}").data)) == 1


@pytest.mark.parametrize("suffix", ["ics", "json", "atom"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\u2028", "\x0b"])
def test_what_is_looked_for_is_one_line_in_the_name_of_a_view(
    client: PageClient, office: Office, suffix: str, line_end: str
) -> None:
    answer = client.get(f"/calendars/events.{suffix}", query_string={"q": f" a{line_end}X-EVIL:1 "})

    assert (answer.status_code, "Events: “a X-EVIL:1” · Alatau University" in answer.text.replace("\r\n ", "")) == (200, True)


def test_names_of_calendars_are_escaped_as_text(client: PageClient, office: Office) -> None:
    """Raw, a program would see a line break in the office's name, and the end of the value at its comma (RFC 5545, 3.3.11)."""
    office.name = translated("en", en="Univ, of; c:\\new\nAlmaty")
    db.session.commit()

    content = feed(client, "info-days.ics")

    escaped = "Information days · Univ\\, of\\; c:\\\\new Almaty"
    assert [values(content, name) for name in ("NAME", "X-WR-CALNAME")] == [[escaped], [escaped]]
    assert [one.value for one in vobject.readOne(content.decode()).contents["x-wr-calname"]] == [
        "Information days · Univ, of; c:\\new Almaty"
    ]


# --- views of the list --------------------------------------------------------------------------------------------------------


@pytest.fixture
def several(make_event: MakeEvent) -> dict[str, Event]:
    law = organisation("Faculty of Law", "faculty")
    padua = organisation("University of Padua")
    return {
        "padua": make_event(title=translated("en", en="Padua"), host=padua, organisers=[law], audience=["student"]),
        "law": make_event(Conference, title=translated("en", en="Law"), host=law, audience=["teacher"], languages_spoken=["kk"]),
        "open": make_event(
            QASession, title=translated("en", en="Open"), mode="online", online_link=LINK, languages_spoken=["kk", "tr"]
        ),
        "later": make_event(
            title=translated("en", en="Later"),
            programmes=[make_programme()],
            starts_at=datetime(2027, 3, 1, 5, tzinfo=UTC),
            audience=["staff"],
        ),
    }


@pytest.mark.databases("sqlite", "postgresql")
def test_a_view_of_the_list_and_its_feed_hold_the_same(client: PageClient, several: dict[str, Event]) -> None:
    views = {
        "": {"padua", "law", "open", "later"},
        "kind=conferences": {"law"},
        "programme=jean-monnet-modules": {"later"},
        "q=пAdua": {"padua"},
        "host=2": {"padua"},
        "faculty=1": {"padua", "law"},
        "faculty=2": set(),
        "audience=student": {"padua", "open"},
        "audience=teacher": {"law", "open"},
        "language=kk": {"law", "open"},
        "language=tr": {"open"},
        "mode=online": {"open"},
        "from=2027-01-01": {"later"},
        "to=2027-01-01": {"padua", "law", "open"},
        "kind=conferences&language=kk&audience=teacher": {"law"},
        "host=999": set(),
        "programme=nothing": set(),
        "kind=nothing&host=x&faculty=-1&audience=all&language=k%25&from=yesterday": {"padua", "law", "open", "later"},
    }
    slugs, uids = ({getattr(event, field): name for name, event in several.items()} for field in ("slug", "uid"))

    def listed(asked: str) -> set[str]:
        links = client.page(f"/events?{asked}").select("#results .evs h3 a")
        return {slugs[str(link["href"]).rpartition("/")[2]] for link in links}

    assert {asked: listed(asked) for asked in views} == views
    assert {asked: {uids[uid] for uid in seen(feed(client, f"events.ics?{asked}"))} for asked in views} == views


@pytest.mark.parametrize(
    "name, found",
    [
        ("hosts/2", {"padua"}),
        ("faculties/1", {"padua", "law"}),
        ("audiences/student", {"padua", "open"}),
        ("languages/tr", {"open"}),
        ("programmes/jean-monnet-modules", {"later"}),
    ],
)
def test_single_filters_have_feeds_under_names(client: PageClient, several: dict[str, Event], name: str, found: set[str]) -> None:
    assert set(seen(feed(client, f"{name}.ics"))) == {several[one].uid for one in found}
    assert client.page(f"/calendars/{name}").select_one("#ways a") is not None


@pytest.mark.parametrize(
    "name", ["hosts/9", "hosts/x", "hosts/", "faculties/2", "audiences/all", "languages/xx", "languages/", "rooms/1"]
)
def test_names_of_nothing_are_not_found(client: PageClient, several: dict[str, Event], name: str) -> None:
    assert [client.get(f"/calendars/{name}{suffix}").status_code for suffix in (".ics", "")] == [404, 404]


def test_from_the_list_one_subscribes_to_what_it_shows(client: PageClient, several: dict[str, Event]) -> None:
    page = client.page("/events?kind=conferences&audience=teacher&page=1&nonsense=1")
    link = page.select_one("#subscribe")
    assert link is not None

    subscription = client.page(str(link["href"]))

    address = subscription.select_one("#address input")["value"]  # type: ignore[index]
    assert address == "http://localhost/calendars/events.ics?kind=conferences&audience=teacher&lang=en"
    assert subscription.h1.text == "Conferences: Teachers"  # type: ignore[union-attr]
    assert set(seen(feed(client, str(address).partition("/calendars/")[2]))) == {several["law"].uid}
    assert values(feed(client, str(address).partition("/calendars/")[2]), "SOURCE") == [f"VALUE=URI:{address}"]
    assert client.page("/events").select_one("#subscribe") is None


def test_an_organisation_that_strangers_know_nothing_of_is_named_nowhere(
    client: PageClient, staff: PageClient, make_event: MakeEvent
) -> None:
    guest = organisation("Ministry of Secrets")
    event = make_event(host=guest)
    addresses = ["/events", f"/calendars/hosts/{guest.id}", "/calendars", f"/calendars/events?host={guest.id}"]
    assert ["Ministry of Secrets" in client.get(address).text for address in addresses] == [True] * 4

    event.revise({"visibility": "restricted"})
    db.session.commit()

    assert ["Ministry of Secrets" in client.get(address).text for address in addresses] == [False] * 4
    assert "Ministry of Secrets" not in staff.get("/events").text
    assert client.get(f"/calendars/hosts/{guest.id}.ics").status_code == 404
    assert seen(feed(client, f"events.ics?host={guest.id}")) == {}


def test_a_host_that_became_part_of_another_keeps_its_address(client: PageClient, make_event: MakeEvent) -> None:
    one, other = organisation("Padua"), organisation("University of Padua")
    event = make_event(host=one)
    other.absorb(one)
    db.session.commit()

    assert [set(seen(feed(client, f"hosts/{number}.ics"))) for number in (one.id, other.id)] == [{event.uid}, {event.uid}]


# --- dates of our own -----------------------------------------------------------------------------------------------------------


def test_the_end_of_registration_is_a_deadline(client: PageClient, make_info_day: MakeEvent) -> None:
    closes = datetime(2026, 11, 25, 13, tzinfo=UTC)
    info_day = make_info_day(registration_closes_at=closes)
    make_info_day()
    make_info_day(registration_closes_at=closes, takes_registrations=False)
    hidden = make_info_day(registration_closes_at=closes, visibility="university")

    found = seen(feed(client, "deadlines.ics"))

    assert set(found) == {f"{info_day.uid}-closing"} and hidden.published
    closing = found[f"{info_day.uid}-closing"]
    assert (closing.starts, closing.summary) == (closes, "Registration closes: Erasmus+ information day")
    assert f"{info_day.uid}-closing" in seen(feed(client, "all.ics"))
    assert set(seen(feed(client, "events.ics"))) & set(found) == set()


def test_calendars_follow_a_registration_that_closes_later(client: PageClient, make_info_day: MakeEvent) -> None:
    info_day = make_info_day(registration_closes_at=datetime(2026, 11, 25, 13, tzinfo=UTC))
    (before,) = seen(feed(client, "deadlines.ics")).values()

    info_day.revise({"registration_closes_at": datetime(2026, 11, 26, 13, tzinfo=UTC)})
    db.session.commit()
    (after,) = seen(feed(client, "deadlines.ics")).values()
    info_day.cancel(translated("en", en="The hall is closed."))
    db.session.commit()
    (cancelled,) = seen(feed(client, "deadlines.ics")).values()

    assert after.starts - before.starts == timedelta(days=1)
    assert before.sequence < after.sequence < cancelled.sequence
    assert (cancelled.status, cancelled.summary) == ("CANCELLED", "Cancelled: Registration closes: Erasmus+ information day")


def test_dates_for_the_university_alone_are_in_no_public_feed(client: PageClient) -> None:
    programme = make_programme()
    deadline = make_deadline(date(2027, 2, 17), time(17), programmes=[programme])
    names = ("deadlines", "all", "programmes/jean-monnet-modules")
    assert [set(seen(feed(client, f"{name}.ics"))) for name in names] == [{deadline.uid}] * 3

    deadline.revise({"visibility": "university"})
    db.session.commit()

    assert [seen(feed(client, f"{name}.ics")) for name in names] == [{}] * 3


@pytest.mark.databases("sqlite", "postgresql")
def test_what_lies_in_the_trash_is_in_no_feed(client: PageClient, make_info_day: MakeEvent) -> None:
    """Rows are read past the session, whose listener leaves out what is deleted."""
    programme = make_programme()
    deadline, event = make_deadline(date(2027, 2, 17), programmes=[programme]), make_info_day(programmes=[programme])
    assert set(seen(feed(client, "all.ics"))) == {deadline.uid, event.uid}
    assert set(seen(feed(client, "events.ics?programme=jean-monnet-modules"))) == {event.uid}

    programme.discard()
    db.session.commit()

    assert set(seen(feed(client, "all.ics"))) == {event.uid}
    assert seen(feed(client, "events.ics?programme=jean-monnet-modules")) == {}
    assert client.get("/calendars/programmes/jean-monnet-modules.ics").status_code == 404


# --- how far back, and reminders ------------------------------------------------------------------------------------------------


def test_an_address_may_reach_further_back(client: PageClient, make_info_day: MakeEvent) -> None:
    days = {"week": 7, "half a year": 180, "four years": 4 * 366}
    events = {name: make_info_day(starts_at=clock.now() - timedelta(days=ago)) for name, ago in days.items()}

    def found(query: str) -> set[str]:
        calendar = seen(feed(client, f"info-days.ics{query}"))
        return {name for name, event in events.items() if event.uid in calendar}

    assert found("") == {"week"}
    assert found("?from=2026-01-01") == {"week", "half a year"}
    assert found("?from=1990-01-01") == {"week", "half a year"}
    assert found("?from=2026-11-20") == set()
    assert found("?from=2026-02-30") == {"week"}


@pytest.mark.parametrize(
    "asked, rings", [("1d", "-P1D"), ("24h", "-P1D"), ("90m", "-PT1H30M"), ("2h", "-PT2H"), ("28d", "-P28D"), ("1w", "-P7D")]
)
def test_who_asks_for_a_reminder_has_one_an_entry(client: PageClient, make_info_day: MakeEvent, asked: str, rings: str) -> None:
    make_info_day()
    make_info_day().cancel(translated("en", en="The hall is closed."))
    db.session.commit()

    content = feed(client, f"all.ics?alarm={asked}")

    assert values(content, "TRIGGER") == [rings]
    assert values(content, "ACTION") == ["DISPLAY"]
    assert content.count(b"BEGIN:VALARM") == 1
    assert b"VALARM" not in feed(client, "all.ics")


def test_another_reminder_writes_no_entry_anew(client: PageClient, make_info_day: MakeEvent, count_queries: Counted) -> None:
    """There are ten thousand: who asks for one after the other must not take the machine, nor what is kept for others."""
    make_info_day(title=translated("en", en='A\nTRIGGER:-P1D\n["trigger",{},"duration","-P1D"]'))
    with count_queries() as once:
        day = feed(client, "all.ics?alarm=1d")
    with count_queries() as again:
        hour = feed(client, "all.ics?alarm=1h")
    in_json = [client.get(f"/calendars/all.json?alarm={asked}").text.count(f'"{rings}"') for asked, rings in RINGING]

    assert [sum("FROM events" in one and "summary" in one for one in asked) for asked in (once, again)] == [1, 0]
    assert [values(content, "TRIGGER") for content in (day, hour)] == [["-P1D"], ["-PT1H"]]
    assert hour.replace(b"\r\nTRIGGER:-PT1H\r\n", b"\r\nTRIGGER:-P1D\r\n").replace(b"alarm=1h", b"alarm=1d") == day
    assert in_json == [1, 1]


@pytest.mark.parametrize("asked", ["", "0d", "29d", "5w", "-1d", "1 d", "99999m", "²d", "1d\r\nX:Y"])
def test_reminders_that_make_no_sense_are_none(client: PageClient, make_info_day: MakeEvent, asked: str) -> None:
    make_info_day()

    answer = client.get("/calendars/all.ics", query_string={"alarm": asked})

    assert answer.data == feed(client, "all.ics")


def test_the_page_puts_a_reminder_into_its_addresses(client: PageClient) -> None:
    page = client.page("/calendars/events?kind=conferences&alarm=1d&lang=en")

    address = "http://localhost/calendars/events.ics?kind=conferences&alarm=1d&lang=en"
    assert page.select_one("#address input")["value"] == address  # type: ignore[index]
    hidden = {str(field["name"]): field["value"] for field in page.select("#alarm input[type=hidden]")}
    assert (hidden, page.select_one("#alarm option[selected]")["value"]) == ({"kind": "conferences"}, "1d")  # type: ignore[index]


def test_the_same_reminders_are_offered_for_every_calendar(client: PageClient, staff: PageClient) -> None:
    """An address that says a week in days is offered as the week it is."""
    public = client.page("/calendars/all?alarm=7d").select("#alarm-before option")
    mine = staff.page("/calendars/personal/new?purpose=office").select("select[name=alarm] option")

    assert [(one["value"], one.text) for one in public] == [(one["value"], one.text) for one in mine]
    assert [one["value"] for one in public] == ["", "1h", "1d", "1w"]
    assert [one["value"] for one in public if one.has_attr("selected")] == ["1w"]


# --- forms ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "suffix, kind",
    [
        ("ics", "text/calendar; charset=utf-8"),
        ("json", "application/calendar+json"),
        ("atom", "application/atom+xml; charset=utf-8"),
    ],
)
def test_each_form_is_answered_alike(client: PageClient, make_info_day: MakeEvent, suffix: str, kind: str) -> None:
    make_info_day()
    whole = client.get(f"/calendars/all.{suffix}?lang=ru")

    known = client.get(f"/calendars/all.{suffix}?lang=ru", headers={"If-None-Match": whole.headers["ETag"]})
    packed = client.get(f"/calendars/all.{suffix}?lang=ru", headers={"Accept-Encoding": "gzip"})

    assert (whole.headers["Content-Type"], whole.headers["Content-Language"], known.status_code) == (kind, "ru", 304)
    assert (packed.headers["Content-Encoding"], whole.headers["Cache-Control"]) == ("gzip", "public, max-age=900")
    assert "Информационный день Erasmus+" in whole.text
    links = client.page("/calendars/all?lang=ru").select('link[rel="alternate"]')
    assert [link["href"] for link in links if link["type"] == kind.partition(";")[0]] == [
        f"http://localhost/calendars/all.{suffix}?lang=ru"
    ]


@pytest.mark.parametrize("accept", ["text/html", "application/json", "image/png", ""])
def test_nothing_is_negotiated(client: PageClient, make_info_day: MakeEvent, accept: str) -> None:
    """Google sends no Accept, and others what they like."""
    make_info_day()

    assert client.get("/calendars/all.ics", headers={"Accept": accept}).data == feed(client, "all.ics")


def test_what_may_be_asked_is_told_without_the_feed(client: PageClient, make_info_day: MakeEvent) -> None:
    answer = client.options("/calendars/all.ics")

    assert (answer.status_code, answer.data) == (200, b"")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_no_rule_keeps_programs_out(client: PageClient) -> None:
    rules = client.get("/robots.txt")

    assert rules.status_code == 404 or "/calendars" not in rules.text


# --- memory ---------------------------------------------------------------------------------------------------------------------


def test_a_known_feed_asks_the_database_once_a_second(
    client: PageClient, make_info_day: MakeEvent, count_queries: Counted
) -> None:
    make_info_day()
    tag = {"If-None-Match": client.get("/calendars/all.ics").headers["ETag"]}

    with count_queries() as within_the_second:
        statuses = [client.get("/calendars/all.ics").status_code, client.get("/calendars/all.ics", headers=tag).status_code]
    with clock.standing_at(clock.now() + timedelta(seconds=1)), count_queries() as after_it:
        client.get("/calendars/all.ics")
        client.get("/calendars/all.ics")

    assert (statuses, within_the_second) == ([200, 304], [])
    assert [statement for statement in after_it if "SELECT" in statement and "calendar_states" not in statement] == []
    assert sum("calendar_states" in statement for statement in after_it) == 1


@pytest.mark.parametrize(
    "strange", ["?nocache=1", "?a=1&a=2", "?lang=xx", "?page=7", "?kind=conferences", "?alarm=soon", "?LANG=ru"]
)
def test_no_query_string_gets_past_what_is_kept(
    client: PageClient, make_info_day: MakeEvent, count_queries: Counted, strange: str
) -> None:
    """Filters of the list are none of this feed's."""
    make_info_day()
    known = feed(client, "deadlines.ics")
    made = len(made_feeds)

    with count_queries() as statements:
        answer = client.get(f"/calendars/deadlines.ics{strange}")

    assert (answer.data, statements, len(made_feeds)) == (known, [], made)


def test_the_order_of_arguments_makes_no_other_feed(client: PageClient, make_info_day: MakeEvent, count_queries: Counted) -> None:
    make_info_day(audience=["student"])
    known = feed(client, "events.ics?kind=info-days&audience=student&lang=ru")

    with count_queries() as statements:
        again = feed(client, "events.ics?lang=ru&x=1&audience=student&kind=info-days&host=")

    assert (again, statements) == (known, [])


def test_a_change_is_in_the_next_answer(client: PageClient, make_info_day: MakeEvent) -> None:
    info_day = make_info_day()
    assert values(feed(client, "all.ics"), "SUMMARY") == ["Erasmus+ information day"]

    info_day.revise({"title": translated("en", en="Another title")})
    db.session.commit()

    assert values(feed(client, "all.ics"), "SUMMARY") == ["Another title"]


def test_a_registration_leaves_the_feed_as_it_is(
    client: PageClient, make_info_day: MakeEvent, chiara: Attendee, count_queries: Counted
) -> None:
    info_day = make_info_day()
    with clock.standing_at(clock.now() + timedelta(seconds=1)):
        known = client.get("/calendars/all.ics")
    info_day.register(chiara, answers={})
    db.session.commit()

    with clock.standing_at(clock.now() + timedelta(seconds=5)), count_queries() as statements:
        answer = client.get("/calendars/all.ics")

    assert (answer.data, answer.headers["Last-Modified"]) == (known.data, known.headers["Last-Modified"])
    assert [statement for statement in statements if "SELECT" in statement and "calendar_states" not in statement] == []


@pytest.mark.parametrize("way_out", ["trash", "visibility"])
def test_what_leaves_a_feed_is_noticed_by_those_who_ask_by_date(
    client: PageClient, make_info_day: MakeEvent, way_out: str
) -> None:
    stays, leaves = make_info_day(), make_info_day()
    before = client.get("/calendars/all.ics")
    assert set(seen(before.data)) == {stays.uid, leaves.uid}

    with clock.standing_at(clock.now() + timedelta(minutes=20)):
        if way_out == "trash":
            leaves.cancel(translated("en", en="The hall is closed."))
            leaves.discard()
        else:
            leaves.revise({"visibility": "university"})
        db.session.commit()
        answer = client.get("/calendars/all.ics", headers={"If-Modified-Since": before.headers["Last-Modified"]})

    assert (answer.status_code, set(seen(answer.data))) == (200, {stays.uid})
    assert answer.headers["Last-Modified"] == "Fri, 20 Nov 2026 06:20:00 GMT"


def test_the_window_moves_at_midnight_though_nobody_changed_anything(client: PageClient, make_info_day: MakeEvent) -> None:
    info_day = make_info_day(starts_at=clock.now() - timedelta(days=91))
    assert set(seen(feed(client, "all.ics"))) == {info_day.uid}

    with clock.standing_at(clock.now() + timedelta(days=2)):
        assert seen(feed(client, "all.ics")) == {}


def test_rows_are_looked_at_again_after_a_while_whatever_was_heard(client: PageClient, make_info_day: MakeEvent) -> None:
    """A statement past the session, an operator's say, is noticed by no listener."""
    info_day = make_info_day()
    feed(client, "all.ics")
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE events SET published_at = NULL")

    at_once = seen(feed(client, "all.ics"))
    with clock.standing_at(clock.now() + timedelta(minutes=5)):
        later = seen(feed(client, "all.ics"))

    assert (set(at_once), later) == ({info_day.uid}, {})


def test_an_answer_from_memory_says_all_that_the_first_one_said(client: PageClient, make_info_day: MakeEvent) -> None:
    make_info_day()

    first, second = client.get("/calendars/all.ics"), client.get("/calendars/all.ics")

    assert dict(second.headers) == dict(first.headers)
    assert second.headers["X-Content-Type-Options"] == "nosniff"


def test_who_is_signed_in_is_answered_from_the_same_memory(
    client: PageClient, client_of: Callable[[Account], PageClient], admin: Account, make_info_day: MakeEvent
) -> None:
    make_info_day()
    known = client.get("/calendars/all.ics?lang=ru")

    answer = client_of(admin).get("/calendars/all.ics?lang=ru")

    assert (answer.data, dict(answer.headers)) == (known.data, dict(known.headers))
