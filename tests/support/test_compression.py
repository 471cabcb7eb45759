"""The front page is light, also for those who take gzip only, as browsers do without HTTPS."""

import re
from collections.abc import Callable

import pytest

from models import Event
from support.languages import translated
from tests.page_client import PageClient

MOST, MOST_WITH_FONTS = 32 * 1024, 96 * 1024  # bytes


@pytest.mark.parametrize("encoding", ["gzip", "br"])
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_front_page_is_light(client: PageClient, make_event: Callable[..., Event], encoding: str, language: str) -> None:
    for number in range(6):
        make_event(title=translated("en", en=f"An event with a title of some length, number {number}"))

    def weight(address: str) -> int:
        answer = client.get(address, headers={"Accept-Encoding": encoding}, buffered=True)
        assert answer.status_code == 200, address
        return len(answer.data)

    page = client.get(f"/?lang={language}").get_data(as_text=True)
    files = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page))
    fonts = {file for file in files if ".woff2" in file}
    bare = weight(f"/?lang={language}") + sum(weight(file) for file in files - fonts)

    assert len(fonts) == 3 and len(files) >= 8
    assert bare < MOST
    assert bare + sum(weight(file) for file in fonts) < MOST_WITH_FONTS


def test_a_file_is_packed_as_the_browser_asks(client: PageClient) -> None:
    plain = client.get("/static/app.css", buffered=True)
    packed = client.get("/static/app.css", headers={"Accept-Encoding": "gzip"}, buffered=True)

    assert (plain.headers.get("Content-Encoding"), packed.headers["Content-Encoding"]) == (None, "gzip")
    assert len(packed.data) < len(plain.data) / 3
