"""Addresses as strangers write them: whatever stands in one, it breaks nothing that reads it."""

from urllib.parse import SplitResult, quote, urlencode, urlsplit

from flask import Flask, abort, request
from werkzeug.datastructures import MultiDict
from werkzeug.routing import IntegerConverter

LAST_PAGE = 10_000


class RowNumber(IntegerConverter):
    """`<int:…>` in our routes: the number of a row. None has ten figures, and no database is asked for what it cannot hold.

    By its shape and not by its value: a value is looked at after the method, and a POST would be answered by 405.
    """

    regex = r"[0-9]{1,9}"


def init_addresses(app: Flask) -> None:
    """Refuse at the door what no address or form of ours has. Before any route is added."""
    app.url_map.converters["int"] = RowNumber
    app.jinja_env.globals.update(url_of_page=url_of_page)
    app.before_request(refuse_what_is_not_ours)


def refuse_what_is_not_ours() -> None:
    """No address of ours has a NUL in it, and PostgreSQL cannot even look for one; no route of ours reads JSON."""
    if "\x00" in request.path or any("\x00" in value for value in request.args.values()):
        abort(404)
    if request.is_json:
        abort(415)


def parts_of(address: str | None) -> SplitResult:
    """The parts of an address, all of them empty where it is none."""
    try:
        return urlsplit(address or "")
    except ValueError:
        return urlsplit("")


def is_web_address(text: str) -> bool:
    """Whether it can stand behind a link."""
    parts = parts_of(text)
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def own_path() -> str:
    """The path that was asked for, as a link may lead there again: "//elsewhere.example" would be another's."""
    return quote("/" + request.path.lstrip("/"))


def url_of_page(number: int) -> str:
    """Another page of the list that was asked for; the filters in the address stay."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "page"]
    return f"{own_path()}?{urlencode([*kept, ('page', number)])}"


def asked_page(arguments: MultiDict[str, str]) -> int:
    """Which page of a list ?page= asks for, the first for anything that makes no sense."""
    return max(1, min(arguments.get("page", 1, type=int), LAST_PAGE))
