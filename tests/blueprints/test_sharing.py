"""Telling others: messages, the picture of a link, posters; and the ticket one keeps."""

import io
import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib.abc import MetaPathFinder
from itertools import chain
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
import segno
from bs4 import Tag
from PIL import Image, ImageChops

from blueprints.sharing.colours import BAD, INK, KINDS, PAPER, QUIET, SUNK
from blueprints.sharing.invitation import Invitation
from models import Account, Attendee, Conference, Delegation, Office, QASession, Room
from models.logo import Logo
from models.tally import Tally
from support import pdf
from support.db import db
from support.languages import translated
from support.settings import ROOT
from tests.conftest import MakeEvent
from tests.page_client import PageClient
from tests.pdf_reader import Paper, need_pango

SHARE, CARD, POSTER = "/events/{}/share", "/events/{}/card.png", "/events/{}/poster.pdf"
LANGUAGES = ("en", "ru", "kk")
LONG = {
    "en": "The seventh international conference on higher education, research and innovation in Central Asia and beyond:"
    " partnerships, mobility, recognition of studies, and the road from Bologna",
    "ru": "Седьмая международная конференция по высшему образованию, исследованиям и инновациям в Центральной Азии:"
    " партнёрства, мобильность, признание обучения и путь из Болоньи в Алматы",
    "kk": "Орталық Азиядағы жоғары білім, зерттеу және инновациялар жөніндегі жетінші халықаралық конференция:"
    " серіктестік, ұтқырлық, оқуды тану және Болоньядан Алматыға дейінгі жол",
}
HOSTILE = [
    "<script>alert('x')</script> & \"quotes\"",
    "W" * 200,
    "🎉🎓👩‍🎓",
    "יום מידע سلام عليكم " + "王伟 " * 40,
    "word " * 40,
    "{{ 7 * 7 }} %(title)s \\n </title>",
]


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    assert picture.format == "PNG"
    return picture.convert("RGB")


# --- messages -----------------------------------------------------------------------------------------------------------


def test_the_message_says_what_when_where_and_how_to_come_in_each_language(
    staff: PageClient, blue_hall: Room, make_event: MakeEvent
) -> None:
    event = make_event(room=blue_hall, address="", city="")

    page = staff.page(SHARE.format(event.slug))

    link = f"http://localhost/events/{event.slug}?lang="
    assert {code: page.select_one(f"#message-{code}").text.removeprefix("\n") for code in LANGUAGES} == {
        "en": "Erasmus+ information day\nFriday, 27 November 2026, 10:00–12:00 (Almaty, UTC+5)\n"
        f"Blue Hall, Main Building\n{link}en",
        "ru": "Информационный день Erasmus+\nПятница, 27 ноября 2026\xa0г., 10:00–12:00 (Алматы, UTC+5)\n"
        f"Синий зал, Главный корпус\n{link}ru",
        "kk": "Erasmus+ ақпараттық күні\nЖұма, 2026\xa0ж. 27 қараша, 10:00–12:00 (Алматы, UTC+5)\n"
        f"Көк зал, Бас ғимарат\n{link}kk",
    }


def test_the_message_is_copied_and_sent_as_it_stands(staff: PageClient, make_event: MakeEvent) -> None:
    event = make_event(title=translated("en", en='Q&A + "more" <b>'))

    page = staff.page(SHARE.format(event.slug))

    message = page.select_one("#message-en").text.removeprefix("\n")
    words, link = message.rsplit("\n", 1)
    assert page.select_one("#share-en [data-copy]")["data-copy"] == message
    telegram, whatsapp = (page.select_one(f'#share-en a[href^="https://{host}/"]') for host in ("t.me", "wa.me"))
    assert parse_qs(urlsplit(telegram["href"]).query) == {"url": [link], "text": [words]}
    assert parse_qs(urlsplit(whatsapp["href"]).query) == {"text": [message]}
    assert telegram["rel"] == whatsapp["rel"] == ["noreferrer"]
    assert page.select_one("#link [data-copy]")["data-copy"] == f"http://localhost/events/{event.slug}"


