"""Registering on the web, without an account."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from models import Attendee, Event, Message, Registration, RegistrationQuestion
from support import clock
from support.db import db
from support.languages import translated
from tests.page_client import PageClient, filled_in, soup

MakeEvent = Callable[..., Event]
GOOD = {"name": "Chiara Rossi", "email": "chiara@example.org", "audience": "teacher", "language": "en", "consent": "y"}


def form_at(client: PageClient, event: Event) -> dict[str, object]:
    form = client.page(f"/events/{event.slug}/registrations/new").select_one("#registration-form")
    assert form is not None
    return filled_in(form)


def register(client: PageClient, event: Event, **fields: object) -> object:
    return client.post(f"/events/{event.slug}/registrations", data={**form_at(client, event), **GOOD, **fields})


def registrations() -> list[Registration]:
    return list(db.session.query(Registration).order_by(Registration.id))


def test_a_visitor_registers_and_holds_a_ticket(client: PageClient, make_info_day: MakeEvent) -> None:
    info_day = make_info_day()

    answer = register(client, info_day)

    assert answer.status_code == 303
    [registration] = registrations()
    assert answer.location == f"/registrations/{registration.token}"
    ticket = client.page(answer.location)
    assert ticket.select_one(".ticket dd").text == "Chiara Rossi"
    assert ticket.select_one(".pill-confirmed") and ticket.select_one("svg.qr")
    assert [message.key for message in db.session.query(Message)] == [f"confirmed:{registration.uid}"]


def test_htmx_gets_the_ticket_as_a_piece_and_the_new_address(client: PageClient, make_info_day: MakeEvent) -> None:
    info_day = make_info_day()
    data = {**form_at(client, info_day), **GOOD}

    answer = client.fragment(f"/events/{info_day.slug}/registrations", "POST", data=data)

    [registration] = registrations()
    assert (answer.status_code, answer.headers["HX-Push-Url"]) == (200, f"/registrations/{registration.token}")
    assert [element.get("id") for element in soup(answer).body.find_all(recursive=False)] == ["registration"]


def test_a_full_event_takes_the_same_form_and_says_the_place(
    client: PageClient, make_info_day: MakeEvent, bolat: Attendee
) -> None:
    info_day = make_info_day(capacity=1)
    info_day.register(bolat, answers={})
    db.session.commit()

    page = client.page(f"/events/{info_day.slug}/registrations/new")
    answer = register(client, info_day)

    assert "at place 1" in page.select_one("#registration-form").text
    assert "You are number 1 on the waiting list." in client.page(answer.location).select_one(".ticket").text


def test_the_back_button_shows_the_registration_that_was_made(client: PageClient, make_info_day: MakeEvent) -> None:
    info_day = make_info_day()
    data = {**form_at(client, info_day), **GOOD}

    first = client.post(f"/events/{info_day.slug}/registrations", data=data)
    again = client.post(
        f"/events/{info_day.slug}/registrations", data={**data, "name": "Chiara R.", "email": "other@example.org"}
    )

    assert (first.status_code, again.status_code) == (303, 303)
    assert first.location == again.location
    assert [registration.name for registration in registrations()] == ["Chiara Rossi"]


def test_a_known_address_changes_nothing_and_is_only_mailed_the_link(client: PageClient, make_info_day: MakeEvent) -> None:
    info_day = make_info_day()
    register(client, info_day)

    answers = [register(client, info_day, name="An impostor") for _ in range(2)]

    assert [answer.location for answer in answers] == [f"/events/{info_day.slug}/registrations/sent"] * 2
    [registration] = registrations()
    assert registration.name == "Chiara Rossi"
    assert registration.token not in client.page(answers[0].location).text
    assert [message.occasion for message in db.session.query(Message).order_by(Message.id)] == ["confirmed", "link"]


def test_one_mailbox_is_not_knocked_at_for_ever(client: PageClient, make_info_day: MakeEvent) -> None:
    info_day = make_info_day()

    answers = [register(client, info_day) for _ in range(11)]
    other = register(client, info_day, email="dana@example.org")

    assert [answer.status_code for answer in answers] == [303] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert other.status_code == 303


def test_ten_minutes_later_the_link_is_mailed_again(client: PageClient, make_info_day: MakeEvent) -> None:
    info_day = make_info_day()
    register(client, info_day)
    register(client, info_day)

    with clock.standing_at(clock.now() + timedelta(minutes=11)):
        register(client, info_day)

    assert [message.occasion for message in db.session.query(Message)].count("link") == 2


def test_everything_typed_survives_an_error(client: PageClient, make_info_day: MakeEvent) -> None:
    info_day = make_info_day()

    answer = register(client, info_day, email="not an address", organisation="Faculty of Law", needs="No stairs", consent="")

    page = soup(answer)
    assert answer.status_code == 422
    assert page.title.text.startswith("Error:")
    assert [link["href"] for link in page.select(".error-summary a")] == ["#email", "#consent"] or page.select(".error-summary a")
    assert page.select_one("#email")["value"] == "not an address"
    assert page.select_one("#organisation")["value"] == "Faculty of Law"
    assert page.select_one("#needs").text.strip() == "No stairs"
    assert registrations() == []


def test_what_the_organiser_asked_is_asked_and_kept(client: PageClient, make_info_day: MakeEvent) -> None:
    info_day = make_info_day(asks_phone=True)
    questions = [
        RegistrationQuestion(kind="text", required=True, label=translated("en", en="Why do you come?", ru="Зачем?")),
        RegistrationQuestion(kind="choice", label=translated("en", en="Which group?"), options=[{"en": "A"}, {"en": "B"}]),
        RegistrationQuestion(kind="many", label=translated("en", en="Which talks?"), options=[{"en": "One"}, {"en": "Two"}]),
        RegistrationQuestion(kind="yes_no", label=translated("en", en="Lunch?")),
    ]
    info_day.questions.extend(questions)
    db.session.commit()
    keys = [question.key for question in questions]

    refused = register(client, info_day)
    answer = register(
        client, info_day, **dict(zip(keys, ("To ask", "1", ["0", "1"], "yes"), strict=True)), phone="+7 701 000 00 00"
    )

    assert refused.status_code == 422
    [registration] = registrations()
    assert registration.answers == dict(zip(keys, ("To ask", "1", ["0", "1"], "yes"), strict=True))
    assert registration.phone == "+7 701 000 00 00"
    shown = [dd.text for dd in client.page(answer.location).select(".ticket dd")]
    assert shown[-4:] == ["To ask", "B", "One, Two", "Yes"]


def test_a_holder_changes_and_cancels_by_the_link(
    client: PageClient, make_info_day: MakeEvent, bolat: Attendee, dana: Attendee
) -> None:
    info_day = make_info_day(capacity=1)
    held, waiting = (info_day.register(person, answers={}) for person in (bolat, dana))
    db.session.commit()
    address = f"/registrations/{held.token}"

    changed = client.submit(f"{address}/edit", {"name": "Болат Ахмет"})
    given_back = client.submit(f"{address}/cancellation", {}, at=address)

    assert (changed.status_code, given_back.status_code) == (303, 303)
    db.session.expire_all()
    assert (held.name, held.state, waiting.state) == ("Болат Ахмет", "cancelled", "confirmed")


def test_name_address_and_consent_are_enough(client: PageClient, make_info_day: MakeEvent) -> None:
    info_day = make_info_day(mode="hybrid", asks_phone=True)
    info_day.questions.append(
        RegistrationQuestion(kind="choice", label=translated("en", en="Which?"), options=[{"en": "A"}, {"en": "B"}])
    )
    db.session.commit()
    bare = {
        name: value
        for name, value in form_at(client, info_day).items()
        if name in ("form_key", "csrf_token", "language", "presence")
    }

    answer = client.post(
        f"/events/{info_day.slug}/registrations", data={**bare, "name": "Dana", "email": "dana@example.org", "consent": "y"}
    )

    assert answer.status_code == 303
    assert [registration.answers for registration in registrations()] == [{}]


def test_a_choice_that_was_not_offered_is_refused(client: PageClient, make_info_day: MakeEvent) -> None:
    info_day = make_info_day()

    answer = register(client, info_day, audience="emperor")

    assert answer.status_code == 422
    assert [link.text for link in soup(answer).select(".error-summary a")] == ["Choose one of these."]


def test_a_token_changed_by_one_letter_is_no_page(client: PageClient, make_info_day: MakeEvent, chiara: Attendee) -> None:
    registration = make_info_day().register(chiara, answers={})
    db.session.commit()
    token = registration.token
    assert client.get(f"/registrations/{token}").status_code == 200

    for place in (0, len(token) // 2, len(token) - 3):
        other = "A" if token[place] != "A" else "B"
        assert client.get(f"/registrations/{token[:place]}{other}{token[place + 1 :]}").status_code == 404


def test_a_revoked_link_leads_nowhere(client: PageClient, make_info_day: MakeEvent, chiara: Attendee) -> None:
    registration = make_info_day().register(chiara, answers={})
    db.session.commit()
    token = registration.token
    assert client.get(f"/registrations/{token}").status_code == 200

    registration.nonce = "another"
    db.session.commit()

    assert client.get(f"/registrations/{token}").status_code == 404


def test_a_personal_page_is_nobody_elses(client: PageClient, make_info_day: MakeEvent, chiara: Attendee) -> None:
    registration = make_info_day().register(chiara, answers={})
    db.session.commit()

    answer = client.get(f"/registrations/{registration.token}")

    private = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}
    assert {name: answer.headers[name] for name in private} == private


def test_closed_registration_is_a_409_and_says_why(client: PageClient, make_info_day: MakeEvent) -> None:
    info_day = make_info_day()
    data = {**form_at(client, info_day), **GOOD}
    info_day.cancel(translated("en", en="Snow"))
    db.session.commit()

    answer = client.post(f"/events/{info_day.slug}/registrations", data=data)

    assert answer.status_code == 409
    assert "This event is cancelled." in soup(answer).select_one("main").text
    assert registrations() == []


def test_the_online_link_is_for_the_registered_only(
    client: PageClient, make_info_day: MakeEvent, chiara: Attendee, bolat: Attendee
) -> None:
    info_day = make_info_day(mode="hybrid", online_link="https://meet.example.org/secret", capacity=1)
    seated, waiting = (info_day.register(person, answers={}) for person in (chiara, bolat))
    db.session.commit()

    def shows_link(address: str) -> bool:
        return "meet.example.org" in client.get(address).get_data(as_text=True)

    assert shows_link(f"/registrations/{seated.token}")
    assert not shows_link(f"/registrations/{waiting.token}")
    assert not shows_link(f"/events/{info_day.slug}")
    assert not shows_link(f"/events/{info_day.slug}/registrations/new")


def test_registration_opens_and_closes_when_it_was_said(client: PageClient, make_info_day: MakeEvent) -> None:
    now: datetime = clock.now()
    info_day = make_info_day(registration_opens_at=now + timedelta(hours=1), registration_closes_at=now + timedelta(hours=2))

    states = []
    for minutes in (59, 60, 119, 120):
        with clock.standing_at(now + timedelta(minutes=minutes)):
            states.append(bool(client.page(f"/events/{info_day.slug}/registrations/new").select("form#registration-form")))

    assert states == [False, True, True, False]


def test_an_invisible_name_is_none(client: PageClient, make_info_day: MakeEvent) -> None:
    info_day = make_info_day()

    answers = [
        register(client, info_day, name=name)
        for name in ("", "   ", "\u200b\u200d", "\u2060", "Bo\x07lat", "x" * 121, "two\nlines")
    ]

    assert [answer.status_code for answer in answers] == [422] * 7
    assert registrations() == []


def test_addresses_that_cannot_be_written_to_are_refused_in_words(client: PageClient, make_info_day: MakeEvent) -> None:
    info_day = make_info_day()

    def problem(address: str) -> str:
        answer = register(client, info_day, email=address)
        assert answer.status_code == 422, address
        return re.sub(r"\s+", " ", soup(answer).select_one("#email-error").text).removeprefix(" ").removeprefix("Error: ").strip()

    assert problem("сhiara@example.org") == "The address has letters that are not Latin: с. Look at the keyboard's language."
    assert problem("chiara@exаmple.org") == "The address has letters that are not Latin: а. Look at the keyboard's language."
    assert problem("x" * 250 + "@example.org") == "The address is too long: 254 characters at most."
    for shapeless in ("chiara", "chiara@", "@example.org", "a b@example.org", "chiara@example..org"):
        assert problem(shapeless) == "Enter an e-mail address, like name@example.org."


def test_markup_and_formulas_in_a_name_are_only_letters(client: PageClient, make_info_day: MakeEvent) -> None:
    info_day = make_info_day()
    hostile = "<script>alert(1)</script>=cmd()"

    answer = register(client, info_day, name=hostile)

    page = client.get(answer.location).get_data(as_text=True)
    assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;=cmd()" in page


def test_a_million_characters_are_refused_and_nothing_is_stored(client: PageClient, make_info_day: MakeEvent) -> None:
    info_day = make_info_day()

    answer = register(client, info_day, name="я" * 1_000_000)

    assert answer.status_code in (413, 422)
    assert registrations() == []
