"""What points at a thing: every foreign key to its table, found in the tables themselves, so that a new one counts too."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Column, Select, Table, UniqueConstraint, delete, func, inspect, or_, select, update
from sqlalchemy.orm import Mapper, RelationshipProperty

from models.trashable import TRASH_TOO
from support.languages import Translated, folded
from support.orm import Base, session


class Reference(NamedTuple):
    """A column that holds numbers of a table's rows."""

    table: Table
    column: Column[Any]

    @property
    def name(self) -> str:
        return f"{self.table.name}.{self.column.name}"


def references_to(kind: type[Any]) -> list[Reference]:
    """Every column that points at a kind of thing, in a steady order."""
    target = inspect(kind).local_table
    tables = Base.metadata.sorted_tables
    found = [Reference(table, key.parent) for table in tables for key in table.foreign_keys if key.column.table is target]
    return sorted(found, key=lambda one: one.name)


def count_references(thing: Any) -> dict[str, int]:
    """How many rows point at a thing, by the column. Those of restricted events are left out: a count would tell of them."""
    found = {one.name: session().scalar(_open_rows(one).where(one.column == thing.id)) for one in references_to(type(thing))}
    return {name: number for name, number in found.items() if number}


def _open_rows(reference: Reference) -> Select[Any]:
    events = Base.metadata.tables["events"]
    rows = select(func.count()).select_from(reference.table)
    if reference.table is not events and "event_id" not in reference.table.c:
        return rows
    number = reference.table.c.id if reference.table is events else reference.table.c.event_id
    return rows.where(or_(number.is_(None), number.not_in(select(events.c.id).where(events.c.visibility == "restricted"))))


def redirect(reference: Reference, old: Any, new: Any) -> list[Any]:
    """Let whatever points at `old` through a column point at `new`; what it was, a row or an object each.

    Through the objects where there are any, for others listen to their changes. Where both were pointed at and only one may be,
    the one of `new` stays.
    """
    if mapper := _mapper_of(reference.table):
        return _redirect_objects(mapper, reference, old, new)
    for relation, backwards in _relations_through(reference):
        return _redirect_members(relation, old, new) if not backwards else _hand_over(relation, old, new)
    return _redirect_rows(reference, old, new)


def _mapper_of(table: Table) -> Mapper[Any] | None:
    return next((mapper for mapper in Base.registry.mappers if mapper.local_table is table), None)


def _redirect_objects(mapper: Mapper[Any], reference: Reference, old: Any, new: Any) -> list[Any]:
    attribute = mapper.get_property_by_column(reference.column).key
    written = (one for one in mapper.relationships if not one.viewonly and not one.uselist)
    relation = next((one.key for one in written if one.local_columns == {reference.column}), None)
    column = getattr(mapper.class_, attribute)
    there = list(session().scalars(select(mapper.class_).where(column == new.id), execution_options=TRASH_TOO).unique())
    pointing = select(mapper.class_).where(column == old.id).order_by(*mapper.primary_key)
    moved = list(session().scalars(pointing, execution_options=TRASH_TOO).unique())
    for row in moved:
        if any(_same(mapper, attribute, row, other) for other in there):
            session().delete(row)
        else:
            setattr(row, relation or attribute, new if relation else new.id)
            there.append(row)
    return moved


def _same(mapper: Mapper[Any], attribute: str, one: Any, other: Any) -> bool:
    """Whether two rows cannot both point at one thing, or would say the same of it (`same_when` of their class)."""
    keys = [[mapper.get_property_by_column(column).key for column in unique] for unique in _uniques(mapper.local_table)]
    if said := getattr(mapper.class_, "same_when", None):
        keys.append([attribute, *said])
    others = ([name for name in key if name != attribute] for key in keys if attribute in key)
    return any(all(_alike(getattr(one, name), getattr(other, name)) for name in names) for names in others)


def _alike(one: Any, other: Any) -> bool:
    """Whether two values say the same; of texts in several languages, whether the other says all that the one does."""
    if isinstance(one, Translated) and isinstance(other, Translated):
        return bool(one) == bool(other) and all(folded(text) == folded(other[code]) for code, text in one.texts.items())
    return bool(one == other)


def _uniques(table: Any) -> Iterator[list[Column[Any]]]:
    yield list(table.primary_key.columns)
    yield from (list(one.columns) for one in table.constraints if isinstance(one, UniqueConstraint))
    yield from (list(one.columns) for one in table.indexes if one.unique)


def _relations_through(reference: Reference) -> Iterator[tuple[RelationshipProperty[Any], bool]]:
    """Lists of objects that a table without a class stands behind; True where the things that are merged own the list."""
    for mapper in Base.registry.mappers:
        for relation in mapper.relationships:
            if relation.secondary is reference.table:
                owner = {remote for _local, remote in relation.synchronize_pairs}
                yield relation, reference.column in owner


def _redirect_members(relation: RelationshipProperty[Any], old: Any, new: Any) -> list[Any]:
    kind = relation.parent.class_
    pointing = select(kind).where(getattr(kind, relation.key).contains(old))
    owners = list(session().scalars(pointing, execution_options=TRASH_TOO).unique())
    for owner in owners:
        members = getattr(owner, relation.key)
        renamed = (new if member is old else member for member in members)
        setattr(owner, relation.key, list(dict.fromkeys(member for member in renamed if member is not owner)))
    return owners


def _hand_over(relation: RelationshipProperty[Any], old: Any, new: Any) -> list[Any]:
    members = list(getattr(old, relation.key))
    both = [*getattr(new, relation.key), *members]
    setattr(new, relation.key, list(dict.fromkeys(member for member in both if member not in (old, new))))
    setattr(old, relation.key, [])
    return members


def _redirect_rows(reference: Reference, old: Any, new: Any) -> list[Any]:
    table, column = reference
    rows = list(session().execute(select(table).where(column == old.id)))
    for row in rows:
        here = [one == getattr(row, one.name) for one in table.columns]
        wanted = {**row._mapping, column.name: new.id}
        taken = [all(wanted[c.name] == other._mapping[c.name] for c in unique)
                 for unique in _uniques(table) for other in session().execute(select(table).where(column == new.id))]  # fmt: skip
        points_at_itself = [wanted[other.name] for other in table.columns if other.foreign_keys].count(new.id) > 1
        if any(taken) or points_at_itself:
            session().execute(delete(table).where(*here))
        else:
            session().execute(update(table).where(*here).values({column.name: new.id}))
    return rows
