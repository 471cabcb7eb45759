"""Programmes of mobility and cooperation, as in a catalogue."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.call import Call
from models.named import Named
from support.languages import Translated, TranslatedText
from support.orm import Base


class Programme(Named, Base):
    """An action one can take part in: International Credit Mobility, a Jean Monnet Module …

    `details` holds what the page tells, by its name: duration, grant, applicants, documents … each a text by language or a plain
    fact; `aliases` are names under which people look for it.
    """

    __tablename__ = "programmes"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    short_name: Mapped[str] = mapped_column(default="")
    family: Mapped[str] = mapped_column(default="")
    period: Mapped[str] = mapped_column(default="")
    code: Mapped[str] = mapped_column(default="")
    description: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    aliases: Mapped[list[str]] = mapped_column(JSON, default=list)
    links: Mapped[list[str]] = mapped_column(JSON, default=list)
    can_take_part: Mapped[bool | None]
    can_apply: Mapped[bool | None]
    is_demo: Mapped[bool] = mapped_column(default=False)
    calls: Mapped[list[Call]] = relationship(
        back_populates="programme", order_by=Call.year.desc(), cascade="all, delete-orphan", passive_deletes=True
    )

    def also_found_by(self, name: Translated) -> Iterable[str]:
        return (self.short_name or "", self.code or "", *(self.aliases or []))
