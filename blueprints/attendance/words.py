"""What staff read of a registration, in words."""

from typing import Any

from flask_babel import gettext as _

from models import RegistrationQuestion
from support.languages import language


def answer_to(question: RegistrationQuestion, answer: Any) -> str:
    """An answer in the reader's language, "" where none was given."""
    if question.kind == "yes_no":
        return "" if answer in (None, "") else _("Yes") if answer in (True, "yes") else _("No")
    return question.spoken(answer, language())
