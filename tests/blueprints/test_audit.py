"""The record's page: who did what to what in the reader's words, narrowed, exported, and never more than one may know."""

import csv
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from blueprints.audit.fields import POINTING
from blueprints.audit.words import KINDS, VERBS
from models import (
    Account,
    Activity,
    AgendaSession,
    Attendee,
    Call,
    Deadline,
    Event,
    EventFormat,
    EventGuest,
    Organisation,
    Person,
    Position,
    RegistrationQuestion,
    Room,
)
from models.references import references_to
from models.revisable import Revisable
from models.trashable import Trashable
from support import clock
from support.actor import Actor, acting_as
from support.db import db
from support.languages import translated
from support.orm import Base
from tests.conftest import NOW
from tests.page_client import PageClient

MakeEvent = Callable[..., Event]
ClientOf = Callable[[Account], PageClient]


def rows(client: PageClient, **asked: Any) -> list[list[str]]:
    page = client.page("/audit", query_string=asked)
    return [[" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")] for row in page.select("#record tbody tr")]


def lines(client: PageClient, **asked: Any) -> list[str]:
    """What the latest entry says of each field."""
    row = client.page("/audit", query_string=asked).select_one("#record tbody tr")
    assert row
    return [" ".join(line.get_text(" ").split()) for line in row.select(".changes > div")]


@pytest.fixture
def outsider(app: Flask) -> Account:
    account = Account(email="outsider@example.org", name="Outsider", role="staff", password="unusable")
    db.session.add(account)
    db.session.commit()
    return account


def test_each_row_says_when_who_what_and_which_field_from_what_to_what(
    staff: PageClient, make_event: MakeEvent, organiser: Account
) -> None:
    event = make_event()
    organiser.name = "Madina Omarova"
    with acting_as(Actor("Madina", organiser.id)), clock.standing_at(NOW + timedelta(hours=1)):
        event.revise({"city": "Almaty", "mode": "hybrid", "online_link": "https://meet.example.org/day"})

    latest, *earlier = rows(staff)
    assert latest == [
        "20 November 2026, 12:00",
        "Madina Omarova",
        "Changed Information day: Erasmus+ information day",
        "City is now: Almaty How it is held was: On site is now: Hybrid Link is now: https://meet.example.org/day",
    ]
    assert [(row[1], row[2]) for row in earlier] == [
        ("test", "Published Information day: Erasmus+ information day"),
        ("test", "Added Information day: Erasmus+ information day"),
    ]


def test_codes_dates_and_references_are_in_the_readers_words(staff: PageClient, make_event: MakeEvent, blue_hall: Room) -> None:
    event = make_event()
    event.revise(
        {
            "room": blue_hall,
            "audience": ["student", "guest"],
            "languages_spoken": ["ru", "kk"],
            "country": "KZ",
            "registration_closes_at": datetime(2026, 11, 26, 12, 0, tzinfo=UTC),
            "asks_phone": True,
        }
    )

    assert lines(staff) == [
        "Room is now: Blue Hall",
        "Audience is now: Students",
        "Audience is now: Guests",
        "Languages is now: Русский",
        "Languages is now: Қазақша",
        "Country is now: Kazakhstan",
        "Registration closes is now: 26 November 2026, 17:00",
        "Asks for a phone number was: No is now: Yes",
    ]
    said = lines(staff, lang="ru")
    assert [said[0].split()[-2:], said[5].split()[-1]] == [["Синий", "зал"], "Казахстан"]
    assert "2026 г., 17:00" in said[6]


def test_a_translated_text_is_told_by_language_and_a_long_one_by_its_words(staff: PageClient, make_event: MakeEvent) -> None:
    before = "The programme pays for a semester abroad; the office helps with papers, insurance and housing."
    event = make_event(description=translated("en", en=before))
    event.revise({"description": translated("en", en=before.replace("semester", "year"), ru="Программа")})

    row = staff.page("/audit").select_one("#record tbody tr")

    assert row
    assert lines(staff)[1] == "Description (Русский) is now: Программа"
    assert [(gone.text, come.text) for gone, come in zip(row.select("del"), row.select("ins")[:1], strict=True)] == [
        ("semester", "year")
    ]


def test_a_move_is_told_as_one_time_and_another(staff: PageClient, make_event: MakeEvent) -> None:
    event = make_event()
    event.move(NOW + timedelta(days=3), NOW + timedelta(days=3, hours=1), reason=translated("en", en="The hall is taken"))

    assert rows(staff)[0][2].startswith("Moved")
    assert lines(staff) == [
        "When was: Fri, 27 November 2026, 10:00–12:00 is now: Mon, 23 November 2026, 11:00–12:00",
        "Reason The hall is taken",
    ]