CLOSES = datetime(2026, 11, 25, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "registered", "sentence"),
    [
        ({"capacity": 3}, 1, "2 seats left."),
        ({"capacity": 2}, 1, "1 seat left."),
        ({"capacity": 1}, 2, "All seats are taken; there is a waiting list."),
        ({"capacity": None}, 1, ""),
        ({"capacity": 9, "registration_closes_at": CLOSES}, 0, "9 seats left. Registration closes on 25 November, 18:00."),
        ({"registration_closes_at": CLOSES - timedelta(days=9)}, 0, "Registration is closed."),
        ({"registration_opens_at": CLOSES - timedelta(days=1)}, 0, "Registration opens on 24 November, 18:00."),
        ({"takes_registrations": False}, 0, ""),
        ({"published": False}, 0, ""),
        ({"starts_at": datetime(2026, 11, 1, 5, 0, tzinfo=UTC)}, 0, ""),
    ],
)
def test_the_message_says_whether_one_can_still_register(
    make_event: MakeEvent, fields: dict[str, Any], registered: int, sentence: str
) -> None:
    event = make_event(**fields)
    for number in range(registered):
        event.register(Attendee("Somebody", f"a{number}@example.org"), answers={})

    assert Invitation.to(event, "en", Tally.of([event.id])[event.id]).seats == sentence


@pytest.mark.parametrize(
    ("fields", "day", "hours", "where"),
    [
        ({}, "Friday, 27 November 2026", "10:00–12:00 (Almaty, UTC+5)", "Blue Hall"),
        (
            {"mode": "online", "online_link": "https://meet.example"},
            "Friday, 27 November 2026",
            "10:00–12:00 (Almaty, UTC+5)",
            "Online",
        ),
        ({"mode": "hybrid"}, "Friday, 27 November 2026", "10:00–12:00 (Almaty, UTC+5)", "Blue Hall, and online"),
        ({"timezone": "Europe/Brussels"}, "Friday, 27 November 2026", "06:00–08:00 (Brussels, UTC+1)", "Blue Hall"),
        ({"ends_at": datetime(2026, 11, 28, 9, 0, tzinfo=UTC)}, "27–28 November 2026", "from 10:00 (Almaty, UTC+5)", "Blue Hall"),
        ({"precision": "month"}, "November 2026", "", "Blue Hall"),
        ({"precision": "year"}, "2026", "", "Blue Hall"),
        ({"precision": "unknown"}, "", "", "Blue Hall"),
    ],
)
def test_as_much_of_the_date_and_the_place_is_said_as_is_known(
    make_event: MakeEvent, fields: dict[str, Any], day: str, hours: str, where: str
) -> None:
    told = Invitation.to(make_event(**fields), "en")

    assert (told.day, told.hours, told.where) == (day, hours, where)
    assert "meet.example" not in told.message


def test_a_cancelled_event_and_a_moved_one_say_so_first(make_event: MakeEvent) -> None:
    off, moved = make_event(title=translated("en", en="Off")), make_event(title=translated("en", en="Later"))
    off.cancel(translated("en", en="Illness"))
    moved.move(moved.starts_at + timedelta(days=1), moved.ends_at + timedelta(days=1))

    assert Invitation.to(off, "en").message.startswith("Cancelled: Off\n")
    assert Invitation.to(moved, "en").message.startswith("New time: Later\nSaturday, 28 November 2026")


def test_the_page_shows_each_language_s_picture_and_poster(staff: PageClient, make_event: MakeEvent) -> None:
    need_pango()
    event = make_event()

    page = staff.page(SHARE.format(event.slug))

    addresses = [picture["src"] for picture in page.select("main figure img")]
    posters = [link["href"] for link in page.select('main a[href*="poster.pdf"]')]
    assert addresses == [f"{CARD.format(event.slug)}?lang={code}" for code in LANGUAGES]
    assert posters == [f"{POSTER.format(event.slug)}?lang={code}" for code in LANGUAGES]
    assert {staff.get(address).status_code for address in addresses + posters} == {200}


def test_the_page_names_languages_that_lack_a_translation(staff: PageClient, make_event: MakeEvent) -> None:
    event = make_event(summary=translated("en", en="What it offers.", ru="Что она даёт."))

    page = staff.page(SHARE.format(event.slug))

    marked = [code for code in LANGUAGES if page.select_one(f"#share-{code} .pill-missing")]
    assert marked == ["kk"]


