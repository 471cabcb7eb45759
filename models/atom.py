"""Calendars as Atom (RFC 4287), for readers of news: an item an entry, which comes up again when it is moved or called off."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

from models.calendar_entry import CalendarEntry, Rendered, clean
from support import dates

if TYPE_CHECKING:
    from models.calendar_forms import Head

NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")  # XML 1.0, 2.2; `clean` has left out the other control characters
NAMESPACE = b'xmlns="http://www.w3.org/2005/Atom"'


def entry(shown: CalendarEntry, code: str, _alarm: timedelta | None) -> Rendered:
    """An atom:entry without a namespace of its own. What it is known by for ever comes of the calendar entry's UID."""
    item = Element("entry")
    _add(item, "id", identity(shown.uid))
    _add(item, "title", shown.summary)
    _add(item, "updated", _moment(shown.revised_at))
    SubElement(item, "link", rel="alternate", type="text/html", href=shown.page)
    for category in shown.categories:
        SubElement(item, "category", term=_sound(category))
    _add(item, "summary", "\n\n".join(part for part in (_when(shown, code), shown.location, shown.text) if part))
    return shown.around(tostring(item, encoding="utf-8", xml_declaration=False))


def whole(entries: Sequence[Rendered], head: "Head") -> bytes:
    """An atom:feed. One by token has no link to itself."""
    feed = Element("feed", {"xml:lang": head.language})
    _add(feed, "id", identity(head.identity))
    _add(feed, "title", head.name)
    _add(feed, "updated", _moment(max((one.revised_at for one in entries), default=head.changed_at)))
    _add(SubElement(feed, "author"), "name", head.publisher or head.name)
    if head.source:
        SubElement(feed, "link", rel="self", type="application/atom+xml", href=head.source)
        SubElement(feed, "link", rel="alternate", type="text/html", href=head.page)
    start = tostring(feed, encoding="utf-8", xml_declaration=False).replace(b"<feed", b"<feed " + NAMESPACE, 1)
    items = (one.content for one in entries)
    return b"".join([b'<?xml version="1.0" encoding="utf-8"?>\n', start.removesuffix(b"</feed>"), *items, b"</feed>\n"])


def identity(known_by: str) -> str:
    """An IRI that is nobody else's (RFC 4287, 4.2.6) of what is known by a text."""
    return uuid5(NAMESPACE_URL, known_by).urn


def _when(shown: CalendarEntry, code: str) -> str:
    """Its time on its own clock, unless its text says it: that of a deadline does, in two zones."""
    if isinstance(shown.starts, datetime) and isinstance(shown.ends, datetime):
        return f"{dates.span(shown.starts, shown.ends, code)} ({dates.zone(shown.starts, code)})" if shown.busy else ""
    days = dates.days(shown.starts, shown.ends - timedelta(days=1), code)
    return "" if days in shown.text else days


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = _sound(text)


def _sound(text: str) -> str:
    return NOT_XML.sub("", clean(text))


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
