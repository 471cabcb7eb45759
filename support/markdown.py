"""Markdown that people typed, as HTML that can do no harm."""

import nh3
from flask import Flask
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "a", "blockquote", "code", "pre", "h3", "h4", "hr"}
_parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False})


def rendered(text: str) -> Markup:
    """HTML of a Markdown text; headings begin below the page's own."""
    html = _parser.render(text or "").replace("<h1>", "<h3>").replace("</h1>", "</h3>")
    html = html.replace("<h2>", "<h3>").replace("</h2>", "</h3>")
    return Markup(nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto", "tel"}))


def plain(text: str) -> str:
    """The words of a Markdown text without its marks, for calendars and messengers."""
    lines: list[str] = []
    for token in _parser.parse(text or ""):
        if token.type == "inline":
            lines.append("".join(part.content or ("\n" if part.type.endswith("break") else "") for part in token.children or []))
        elif token.type == "list_item_open":
            lines.append("• ")
    return "\n".join(lines).replace("• \n", "• ")


def init_markdown(app: Flask) -> None:
    app.jinja_env.filters["markdown"] = rendered
