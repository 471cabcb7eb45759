"""What search engines read on an event's page: schema.org/Event as JSON-LD."""

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup

from models import Account, Attendee, Delegation, Event, Office, Organisation, Room
from support.languages import translated
from support.settings import ROOT
from tests.conftest import NOW
from tests.page_client import PageClient

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MakeEvent = Callable[..., Event]
LINK = "https://meet.example.org/secret"
SCHEMA = "https://schema.org/"


def told_by(page: BeautifulSoup) -> list[dict[str, Any]]:
    return [json.loads(str(block.string)) for block in page.select('script[type="application/ld+json"]')]


def told(client: PageClient, event: Event, query: str = "?lang=en") -> dict[str, Any]:
    """What the page tells of its event; it tells once."""
    (data,) = told_by(client.page(f"/events/{event.slug}{query}"))
    return data


def test_an_event_tells_when_where_and_by_whom(
    client: PageClient, make_event: MakeEvent, blue_hall: Room, office: Office
) -> None:
    blue_hall.address = translated("en", en="71 al-Farabi Avenue")
    faculty = Organisation(name=translated("en", en="Faculty of Law"), kind="faculty", website="https://law.example.org")
    event = make_event(room=blue_hall, host=faculty, city="Almaty", country="KZ", languages_spoken=["en", "kk"], mode="on_site")

    assert told(client, event) == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Erasmus+ information day",
        "description": "What the programme offers.",
        "url": f"http://localhost/events/{event.slug}",
        "image": [f"http://localhost/events/{event.slug}/card.png?lang=en&v={int(NOW.timestamp())}"],
        "inLanguage": ["en", "kk"],
        "startDate": "2026-11-27T10:00:00+05:00",
        "endDate": "2026-11-27T12:00:00+05:00",
        "eventStatus": f"{SCHEMA}EventScheduled",
        "eventAttendanceMode": f"{SCHEMA}OfflineEventAttendanceMode",
        "location": [
            {
                "@type": "Place",
                "name": "Blue Hall, Main Building",
                "address": {
                    "@type": "PostalAddress",
                    "streetAddress": "71 al-Farabi Avenue",
                    "addressLocality": "Almaty",
                    "addressCountry": "KZ",
                },
            }
        ],
        "organizer": [
            {"@type": "Organization", "name": "Alatau University", "url": "http://localhost/"},
            {"@type": "Organization", "name": "Faculty of Law", "url": "https://law.example.org"},
        ],
        "offers": {
            "@type": "Offer",
            "url": f"http://localhost/events/{event.slug}",
            "price": 0,
            "priceCurrency": "KZT",
            "availability": f"{SCHEMA}InStock",
            "validFrom": "2026-11-20T11:00:00+05:00",
        },
        "isAccessibleForFree": True,
    }
    assert client.get(told(client, event)["image"][0].removeprefix("http://localhost")).mimetype == "image/png"


def test_the_office_keeps_its_address_where_it_is_the_host_too(client: PageClient, make_event: MakeEvent, office: Office) -> None:
    event = make_event(host=Organisation(name=translated("en", en="Alatau University")))

    assert told(client, event)["organizer"] == [
        {"@type": "Organization", "name": "Alatau University", "url": "http://localhost/"}
    ]


@pytest.mark.parametrize(
    ("host", "organisers", "at_home", "told_of"),
    [
        ("", [], "our room", ["Alatau University"]),
        ("", [], "our registration", ["Alatau University"]),
        ("", [], "", []),
        ("Padua", [], "our room", ["Padua"]),
        ("Padua", ["Alatau University"], "", ["Alatau University", "Padua"]),
        ("", ["Padua", "Law"], "", ["Alatau University", "Padua", "Law"]),
    ],
)
def test_the_office_is_said_to_hold_what_it_holds(
    client: PageClient, make_event: MakeEvent, blue_hall: Room, office: Office, host: str, organisers: list[str], at_home: str,
    told_of: list[str],
) -> None:  # fmt: skip
    """What others hold elsewhere, of which an archive knows too, is not said to be the office's."""
    kinds = {"Law": "faculty", "Padua": "university", "Alatau University": ""}
    made = {name: Organisation(name=translated("en", en=name), kind=kind) for name, kind in kinds.items()}
    event = make_event(
        host=made.get(host),
        organisers=[made[name] for name in organisers],
        room=blue_hall if at_home == "our room" else None,
        takes_registrations=at_home == "our registration",
        city="Prague",
    )

    assert [one["name"] for one in told(client, event).get("organizer", [])] == told_of


