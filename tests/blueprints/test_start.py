"""The start page: what the office says of itself, step by step."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from models import Account, Activity, Event, InfoDay, Message, Office, OfficeMember, Registration, Room
from models.demo import Demo
from support.db import db
from support.languages import translated
from support.settings import changed
from tests.page_client import PageClient, soup

WRITES = (
    "university",
    "people",
    "people/members",
    "people/1",
    "people/1/place",
    "people/1/removal",
    "languages",
    "mail",
    "completion",
    "demo/removal",
)
STEPS = ("university", "people", "languages", "mail", "event", "sharing")


@pytest.fixture
def boss(client_of: Callable[[Account], PageClient], admin: Account) -> PageClient:
    """A browser in which an administrator is signed in."""
    return client_of(admin)


def ours() -> Office:
    """The office as it is stored now."""
    db.session.expire_all()
    return Office.ours()


def errors(response: TestResponse) -> list[str]:
    return [item.text.strip() for item in soup(response).select(".error-summary li")]


def save(client: PageClient, step: str, **typed: Any) -> TestResponse:
    response = client.submit(f"/start/{step}", typed, form=f'main form[action="/start/{step}"]')
    response.request.environ["wsgi.input"].close()  # the test client leaves its file open where an upload is large
    return response


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 200)) -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", size, "navy").save(file, kind)
    return io.BytesIO(file.getvalue())


# --- who may -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", STEPS)
def test_every_step_is_for_the_office_only(
    client: PageClient, staff: PageClient, client_of: Callable[[Account], PageClient], host: Account, step: str
) -> None:
    assert staff.get(f"/start/{step}").status_code == 200
    assert client.get(f"/start/{step}").location == f"/login?next=/start/{step}"
    assert client_of(host).get(f"/start/{step}").status_code == 403


def test_staff_who_are_no_administrators_read_but_change_nothing(staff: PageClient, boss: PageClient) -> None:
    assert boss.page("/start/university").select("main form button")
    page = staff.page("/start/university")
    assert not page.select("main form button")
    assert page.select("main fieldset[disabled]")

    token = page.select_one("input[name=csrf_token]")["value"]  # type: ignore[index]
    for address in WRITES:
        response = staff.post(f"/start/{address}", data={"csrf_token": token, "name-en": "Theirs", "languages": "en"})
        assert response.status_code == 403, address
    assert db.session.scalar(select(Office)) is None


# --- the whole -----------------------------------------------------------------------------------------------------------


def test_the_start_page_leads_from_step_to_step_and_can_be_left(boss: PageClient, app: Flask) -> None:
    page = boss.page("/start")
    assert page.h1.text == "Welcome"  # type: ignore[union-attr]
    assert [link["href"] for link in page.select("main .lines a")] == [f"/start/{step}" for step in STEPS]

    assert save(boss, "university", **{"name-en": "Alatau University"}).location == "/start/people"
    assert save(boss, "people", **{"profile-en": "We receive the world."}).location == "/start/languages"
    assert save(boss, "languages", languages=["en", "ru"]).location == "/start/mail"
    assert save(boss, "mail", sender_address="office@example.org").location == "/start/event"
    page = boss.page("/start")
    assert [bool(line.select(".pill")) for line in page.select("main .lines li")] == [True] * 4 + [False] * 2
    assert page.select_one("main a.btn-primary")["href"] == "/start/event"  # type: ignore[index]

    response = boss.submit("/start/completion", {}, form='form[action="/start/completion"]', at="/start")
    assert response.location == "/desk"
    assert ours().set_up
    assert boss.page("/start").h1.text == "Office settings"  # type: ignore[union-attr]


def test_only_what_was_done_is_ticked_and_need_not_be_skipped(boss: PageClient, app: Flask) -> None:
    save(boss, "university", **{"name-en": "Alatau University"})
    page = boss.page("/start/mail")
    assert [bool(item.select(".icon")) for item in page.select(".steps li")] == [True] + [False] * 5
    assert page.select_one('main a[href="/start/event"].btn').text.strip() == "Skip this step"  # type: ignore[union-attr]

    save(boss, "mail", sender_address="office@example.org")

    page = boss.page("/start/mail")
    assert page.select_one('main a[href="/start/event"].btn').text.strip() == "Go on"  # type: ignore[union-attr]
    assert page.select_one(".steps [aria-current]").text.split() == ["4", "Mail"]  # type: ignore[union-attr]


def test_later_a_step_comes_back_to_itself(boss: PageClient, office: Office) -> None:
    response = save(boss, "university", **{"name-en": "Another name"})

    assert (response.status_code, response.location) == (303, "/start/university")
    assert "Saved." in boss.page("/start/university").select_one("#flashes").text  # type: ignore[union-attr]


def test_every_change_counts_the_revision_up_and_says_who_made_it(boss: PageClient, office: Office) -> None:
    before = office.revision

    save(boss, "university", **{"name-en": "Another name"})

    assert ours().revision == before + 1
    activity = db.session.scalars(select(Activity).where(Activity.subject_kind == "offices").order_by(Activity.id.desc())).first()
    assert activity is not None and activity.actor_name == "Aigul"
    assert activity.changes["name"][1]["en"] == "Another name"


# --- the university --------------------------------------------------------------------------------------------------------


def test_names_are_written_in_each_language(boss: PageClient, app: Flask) -> None:
    save(
        boss,
        "university",
        **{"name-en": "Alatau University", "name-kk": "Алатау университеті", "department-ru": "Международный отдел"},
    )

    assert dict(ours().name.texts) == {"en": "Alatau University", "kk": "Алатау университеті"}
    assert dict(ours().department.texts) == {"ru": "Международный отдел"}
    assert "Алатау университеті" in boss.page("/about?lang=kk").select_one(".brand").text  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Write the name in at least one language."),
        ({"name-en": "\u200b \u2060"}, "Write the name in at least one language."),
        ({"name-en": "x" * 201}, "This is too long: 200 characters at most."),
        ({"name-en": "x" * 1_000_000}, "This is too long: 200 characters at most."),
        ({"name-en": "a\x07b"}, "This text has hidden control characters. Type it anew instead of pasting it."),
        ({"name-en": "ok", "accent_code": "crimson"}, "Write the colour as # and six of 0–9 and a–f, such as #0b5a5c."),
        ({"name-en": "ok", "accent": "url(//evil)"}, "Write the colour as # and six of 0–9 and a–f, such as #0b5a5c."),
        ({"name-en": "ok", "accent_code": "#000;}body{}"}, "Write the colour as # and six of 0–9 and a–f, such as #0b5a5c."),
    ],
)
def test_what_will_not_do_is_said_and_nothing_is_stored(boss: PageClient, typed: dict[str, str], said: str) -> None:
    response = save(boss, "university", **{"department-en": "International Office", **typed})

    assert (response.status_code, errors(response)) == (422, [said])
    kept = soup(response).select_one("input[name=department-en]")
    assert kept is not None and kept["value"] == "International Office"
    assert db.session.scalar(select(Office)) is None


def test_a_name_with_marks_of_html_is_shown_as_it_was_typed(boss: PageClient, app: Flask) -> None:
    save(boss, "university", **{"name-en": "<b>A&T</b> =cmd()"})

    page = boss.get("/about?lang=en")
    assert soup(page).select_one(".brand").text.strip() == "<b>A&T</b> =cmd()"  # type: ignore[union-attr]
    assert "<b>A&" not in page.text


def test_a_colour_that_can_be_read_colours_the_pages(boss: PageClient, client: PageClient) -> None:
    assert not client.page("/about").select('link[href^="/brand.css"]')

    save(boss, "university", **{"name-en": "Alatau", "accent": "#8a2f5a"})

    sheet = client.page("/about").select_one('link[href^="/brand.css"]')
    assert sheet is not None
    response = client.get(str(sheet["href"]))
    assert (response.mimetype, response.text[:34]) == ("text/css", ":root{--brand:light-dark(#8a2f5a,#")
    assert response.text.endswith(");--on-brand:light-dark(#fff,#06201f)}")


def test_a_typed_code_counts_more_than_the_picked_colour(boss: PageClient, app: Flask) -> None:
    save(boss, "university", **{"name-en": "Alatau", "accent": "#8a2f5a", "accent_code": "1F4F8F"})

    assert ours().accent == "#1f4f8f"


def test_the_houses_own_colour_is_no_choice(boss: PageClient, office: Office) -> None:
    office.accent = "#8a2f5a"

    save(boss, "university", accent="#0b5a5c")

    assert ours().accent == ""


def test_a_colour_that_cannot_be_read_is_refused_with_the_nearest_tone_that_can(boss: PageClient, office: Office) -> None:
    response = save(boss, "university", **{"accent": "#ffd400", "name-ru": "Новое имя"})

    assert response.status_code == 422
    page = soup(response)
    button = page.select_one("button[name=taken]")
    assert button is not None
    assert errors(response) == [f"Text in #ffd400 is hard to read. The nearest tone that can be read is {button['value']}."]
    assert page.select(f'svg.preview rect[fill="{button["value"]}"]')
    assert ours().accent == ""

    form = page.select_one('main form[action="/start/university"]')
    typed = {
        field["name"]: field.get("value", "") for field in form.select("input[name]") if field["type"] not in ("file", "checkbox")
    }  # type: ignore[union-attr]
    assert boss.post("/start/university", data={**typed, "taken": button["value"]}).status_code == 303
    assert (ours().accent, ours().name["ru"]) == (button["value"], "Новое имя")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_shown_beside_the_name(boss: PageClient, client: PageClient, kind: str) -> None:
    assert not client.page("/about").select(".brand img")

    save(boss, "university", **{"name-en": "Alatau", "new_logo": (picture(kind, (1200, 600)), "logo.svg")})

    image = client.page("/about").select_one(".brand img")
    assert image is not None
    response = client.get(str(image["src"]))
    assert (response.mimetype, Image.open(io.BytesIO(response.data)).size) == ("image/png", (512, 256))


def test_the_logo_can_be_taken_away(boss: PageClient, client: PageClient) -> None:
    save(boss, "university", **{"name-en": "Alatau", "new_logo": (picture(), "logo.png")})
    assert client.page("/about").select(".brand img")

    save(boss, "university", remove_logo="y")

    assert not client.page("/about").select(".brand img")
    assert client.get("/logo").status_code == 404


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (b"<svg onload='alert(1)'/>", "This is not a PNG, JPEG or WebP picture that we can read."),
        (
            b"\x89PNG\r\n\x1a\n" + b"x" * 1024 * 1024,
            "The file is larger than 1 MB. Make the picture smaller, then choose it again.",
        ),
    ],
)
def test_a_file_that_is_no_logo_is_refused(boss: PageClient, office: Office, file: bytes, said: str) -> None:
    response = save(boss, "university", **{"name-en": "New", "new_logo": (io.BytesIO(file), "logo.png")})

    assert (response.status_code, errors(response)) == (422, [said])
    assert (ours().logo_type, ours().name["en"]) == ("", "Alatau University")


def test_a_file_beyond_all_measure_is_not_even_read(boss: PageClient, office: Office) -> None:
    response = save(boss, "university", new_logo=(io.BytesIO(b"x" * 5_000_000), "logo.png"))

    assert response.status_code == 413


def test_a_logo_has_to_be_chosen_again_when_something_else_was_wrong(boss: PageClient, app: Flask) -> None:
    response = save(boss, "university", new_logo=(picture(), "logo.png"))

    assert response.status_code == 422
    assert "choose the logo again" in response.text


# --- the people ------------------------------------------------------------------------------------------------------------


def add(boss: PageClient, name: str, **more: str) -> TestResponse:
    typed = {"member-name": name, **{f"member-{field}": value for field, value in more.items()}}
    return boss.submit("/start/people/members", typed, form='form[action="/start/people/members"]', at="/start/people")


def names(client: PageClient) -> list[str]:
    return [person.text for person in client.page("/about").select(".guests b")]


def test_the_profile_is_written_in_markdown_and_cannot_do_harm(boss: PageClient, client: PageClient, office: Office) -> None:
    save(boss, "people", **{"profile-en": "We **receive** the world.\n\n<script>alert(1)</script> [x](javascript:alert(1))"})

    prose = client.page("/about?lang=en").select_one(".prose")
    assert prose is not None and prose.strong.text == "receive"  # type: ignore[union-attr]
    assert not prose.select("script, a[href^=javascript]")


def test_people_are_added_changed_ordered_and_removed(boss: PageClient, client: PageClient, office: Office) -> None:
    details = {"position-en": "Head", "email": "Madina@example.org", "phone": "+7 727 000 00 00"}
    assert add(boss, "Madina Serikova", **details).location == "/start/people#members"
    add(boss, "Yerlan")
    add(boss, "Aigul")
    assert names(client) == ["Madina Serikova", "Yerlan", "Aigul"]
    assert "+7 727 000 00 00" in client.page("/about").select_one(".guests li").text  # type: ignore[union-attr]

    aigul, madina = (
        db.session.scalars(select(OfficeMember).where(OfficeMember.name.startswith(name))).one() for name in ("Aigul", "Madina")
    )
    place = f"/start/people/{aigul.id}/place"
    boss.submit(place, {"direction": "up"}, form=f'form[action="{place}"]', at="/start/people")
    assert names(client) == ["Madina Serikova", "Aigul", "Yerlan"]

    boss.submit(f"/start/people/{madina.id}", {"name": "Мадина Серікова", "position-kk": "Басшы"}, form="main form[novalidate]")
    assert names(client)[0] == "Мадина Серікова"
    assert db.session.get(OfficeMember, madina.id).position["en"] == "Head"  # type: ignore[union-attr]

    removal = f"/start/people/{aigul.id}/removal"
    boss.submit(removal, {}, form=f'form[action="{removal}"]', at="/start/people")
    assert names(client) == ["Мадина Серікова", "Yerlan"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Enter the name."),
        ({"name": "\u200b"}, "Enter the name."),
        ({"name": "x" * 121}, "This is too long: 120 characters at most."),
        ({"name": "two\nlines"}, "Write this on one line."),
        ({"name": "A", "email": "nonsense"}, "Enter an e-mail address, like name@example.org."),
        (
            {"name": "A", "email": "сhiara@example.org"},
            "The address has letters that are not Latin: с. Look at the keyboard's language.",
        ),
        ({"name": "A", "email": "a" * 300 + "@example.org"}, "The address is too long: 254 characters at most."),
        ({"name": "A", "phone": "1" * 41}, "This is too long: 40 characters at most."),
        ({"name": "A", "position-kk": "x" * 201}, "This is too long: 200 characters at most."),
    ],
)
def test_somebody_who_is_not_well_described_is_not_added(
    boss: PageClient, office: Office, typed: dict[str, str], said: str
) -> None:
    response = add(boss, **typed)

    assert (response.status_code, errors(response)) == (422, [said])
    assert db.session.scalar(select(func.count(OfficeMember.id))) == 0


def test_somebody_who_is_not_there_is_not_found(boss: PageClient, office: Office) -> None:
    add(boss, "Madina")
    token = boss.page("/start/people").select_one("input[name=csrf_token]")["value"]  # type: ignore[index]

    for address in ("999", "99999999999999999999"):
        assert boss.get(f"/start/people/{address}").status_code == 404
        assert boss.post(f"/start/people/{address}/removal", data={"csrf_token": token}).status_code == 404
    assert len(ours().members) == 1


# --- the languages ---------------------------------------------------------------------------------------------------------


def order(client: PageClient) -> list[str]:
    return str(client.page("/start/languages").select_one("input[name=order]")["value"]).split()  # type: ignore[index]


def offered(client: PageClient) -> list[str]:
    return [str(link["lang"]) for link in client.page("/about").select(".langs a")]


def test_languages_are_chosen_and_ordered_with_buttons(boss: PageClient, client: PageClient, office: Office) -> None:
    assert order(boss) == offered(client) == ["en", "ru", "kk"]

    assert save(boss, "languages", up="kk").location == "/start/languages"
    assert offered(client) == ["en", "kk", "ru"]
    save(boss, "languages", up="kk")
    save(boss, "languages", down="en")
    assert ours().languages == ["kk", "ru", "en"]

    save(boss, "languages", languages=["kk", "en"])
    assert offered(client) == ["kk", "en"]
    assert order(boss) == ["kk", "en", "ru"], "what is not offered can be offered again"


def test_the_first_language_is_the_one_for_those_who_ask_for_none(app: Flask, boss: PageClient, office: Office) -> None:
    assert app.test_client().page("/about").html["lang"] == "en"  # type: ignore[attr-defined]

    save(boss, "languages", up="ru")

    assert app.test_client().page("/about").html["lang"] == "ru"  # type: ignore[attr-defined]


def test_one_language_is_the_least(boss: PageClient, office: Office) -> None:
    save(boss, "languages", languages=["en", "ru"])

    response = save(boss, "languages", languages=[])

    assert (response.status_code, errors(response)) == (422, ["Choose at least one language."])
    assert ours().languages == ["en", "ru"]


@pytest.mark.parametrize("typed", [{"languages": ["de"]}, {"languages": ["xx", "<b>"]}])
def test_a_language_that_qonaq_does_not_speak_is_not_offered(boss: PageClient, office: Office, typed: dict[str, Any]) -> None:
    assert save(boss, "languages", **typed).status_code == 422
    assert save(boss, "languages", languages=["de", "ru"], up="de").status_code == 303
    assert ours().languages == ["ru"]


# --- mail ------------------------------------------------------------------------------------------------------------------


def test_the_sender_is_kept(boss: PageClient, office: Office) -> None:
    save(boss, "mail", sender_name="International Office", sender_address="Office@Example.org")

    assert (ours().sender_name, ours().sender_address) == ("International Office", "Office@example.org")


@pytest.mark.parametrize("address", ["nonsense", "a@b@c", "office@example.org\nBcc: x@example.org"])
def test_a_sender_that_is_no_address_is_refused(boss: PageClient, office: Office, address: str) -> None:
    response = save(boss, "mail", sender_name="Office", sender_address=address)

    assert response.status_code == 422 and len(errors(response)) == 1
    assert (ours().sender_name, ours().sender_address) == ("", "")
    assert soup(response).select_one("input[name=sender_name]")["value"] == "Office"  # type: ignore[index]


def test_a_test_mail_goes_to_whoever_asks_and_its_state_is_shown(staff: PageClient, organiser: Account, office: Office) -> None:
    assert not staff.page("/start/mail").select("#test-mail .pill")

    staff.submit("/start/mail/tests", {}, form='form[action="/start/mail/tests"]', at="/start/mail")

    message = db.session.scalars(select(Message)).one()
    assert (message.occasion, message.to, message.key[:5]) == ("test", organiser.email, "test:")
    fragment = staff.fragment("/start/mail")
    assert soup(fragment).select_one("#test-mail .pill-queued")
    assert soup(fragment).select_one("#test-mail a[hx-get]"), "it looks again by itself"

    message.delivered()
    db.session.commit()
    fragment = staff.fragment("/start/mail")
    assert soup(fragment).select_one("#test-mail .pill-sent")
    assert not soup(fragment).select("[hx-get]")

    message.sent_at = None
    message.refuse("550 no such <mailbox>")
    db.session.commit()
    assert "550 no such <mailbox>" in staff.page("/start/mail").select_one("#test-mail").text  # type: ignore[union-attr]


def test_another_test_mail_is_another_mail(staff: PageClient, office: Office) -> None:
    for _ in range(2):
        staff.submit("/start/mail/tests", {}, form='form[action="/start/mail/tests"]', at="/start/mail")

    assert len({message.key for message in db.session.scalars(select(Message))}) == 2


def test_somebody_elses_test_mail_is_not_shown(boss: PageClient, staff: PageClient, office: Office) -> None:
    staff.submit("/start/mail/tests", {}, form='form[action="/start/mail/tests"]', at="/start/mail")

    assert staff.page("/start/mail").select("#test-mail .pill")
    assert not boss.page("/start/mail").select("#test-mail .pill")


# --- the first event, and sharing it ------------------------------------------------------------------------------------------


def test_the_first_event_is_one_button_away(staff: PageClient, office: Office, make_info_day: Callable[..., Event]) -> None:
    assert staff.page("/start/event").select('main a[href="/info-days/new"]')
    assert not staff.page("/start/event").select("main .lines a")

    event = make_info_day(published=False)
    make_info_day(is_demo=True, title=translated("en", en="Of the demo"))

    assert [link["href"] for link in staff.page("/start/event").select("main .lines a")] == [f"/events/{event.slug}"]


def test_what_is_published_can_be_shared_and_ones_own_comes_first(
    staff: PageClient, office: Office, make_info_day: Callable[..., Event]
) -> None:
    draft = make_info_day(published=False)
    assert "publish an event first" in staff.page("/start/sharing").main.text  # type: ignore[union-attr]

    make_info_day(is_demo=True, title=translated("en", en="Of the demo"))
    assert staff.page("/start/sharing").select('main a[href="/events/of-the-demo/share"]')

    draft.publish()
    assert staff.page("/start/sharing").select(f'main a[href="/events/{draft.slug}/share"]')


# --- the demo --------------------------------------------------------------------------------------------------------------


def test_the_demo_is_removed_with_one_button_and_nothing_else_is(
    boss: PageClient, office: Office, make_info_day: Callable[..., Event], chiara: Any, blue_hall: Room
) -> None:
    assert not boss.page("/start").select('a[href="/start/demo/removal"]')
    assert boss.get("/start/demo/removal").status_code == 404

    own = make_info_day(room=blue_hall)
    theirs = [make_info_day(is_demo=True, title=translated("en", en=f"Demo {number}")) for number in range(3)]
    for event in (own, *theirs):
        event.register(chiara, answers={})
    blue_hall.is_demo = True
    db.session.commit()
    assert boss.page("/start").select('a[href="/start/demo/removal"]')

    page = boss.page("/start/demo/removal")
    pairs = {term.text: term.find_next_sibling("dd").text for term in page.select("main .pairs dt")}  # type: ignore[union-attr]
    assert pairs == {"Events": "3", "Registrations": "3", "Rooms": "1"}

    response = boss.submit("/start/demo/removal", {}, form='main form[action="/start/demo/removal"]')
    assert (response.status_code, response.location) == (303, "/start")
    db.session.expire_all()
    assert db.session.scalars(select(InfoDay)).all() == [own]
    assert [registration.event_id for registration in db.session.scalars(select(Registration))] == [own.id]
    assert db.session.scalars(select(Room)).all() == [blue_hall], "an event of ours takes place there"
    assert not any(Demo.counts().values())
    assert not boss.page("/start").select('a[href="/start/demo/removal"]')


def test_without_a_demo_there_is_nothing_to_remove(boss: PageClient, office: Office) -> None:
    token = boss.page("/start").select_one("input[name=csrf_token]")["value"]  # type: ignore[index]

    assert boss.post("/start/demo/removal", data={"csrf_token": token}).status_code == 303
    assert ours().name["en"] == "Alatau University"


def test_while_mail_goes_to_files_every_page_of_the_staff_says_so(staff: PageClient, office: Office) -> None:
    assert changed().mail_goes_to_files
    assert "Mails are written to files" in staff.page("/start").select_one("main .notice-warn").text  # type: ignore[union-attr]
