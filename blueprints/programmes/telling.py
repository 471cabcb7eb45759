"""What a year of an opportunity says in a line: lengths, money, people. Templates know these as filters."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints import wording
from blueprints.programmes import bp
from models.edition import Edition
from models.edition_rows import Length
from models.granting import Granting
from support import dates
from support.money import money, money_span


@bp.app_template_filter("as_length")
def as_length(length: Length) -> str:
    """As in "2–12 months", "36 months", "3 months or more", "12 months at most"."""
    least, most = length.least, length.most
    last = most if most is not None else least
    if last is None:
        return ""
    if least is None or most is None or least == most:
        said = _counted(str(last), last, length.unit)
        if least == most:
            return said
        return _("%(length)s at most", length=said) if least is None else _("%(length)s or more", length=said)
    return _counted(f"{least}–{most}", last, length.unit)


def _counted(number: str, last: int, unit: str) -> str:
    return {
        "days": ngettext("%(number)s day", "%(number)s days", last, number=number),
        "weeks": ngettext("%(number)s week", "%(number)s weeks", last, number=number),
        "months": ngettext("%(number)s month", "%(number)s months", last, number=number),
        "academic_years": ngettext("%(number)s academic year", "%(number)s academic years", last, number=number),
        "ects": ngettext("%(number)s ECTS credit", "%(number)s ECTS credits", last, number=number),
    }[unit]


@bp.app_template_filter("as_grant")
def as_grant(year: Granting) -> str:
    """As in "€800–900 a month", "up to €30,000 for three years"; "" where no amount is known."""
    low, high = year.grant_range
    if low is not None and high is not None:
        amount = money_span(low, high, year.currency)
    elif high is not None:
        amount = _("up to %(amount)s", amount=money(high, year.currency))
    elif low is not None:
        amount = _("from %(amount)s", amount=money(low, year.currency))
    else:
        return ""
    period = wording.GRANT_PERIODS.get(year.grant_period)
    return _("%(amount)s %(period)s", amount=amount, period=period) if period else amount


@bp.app_template_filter("as_people")
def as_people(codes: Iterable[str]) -> str:
    """As in "Bachelor students, doctoral students"; "" for nobody in particular."""
    said = [str(wording.PARTICIPANTS[code]) for code in wording.PARTICIPANTS if code in codes]
    return ", ".join([*said[:1], *(words[:1].lower() + words[1:] for words in said[1:])])


@bp.app_template_filter("as_languages")
def as_languages(codes: Iterable[str]) -> str:
    """As in "English, Russian", in the language of the reader."""
    return ", ".join(str(dates.locale().languages.get(code, code)) for code in codes)


@bp.app_template_filter("our_part")
def our_part(year: Edition) -> str:
    """What our university can do; "" where nobody said."""
    said = {
        (True, True): _("Can take part and apply"),
        (True, False): _("Can take part; a partner abroad applies"),
        (True, None): _("Can take part"),
        (None, True): _("Can apply"),
        (None, False): _("Cannot apply itself"),
        (False, False): _("Cannot take part"),
        (False, None): _("Cannot take part"),
    }
    return said.get((year.can_take_part, year.can_apply), "")


bp.add_app_template_filter(money, "money")