def test_it_speaks_the_language_of_the_page(client: PageClient, make_event: MakeEvent) -> None:
    event = make_event()

    assert [told(client, event, f"?lang={code}")["name"] for code in ("en", "ru", "kk")] == [
        "Erasmus+ information day", "Информационный день Erasmus+", "Erasmus+ ақпараттық күні",
    ]  # fmt: skip


def test_days_without_an_hour_are_dates_and_the_last_is_one_of_them(client: PageClient, make_event: MakeEvent) -> None:
    starts = datetime(2026, 12, 29, 19, tzinfo=UTC)  # the 30th in Almaty
    event = make_event(starts_at=starts, ends_at=starts + timedelta(days=3), precision="day")

    data = told(client, event)

    assert (data["startDate"], data["endDate"]) == ("2026-12-30", "2027-01-01")


def test_the_offset_is_that_of_the_day_in_the_zone_of_the_event(client: PageClient, make_event: MakeEvent) -> None:
    days = [datetime(2024, 2, 29, 5, tzinfo=UTC), datetime(2024, 3, 1, 5, tzinfo=UTC), datetime(2027, 6, 1, 8, tzinfo=UTC)]
    zones = ["Asia/Almaty", "Asia/Almaty", "Europe/Brussels"]
    events = [
        make_event(starts_at=day, ends_at=day + timedelta(hours=1), timezone=zone) for day, zone in zip(days, zones, strict=True)
    ]

    assert [told(client, event)["startDate"] for event in events] == [
        "2024-02-29T11:00:00+06:00", "2024-03-01T10:00:00+05:00", "2027-06-01T10:00:00+02:00",
    ]  # fmt: skip


def test_a_move_tells_what_the_time_was_and_a_cancellation_that_it_is_off(client: PageClient, make_event: MakeEvent) -> None:
    event = make_event()
    assert event.starts_at and event.ends_at
    event.move(event.starts_at + timedelta(days=1), event.ends_at + timedelta(days=1))
    moved = told(client, event)
    event.cancel(translated("en", en="The hall is closed."))
    off = told(client, event)

    names = ("eventStatus", "startDate", "previousStartDate")
    assert [moved.get(name) for name in names] == [
        f"{SCHEMA}EventRescheduled", "2026-11-28T10:00:00+05:00", "2026-11-27T10:00:00+05:00",
    ]  # fmt: skip
    assert [off.get(name) for name in names] == [f"{SCHEMA}EventCancelled", "2026-11-28T10:00:00+05:00", None]
    assert ("offers" in moved, "offers" in off) == (True, False)


@pytest.mark.parametrize(
    ("mode", "attendance", "kinds"),
    [
        ("online", "Online", ["VirtualLocation"]),
        ("hybrid", "Mixed", ["Place", "VirtualLocation"]),
        ("on_site", "Offline", ["Place"]),
    ],
)
def test_how_it_is_held_is_told_and_the_link_is_not(
    mode: str, attendance: str, kinds: list[str], client: PageClient, make_event: MakeEvent
) -> None:
    event = make_event(mode=mode, online_link=LINK)

    data = told(client, event)

    assert data["eventAttendanceMode"] == f"{SCHEMA}{attendance}EventAttendanceMode"
    assert [location["@type"] for location in data["location"]] == kinds
    assert LINK not in client.get(f"/events/{event.slug}").text


def test_seats_are_offered_while_there_are_any_and_registration_is_open(
    client: PageClient, make_event: MakeEvent, chiara: Attendee
) -> None:
    opened = NOW - timedelta(days=2)
    event = make_event(capacity=1, registration_opens_at=opened)
    free = told(client, event)["offers"]
    event.register(chiara, answers={})
    full = told(client, event)["offers"]
    later = make_event(registration_opens_at=NOW + timedelta(days=1))
    none = make_event(takes_registrations=False)

    assert (free["availability"], full["availability"]) == (f"{SCHEMA}InStock", f"{SCHEMA}SoldOut")
    assert free["validFrom"] == "2026-11-18T11:00:00+05:00"
    assert ["offers" in told(client, other) for other in (later, none)] == [False, False]


