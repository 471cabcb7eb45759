"""Who the office is, what it keeps, and how its logo and colour travel."""

import io

import pytest
from flask import Flask
from PIL import Image

from models import Office
from models.logo import Logo
from support.db import db
from support.languages import translated
from tests.page_client import PageClient


@pytest.fixture
def painted(office: Office) -> Office:
    """The office with a logo and a colour."""
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(file, "PNG")
    office.show(Logo(file.getvalue()))
    office.revise({"accent": "#8a2f5a"})
    db.session.commit()
    return office


@pytest.mark.parametrize("address", ["/about", "/privacy", "/accessibility"])
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_pages_name_the_office_in_every_language(client: PageClient, office: Office, address: str, language: str) -> None:
    page = client.page(f"{address}?lang={language}")

    assert page.html["lang"] == language  # type: ignore[index]
    assert office.name[language] in page.main.text  # type: ignore[union-attr]


@pytest.mark.parametrize("address", ["/about", "/privacy", "/accessibility"])
def test_the_pages_are_there_before_the_office_said_anything(client: PageClient, app: Flask, address: str) -> None:
    assert client.page(address).h1.text  # type: ignore[union-attr]


def test_the_contact_page_says_which_language_a_profile_is_in(client: PageClient, office: Office) -> None:
    office.profile = translated("ru", ru="Мы принимаем гостей.")

    section = client.page("/about?lang=en").select_one("main section[lang=ru]")
    assert section is not None and section.text.strip() == "Мы принимаем гостей."
    assert not client.page("/about?lang=ru").select("main section[lang]")


def test_the_statements_say_whom_to_write_to(client: PageClient, office: Office) -> None:
    assert not client.page("/privacy").select("main a[href^=mailto]")

    office.sender_address = "office@example.org"

    for address in ("/privacy", "/accessibility"):
        assert client.page(address).select('main a[href="mailto:office@example.org"]')


def test_privacy_says_when_needs_are_deleted(client: PageClient, office: Office) -> None:
    assert "they are deleted 30 days after it." in client.page("/privacy?lang=en").main.text  # type: ignore[union-attr]


@pytest.mark.parametrize(("address", "kind"), [("/logo", "image/png"), ("/brand.css", "text/css")])
def test_logo_and_colour_are_kept_by_browsers_until_they_change(
    client: PageClient, painted: Office, address: str, kind: str
) -> None:
    first = client.get(f"{address}?v={painted.revision}")
    assert (first.status_code, first.mimetype) == (200, kind)
    assert first.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in client.get(f"{address}?lang=ru").headers

    for old in ("", "?v=0", "?v=x"):
        assert client.get(address + old).headers["Cache-Control"] == "public, no-cache"
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")

    painted.show(Logo(b"another"))
    painted.revise({"accent": "#1f4f8f"})
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_logo_opened_by_itself_runs_nothing(client: PageClient, painted: Office) -> None:
    headers = client.get("/logo").headers

    assert headers["Content-Disposition"] == 'inline; filename="logo.png"'
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_without_a_logo_and_a_colour_there_is_nothing(client: PageClient, office: Office) -> None:
    assert client.get("/logo").status_code == 404
    assert client.get("/brand.css").text == ""
