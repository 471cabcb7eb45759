"""Two people in one form: nothing is overwritten unseen."""

from collections.abc import Callable
from typing import Any

from models import Account, Event
from support.db import db
from support.languages import translated
from tests.page_client import PageClient, filled_in, soup

MakeEvent = Callable[..., Event]


def opened(client: PageClient, event: Event) -> dict[str, Any]:
    form = client.page(f"/info-days/{event.slug}/edit").select_one("#event-form")
    assert form
    return filled_in(form)


def save(client: PageClient, event: Event, data: dict[str, Any]) -> Any:
    return client.post(f"/info-days/{event.slug}", data=data)


def again(response: Any, **more: str) -> dict[str, Any]:
    form = soup(response).select_one("#event-form")
    assert form
    return {**filled_in(form), **more}


def stored(event: Event, field: str) -> Any:
    db.session.expire_all()
    return getattr(event, field)


def test_whoever_saves_second_sees_both_and_chooses(
    staff: PageClient, client_of: Callable[[Account], PageClient], admin: Account, make_event: MakeEvent
) -> None:
    event = make_event(city="Almaty")
    boss = client_of(admin)
    mine, theirs = opened(staff, event), opened(boss, event)
    assert save(boss, event, {**theirs, "city": "Astana"}).status_code == 303

    refused = save(staff, event, {**mine, "city": "Kokshetau"})

    page = soup(refused)
    assert refused.status_code == 409
    assert page.select_one("input[name=versions]")["value"] == "city"  # type: ignore[index]
    assert "Aigul" in page.select_one("#versions").text  # type: ignore[union-attr]
    assert [choice.text.split()[-1] for choice in page.select("#versions label")] == ["Kokshetau", "Astana"]
    assert stored(event, "city") == "Astana"

    assert page.select("#versions .problem") == []
    unchosen = save(staff, event, again(refused))
    assert unchosen.status_code == 409
    assert [one.text.strip() for one in soup(unchosen).select("#versions .problem p")] == ["Choose yours or theirs."]
    assert [one.text.strip() for one in soup(unchosen).select("#versions [role=alert]")] == [
        "Nothing was saved: choose between the two wherever it is marked below."
    ]
    assert save(staff, event, again(unchosen, **{"keep-city": "mine"})).status_code == 303
    assert stored(event, "city") == "Kokshetau"


def test_theirs_may_be_kept(
    staff: PageClient, client_of: Callable[[Account], PageClient], admin: Account, make_event: MakeEvent
) -> None:
    event = make_event(city="Almaty", summary=translated("en", en="What there is."))
    boss = client_of(admin)
    mine, theirs = opened(staff, event), opened(boss, event)
    row = {"agenda-0-row_id": "", "agenda-0-starts": "10:00", "agenda-0-ends": "11:00", "agenda-0-kind": "welcome",
           "agenda-0-title-en": "Welcome"}  # fmt: skip
    save(boss, event, {**theirs, "city": "Astana", **row})

    refused = save(staff, event, {**mine, "city": "Kokshetau", "summary-en": "What there will be."})
    assert soup(refused).select_one("input[name=versions]")["value"] == "city agenda"  # type: ignore[index]
    saved = save(staff, event, again(refused, **{"keep-city": "theirs", "keep-agenda": "theirs"}))

    assert saved.status_code == 303
    assert (stored(event, "city"), event.summary["en"]) == ("Astana", "What there will be.")
    assert [(row.title["en"], row.starts_at) for row in event.agenda] == [("Welcome", event.starts_at)]


def test_what_was_changed_elsewhere_is_not_taken_back_by_an_old_form(
    staff: PageClient, client_of: Callable[[Account], PageClient], admin: Account, make_event: MakeEvent
) -> None:
    event = make_event(city="Almaty", contact_name="Madina")
    boss = client_of(admin)
    mine, theirs = opened(staff, event), opened(boss, event)
    save(boss, event, {**theirs, "city": "Astana"})

    refused = save(staff, event, {**mine, "contact_name": "Saule"})

    assert refused.status_code == 409
    chosen = soup(refused).select_one("input[name=keep-city][checked]")
    assert chosen and chosen["value"] == "theirs"
    assert save(staff, event, again(refused)).status_code == 303
    assert (stored(event, "city"), event.contact_name) == ("Astana", "Saule")


def test_the_same_change_twice_is_no_disagreement(
    staff: PageClient, client_of: Callable[[Account], PageClient], admin: Account, make_event: MakeEvent
) -> None:
    event = make_event(city="Almaty")
    boss = client_of(admin)
    mine, theirs = opened(staff, event), opened(boss, event)
    save(boss, event, {**theirs, "city": "Astana"})

    assert save(staff, event, {**mine, "city": "Astana"}).status_code == 303


def test_who_writes_english_and_who_writes_russian_lose_nothing(
    staff: PageClient, client_of: Callable[[Account], PageClient], admin: Account, make_event: MakeEvent
) -> None:
    event = make_event(title=translated("en", en="Open day", ru="День открытых дверей"))
    boss = client_of(admin)
    mine, theirs = opened(staff, event), opened(boss, event)
    assert save(boss, event, {**theirs, "title-ru": "День открытых дверей 2026"}).status_code == 303

    refused = save(staff, event, {**mine, "title-en": "Open day of the university"})
    page = soup(refused)
    assert refused.status_code == 409
    assert page.select_one("input[name=versions]")["value"] == "title-ru"  # type: ignore[index]
    assert [one.text for one in page.select("#versions legend")] == ["Title: Русский"]
    assert [one["value"] for one in page.select("#versions input[checked]")] == ["theirs"]

    assert save(staff, event, again(refused)).status_code == 303
    assert stored(event, "title").texts == {"en": "Open day of the university", "ru": "День открытых дверей 2026"}


def test_one_language_is_kept_and_another_is_theirs(
    staff: PageClient, client_of: Callable[[Account], PageClient], admin: Account, make_event: MakeEvent
) -> None:
    event = make_event(title=translated("en", en="Open day", ru="День открытых дверей", kk="Ашық есік күні"))
    boss = client_of(admin)
    mine, theirs = opened(staff, event), opened(boss, event)
    save(boss, event, {**theirs, "title-en": "Theirs", "title-ru": "Их", "title-kk": ""})

    refused = save(staff, event, {**mine, "title-en": "Mine", "title-ru": "Мой"})
    said = [choice.get_text(" ", strip=True) for choice in soup(refused).select("#versions label")]
    assert said == [
        "Yours Mine", "Theirs Theirs", "Yours Мой", "Theirs Их", "Yours Ашық есік күні", "Theirs nothing",
    ]  # fmt: skip
    kept = {"keep-title-en": "mine", "keep-title-ru": "theirs", "keep-title-kk": "theirs"}
    assert save(staff, event, again(refused, **kept)).status_code == 303

    assert stored(event, "title").texts == {"en": "Mine", "ru": "Их"}


def test_while_there_is_a_choice_its_button_is_the_only_one_that_saves(
    staff: PageClient, client_of: Callable[[Account], PageClient], admin: Account, make_event: MakeEvent
) -> None:
    event = make_event(city="Almaty")
    boss = client_of(admin)
    mine, theirs = opened(staff, event), opened(boss, event)
    save(boss, event, {**theirs, "city": "Astana"})

    page = soup(save(staff, event, {**mine, "city": "Kokshetau"}))

    saving = [one.text.strip() for one in page.select("#event-form button[type=submit]:not([name])")]
    assert saving == ["Save what I chose"]