def test_a_draft_is_said_to_be_one_with_what_it_lacks_and_has_nothing_to_show_yet(
    staff: PageClient, make_event: MakeEvent
) -> None:
    published, draft = make_event(), make_event(published=False, place=translated("en"))
    assert not staff.page(SHARE.format(published.slug)).select("#readers .notice")

    page = staff.page(SHARE.format(draft.slug))

    notice = page.select_one("#readers .notice-warn")
    assert notice.select_one(".notice-title").text == "Readers do not see this event yet"
    assert [link["href"] for link in notice.select("a")] == [f"/info-days/{draft.slug}/edit#place"]
    assert page.select('main img, main a[href*="poster.pdf"]') == []


def test_only_staff_can_open_the_page(
    client: PageClient, staff: PageClient, host: Account, client_of: Callable[[Account], PageClient], make_event: MakeEvent
) -> None:
    address = SHARE.format(make_event().slug)
    assert staff.get(address).status_code == 200

    stranger = client.get(address)

    assert (stranger.status_code, urlsplit(stranger.location).path) == (302, "/login")
    assert client_of(host).get(address).status_code == 403


# --- the picture of a link ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_picture_has_the_size_that_networks_ask_for(
    client: PageClient, office: Office, make_event: MakeEvent, code: str
) -> None:
    event = make_event(title=translated("en", **LONG))

    answer = client.get(f"{CARD.format(event.slug)}?lang={code}")

    assert answer.mimetype == "image/png"
    assert opened(answer.data).size == (1200, 630)


