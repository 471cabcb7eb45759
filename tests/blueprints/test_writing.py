"""Staff write to whom they choose, each reader gets one mail in their language, and says to have seen it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from models import Account, Attendee, Delegation, Event, EventGuest, Message, Person
from support import clock
from support.db import db
from support.languages import translated
from tests.conftest import NOW
from tests.page_client import PageClient, filled_in, soup
from tests.post_office import PostOffice

MakeEvent = Callable[..., Event]
LETTER = {"subject-en": "Bring a passport", "body-en": "The gate asks for it.", "subject-ru": "Возьмите паспорт",
          "body-ru": "Его спросят на входе."}  # fmt: skip


@pytest.fixture
def saule(app: Flask) -> Person:
    person = Person(
        name=translated("en", en="Saule Nurlanova"), email="saule@example.org", phone="+7 701 000 00 01", languages=["kk"]
    )
    db.session.add(person)
    db.session.commit()
    return person


@pytest.fixture
def crowd(make_event: MakeEvent, bolat: Attendee, chiara: Attendee, dana: Attendee, saule: Person) -> Event:
    """Two with a seat (Kazakh, English), one who waits (Russian), a speaker who also is a guest of precedence."""
    event = make_event(capacity=2)
    for attendee in (bolat, chiara, dana):
        event.register(attendee, answers={})
    event.assign(saule, "speaker")
    event.guests.append(EventGuest(rank=1, person=saule, name="Saule Nurlanova"))
    db.session.commit()
    return event


def preview(client: PageClient, event: Event, groups: list[str], **fields: str) -> Any:
    return client.submit(f"/events/{event.slug}/letters", {**LETTER, **fields, "groups": groups},
                         form="#letter-form", at=f"/events/{event.slug}/letters/new")  # fmt: skip


def send(client: PageClient, event: Event, shown: Any) -> Any:
    form = soup(shown).select_one("#letter-form")
    assert form
    return client.post(f"/events/{event.slug}/letters", data={**filled_in(form), "send": "1"})


def letters() -> list[tuple[str, str]]:
    found = select(Message.to, Message.language).where(Message.occasion == "letter").order_by(Message.id)
    return [tuple(row) for row in db.session.execute(found)]  # type: ignore[misc]


def test_groups_are_counted_before_anything_is_written(staff: PageClient, crowd: Event) -> None:
    page = staff.page(f"/events/{crowd.slug}/letters/new")

    assert [label.text.strip() for label in page.select("#groups label")] == [
        "Those with a seat (2)", "Those who wait (1)", "Speakers (1)", "Guests of precedence (1)"
    ]  # fmt: skip


def test_a_letter_is_previewed_in_each_readers_language_and_then_sent_once_to_each(staff: PageClient, crowd: Event) -> None:
    shown = preview(staff, crowd, ["registered", "waiting", "speaker", "guest"])
    page = soup(shown)

    assert (shown.status_code, letters()) == (200, [])
    assert page.select_one("#preview-title").text == "4 people will get this"  # type: ignore[union-attr]
    assert [title.text for title in page.select("#preview h3")] == ["Bring a passport", "Bring a passport", "Возьмите паспорт"]

    assert send(staff, crowd, shown).status_code == 303
    assert letters() == [("bolat@example.org", "kk"), ("chiara@example.org", "en"), ("dana@example.org", "ru"),
                         ("saule@example.org", "kk")]  # fmt: skip


def test_a_button_that_is_pressed_twice_sends_one_letter(staff: PageClient, crowd: Event) -> None:
    shown = preview(staff, crowd, ["registered"])

    answers = [send(staff, crowd, shown).status_code for _ in range(2)]
    once = len(letters())
    send(staff, crowd, preview(staff, crowd, ["registered"], **{"body-en": "It does so no longer."}))

    assert (answers, once, len(letters())) == ([303, 303], 2, 4)


def test_who_came_since_the_preview_is_shown_first(staff: PageClient, crowd: Event) -> None:
    shown = preview(staff, crowd, ["waiting"])
    crowd.register(Attendee("Erlan", "erlan@example.org", "student", "", language="kk"), answers={})
    db.session.commit()

    again = send(staff, crowd, shown)

    assert (again.status_code, letters()) == (200, [])
    assert soup(again).select_one("#preview-title").text == "2 people will get this"  # type: ignore[union-attr]


@pytest.mark.parametrize(("field", "value"), [("groups", []), ("subject", ""), ("body", "")])
def test_a_letter_without_reader_subject_or_text_is_not_sent(staff: PageClient, crowd: Event, field: str, value: Any) -> None:
    fields = {f"{field}-en": "", f"{field}-ru": ""} if field != "groups" else {}
    response = preview(staff, crowd, value if field == "groups" else ["registered"], **fields)

    assert (response.status_code, letters()) == (422, [])
    typed = soup(response).select_one("[name=body-en]")
    assert typed and typed.text.strip() == fields.get("body-en", "The gate asks for it.")


def test_its_reader_says_to_have_seen_it(
    staff: PageClient, client: PageClient, crowd: Event, post_office: PostOffice, work: Callable[[], None]
) -> None:
    send(staff, crowd, preview(staff, crowd, ["speaker"], asks_to_confirm="y"))
    db.session.commit()
    work()
    mail = next(mail for mail in post_office.mails if mail["Subject"] == "Bring a passport")
    text = mail.get_body(("plain",)).get_content()
    link = next(word for word in text.split() if "/seen/" in word).removeprefix("http://localhost")

    assert client.page(link).select("form[action^='/seen/']") != []
    assert client.submit(link, {}, form="form[action^='/seen/']").status_code == 303

    assert "Thank you" in client.page(link).text
    seen = db.session.scalar(select(Message).where(Message.occasion == "letter"))
    assert seen and seen.seen_at == NOW
    assert client.get("/seen/made-up").status_code == 404


def test_a_speaker_hears_of_a_move_once_with_old_and_new_beside_each_other(
    crowd: Event, post_office: PostOffice, work: Callable[[], None]
) -> None:
    assert crowd.starts_at and crowd.ends_at
    crowd.move(crowd.starts_at + timedelta(days=3), crowd.ends_at + timedelta(days=3), reason=translated("en", en="Snow"))
    db.session.commit()
    work()
    work()

    hers = [mail for mail in post_office.mails if mail["To"].addresses[0].addr_spec == "saule@example.org"]
    mails = [mail for mail in hers if mail["Subject"].startswith("Жаңа уақыт")] or hers[1:]
    assert len(mails) == 1
    text = mails[0].get_body(("plain",)).get_content()
    assert ("30 " in text, "27 " in text, "Snow" in text) == (True, True, True)


def test_what_was_to_begin_within_a_day_comes_with_them_though_it_is_next_week_now(
    staff: PageClient, make_event: MakeEvent
) -> None:
    event = make_event(starts_at=NOW + timedelta(hours=5))
    event.move(NOW + timedelta(days=8), NOW + timedelta(days=8, hours=2))
    db.session.commit()

    link = staff.page(f"/events/{event.slug}").select_one('a[href$="/reach"]')

    assert link and link.find_parent("p").text.split(":")[0].strip() == "It was to begin within a day"  # type: ignore[union-attr]
    with clock.standing_at(NOW + timedelta(hours=6)):
        assert staff.page(f"/events/{event.slug}").select('a[href$="/reach"]') == []


def test_late_changes_come_with_phones_and_a_text(staff: PageClient, make_event: MakeEvent, saule: Person) -> None:
    far, near = make_event(), make_event(starts_at=NOW + timedelta(hours=5))
    near.assign(saule, "speaker")
    near.guests = [EventGuest(rank=1, name="Rector", person=Person(name=translated("en", en="Rector"), phone="+7 701 000 00 09"))]
    db.session.commit()
    assert staff.page(f"/events/{far.slug}").select('a[href$="/reach"]') == []
    link = staff.page(f"/events/{near.slug}").select_one('a[href$="/reach"]')
    assert link

    page = staff.page(str(link["href"]))

    assert [call["href"] for call in page.select("#phones a")] == ["tel:+77010000001", "tel:+77010000009"]
    assert [text.text.strip().splitlines()[0] for text in page.select("textarea")] == [
        "Erasmus+ information day", "Информационный день Erasmus+", "Erasmus+ ақпараттық күні"
    ]  # fmt: skip


def test_letters_of_a_restricted_visit_are_its_teams(
    staff: PageClient, client_of: Callable[[Account], PageClient], admin: Account, make_event: MakeEvent, saule: Person
) -> None:
    visit = make_event(Delegation, visibility="restricted")
    visit.assign(saule, "host")
    boss = client_of(admin)
    assert send(boss, visit, preview(boss, visit, ["host"])).status_code == 303
    number = db.session.scalar(select(Message.facts).where(Message.occasion == "letter"))["letter"]  # type: ignore[index]
    for page in ("", "/new", f"/{number}"):
        assert boss.get(f"/events/{visit.slug}/letters{page}").status_code == 200
        assert staff.get(f"/events/{visit.slug}/letters{page}").status_code == 404
    assert staff.get(f"/events/{visit.slug}/reach").status_code == 404