def test_rows_of_a_form_are_told_as_added_taken_out_and_changed(staff: PageClient, make_event: MakeEvent) -> None:
    event = make_event()
    for title in ("Welcome", "Scholarships"):
        event.agenda.append(AgendaSession(title=translated("en", en=title), kind="presentation", position=len(event.agenda)))
    db.session.commit()
    with event.noting("agenda", "guests"):
        event.agenda[0].kind = "welcome"
        event.agenda.pop(1)
        event.guests.append(EventGuest(name="Bakhytzhan Akhmetov", rank=1))

    assert lines(staff) == [
        "Agenda, Welcome: Kind was: Presentation is now: Welcome",
        "Agenda was: Kind: Presentation; Title: Scholarships",
        "Guests is now: Order of precedence: 1; Name: Bakhytzhan Akhmetov",
    ]


def test_what_is_asked_of_those_who_register_is_called_a_question(staff: PageClient, make_event: MakeEvent) -> None:
    event = make_event()
    with event.noting("questions"):
        event.questions.append(RegistrationQuestion(label=translated("en", en="Where do you study?"), kind="text"))

    assert "Question: Where do you study?" in lines(staff)[0]


def test_the_form_of_an_event_records_its_rows(staff: PageClient, make_event: MakeEvent) -> None:
    event = make_event()
    edit = f"/info-days/{event.slug}/edit"

    staff.submit(edit, {"guests-0-name": "Bakhytzhan Akhmetov", "guests-0-row_id": ""}, form="#event-form")

    assert [line for line in lines(staff) if "Guests" in line] == [
        "Guests is now: Order of precedence: 1; Name: Bakhytzhan Akhmetov"
    ]
    assert rows(staff)[0][1] == "Madina"


def test_an_answer_that_changed_is_told_by_its_question_and_needs_are_not_told(
    staff: PageClient, make_event: MakeEvent, bolat: Attendee
) -> None:
    event = make_event()
    question = RegistrationQuestion(label=translated("en", en="Where do you study?"), kind="text")
    event.questions.append(question)
    db.session.commit()
    registration = event.register(bolat, answers={question.key: "KIMEP"})
    changed = Attendee(bolat.name, bolat.email, "student", bolat.organisation, language="kk", needs="A ramp")
    with acting_as(Actor("visitor")):
        registration.revise(changed, {question.key: "KBTU"})

    assert rows(staff)[0][1:3] == ["Somebody without an account", "Changed Registration: Болат Ахметов"]
    assert lines(staff) == ["Needs no longer kept", "Where do you study? was: KIMEP is now: KBTU"]
    assert "ramp" not in staff.get("/audit").get_data(as_text=True)


def test_what_nobody_gave_words_to_is_shown_as_it_stands(staff: PageClient, blue_hall: Room) -> None:
    odd: dict[str, Any] = {
        "some_field": ["a", None],
        "nothing": None,
        "list": [1, 2, 3],
        "deep": {"a": {"b": [{"c": True}]}, "id": "x"},
        "country": ["zz", 7],
        "language": ["??", "klingon"],
        "starts_at": ["2026-99-99T00:00:00", "soon"],
        "person": 99999,
        "original": [None, {"of": "nowhere", "id": None}],
        "<b>": "<script>alert(1)</script>",
        "old": 1,
        "new": {"x": 1},
    }
    Activity.record("<i>frobbed_it</i>", blue_hall, **odd)
    db.session.commit()

    page = staff.page("/audit")

    assert "<i>frobbed it</i>".capitalize() in page.select_one("#record tbody tr").get_text()
    assert not page.select("#record i, #record b, #record script")
    assert "Some field was: a" in lines(staff)
    assert staff.get("/audit?as=csv", buffered=True).status_code == 200


def test_staff_find_nothing_of_a_restricted_event_they_are_not_on_the_team_of(
    make_event: MakeEvent, bolat: Attendee, organiser: Account, outsider: Account, admin: Account, client_of: ClientOf
) -> None:
    secret = make_event(title=translated("en", en="Ministry of Silence"), visibility="restricted", team=[organiser])
    secret.register(bolat, answers={})
    person = Person(name=translated("en", en="Kamila Palaunova"))
    person.revise({"phone": "1"})
    copy = make_event(title=translated("en", en="Open day"))
    Activity.record("copied", copy, original=secret.id)
    Activity.record("replaced", person, events=[secret.id, copy.id])
    db.session.commit()
    for insider in (organiser, admin):
        text = client_of(insider).get("/audit").get_data(as_text=True)
        assert text.count("Ministry of Silence") > 4
        assert "Болат" in text
        assert "Open day" in text

    stranger = client_of(outsider)
    for narrowed in ("", f"?subject=info_days:{secret.id}", "?q=silence", "?q=bolat", "?kind=registrations", "?as=csv"):
        text = stranger.get(f"/audit{narrowed}", buffered=True).get_data(as_text=True)
        assert ("Болат" in text, "Ministry" in text) == (False, False)
    assert rows(stranger, subject=f"info_days:{secret.id}") == rows(stranger, kind="registrations") == []
    assert stranger.page("/audit", query_string={"subject": f"info_days:{secret.id}"}).h1.text == "Record"
    assert "one that is gone or not for you to see, Open day" in stranger.get("/audit").get_data(as_text=True)


