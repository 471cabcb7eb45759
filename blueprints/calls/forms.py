"""The forms of a call."""

from typing import Any, Self

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from wtforms import FloatField, FormField, SelectField
from wtforms.validators import InputRequired, Optional, ValidationError

from blueprints import wording
from blueprints.editing.rows import Row
from models import Call, Criterion, Deadline, Preparation, Programme
from support.addresses import is_web_address
from support.dates import day
from support.db import db
from support.form_fields import Many, Rows, TranslatedField, WholeNumber, Within, line, lines, options
from support.languages import language
from support.versions import Versioned

NAME, ADDRESS, SHORT, TEXT, MOST_POINTS = 200, 500, 100, 4_000, 1_000
"""The longest there may be of each in characters, and the most points."""
TEXTS = ("identifier", "link", "budget", "guide_title", "guide_link", "guide_version", "guide_pages", "source", "note")
PLAIN = ("year", "points", "threshold")
ADDRESSES = ("link", "guide_link", "source")


class Points(FloatField):
    """A number of points, halves too, with a comma or a dot."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata([str(value).replace(",", ".").strip() for value in valuelist])

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else "" if self.data is None else f"{self.data:g}"


def some_points(label: Any) -> Points:
    """A field for some points that may stay empty."""
    within = Within(0, MOST_POINTS, _l("Points are between 0 and %(max)s."))
    return Points(label, validators=[Optional(), within])


def at_most_all(threshold: Points, all_points: Points) -> None:
    """Raises ValidationError where a proposal would need more points than there are."""
    if None not in (threshold.data, all_points.data) and threshold.data > all_points.data:
        raise ValidationError(_("No proposal can get more points than there are."))


class CriterionRow(Row):
    """What proposals are judged by; numbers that nobody said stay empty."""

    name = TranslatedField(_l("Criterion"), NAME)
    points = some_points(_l("Points"))
    threshold = some_points(_l("Points needed"))

    @property
    def empty(self) -> bool:
        return not any((*self.name.texts.values(), self.points.raw_data and self.points.raw_data[0], self.threshold.data))

    def validate(self, extra_validators: Any = None) -> bool:
        self.name.must = None if self.empty else _("Name the criterion.")
        return super().validate(extra_validators)

    def validate_threshold(self, field: Points) -> None:
        at_most_all(field, self.points)


class CallForm(Versioned, FlaskForm):
    """What a call asks for, and where it says so."""

    programmes = Many(_l("Opportunities"), coerce=int)
    year = WholeNumber(
        _l("Year of the call"),
        validators=[
            InputRequired(_l("Enter the year of the call.")),
            Within(1990, 2100, _l("The year must be between 1990 and 2100.")),
        ],
    )
    title = TranslatedField(_l("Name of the call"), NAME)
    identifier = line(_l("Identifier"), SHORT)
    link = line(_l("Page of the call"), ADDRESS)
    budget = line(_l("Budget"), NAME)
    themes = TranslatedField(_l("Themes and priorities"), TEXT, kind=lines)
    criteria = Rows(FormField(CriterionRow), max_entries=30)
    points = some_points(_l("Points in all"))
    threshold = some_points(_l("Points needed in all"))
    guide_title = line(_l("Title of the guide"), NAME)
    guide_link = line(_l("Address of the guide"), ADDRESS)
    guide_version = line(_l("Version"), SHORT)
    guide_pages = line(_l("Pages"), SHORT)
    source = line(_l("Source"), ADDRESS)
    note = lines(_l("Note for the office"), TEXT)

    @classmethod
    def of(cls, call: Call, posted: MultiDict[str, str] | None = None, *, stored: bool = False) -> Self:
        """The form, filled in with what there is, or with what was posted over it unless it is wanted as `stored`."""
        same = {field: getattr(call, field) for field in (*TEXTS, *PLAIN, "title", "themes")}
        given = None if stored else posted if posted is not None else request.form or None
        rows = [{"row_id": one.id, "name": one.name, "points": one.points, "threshold": one.threshold} for one in call.criteria]
        form = cls(formdata=given, data={**same, "criteria": rows, "programmes": [one.id for one in call.programmes]})
        known = db.session.execute(select(Programme.id, Programme.name).order_by(Programme.by_name(), Programme.id))
        form.programmes.choices = options((number, name.shown().text) for number, name in known)
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        addresses = {field: [self._address] for field in ADDRESSES}
        valid = super().validate({**(extra_validators or {}), **addresses})
        if not self.programmes.data and not any(self.title.texts.values()):
            self.programmes.errors = [_("Tick an opportunity, or name the call.")]
            return False
        return valid

    def validate_threshold(self, field: Points) -> None:
        at_most_all(field, self.points)

    @staticmethod
    def _address(_form: Any, field: Any) -> None:
        if field.data and not is_web_address(field.data):
            raise ValidationError(_("An address begins with https://."))

    def fill(self, call: Call) -> None:
        """Let a call be what was typed."""
        chosen = select(Programme).where(Programme.id.in_(self.programmes.data)).order_by(Programme.id)
        changes: dict[str, Any] = {field: self[field].data or "" for field in TEXTS}
        changes |= {field: self[field].data for field in PLAIN} | {"programmes": list(db.session.scalars(chosen))}
        changes |= {field: self[field].rewritten(language()) for field in ("title", "themes")}
        call.revise(changes)
        db.session.flush()
        with call.noting("criteria"):
            call.criteria = self._criteria(call)

    def _criteria(self, call: Call) -> list[Criterion]:
        stored, kept = {one.id: one for one in call.criteria}, []
        for row in (entry.form for entry in self.criteria if not entry.form.remove.data and not entry.form.empty):
            one = stored.get(row.stored_id or 0) or Criterion()
            one.name, one.points, one.threshold = row.name.rewritten(language()), row.points.data, row.threshold.data
            one.position = len(kept)
            kept.append(one)
        return kept


class PreparationChoice(FlaskForm):
    """Which template of steps is counted back from which date."""

    preparation = SelectField(_l("Steps"), coerce=int)
    end = SelectField(_l("Counted back from"), coerce=int)

    @classmethod
    def of(cls, call: Call) -> "PreparationChoice":
        """The form; the date that ends the call next is the first on offer, before what else ends it."""
        form = cls()
        dates = [call.next_end, *call.ends, *call.deadlines]
        offered = [date for date in dates if date and not date.superseded and not date.is_counted]
        form.preparation.choices = options((one.id, one.name.shown().text) for one in Preparation.in_order())
        form.end.choices = options({date.id: f"{wording.DEADLINE_KINDS[date.kind]}, {day(date.on)}" for date in offered})
        return form

    def chosen(self) -> tuple[Preparation, Deadline]:
        """What was chosen of what there is."""
        return db.session.get_one(Preparation, self.preparation.data), db.session.get_one(Deadline, self.end.data)
