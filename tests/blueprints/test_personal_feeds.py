"""Calendars of one's own over HTTP: who gets one, what programs fetch, and what nobody else ever sees."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from models import Account, Attendee, Delegation, Event, Message, Office
from models.confirmed_address import ConfirmedAddress
from models.personal_feed import PersonalFeed
from support import clock
from support.db import db
from tests.calendars import make_programme, seen
from tests.page_client import PageClient, soup
from tests.post_office import PostOffice

MakeEvent = Callable[..., Event]
ClientOf = Callable[[Account], PageClient]
PAGE = "/calendars/personal"


def make(client: PageClient, purpose: str, **typed: object) -> str:
    """The path of a new feed, made as a browser would."""
    response = client.submit(PAGE, dict(typed), at=f"{PAGE}/new?purpose={purpose}", form=f'main form[action="{PAGE}"]')
    assert response.status_code == 200
    return path_of(soup(response))


def path_of(page: BeautifulSoup) -> str:
    """The path in the address that is shown."""
    return str(page.select_one("#address input")["value"]).removeprefix("http://localhost")  # type: ignore[index]


def uids(client: PageClient, path: str) -> set[str]:
    response = client.get(path)
    assert response.status_code == 200
    return set(seen(response.data))


def test_a_lecturer_makes_a_calendar_and_fetches_it_without_signing_in(
    client: PageClient, client_of: ClientOf, host: Account, make_event: MakeEvent
) -> None:
    inside, public = make_event(visibility="university"), make_event()
    make_event(Delegation, visibility="restricted")

    path = make(client_of(host), "university", name="At the university")

    assert uids(client, path) == {inside.uid, public.uid}
