"""The formats as a list, with how many events have each."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel import ngettext
from sqlalchemy import Select, func, select

from blueprints.listing import Col, StaffList, Words
from blueprints.scoping import current_account
from models import Event, EventFormat
from support.db import db


class Formats(StaffList):
    """What events call themselves. `used` has how many events that the reader may see have each, by its number."""

    id, title, order = "formats", _l("Formats of events"), "name"
    filters = (Words(EventFormat.search_text),)

    def __init__(self) -> None:
        super().__init__(path="/formats")
        self.used: dict[int, int] = {}

    @property
    def columns(self) -> Sequence[Col]:  # type: ignore[override]
        return (
            Col("name", _lp("format", "Name"), sort=EventFormat.by_name, width=40),
            Col("used", _l("Events"), value=lambda one: self.used.get(one.id, 0), number=True),
        )

    def query(self) -> Select[Any]:
        return select(EventFormat).where(EventFormat.kept())

    def prepare(self, rows: Sequence[EventFormat]) -> None:
        ours = select(Event.format_id, func.count()).where(Event.visible_to(current_account()))
        counts = ours.where(Event.format_id.in_([one.id for one in rows])).group_by(Event.format_id)
        self.used = {number: count for number, count in db.session.execute(counts)}

    def counted(self, number: int) -> str:
        return ngettext("%(num)s format", "%(num)s formats", number)
