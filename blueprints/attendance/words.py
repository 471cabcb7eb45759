"""What staff read of a registration, in words."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models import RegistrationQuestion
from support.languages import language

STATES = {"confirmed": _l("Confirmed"), "waiting": _l("Waiting list"), "cancelled": _l("Cancelled")}
OCCASIONS = {
    "confirmed": _l("Registration confirmed"),
    "waiting": _l("On the waiting list"),
    "seat_given": _l("A seat from the waiting list"),
    "moved": _l("The event was moved"),
    "cancelled": _l("Registration cancelled"),
    "event_cancelled": _l("The event was cancelled"),
    "reminder": _l("Reminder"),
    "link": _l("The link, mailed again"),
}


def answer_to(question: RegistrationQuestion, answer: Any) -> str:
    """An answer in the reader's language, "" where none was given."""
    if question.kind == "yes_no":
        return "" if answer in (None, "") else _("Yes") if answer in (True, "yes") else _("No")
    return question.spoken(answer, language())
