"""The forms of those who follow calls by mail."""

from typing import Any, Self

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import ValidationError

from blueprints import wording
from models import Follower, Programme
from models.email_address import BadAddress, clean_email
from support.form_fields import Filled, Many, email_line, options
from support.i18n import language_name, offered_languages
from support.languages import language

NEWS_WORDS = {
    "opened": _l("A call opens or is announced"),
    "moved": _l("A date is extended or moved"),
    "30": _l("30 days are left"),
    "7": _l("7 days are left"),
    "1": _l("One day is left"),
}


class FollowForm(FlaskForm):
    """An address that shall hear of calls, in the language of the page."""

    email = email_line(_l("E-mail"), required=_l("Enter your e-mail address."), id="follow-email")
    spoken = HiddenField(id="follow-language")

    @classmethod
    def empty(cls) -> Self:
        """As a page shows it."""
        return cls(formdata=None, data={"spoken": language()})

    @property
    def language(self) -> str:
        """That of the page the form stood on, else the reader's."""
        return self.spoken.data if self.spoken.data in offered_languages() else language()

    def validate_email(self, field: Any) -> None:
        try:
            field.data = clean_email(field.data)
        except BadAddress as bad:
            raise ValidationError(wording.address_problem(bad)) from None


class ChoicesForm(FlaskForm):
    """What somebody hears of, and in which language."""

    everything = BooleanField(_l("All deadlines, of whatever opportunity"))
    programmes = Many(_l("Opportunities"), coerce=int)
    news = Many(_l("We write when"), choices=options(NEWS_WORDS), validators=[Filled(_l("Choose at least one."))])
    spoken = SelectField(_l("Language of our mails"))

    known: dict[int, Programme]

    @classmethod
    def of(cls, follower: Follower) -> Self:
        """The choices of a follower, or what was sent instead; what is no longer open can be kept, and not be chosen anew."""
        chosen = {following.programme_id: following.programme for following in follower.confirmed if following.programme}
        listed = [one for one in Programme.found_by("") if one.current or one.id in chosen]
        stored = {"everything": follower.hears_everything, "programmes": list(chosen), "news": follower.news}
        form = cls(data={**stored, "spoken": follower.language})
        form.known = {programme.id: programme for programme in listed}
        form.programmes.choices = options((one.id, one.name.shown().text) for one in listed)
        form.spoken.choices = options((code, language_name(code)) for code in offered_languages())
        return form

    def validate_programmes(self, field: Any) -> None:
        if not field.data and not self.everything.data:
            raise ValidationError(_l("Choose at least one, or stop these mails below."))

    def fill(self, follower: Follower) -> None:
        """Set what was sent, which is valid by now."""
        chosen = [self.known[number] for number in self.programmes.data or []]
        follower.choose(language=self.spoken.data, news=self.news.data or [], everything=self.everything.data, programmes=chosen)
