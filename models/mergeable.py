"""Two entries that turn out to be one: what is kept, what points at it, and what is said when they are two after all."""

from collections.abc import Collection, Iterable
from typing import Any, ClassVar, Self

from sqlalchemy import JSON, Column, ColumnElement, ForeignKey, Table, event, inspect, select
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from models.activity import Activity
from models.calendared import staying_put
from models.conflict import AcceptedConflict
from models.references import count_references, redirect, references_to
from models.revisable import plain
from support.languages import Translated, sounding
from support.orm import Base, insert_new, session

STAYS = frozenset({"id", "merged_into_id", "is_demo", "created_at"})
"""What an entry keeps of itself once it has been merged into another: its number leads there."""


class NotMergeable(ValueError):
    """They are one already, or one of them is no entry any more, or one is a part of the other."""


def told_apart_table(things: str) -> Table:
    """Pairs of which somebody said that they are two; `one_id` is the smaller number."""
    return Table(
        f"{things}_told_apart",
        Base.metadata,
        Column("one_id", ForeignKey(f"{things}.id", ondelete="CASCADE"), primary_key=True),
        Column("other_id", ForeignKey(f"{things}.id", ondelete="CASCADE"), primary_key=True, index=True),
    )


class Mergeable:
    """A thing under one name a language and under `variants`: other spellings, and names of what was merged into it.

    `spellings` are all of them as they sound, one a line: what is compared to find what is there twice (`models.duplicates`).
    `told_apart` is its table of pairs, `chosen_fields` what one chooses between when two are merged, in the order of the form.
    Two that have one of `alike_by` in common may be one; two that differ in one of `unlike_by` are not.
    """

    __tablename__: str
    id: Any
    name: Any
    is_demo: Any
    told_apart: ClassVar[Table]
    chosen_fields: ClassVar[tuple[str, ...]]
    alike_by: ClassVar[tuple[tuple[str, ...], ...]] = ()
    unlike_by: ClassVar[tuple[str, ...]] = ()

    variants: Mapped[list[str]] = mapped_column(JSON, default=list)
    spellings: Mapped[str] = mapped_column(default="")

    @declared_attr
    @classmethod
    def merged_into_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey(f"{cls.__tablename__}.id"), index=True)

    @classmethod
    def kept(cls) -> ColumnElement[bool]:
        """What neither lies in the trash nor has become part of another."""
        in_place: ColumnElement[bool] = super().kept()  # type: ignore[misc]
        return in_place & cls.merged_into_id.is_(None)

    @classmethod
    def with_number(cls, number: int) -> Self | None:
        """The entry of an address: itself, or the one it was merged into; nothing for what lies in the trash."""
        found = session().get(cls, number)
        if found is not None and found.merged_into_id:
            found = session().get(cls, found.merged_into_id)
        return None if found is None or getattr(found, "deleted_at", None) else found

    def absorb(self, other: Self, theirs: Collection[str] = ()) -> int:
        """Become what both were: fields named in `theirs` and those empty here are the other's, its names become variants.

        Everything that pointed at the other points here. How many references that were, those of restricted events left out.
        Raises NotMergeable.
        """
        self._require_two(other)
        were_booked_as = other.booked_as, self.booked_as
        was, before = _state(other), _state(self)
        wanted = {name: getattr(other if self._takes(name, theirs, other) else self, name) for name in self.chosen_fields}
        wanted["variants"] = self._names_beside(wanted["name"], other)
        moved = count_references(other)
        self._take_references(other)
        self.is_demo = self.is_demo and other.is_demo
        other._become_part_of(self)
        for name, value in wanted.items():
            setattr(self, name, value)
        self.index_name()  # type: ignore[attr-defined]
        session().flush()
        session().expire(self)
        AcceptedConflict.follow(dict.fromkeys(were_booked_as, self.booked_as))
        changed = {name: [before[name], value] for name, value in _state(self).items() if before[name] != value}
        Activity.record("merged", self, **changed, other=other.id, was=was, moved=moved)
        return sum(moved.values())

    @property
    def booked_as(self) -> str:
        """The key under which its hours are taken (`models.occupation`)."""
        return f"{self.__tablename__}:{self.id}"

    def tell_apart(self, other: Self) -> None:
        """Say that they are two, once and for all; a second time changes nothing."""
        one, two = sorted((self.id, other.id))
        table: Any = self.told_apart
        if one != two and insert_new(table, one_id=one, other_id=two):
            Activity.record("told_apart", self, other=other.id)

    def is_told_apart(self, other: Self) -> bool:
        """Whether somebody said that they are two."""
        pair = select(self.told_apart.c.one_id).where(
            self.told_apart.c.one_id.in_((self.id, other.id)), self.told_apart.c.other_id.in_((self.id, other.id))
        )
        return session().execute(pair).first() is not None

    def _require_two(self, other: Self) -> None:
        kind = type(self)
        both = select(kind).where(kind.id.in_((self.id, other.id)), kind.kept()).order_by(kind.id)
        held = both.with_for_update(of=kind).execution_options(populate_existing=True)
        if len(session().scalars(held).unique().all()) != 2:
            raise NotMergeable

    def _takes(self, name: str, theirs: Collection[str], other: Self) -> bool:
        return bool(getattr(other, name)) and (name in theirs or not getattr(self, name))

    def _names_beside(self, name: Translated, other: Self) -> list[str]:
        """All other names of both, each spelling once; what differs only in case and script too, for papers spell it so."""
        spelled: Iterable[str] = (
            *self.name.texts.values(), *other.name.texts.values(), *(self.variants or ()), *(other.variants or ()),
        )  # fmt: skip
        return [text for text in dict.fromkeys(spelled) if text not in name.texts.values()]

    def _take_references(self, other: Self) -> None:
        """Let what points at the other point here."""
        session().flush()
        for reference in references_to(type(self)):
            with staying_put():
                rows = redirect(reference, other, self)
            for row in rows:
                getattr(row, "index_for_search", lambda: None)()
        session().expire(self)

    def _become_part_of(self, kept: Self) -> None:
        """Stay as a number that leads to another, with nothing of what was known: that is in the record."""
        for attribute in inspect(type(self)).column_attrs:
            if attribute.key not in STAYS:
                default = attribute.columns[0].default
                empty = default.arg(None) if default and default.is_callable else default.arg if default else None
                setattr(self, attribute.key, empty)
        self.merged_into_id, self.is_demo = kept.id, kept.is_demo
        session().flush()
        session().expire(self)


def _state(thing: Any) -> dict[str, Any]:
    """What is known of a thing, as the record keeps it."""
    left_out = {*STAYS, "name_keys", "search_text", "spellings"}
    return {one.key: plain(getattr(thing, one.key)) for one in inspect(type(thing)).column_attrs if one.key not in left_out}


@event.listens_for(Mergeable, "before_insert", propagate=True)
@event.listens_for(Mergeable, "before_update", propagate=True)
def _index(_mapper: Any, _connection: Any, thing: Any) -> None:
    """Keep what search and the hunt for duplicates compare, whichever field it was that changed."""
    thing.index_name()
    names = (*thing.name.texts.values(), *(thing.variants or ()))
    thing.spellings = "\n".join(dict.fromkeys(heard for heard in map(sounding, names) if heard))
