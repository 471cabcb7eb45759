"""What an organiser asks of those who register."""

from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from support.languages import Translated, TranslatedText
from support.orm import Base

QUESTION_KINDS = ("text", "choice", "many", "yes_no")


class RegistrationQuestion(Base):
    """A question in three languages. `options` of a choice are texts by language; an answer names the option's number."""

    __tablename__ = "registration_questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str] = mapped_column(default="text")
    required: Mapped[bool] = mapped_column(default=False)
    label: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    options: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)

    @property
    def key(self) -> str:
        """The answer's name in forms and in a registration's `answers`."""
        return f"question_{self.id}"

    def choices(self, code: str) -> list[tuple[str, str]]:
        """(number, words) of each option in the best language there is."""
        return [(str(number), option.get(code) or next(iter(option.values()), "")) for number, option in enumerate(self.options)]

    def spoken(self, answer: Any, code: str) -> str:
        """An answer as a reader understands it; "" where none was given. Yes and no are left to the caller's words."""
        words = dict(self.choices(code))
        if self.kind == "choice":
            return words.get(str(answer), "")
        if self.kind == "many":
            return ", ".join(words[number] for number in answer or [] if number in words)
        return str(answer or "")
