"""An entry of the archive."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, SelectField
from wtforms.validators import ValidationError

from blueprints import wording
from models import Event
from models.event import KINDS
from models.rough_date import RoughDate
from support import clock
from support.form_fields import TranslatedField, line, lines, options
from support.languages import Translated
from support.versions import Versioned

TRANSLATED = ("title", "summary", "description", "place")
PLAIN = ("city", "attendance_note")


class ArchiveForm(Versioned, FlaskForm):
    """What an archive may know; everything but the title and the source may be missing."""

    title = TranslatedField(_l("Title"), 200, required=_l("Enter a title in one language at least."))
    kind = SelectField(
        _l("Kind"), choices=lambda: options((name, wording.KINDS[kind.kind_code()]) for name, kind in KINDS.items())
    )
    when = line(_l("Date"), 10)
    until = line(_l("Last day"), 10)
    place = TranslatedField(_l("Place"), 200)
    city = line(_l("City"), 100)
    summary = TranslatedField(_l("Summary"), 500, kind=lines)
    description = TranslatedField(_l("Description"), 20_000, kind=lines)
    attendance_note = line(_l("How many came"), 200)
    sources = lines(_l("Sources"), 4000, required=_l("Say where this is known from: the address of a page or a paper."))

    @classmethod
    def of(cls, event: Event | None, **more: Any) -> "ArchiveForm":
        """The form of an entry, or an empty one."""
        if event is None:
            return cls(**more)
        known = event.rough_date
        shown = {name: getattr(event, name) for name in (*TRANSLATED, *PLAIN)}
        several = known.precision == "day" and known.first != known.last
        last = str(known._replace(first=known.last)) if several else ""
        form = cls(data={**shown, "kind": event.collection, "when": str(known), "until": last,
                         "sources": "\n".join(event.sources)}, **more)  # fmt: skip
        del form.kind
        return form

    def validate_when(self, field: Field) -> None:
        self._read(field)

    def validate_until(self, field: Field) -> None:
        if not field.data:
            return
        first, last = self._read(self.when), self._read(field)
        if not first.first or first.precision != "day" or last.precision != "day" or not last.last or last.last < first.first:
            raise ValidationError(_("The last day must come after the first; both must be whole dates."))

    @staticmethod
    def _read(field: Field) -> RoughDate:
        try:
            return RoughDate.read(field.data or "")
        except ValueError:
            raise ValidationError(_("Write as much as is known: 2019, 10.2019 or 05.10.2019.")) from None

    @property
    def date(self) -> RoughDate:
        when = RoughDate.read(self.when.data or "")
        return when.until(RoughDate.read(self.until.data)) if self.until.data else when

    @property
    def fields(self) -> dict[str, Any]:
        """The event's fields."""
        texts: dict[str, Any] = {name: self._text(name) for name in TRANSLATED}
        sources = [source.strip() for source in (self.sources.data or "").splitlines() if source.strip()]
        return {**texts, **{name: self[name].data or "" for name in PLAIN}, "sources": sources}

    def _text(self, name: str) -> Translated:
        field = self[name]
        stored: Translated = field.object_data or Translated()
        return stored.rewritten(field.texts, clock.now())
