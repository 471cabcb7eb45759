"""No link of any page leads nowhere: the demo is walked through as a visitor and as staff."""

from collections import Counter
from collections.abc import Callable
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import pytest
from flask import Flask
from selectolax.lexbor import LexborHTMLParser
from werkzeug.exceptions import HTTPException

from models import Account
from support.db import db
from tests.page_client import PageClient

FILES = (".ics", ".pdf", ".png", ".svg", ".csv", ".xlsx")
MOST = 150
"""Pages whose links are followed; what they lead to is still asked for."""
ALIKE = 8
"""Addresses of one route, with the same arguments, that are asked for: a hundred organisations have one page."""


def broken_links(client: PageClient, start: str) -> list[str]:
    """Every internal link reached from a page that is not answered, with where it stood."""
    waiting, seen, broken, looked_at, alike = [(start, "")], {start}, [], 0, Counter[tuple[str, ...]]()
    while waiting:
        address, came_from = waiting.pop(0)
        answer = client.get(address, buffered=True)
        if answer.status_code >= 400:
            broken.append(f"{address} on {came_from}: {answer.status_code}")
        if answer.mimetype != "text/html" or answer.status_code != 200 or looked_at > MOST:
            continue
        looked_at += 1
        for link in LexborHTMLParser(answer.text).css("a[href]"):
            target = urldefrag(urljoin(address, link.attributes["href"] or "")).url
            if urlsplit(target).netloc or target in seen or is_another_face(target):
                continue
            seen.add(target)
            alike[sort := sort_of(client, target)] += 1
            if alike[sort] <= ALIKE:
                waiting.append((target, address))
    return broken


def sort_of(client: PageClient, target: str) -> tuple[str, ...]:
    """What an address has in common with others: its route and the names of its arguments; itself where it has no route."""
    parts = urlsplit(target)
    try:
        endpoint, _values = client.application.url_map.bind("localhost").match(parts.path)
    except HTTPException:
        return (target,)
    return str(endpoint), *sorted(name for name, _value in parse_qsl(parts.query, keep_blank_values=True))


def is_another_face(target: str) -> bool:
    """The same page in another language, another month or on a later page of a list; files are made by other tests."""
    query = urlsplit(target).query
    return (
        any(part in query for part in ("lang=", "month=", "page="))
        or target.startswith(("mailto:", "tel:"))
        or target.endswith(FILES)
    )


def test_a_visitor_finds_no_dead_link(client: PageClient, demo: Flask) -> None:
    assert broken_links(client, "/") == []


def test_staff_find_no_dead_link(client_of: Callable[[Account], PageClient], demo: Flask) -> None:
    admin = Account.with_email("admin@example.org")
    assert admin
    db.session.commit()

    assert broken_links(client_of(admin), "/desk") == []


@pytest.mark.own_application
def test_a_dead_link_would_be_found(client: PageClient, demo: Flask, app: Flask) -> None:
    app.add_url_rule(
        "/broken", view_func=lambda: '<!doctype html><html lang="en"><title>x</title><h1>x</h1><a href="/nowhere">x</a></html>'
    )

    assert broken_links(client, "/broken") == ["/nowhere on /broken: 404"]