def test_only_the_office_reads_the_record(client: PageClient, client_of: ClientOf, host: Account, admin: Account) -> None:
    assert [client.get("/audit").status_code, client_of(host).get("/audit").status_code] == [302, 403]
    assert client_of(admin).get("/audit").status_code == 200


def test_the_record_is_narrowed_by_who_what_when_and_to_what(
    staff: PageClient, make_event: MakeEvent, organiser: Account, blue_hall: Room, bolat: Attendee
) -> None:
    event = make_event()
    with acting_as(Actor("Madina", organiser.id)), clock.standing_at(NOW + timedelta(days=1)):
        event.revise({"city": "Almaty"})
    with acting_as(Actor("worker")), clock.standing_at(NOW + timedelta(days=2)):
        Activity.record("sent_again", blue_hall)
    event.register(bolat, answers={})
    db.session.commit()

    def found(**asked: Any) -> list[str]:
        return [row[2].split()[0] for row in rows(staff, **asked)]

    assert found() == ["Sent", "Changed", "Registered", "Published", "Added"]
    assert found(who=organiser.id) == ["Changed"]
    assert found(who="worker") == found(kind="rooms") == found(q="көк зал") == ["Sent"]
    assert found(verb="registered") == found(q="bolat") == ["Registered"]
    assert found(**{"from": "2026-11-21", "to": "2026-11-21"}) == ["Changed"]
    assert found(subject=f"info_days:{event.id}") == ["Changed", "Registered", "Published", "Added"]
    assert found(subject=f"rooms:{blue_hall.id}") == ["Sent"]
    assert found(sort="when") == ["Added", "Published", "Registered", "Changed", "Sent"]
    assert len(found(who="0", kind="x", verb="x", subject="rooms:x", sort="x")) == 5
    assert found(subject="nowhere:1") == []


def test_the_history_of_a_thing_names_it_and_leads_back(staff: PageClient, make_event: MakeEvent) -> None:
    event = make_event()

    page = staff.page("/audit", query_string={"subject": f"info_days:{event.id}"})

    assert page.h1.text == "History: Erasmus+ information day"
    assert [link["href"] for link in page.select(".lead a")] == [f"/events/{event.slug}", "/audit"]
    assert page.select_one("#record-filters input[name=subject]")["value"] == f"info_days:{event.id}"
    assert page.select_one("[download]")["href"] == f"/audit?subject=info_days%3A{event.id}&as=xlsx"


def test_what_is_gone_is_called_by_the_last_name_it_had(staff: PageClient) -> None:
    gone = EventFormat()
    gone.revise({"name": translated("en", en="Symposium")})
    db.session.commit()
    gone.discard()
    db.session.delete(gone)
    db.session.commit()

    assert [row[2] for row in rows(staff)] == ["Deleted Format: Symposium", "Added Format: Symposium"]


@pytest.mark.parametrize("kind", [Person, Organisation, Room])
def test_whatever_can_point_at_what_was_merged_has_words(kind: type[Any], app: Flask) -> None:
    assert [one.name for one in references_to(kind) if one.name not in POINTING] == []


def test_a_merger_is_told_by_the_name_that_went_and_by_what_pointed_at_it(staff: PageClient, make_event: MakeEvent) -> None:
    kept, other = (Person(name=translated("en", en=name)) for name in ("Laura Palaunova", "Laura Paluanova"))
    db.session.add_all([kept, other])
    db.session.flush()
    make_event().assign(other, "speaker")
    other.positions = [Position(title=translated("en", en="Coordinator"))]
    db.session.commit()
    kept.absorb(other)
    db.session.commit()

    said = lines(staff, subject=f"people:{kept.id}")

    assert "The other entry Laura Paluanova" in said
    assert "What pointed there and points here now Parts in events: 1; Positions: 1" in said


def test_verbs_of_the_same_words_are_one_choice_that_finds_both(staff: PageClient, make_event: MakeEvent) -> None:
    event = make_event()
    for verb in ("replaced", "replaced_person"):
        Activity.record(verb, event)
    db.session.commit()
    options = [option.text for option in staff.page("/audit").select("select[name=verb] option")]

    assert sorted(options) == sorted(set(options))
    assert [row[2].split(" Information")[0] for row in rows(staff, verb="replaced")] == ["Somebody was replaced"] * 2


