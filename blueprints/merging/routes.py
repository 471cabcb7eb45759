"""Entries that are there twice: the questions, telling two apart, and making one of two."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from blueprints import wording
from blueprints.merging import bp
from blueprints.merging.side_by_side import side_by_side
from blueprints.scoping import current_account, entry_at, staff_only
from models import Organisation, Person, Room
from models.duplicates import MOST, Duplicates
from models.mergeable import Mergeable, NotMergeable
from models.permissions import Permissions
from models.references import count_references
from support.db import db
from support.form_fields import numbered
from support.htmx import leave_for

KINDS: dict[str, type[Any]] = {"people": Person, "organisations": Organisation, "rooms": Room}
OF = "/<any(people, organisations, rooms):kind>"
FOUND = 20


@bp.get(f"{OF}/duplicates")
@staff_only
def duplicates(kind: str) -> str:
    """What may be there twice, the likeliest first."""
    pairs = Duplicates.of(KINDS[kind])
    numbers = {number for pair in pairs for number in pair[:2]}
    entries = {one.id: one for one in db.session.scalars(select(KINDS[kind]).where(KINDS[kind].id.in_(numbers))).unique()}
    return render_template(
        "merging/duplicates.html", kind=kind, pairs=pairs, entries=entries, most=MOST, title=wording.ENTRIES[kind]
    )


@bp.get(f"{OF}/<int:number>/merger")
@staff_only
def merger(kind: str, number: int) -> Response | str:
    """Both side by side, ?with= being the other; without one, which it may be."""
    kept: Any = entry_at(KINDS[kind], number)
    if "with" not in request.args:
        return _whom(kind, kept)
    other = _other(kind, request.args.get("with"))
    if other is kept or not _may_merge(kept, other):
        return redirect(url_for(f"{kind}.show", number=kept.id))  # type: ignore[return-value]
    rows, moving = side_by_side(kept, other), sum(count_references(other).values())
    return render_template("merging/merger.html", kind=kind, kept=kept, other=other, rows=rows, moving=moving)


@bp.post(f"{OF}/<int:number>/merger")
@staff_only
def merge(kind: str, number: int) -> Response:
    """Make one of two; fields sent as "theirs" are the other's."""
    kept: Any = entry_at(KINDS[kind], number)
    other = _other(kind, request.form.get("with"))
    if not _may_merge(kept, other):
        return leave_for(url_for(f"{kind}.show", number=kept.id))
    name = other.label()
    theirs = {field for field in kept.chosen_fields if request.form.get(field) == "theirs"}
    try:
        moved = kept.absorb(other, theirs)
    except NotMergeable:
        flash(_("These two cannot be merged: they are one already, or one is a part of the other."), "bad")
        return leave_for(url_for(f"{kind}.show", number=kept.id))
    db.session.commit()
    flash(_("%(name)s is part of this entry now; %(count)s references moved.", name=name, count=moved), "ok")
    return leave_for(url_for(f"{kind}.show", number=kept.id))


@bp.post(f"{OF}/<int:number>/told-apart")
@staff_only
def told_apart(kind: str, number: int) -> Response:
    """Say that they are two; it is not asked again."""
    one: Any = entry_at(KINDS[kind], number)
    one.tell_apart(_other(kind, request.form.get("with")))
    db.session.commit()
    flash(_("Noted: these are two."), "ok")
    return leave_for(url_for(".duplicates", kind=kind))


def _may_merge(*both: Any) -> bool:
    """Whether the reader may: whoever is behind a person sees what that person has a part in, restricted visits too."""
    accounts = [account for account in (getattr(one, "account", None) for one in both) if account]
    permissions = Permissions(current_account())
    of_office = any(account.is_staff for account in accounts)
    if accounts and not (permissions.administers or (not of_office and permissions.may_link(*both))):
        flash(_("One of them signs in here: only an administrator can merge them."), "bad")
        return False
    return True


def _other(kind: str, typed: str | None) -> Any:
    number = numbered(typed)
    other: Mergeable | None = KINDS[kind].with_number(number) if number is not None else None
    return other or abort(404)


def _whom(kind: str, kept: Any) -> str:
    """A search for the other, with those that look like it."""
    words = request.args.get("q", "")[:100].strip()
    found = select(KINDS[kind]).where(KINDS[kind].kept(), KINDS[kind].fitting(words), KINDS[kind].id != kept.id)
    others = (
        db.session.scalars(found.order_by(KINDS[kind].by_name(), KINDS[kind].id).limit(FOUND)).unique().all() if words else []
    )
    alike = [] if words else Duplicates.like(kept)
    return render_template("merging/whom.html", kind=kind, kept=kept, words=words, others=others, alike=alike)
