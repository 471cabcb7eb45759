"""Seats, the queue, and who gets what."""

from collections.abc import Callable

import pytest

from models import Attendee, Event
from models.event.registrable import AlreadyRegistered, RegistrationClosed
from support.db import db

MakeEvent = Callable[..., Event]


def test_a_cancelled_seat_goes_to_the_head_of_the_waiting_list(
    make_info_day: MakeEvent, bolat: Attendee, chiara: Attendee, dana: Attendee
) -> None:
    info_day = make_info_day(capacity=1)
    seated, first, second = (info_day.register(person, answers={}) for person in (bolat, chiara, dana))

    seated.cancel()

    assert info_day.confirmed == [first]
    assert info_day.waiting_list == [second]
    assert second.place_in_queue == 1


def test_an_address_holds_one_place_however_it_is_spelt(make_info_day: MakeEvent, chiara: Attendee) -> None:
    info_day = make_info_day()
    held = info_day.register(chiara, answers={})

    with pytest.raises(AlreadyRegistered) as refusal:
        info_day.register(Attendee("Somebody else", "CHIARA@Example.org"), answers={})

    assert refusal.value.registration is held
    assert info_day.confirmed == [held]


def test_the_same_form_sent_again_is_the_same_registration(make_info_day: MakeEvent, chiara: Attendee) -> None:
    info_day = make_info_day()

    first = info_day.register(chiara, answers={}, form_key="a-key")
    again = info_day.register(chiara, answers={}, form_key="a-key")

    assert again is first
    assert info_day.seating.taken == 1


def test_a_new_seat_goes_to_the_queue_when_the_room_grows(
    make_info_day: MakeEvent, bolat: Attendee, chiara: Attendee, dana: Attendee
) -> None:
    info_day = make_info_day(capacity=1)
    _, first, second = (info_day.register(person, answers={}) for person in (bolat, chiara, dana))

    assert info_day.resize(2) == [first]
    assert info_day.waiting_list == [second]


def test_nobody_registers_for_a_draft_or_a_cancelled_event(make_info_day: MakeEvent, chiara: Attendee) -> None:
    draft, cancelled = make_info_day(published=False), make_info_day()
    cancelled.cancel(cancelled.title)
    db.session.commit()

    for event in (draft, cancelled):
        with pytest.raises(RegistrationClosed):
            event.register(chiara, answers={})
