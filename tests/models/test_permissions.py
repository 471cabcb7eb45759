"""What faculty see: what is public or for the university, what they host and what they were asked to do; nothing else."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from models import Account, Delegation, Event, Person
from models.permissions import Permissions
from support.db import db
from support.languages import translated

MakeEvent = Callable[..., Event]


def seen_by(reader: Account | None) -> list[Event]:
    return list(db.session.scalars(select(Event).where(Permissions(reader).events).order_by(Event.id)))


def managed_by(reader: Account | None) -> list[Event]:
    return list(db.session.scalars(select(Event).where(Permissions(reader).managed_events).order_by(Event.id)))


def test_each_reader_sees_their_own(make_event: MakeEvent, organiser: Account, host: Account, admin: Account) -> None:
    public, inside = make_event(), make_event(visibility="university")
    draft = make_event(published=False)
    visit = make_event(Delegation, visibility="restricted", team=[organiser])
    secret = make_event(Delegation, visibility="restricted")

    assert seen_by(None) == [public]
    assert seen_by(host) == [public, inside]
    assert seen_by(organiser) == [public, inside, draft, visit]
    assert seen_by(admin) == [public, inside, draft, visit, secret]
    assert [managed_by(reader) for reader in (None, host, organiser)] == [[], [], [public, inside, draft, visit]]


def test_faculty_see_what_they_host_and_change_nothing(make_event: MakeEvent, host: Account) -> None:
    visit = make_event(Delegation, visibility="restricted")
    assert seen_by(host) == []

    visit.assign(Person(name=translated("en", en="Yerlan Omarov"), account=host), "host")

    assert (seen_by(host), managed_by(host)) == ([visit], [])


def test_staff_with_a_part_in_a_restricted_visit_see_it_but_do_not_run_it(make_event: MakeEvent, organiser: Account) -> None:
    visit = make_event(Delegation, visibility="restricted")
    visit.assign(Person(name=translated("en", en="Madina Serik"), account=organiser), "interpreter")

    assert (seen_by(organiser), managed_by(organiser)) == ([visit], [])


def test_what_lies_in_the_trash_is_nobodys(make_event: MakeEvent, admin: Account) -> None:
    event: Any = make_event()
    event.cancel(translated("en", en="Nobody can come."))
    assert (seen_by(admin), seen_by(None)) == ([event], [event])

    event.discard()

    assert (seen_by(admin), seen_by(None)) == ([], [])
