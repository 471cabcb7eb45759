"""The words of an entry, freed from the markup and the escapes that programs put around them."""

import html
import re
from html.parser import HTMLParser

import nh3

from models.calendar_entry import clean

TAGS = {"p", "br", "div", "a", "b", "strong", "i", "em", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "blockquote"}
DROPPED = {"u", "span", "font", "table", "tbody", "td", "html", "body", "head", "style", "script", "img"}
MARKUP = re.compile(rf"</?(?:{'|'.join(sorted(TAGS | DROPPED, key=len, reverse=True))})\b[^<>]*>", re.IGNORECASE)
BREAK_AFTER_TAG = re.compile(r"(<br\s*/?>|</?(?:p|div|li|ul|ol|tr|h[1-6])\b[^<>]*>)[ \t]*\n", re.IGNORECASE)
DOUBLED = re.compile(r"(?<![A-Za-z]:)\\+([nN,;\"])")
"""An escape that was escaped once more; not the backslash of a path such as "C:\\new"."""
OWN_LINE = {"p", "div", "li", "tr", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"}
MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*"}


def _unescaped(text: str) -> str:
    """The text with entities and escapes undone, also where two programs wrote them one after the other."""
    text = DOUBLED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)
    for _ in range(3):
        if (plainer := html.unescape(text)) == text:
            break
        text = plainer
    return text


def text_of(raw: str, limit: int) -> str:
    """A text with line breaks, as the Markdown we store; at most so many characters."""
    text = _unescaped(raw)
    if MARKUP.search(text):
        text = _markdown(text)
    text = clean(text).replace("\xa0", " ").replace("\u200b", "")
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n")]
    return shortened(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), limit)


def line_of(raw: str, limit: int) -> str:
    """A title or a place: one line, without any markup."""
    text = _unescaped(raw)
    if MARKUP.search(text):
        text = html.unescape(nh3.clean(text, tags=set()))
    return shortened(" ".join(clean(text).replace("\u200b", "").split()), limit)


def shortened(text: str, limit: int) -> str:
    """The text, cut between words where it is too long."""
    return text if len(text) <= limit else (text[: limit - 2].rsplit(maxsplit=1) or [""])[0] + " …"


def _markdown(text: str) -> str:
    writer = _Markdown()
    writer.feed(nh3.clean(BREAK_AFTER_TAG.sub(r"\1", text), tags=TAGS, attributes={"a": {"href"}}, link_rel=None))
    writer.close()
    return "".join(writer.written)


class _Markdown(HTMLParser):
    """Writes HTML that nh3 has put in order as Markdown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.written: list[str] = []
        self.links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.written.append("\n")
        elif tag == "a":
            self.links.append((dict(attrs).get("href") or "", len(self.written)))
        elif tag in OWN_LINE:
            self._end_line()
            self.written.append("- " if tag == "li" else "### " if tag[1:].isdigit() else "")
        else:
            self.written.append(MARKS.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.links:
            self._end_link(*self.links.pop())
        elif tag in OWN_LINE:
            self._end_line()
            if tag in ("p", "ul", "ol") or tag[1:].isdigit():
                self.written.append("\n")
        else:
            self.written.append(MARKS.get(tag, ""))

    def handle_data(self, data: str) -> None:
        self.written.append(data)

    def _end_line(self) -> None:
        so_far = "".join(self.written[-3:])
        if so_far and not so_far.endswith("\n"):
            self.written.append("\n")

    def _end_link(self, address: str, since: int) -> None:
        words = "".join(self.written[since:]).strip()
        del self.written[since:]
        address = address.removeprefix("mailto:") if words and words in address else address
        self.written.append(words if words == address or not address else f"[{words or address}]({address})")