def test_the_picture_may_be_kept_by_anybody_and_leaves_no_cookie(
    client: PageClient, staff: PageClient, make_event: MakeEvent
) -> None:
    event = make_event()
    for reader in (client, staff):
        answer = reader.get(f"{CARD.format(event.slug)}?lang=kk", headers={"Accept-Language": "ru", "Cookie": "language=ru"})

        assert answer.headers["Cache-Control"] == "public, max-age=3600"
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")
        again = reader.get(f"{CARD.format(event.slug)}?lang=kk", headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_the_picture_is_in_the_language_of_its_address_alone(client: PageClient, make_event: MakeEvent) -> None:
    address = CARD.format(make_event().slug)
    english, russian, kazakh = (client.get(f"{address}?lang={code}").data for code in LANGUAGES)

    assert len({english, russian, kazakh}) == 3
    assert client.get(address, headers={"Accept-Language": "kk", "Cookie": "language=ru"}).data == english
    assert client.get(f"{address}?lang=de").data == english


def test_the_picture_follows_what_it_shows_at_once(client: PageClient, office: Office, make_event: MakeEvent) -> None:
    event = make_event()
    seen = [client.get(CARD.format(event.slug))]

    for change in (
        lambda: event.revise({"title": translated("en", en="Another name")}),
        lambda: event.move(event.starts_at + timedelta(hours=1), event.ends_at + timedelta(hours=1)),
        lambda: event.cancel(translated("en", en="Illness")),
        lambda: office.revise({"accent": "#aa3311"}),
        lambda: office.revise({"name": translated("en", en="Another university")}),
        lambda: office.show(Logo.from_upload(a_logo())),
    ):
        change()
        db.session.commit()
        seen.append(client.get(CARD.format(event.slug)))

    assert len({answer.headers["ETag"] for answer in seen}) == len({answer.data for answer in seen}) == 7


def a_logo() -> bytes:
    file = io.BytesIO()
    Image.new("RGBA", (400, 100), "#aa3311").save(file, "PNG")
    return file.getvalue()


def test_an_old_address_leads_to_the_picture(client: PageClient, make_event: MakeEvent) -> None:
    event = make_event()
    old = CARD.format(event.slug)
    event.revise({"title": translated("en", en="Renamed")})
    db.session.commit()

    answer = client.get(f"{old}?lang=ru")

    assert (answer.status_code, answer.location) == (301, f"{CARD.format('renamed')}?lang=ru")


@pytest.mark.parametrize("hidden", [{"published": False}, {"visibility": "university"}, {"visibility": "restricted"}])
def test_what_is_not_public_has_no_picture_and_no_poster_for_outsiders(
    client: PageClient, make_event: MakeEvent, hidden: dict[str, Any]
) -> None:
    need_pango()
    public, secret = make_event(), make_event(**hidden)
    assert [client.get(kind.format(public.slug)).status_code for kind in (CARD, POSTER)] == [200, 200]

    assert [client.get(kind.format(secret.slug)).status_code for kind in (CARD, POSTER)] == [404, 404]


def test_a_member_may_print_the_poster_of_a_university_event_which_nobody_keeps(
    host: Account, client_of: Callable[[Account], PageClient], make_event: MakeEvent
) -> None:
    need_pango()
    event = make_event(visibility="university")

    poster = client_of(host).get(POSTER.format(event.slug))

    assert (poster.status_code, poster.headers["Cache-Control"]) == (200, "private, no-store")
    assert client_of(host).get(CARD.format(event.slug)).status_code == 404


@pytest.mark.parametrize("title", HOSTILE)
def test_no_title_runs_out_of_the_picture(client: PageClient, make_event: MakeEvent, title: str) -> None:
    short, hostile = (make_event(title=translated("en", en=text), summary=translated("en")) for text in ("Short", title))

    beside = [opened(client.get(CARD.format(event.slug)).data).crop((934, 0, 1200, 630)) for event in (short, hostile)]

    assert ImageChops.difference(*beside).getbbox() is None


def test_the_page_of_a_public_event_names_its_picture_in_the_reader_s_language(client: PageClient, make_event: MakeEvent) -> None:
    public, secret = make_event(), make_event(visibility="university")
    address = f"http://localhost/events/{public.slug}"

    page = client.page(f"/events/{public.slug}?lang=kk")

    named = {tag["property"]: tag["content"] for tag in page.select('meta[property^="og:"]')}
    picture = urlsplit(named["og:image"])
    assert (named["og:title"], named["og:locale"], named["og:url"]) == ("Erasmus+ ақпараттық күні", "kk_KZ", f"{address}?lang=kk")
    assert page.select_one("link[rel=canonical]")["href"] == f"{address}?lang=kk"
    assert f"{picture.scheme}://{picture.netloc}" == "http://localhost"
    assert client.get(f"{picture.path}?{picture.query}").mimetype == "image/png"
    assert client.get(f"/events/{secret.slug}").status_code == 404


def test_the_page_of_another_event_names_none(staff: PageClient, make_event: MakeEvent) -> None:
    event = make_event(visibility="university")

    page = staff.page(f"/events/{event.slug}")

    assert page.select('meta[property^="og:"], link[rel=canonical]') == []
    assert page.select_one('meta[name="robots"]')["content"] == "noindex"


def test_pictures_have_the_colours_of_the_pages() -> None:
    tokens = dict(re.findall(r"--([\w-]+): light-dark\((#\w+),", (ROOT / "static/app.css").read_text()))
    shown = {"bg": PAPER, "sunk": SUNK, "ink": INK, "ink-2": QUIET, "bad": BAD, **KINDS}

    assert {name: tokens[name] for name in shown} == shown


# --- posters ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_poster_says_all_on_one_page_in_letters_that_can_be_read_back(
    client: PageClient, office: Office, blue_hall: Room, make_event: MakeEvent, code: str
) -> None:
    need_pango()
    alphabet = "әғқңөұүһі ӘҒҚҢӨҰҮҺІ"
    event = make_event(
        Conference,
        title=translated("en", **LONG),
        summary=translated("en", en=alphabet),
        room=blue_hall,
        languages_spoken=["kk", "en"],
    )

    answer = client.get(f"{POSTER.format(event.slug)}?lang={code}")
    paper = Paper(answer.data)

    assert answer.headers["Content-Disposition"] == f'inline; filename="{event.slug}-{code}.pdf"'
    assert (paper.pages, paper.about["Page size"], paper.about["Tagged"]) == (1, "595.276 x 841.89 pts (A4)", "yes")
    day = {"en": "Friday, 27 November 2026", "ru": "Пятница, 27 ноября 2026 г.", "kk": "Жұма, 2026 ж. 27 қараша"}[code]
    for words in (LONG[code], day, "10:00–12:00", blue_hall.label(code), "Қазақша, English", office.name[code], alphabet):
        assert words in paper.text
    assert f"localhost/e/{event.id}" in paper.text.split()
    assert paper.fonts == {"Onest", "Onest-Semi-Bold", "Source-Serif-4-Semi-Bold"}


