"""Universities, national offices, ministries: hosts and organisers of events, and where guests come from."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from models.mergeable import Mergeable, told_apart_table
from models.named import Named
from models.needed import Needed
from models.revisable import Revisable
from support import clock
from support.languages import Translated, folded, language
from support.orm import Base, session

ORGANISATION_KINDS = ("university", "faculty", "agency", "ministry", "embassy", "company", "ngo", "school", "other")
"""What sort of body it is, for lists and reports; "" where nobody said."""
INDEXED = frozenset({"short_name", "city", "variants"})


class Organisation(Named, Mergeable, Needed, Revisable, Base):
    """An organisation; `short_name` never stands alone, for two universities are called METU."""

    __tablename__ = "organisations"
    told_apart = told_apart_table("organisations")
    alike_by = (("short_name", "city"),)
    unlike_by = ("country",)
    chosen_fields = ("name", "short_name", "kind", "city", "country", "website")

    id: Mapped[int] = mapped_column(primary_key=True)
    short_name: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="")  # ISO 3166-1 alpha-2
    kind: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(default="")
    is_demo: Mapped[bool] = mapped_column(default=False)

    def also_found_by(self, name: Translated) -> Iterable[str]:
        return (self.short_name or "", self.city or "", *(self.variants or ()))

    def in_events(self) -> ColumnElement[bool]:
        from models.event import Event
        from models.event.event import event_organisers

        organised = select(event_organisers.c.event_id).where(event_organisers.c.organisation_id == self.id)
        return or_(Event.host_id == self.id, Event.id.in_(organised))

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

    @property
    def names(self) -> set[str]:
        """What it is called in full, folded: its name in each language, with what tells it apart and without."""
        return {folded(text) for text in (*self.name.texts.values(), *(self.label(code) for code in self.name.texts))}

    @classmethod
    def meant_by(cls, name: str) -> "list[Organisation]":
        """Those that may be meant by a name, by a label or by an acronym alone, in whatever language and script.

        Several for an acronym or another name of several; a full name is one's own, or of several who share it.
        """
        wanted = folded(name)
        if not wanted:
            return []
        near = session().scalars(select(cls).where(cls.kept(), cls.fitting(name)).order_by(cls.id)).all()
        also = [one for one in near if wanted in map(folded, (one.short_name, *(one.variants or ())))]
        return [one for one in near if wanted in one.names] or also

    @classmethod
    def called(cls, name: str, *, in_language: str | None = None) -> "Organisation":
        """The organisation of that name in whatever language and script, made new where there is none."""
        if found := cls.meant_by(name):
            return found[0]
        made = cls(name=Translated().rewritten({in_language or language(): name}, clock.now()))
        session().add(made)
        return made