def test_a_long_value_is_folded_and_all_of_it_is_there(staff: PageClient, make_event: MakeEvent) -> None:
    event = make_event(attendance_note="")
    event.revise({"attendance_note": "word " * 80 + "end", "contact_name": "Madina"})
    db.session.commit()
    folded = staff.page("/audit", query_string={"verb": "revised"}).select("#record .changes details")

    assert [" ".join(one.get_text().split()).endswith("word end") for one in folded] == [True]
    assert len(folded[0].select_one("summary").text) <= 100  # type: ignore[union-attr]


def test_a_deadline_is_called_by_what_it_is_of(staff: PageClient, app: Flask) -> None:
    call = Call(year=2027, title=translated("en", en="Erasmus+ 2027", ru="Эразмус+ 2027"))
    deadline = Deadline(call=call, kind="normal")
    deadline.set_date(date(2027, 2, 5), None, "Europe/Brussels")
    deadline.revise({"note": "Watch the hour"})
    db.session.commit()

    assert rows(staff)[0][2].startswith("Added Deadline: Application deadline: Erasmus+ 2027")
    assert staff.page("/audit").select_one("#record tbody a")["href"] == f"/deadlines/{deadline.id}/edit"

    deadline.revise({"label": translated("en", en="Second cut-off")})
    db.session.commit()

    assert "Label (English)" in rows(staff)[0][3]


def test_an_events_page_leads_staff_to_its_history(staff: PageClient, client: PageClient, make_event: MakeEvent) -> None:
    event = make_event()

    def links(reader: PageClient) -> list[str]:
        found = reader.page(f"/events/{event.slug}").select("a")
        return [str(link["href"]) for link in found if link.get_text(strip=True) == "History"]

    assert links(staff) == [f"/audit?subject=info_days:{event.id}"]
    assert links(client) == []
    piece = staff.fragment(links(staff)[0]).get_data(as_text=True)
    assert piece.strip().startswith('<div class="results" id="record">')


def test_hours_of_an_event_are_those_of_its_zone(staff: PageClient, make_event: MakeEvent) -> None:
    event = make_event(timezone="Europe/Brussels")
    event.revise({"registration_closes_at": datetime(2026, 11, 26, 12, 0, tzinfo=UTC)})

    assert lines(staff) == ["Registration closes is now: 26 November 2026, 13:00 (Brussels, UTC+1)"]


def test_a_history_is_narrowed_and_widened_within_itself(staff: PageClient, make_event: MakeEvent) -> None:
    event = make_event()
    subject = f"info_days:{event.id}"

    page = staff.page("/audit", query_string={"subject": subject, "verb": "published"})

    assert [row[2] for row in rows(staff, subject=subject, verb="published")] == ["Published"]
    assert [link["href"] for link in page.select("#record .count a")] == [f"/audit?subject=info_days%3A{event.id}"]
    assert not staff.page("/audit", query_string={"subject": subject}).select("#record .count a")


def test_a_file_says_the_same_as_the_page(staff: PageClient, make_event: MakeEvent) -> None:
    make_event().revise({"city": "=cmd()"})
    answer = staff.get("/audit", query_string={"as": "csv", "verb": "revised"}, buffered=True)

    head, row = csv.reader(StringIO(answer.get_data().decode("utf-8-sig")))
    assert head == ["When", "Who", "What was done", "Kind", "Thing", "What changed"]
    assert row == ["2026-11-20 11:00", "test", "Changed", "Information day", "Erasmus+ information day", "City: → =cmd()"]


def test_no_route_writes_to_the_record(app: Flask) -> None:
    methods = {method for rule in app.url_map.iter_rules() if rule.endpoint.startswith("audit.") for method in rule.methods or ()}

    assert methods == {"GET", "HEAD", "OPTIONS"}


def test_the_page_asks_no_question_for_each_row(
    staff: PageClient, make_event: MakeEvent, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    asked = []
    for wanted in (4, 40):
        while db.session.query(Activity).count() < wanted:
            make_event()
        with count_queries() as statements:
            staff.get("/audit")
        asked.append(len(statements))

    assert asked[0] == asked[1]
    assert db.session.scalar(select(Activity.id).limit(1))


def test_every_verb_and_sort_of_thing_that_is_recorded_has_words() -> None:
    root = Path(__file__).parents[2]
    sources = [file.read_text() for folder in ("models", "blueprints") for file in (root / folder).rglob("*.py")]
    verbs = {verb for source in sources for verb in re.findall(r'Activity\.record\(\s*"(\w+)"', source)}
    things = {mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Revisable | Trashable)}

    assert {"moved", "merged", "checked_in"} < verbs
    assert verbs - VERBS.keys() == set()
    assert {thing.__tablename__ for thing in things} - KINDS.keys() == {"events"}
