"""A test client that looks at every page it fetches, as a careful reader with a screen reader and no JavaScript would."""

import re
from collections import Counter
from contextvars import copy_context
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from flask.globals import _cv_app
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser, LexborNode
from werkzeug.test import TestResponse

from support.db import db

UNLABELLED = {"hidden", "submit", "button", "image", "reset"}
HTMX_VERBS = {"hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete"}


class PageClient(FlaskClient):
    """Fetches in a context of its own, so that a page's language and account do not leak into the test."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        db.session.commit()  # the test's own transaction would make a writer wait
        response: TestResponse = copy_context().run(self._open_outside, *args, **kwargs)
        if response.mimetype == "text/html" and response.data and not response.content_encoding:
            look_at(response)
        return response

    def _open_outside(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Fetch outside the test's own application context, whose session and `g` a request would share."""
        _cv_app.set(None)  # type: ignore[arg-type]
        return super().open(*args, **kwargs)

    def page(self, address: str, **kwargs: Any) -> BeautifulSoup:
        """A page that must be there, parsed."""
        response = self.get(address, **kwargs)
        assert response.status_code == 200, f"{address}: {response.status}"
        return soup(response)

    def fragment(self, address: str, method: str = "GET", **kwargs: Any) -> TestResponse:
        """What htmx gets for an address."""
        headers = {"HX-Request": "true", "HX-Request-Type": "partial", **kwargs.pop("headers", {})}
        return self.open(address, method=method, headers=headers, **kwargs)

    def submit(
        self, address: str, data: dict[str, Any], *, form: str = "form[method=post]", at: str | None = None
    ) -> TestResponse:
        """Fill in the form of a page as a browser would: what it holds already, with `data` over it, sent where it says.

        `at` is the page the form is on where that is not `address`; `form` selects among several.
        """
        found = self.page(at or address).select_one(form)
        assert found is not None, f"no {form} on {at or address}"
        action = urljoin(at or address, str(found.get("action") or ""))
        return self.post(action, data={**filled_in(found), **data})


def soup(response: TestResponse) -> BeautifulSoup:
    """A page as a browser reads it; each is parsed once, and only where a test asks: that takes longer than making it."""
    page: BeautifulSoup | None = getattr(response, "parsed", None)
    if page is None:
        page = parsed(response.get_data(as_text=True))
        response.parsed = page  # type: ignore[attr-defined]
    return page


def parsed(html: str) -> BeautifulSoup:
    """HTML as a browser reads it. What the quick parser has put in order the slow one cannot misunderstand."""
    return BeautifulSoup(LexborHTMLParser(html).html or "", "html.parser")


def filled_in(form: Tag) -> dict[str, Any]:
    """What a browser would send of a form as it stands."""
    values: dict[str, Any] = {}
    for field in form.select("input[name], select[name], textarea[name]"):
        name = str(field["name"])
        kind = field.get("type", "text")
        if field.name == "select":
            chosen = field.select("option[selected]") or field.select("option")[:1]
            values[name] = [str(option.get("value", "")) for option in chosen]
        elif field.name == "textarea":
            values[name] = field.text
        elif kind in ("checkbox", "radio"):
            if field.has_attr("checked"):
                values.setdefault(name, []).append(str(field.get("value", "on")))
        elif kind not in ("submit", "button", "image", "file", "reset"):
            values[name] = str(field.get("value", ""))
    return values


def look_at(response: TestResponse) -> None:
    """Fail on a page that breaks the house's rules."""
    where = f"{response.request.method} {response.request.path} ({response.status_code})"
    text = response.get_data(as_text=True)
    page = LexborHTMLParser(text)
    if "<html" in text[:200]:
        assert page.root and page.root.attributes.get("lang"), f"{where}: no lang"
        assert len(page.css("h1")) == 1, f"{where}: {len(page.css('h1'))} h1"
        assert (title := page.css_first("title")) and title.text().strip(), f"{where}: no title"
    labelled = {label.attributes["for"] for label in page.css("label[for]")}
    for field in page.css("input, select, textarea"):
        if field.attributes.get("type") not in UNLABELLED:
            assert is_labelled(field, labelled), f"{where}: no label for {field.html}"
    for script in page.css("script"):
        known = script.attributes.get("src") or script.attributes.get("type") == "application/ld+json"
        assert known, f"{where}: inline script"
    assert not page.css("[style]"), f"{where}: inline style"
    assert not re.search(r"<[^>]+\son[a-z]+=", text), f"{where}: inline handler"
    for element in page.css(", ".join(f"[{verb}]" for verb in HTMX_VERBS)):
        for verb in HTMX_VERBS & element.attributes.keys():
            alone = works_without_javascript(element, verb)
            assert alone, f"{where}: {verb} without a link or form of the same address: {element.html}"[:400]
    twice = [name for name, times in Counter(element.id for element in page.css("[id]")).items() if times > 1]
    assert not twice, f"{where}: twice {twice[:3]}"


def is_labelled(field: LexborNode, labelled: set[str | None]) -> bool:
    """Whether it has a name for those who hear the page; `labelled` are the fields that some label is for."""
    named = field.attributes.get("aria-label") or field.attributes.get("aria-labelledby") or field.id in labelled
    return bool(named or around(field, "label"))


def works_without_javascript(element: LexborNode, verb: str) -> bool:
    """Whether the element is a link or form that does the same; an input may ask within its own form."""
    same = path_of(element, verb)
    if verb == "hx-get" and element.tag == "a":
        return path_of(element, "href") == same
    form = element if element.tag == "form" else around(element, "form")
    if form is None:
        return False
    if element.attributes.get("formaction") and path_of(element, "formaction") == same:
        return True
    method = form.attributes.get("method") or "get"
    return path_of(form, "action") == same and method.lower() == ("get" if verb == "hx-get" else "post")


def around(node: LexborNode, tag: str) -> LexborNode | None:
    """The nearest element of that name that a node stands in."""
    while (above := node.parent) is not None:
        if above.tag == tag:
            return above
        node = above
    return None


def path_of(node: LexborNode, name: str) -> str:
    """The path of the address that an attribute holds."""
    return urlsplit(node.attributes.get(name) or "").path