def test_what_is_not_public_is_told_to_nobody(
    client: PageClient, client_of: Callable[[Account], PageClient], make_event: MakeEvent, admin: Account
) -> None:
    """An administrator sees the pages; still nothing stands there that a browser's extension could carry away as public."""
    public, hidden = make_event(), [
        make_event(Delegation, visibility="restricted"), make_event(visibility="university"), make_event(published=False),
    ]  # fmt: skip
    inside = client_of(admin)

    assert told(inside, public)["name"] == "Erasmus+ information day"
    for event in hidden:
        assert told_by(inside.page(f"/events/{event.slug}")) == []
        assert client.get(f"/events/{event.slug}").status_code == 404


def test_what_has_no_day_is_no_event_to_a_machine(client: PageClient, make_event: MakeEvent) -> None:
    first, last = datetime(2019, 9, 30, 18, tzinfo=UTC), datetime(2019, 10, 31, 18, tzinfo=UTC)
    event = make_event(starts_at=first, ends_at=last, precision="month")

    assert told_by(client.page(f"/events/{event.slug}")) == []


EVIL = "</script><script>document.title = 'taken'</script><!-- <script> & \u2028 \" \\ '"


@pytest.fixture
def evil(make_event: MakeEvent) -> Event:
    return make_event(title=translated("en", en=EVIL), summary=translated("en", en=EVIL), place=translated("en", en=EVIL))


def test_no_title_ends_the_block(client: PageClient, evil: Event) -> None:
    page = client.page(f"/events/{evil.slug}")

    assert told(client, evil)["name"] == EVIL
    assert [script for script in page.select("script:not([type])") if not script.get("src")] == []


@pytest.mark.browser
def test_a_browser_that_keeps_our_policy_has_nothing_against_it(client: PageClient, evil: Event, chromium: "Browser") -> None:
    """A block of data is never run, so nobody asks `script-src 'self'` about it (HTML, "prepare the script element")."""
    answer = client.get(f"/events/{evil.slug}")
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy and "unsafe-inline" not in policy
    inline = answer.text.replace("</head>", "<script>document.title = 'run'</script></head>")

    assert opened_in(chromium, answer.text, policy) == (EVIL, [], False)
    name, complaints, ran = opened_in(chromium, inline, policy)
    assert (name, len(complaints), ran) == (EVIL, 1, False)


def opened_in(browser: "Browser", body: str, policy: str) -> tuple[str, list[str], bool]:
    """The name in the block of data, what the browser says against scripts, and whether one ran."""
    page, complaints = browser.new_page(), []
    page.on("console", lambda message: complaints.append(message.text) if "script" in message.text else None)
    page.route("**/*", lambda route: route.fulfill(body=""))
    headers = {"Content-Type": "text/html", "Content-Security-Policy": policy}
    page.route("http://localhost/page", lambda route: route.fulfill(body=body, headers=headers))
    page.goto("http://localhost/page")
    block = page.locator('script[type="application/ld+json"]').evaluate("block => block.textContent")
    title = page.title()
    page.close()
    return json.loads(block)["name"], complaints, title in ("run", "taken")


def test_the_check_of_templates_lets_this_block_through_and_no_other(tmp_path: Path) -> None:
    """`make lint` as it is written, over another folder."""
    lines = (ROOT / "Makefile").read_text().replace("\\\n", "").splitlines()
    (command,) = (line for line in lines if "grep -RnE --include" in line)
    (rules,) = (line.partition(":= ")[2] for line in lines if line.startswith("INLINE"))
    script = command.strip().removeprefix("@! ").partition("||")[0].replace("$(INLINE)", rules)
    data = '<script type="application/ld+json">{{ told|tojson }}</script>'

    def caught(text: str) -> bool:
        (tmp_path / "page.html").write_text(text)
        over = script.replace(" templates ", f" {tmp_path} ")
        return subprocess.run(["sh", "-c", over], capture_output=True, timeout=20).returncode == 0

    bad = ["<script>x()</script>", '<script type="module">x()</script>', '<p style="x">', '<p onclick="x()">']
    assert [caught(text) for text in (data, *bad, *(data + text for text in bad))] == [False] + [True] * 8
