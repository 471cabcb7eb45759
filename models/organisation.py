"""Universities, national offices, ministries: hosts and organisers of events, and where guests come from."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from models.named import Named
from models.revisable import Revisable
from models.trashable import Trashable
from support import clock
from support.languages import Translated, folded, language
from support.orm import Base, session

ORGANISATION_KINDS = ("university", "agency", "ministry", "embassy", "company", "ngo", "school", "other")
"""What sort of body it is, for lists and reports; "" where nobody said."""
INDEXED = frozenset({"short_name", "city"})


class Organisation(Named, Trashable, Revisable, Base):
    """An organisation; `short_name` never stands alone, for two universities are called METU."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    short_name: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="")  # ISO 3166-1 alpha-2
    kind: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(default="")
    is_demo: Mapped[bool] = mapped_column(default=False)

    def also_found_by(self, name: Translated) -> Iterable[str]:
        return (self.short_name or "", self.city or "")

    def revise(self, changes: Mapping[str, Any]) -> set[str]:
        """Set fields by name; the names of those that changed."""
        changed = super().revise(changes)
        if INDEXED & changed:
            self.index_name()
        return changed

    def label(self, code: str | None = None) -> str:
        """The name with what tells it from another of the same name: short name and city."""
        name = self.name.shown(code).text
        more = ", ".join(part for part in (self.short_name, self.city) if part and part not in name)
        return f"{name} ({more})" if more else name

    @classmethod
    def called(cls, name: str, *, in_language: str | None = None) -> "Organisation":
        """The organisation of that name in whatever language and script, made new where there is none."""
        wanted = folded(name)
        for found in session().scalars(select(cls).where(cls.search_text.contains(wanted, autoescape=True))):
            if wanted in (folded(text) for text in found.name.texts.values()):
                return found
        made = cls(name=Translated().rewritten({in_language or language(): name}, clock.now()))
        session().add(made)
        return made