@pytest.mark.parametrize("title", HOSTILE)
def test_whatever_is_said_a_poster_is_one_page(client: PageClient, office: Office, make_event: MakeEvent, title: str) -> None:
    need_pango()
    text = translated("en", en=title)
    office.revise({"name": text, "department": text})
    event = make_event(
        Delegation, title=text, summary=translated("en", en=title * 3), place=text, languages_spoken=["kk", "ru", "en"]
    )

    paper = Paper(client.get(POSTER.format(event.slug)).data)

    assert paper.pages == 1
    assert paper.fonts <= {"Onest", "Onest-Semi-Bold", "Source-Serif-4-Semi-Bold"}
    assert paper.text.count("Find out more and register") == 1


def test_a_poster_s_address_is_typed_on_one_line(client: PageClient, make_event: MakeEvent) -> None:
    need_pango()
    brief, long = make_event(), make_event(title=translated("en", **LONG))
    printed = [Paper(client.get(POSTER.format(event.slug)).data).text.split() for event in (brief, long)]
    assert f"localhost/events/{brief.slug}" in printed[0]
    assert f"localhost/e/{long.id}" in printed[1]

    answer = client.get(f"/e/{long.id}")

    assert (answer.status_code, answer.location) == (302, f"/events/{long.slug}")


def test_a_short_address_tells_strangers_nothing_of_what_they_may_not_see(
    client: PageClient, staff: PageClient, make_event: MakeEvent
) -> None:
    draft = make_event(published=False)
    assert staff.get(f"/e/{draft.id}").status_code == 302

    assert [client.get(f"/e/{number}").status_code for number in (draft.id, 999, 2147483648, "x")] == [404] * 4


def test_a_poster_carries_the_logo(client: PageClient, office: Office, make_event: MakeEvent) -> None:
    need_pango()
    event = make_event()
    bare = client.get(POSTER.format(event.slug)).data
    office.show(Logo.from_upload(a_logo()))
    db.session.commit()

    assert (bare.count(b"/Subtype /Image"), client.get(POSTER.format(event.slug)).data.count(b"/Subtype /Image")) == (0, 2)


def test_a_poster_may_be_kept_by_anybody_until_it_says_something_else(client: PageClient, make_event: MakeEvent) -> None:
    need_pango()
    event = make_event()
    first = client.get(POSTER.format(event.slug))
    headers = {"If-None-Match": first.headers["ETag"]}
    assert first.headers["Cache-Control"] == "public, max-age=3600"
    assert "Set-Cookie" not in first.headers
    assert client.get(POSTER.format(event.slug), headers=headers).status_code == 304

    event.revise({"place": translated("en", en="Green Hall")})
    db.session.commit()

    assert "Green Hall" in Paper(client.get(POSTER.format(event.slug), headers=headers).data).text


