"""What somebody says of a calendar of their own."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_wtf import FlaskForm
from sqlalchemy import or_, select
from wtforms import HiddenField, SelectField
from wtforms.validators import ValidationError

from blueprints import wording
from models import Programme, Room
from models.email_address import BadAddress, clean_email
from models.personal_feed import PersonalFeed
from support.db import db
from support.form_fields import Many, email_line, line
from support.i18n import language_name, offered_languages
from support.languages import language

NAME = 80


class AddressForm(FlaskForm):
    """The mailbox of somebody without an account."""

    email = email_line(_l("E-mail"), required=_l("Enter your e-mail address."))
    purpose = HiddenField()

    def validate_email(self, field: Any) -> None:
        try:
            field.data = clean_email(field.data)
        except BadAddress as bad:
            raise ValidationError(wording.address_problem(bad)) from None


class SealedForm(FlaskForm):
    """Carries the token that will be in an address, so that the same form sent twice makes one."""

    sealed = HiddenField(default=PersonalFeed.new_token)

    @property
    def token(self) -> str | None:
        return PersonalFeed.unsealed(self.sealed.data or "")


class FeedForm(SealedForm):
    """A calendar's name and what goes with its purpose: programmes, or a room."""

    purpose = HiddenField()
    name = line(_lp("calendar", "Name"), NAME, required=_l("Give it a name, by which you know it again."))
    programmes = Many(_l("Opportunities"), coerce=int)
    room = SelectField(_l("Room"), coerce=int)
    language = SelectField(_l("Language"))
    alarm = SelectField(_l("Reminder"))

    def __init__(self, purpose: str, feed: PersonalFeed | None = None, **more: Any) -> None:
        super().__init__(**more)
        self.purpose.data = purpose
        self.language.choices = [(code, language_name(code)) for code in offered_languages()]
        self.alarm.choices = list(wording.REMINDERS.items())
        chosen = {programme.id for programme in feed.programmes} if feed else set[int]()
        self._known = self._programmes(chosen) if purpose == "deadlines" else {}
        self.programmes.choices = [(number, programme.name.shown().text) for number, programme in self._known.items()]
        self._rooms = {room.id: room for room in Room.in_order(feed.room if feed else None)} if purpose == "room" else {}
        self.room.choices = [(number, room.label()) for number, room in self._rooms.items()]
        if purpose != "room":
            del self.room
        if purpose != "deadlines":
            del self.programmes

    @classmethod
    def fresh(cls, purpose: str, programme: int | None = None) -> "FeedForm":
        """For a new one, with a name that will do; `programme` is ticked already."""
        chosen = [programme] if programme else []
        named = {"name": str(wording.FEED_PURPOSES[purpose]), "language": language()}
        return cls(purpose, formdata=None, data={**named, "programmes": chosen})

    @classmethod
    def of(cls, feed: PersonalFeed) -> "FeedForm":
        """For one there is, as it stands."""
        chosen = [programme.id for programme in feed.programmes]
        stored = {"name": feed.name, "language": feed.language, "alarm": feed.alarm, "programmes": chosen, "room": feed.room_id}
        return cls(feed.purpose, feed, formdata=None, data=stored)

    def validate_programmes(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_("Choose at least one."))

    @property
    def fields(self) -> dict[str, Any]:
        """What was typed, by the names of columns."""
        told: dict[str, Any] = {"name": self.name.data, "language": self.language.data, "alarm": self.alarm.data}
        if "programmes" in self:
            told["programmes"] = [self._known[number] for number in self.programmes.data]
        if "room" in self:
            told["room"] = self._rooms[self.room.data]
        return told

    @staticmethod
    def _programmes(chosen: set[int]) -> dict[int, Programme]:
        """Those that are current, and those that were chosen when they were."""
        offered = select(Programme).where(or_(Programme.current, Programme.id.in_(chosen)))
        return {one.id: one for one in db.session.scalars(offered.order_by(Programme.by_name(), Programme.id))}
