"""The record's page. There is none to change it."""

from typing import Any

from flask import Response

from blueprints.audit import bp
from blueprints.audit.listing import Record
from blueprints.scoping import staff_only
from support.settings import current


@bp.get("/audit")
@staff_only
def index() -> Response:
    """Who did what to what, as far as the reader may know; `?subject=rooms:12` is the history of one thing."""
    return Record().answer("audit/index.html", fragment="audit/_record.html", zone=current().zone)


@bp.app_template_filter("subject")
def subject(thing: Any) -> str:
    """A thing as the record's address names it."""
    return f"{thing.__tablename__}:{thing.id}"