@pytest.fixture
def no_pango(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine on which WeasyPrint cannot be imported, as it says it: tests/support/test_pdf.py has the real thing."""

    class Refusal(MetaPathFinder):
        def find_spec(self, name: str, *_more: Any) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(sys, "meta_path", [Refusal(), *sys.meta_path])
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    pdf.missing_libraries.cache_clear()
    yield
    pdf.missing_libraries.cache_clear()


def test_without_pango_pdf_links_say_so_and_everything_else_works(
    no_pango: None, client: PageClient, staff: PageClient, bolat: Attendee, make_event: MakeEvent
) -> None:
    event = make_event(title=translated("en", en="Printed nowhere before"))
    ticket = f"/registrations/{event.register(bolat, answers={}).token}/ticket"

    for answer in (client.get(POSTER.format(event.slug)), client.get(f"{ticket}.pdf")):
        assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (503, "text/html", "no-store")
        assert "<h1>No PDF for now</h1>" in answer.text

    page = staff.page(SHARE.format(event.slug))
    assert page.select_one("#readers .notice-title").text == "Posters cannot be made on this machine"
    assert page.select('a[href*="poster.pdf"]') == []
    assert len(page.select("main figure img")) == 3
    assert [client.get(address).status_code for address in (CARD.format(event.slug), f"{ticket}.svg", f"{ticket}.png")] == [
        200
    ] * 3


# --- tickets ----------------------------------------------------------------------------------------------------------------

TICKETS = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}


def ticket_of(registration: Any, kind: str) -> str:
    db.session.commit()
    return f"/registrations/{registration.token}/ticket.{kind}"


def texts(svg: bytes) -> list[str]:
    root = ElementTree.fromstring(svg)
    return ["".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")]


def codes(svg: bytes) -> list[str]:
    """The paths of the QR codes in a drawing."""
    return re.findall(r'<path[^>]*stroke="#000"[^>]* d="([^"]+)"|<path[^>]* d="([^"]+)"[^>]*stroke="#000"', svg.decode())


def code_in(picture: Image.Image, address: str) -> bool:
    """Whether a picture shows just the code of an address, dot by dot; nothing else in it is quite black."""
    matrix = [list(row) for row in segno.make(address, error="m", micro=False).matrix]
    black = picture.convert("L").point(lambda value: 255 * (value < 5))
    left, top, right, _bottom = black.getbbox() or (0, 0, 0, 0)
    places = [int((number + 0.5) * (right - left) / len(matrix)) for number in range(len(matrix))]
    return matrix == [[int(black.getpixel((left + x, top + y)) > 0) for x in places] for y in places]


def test_the_drawn_ticket_says_who_and_what_and_when_and_opens_the_registration(
    client: PageClient, office: Office, chiara: Attendee, make_event: MakeEvent
) -> None:
    registration = make_event().register(chiara, answers={})

    answer = client.get(ticket_of(registration, "svg"))

    assert texts(answer.data) == [
        "Alatau University",
        "Information day",
        "Erasmus+",
        "information day",
        "Friday, 27 November 2026",
        "10:00–12:00 (Almaty, UTC+5)",
        "Blue Hall",
        "Chiara Rossi",
        "Show this at the door.",
    ]
    expected = segno.make(f"http://localhost/registrations/{registration.token}", error="m", micro=False)
    drawn = expected.svg_inline(border=2, dark="#000", light="#fff", omitsize=True, lineclass=None)
    assert codes(answer.data) == codes(drawn.encode()) != []


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_ticket_is_in_the_reader_s_language(
    client: PageClient, office: Office, bolat: Attendee, make_event: MakeEvent, code: str
) -> None:
    event = make_event()
    registration = event.register(bolat, answers={})

    drawn = texts(client.get(f"{ticket_of(registration, 'svg')}?lang={code}").data)

    assert office.name[code] in drawn
    assert event.title[code] in " ".join(drawn)
    assert texts(client.get(ticket_of(registration, "svg")).data) == drawn, "the choice is remembered"


def test_the_picture_of_a_ticket_is_as_wide_as_a_telephone_and_its_code_opens_the_registration(
    client: PageClient, bolat: Attendee, make_event: MakeEvent
) -> None:
    registration = make_event().register(bolat, answers={})

    picture = opened(client.get(ticket_of(registration, "png")).data)

    assert picture.width == 1080
    assert code_in(picture, f"http://localhost/registrations/{registration.token}")
    assert not code_in(picture, f"http://localhost/registrations/{registration.token[:-1]}-")


def test_the_ticket_to_print_is_one_page(client: PageClient, office: Office, bolat: Attendee, make_event: MakeEvent) -> None:
    need_pango()
    registration = make_event().register(bolat, answers={})

    paper = Paper(client.get(f"{ticket_of(registration, 'pdf')}?lang=kk").data)

    assert (paper.pages, paper.about["Page size"]) == (1, "419.528 x 595.276 pts")
    for words in ("Алатау университеті", "Erasmus+ ақпараттық күні", "Жұма, 2026 ж. 27 қараша", "10:00–12:00", "Болат Ахметов"):
        assert words in paper.text


@pytest.mark.parametrize("kind", TICKETS)
def test_a_ticket_is_nobody_else_s(client: PageClient, bolat: Attendee, make_event: MakeEvent, kind: str) -> None:
    if kind == "pdf":
        need_pango()

    answer = client.get(ticket_of(make_event().register(bolat, answers={}), kind))

    assert (answer.status_code, answer.mimetype) == (200, TICKETS[kind])
    private = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}
    assert {name: answer.headers[name] for name in private} == private
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if kind == "svg":
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"


@pytest.mark.parametrize("kind", TICKETS)
def test_a_token_changed_by_one_letter_is_no_ticket(
    client: PageClient, bolat: Attendee, make_event: MakeEvent, kind: str
) -> None:
    if kind == "pdf":
        need_pango()
    registration = make_event().register(bolat, answers={})
    right = ticket_of(registration, kind)
    token = registration.token
    assert client.get(right).status_code == 200

    other = "A" if token[-2] != "A" else "B"
    for wrong in (token[:-2] + other + token[-1], token[:-1], "x", "~"):
        assert client.get(f"/registrations/{wrong}/ticket.{kind}").status_code == 404


def test_a_place_in_the_queue_a_cancelled_one_and_a_cancelled_event_open_no_door(
    client: PageClient, bolat: Attendee, chiara: Attendee, dana: Attendee, make_event: MakeEvent
) -> None:
    event, off = make_event(capacity=1), make_event()
    seated, waiting, gone = (event.register(attendee, answers={}) for attendee in (chiara, dana, bolat))
    called_off = off.register(bolat, answers={})
    address = ticket_of(called_off, "svg")
    assert len(codes(client.get(address).data)) == len(codes(client.get(ticket_of(seated, "svg")).data)) == 1

    gone.cancel()
    off.cancel(translated("en", en="Illness"))
    db.session.commit()

    said = {
        "Waiting list": (waiting, "You are number 1 in the queue. This is not a ticket yet."),
        "Cancelled": (gone, "This registration was cancelled."),
        "Cancelled ": (called_off, "This event does not take place."),
    }
    for state, (registration, note) in said.items():
        svg = client.get(ticket_of(registration, "svg")).data
        assert texts(svg)[-2:] == [state.strip(), note]
        assert codes(svg) == []
        picture = opened(client.get(ticket_of(registration, "png")).data)
        assert picture.width == 1080
        assert not code_in(picture, f"http://localhost/registrations/{registration.token}")


@pytest.mark.parametrize("name", [*HOSTILE, "Ж" * 120])
def test_no_name_or_title_breaks_a_ticket(client: PageClient, make_event: MakeEvent, name: str) -> None:
    need_pango()
    text = translated("en", en=name)
    event = make_event(QASession, title=text, place=text)
    registration = event.register(Attendee(name, "somebody@example.org"), answers={})

    svg = client.get(ticket_of(registration, "svg")).data
    picture = opened(client.get(ticket_of(registration, "png")).data)
    paper = Paper(client.get(ticket_of(registration, "pdf")).data)

    shapes = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(svg).iter()}
    assert shapes <= {"svg", "title", "defs", "radialGradient", "stop", "mask", "rect", "g", "circle", "path", "text"}
    assert "".join(name.split())[:9] in "".join(chain(*texts(svg))).replace(" ", "")
    assert dark_rows(picture.crop((1080 - 60, 410, 1080, picture.height))) <= 4, "only the line one tears along"
    assert code_in(picture, f"http://localhost/registrations/{registration.token}")
    assert (paper.pages, paper.fonts <= {"Onest", "Onest-Semi-Bold", "Source-Serif-4-Semi-Bold"}) == (1, True)


def dark_rows(picture: Image.Image) -> int:
    """How many rows of a picture have something in them."""
    grey = picture.convert("L")
    return sum(min(grey.crop((0, y, grey.width, y + 1)).tobytes()) < 250 for y in range(grey.height))


def test_the_ticket_s_links_are_on_the_page_of_the_registration(
    client: PageClient, bolat: Attendee, make_event: MakeEvent
) -> None:
    need_pango()
    registration = make_event().register(bolat, answers={})
    db.session.commit()

    page = client.page(f"/registrations/{registration.token}")

    links = [str(link["href"]) for link in page.select('a[href*="/ticket."]') if isinstance(link, Tag)]
    assert len(links) >= 2
    assert {client.get(link).status_code for link in links} == {200}
