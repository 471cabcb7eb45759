"""The second step: what the office says of itself, and who is who."""

from typing import Any

from flask import Response, abort, flash, redirect, request
from flask_babel import gettext as _

from blueprints.scoping import admin_only, office, staff_only
from blueprints.start import bp
from blueprints.start.forms import MemberForm, ProfileForm
from blueprints.start.steps import onwards, step
from models import OfficeMember
from support.db import db
from support.languages import language

MOST = 50


@bp.get("/start/people")
@staff_only
def show_people() -> Response:
    """The profile, the people, and a form for one more."""
    return _page()


@bp.post("/start/people")
@admin_only
def update_profile() -> Response:
    """Change the profile."""
    form = ProfileForm(obj=office())
    if status := form.refused(ProfileForm(obj=office(), formdata=None)):
        return _page(form=form, status=status)

    office().revise({"profile": form.profile.rewritten(language())})
    db.session.commit()
    return onwards("people")


@bp.post("/start/people/members")
@admin_only
def create_member() -> Response:
    """Name somebody more."""
    form = MemberForm(prefix="member-")
    if len(office().members) >= MOST:
        abort(409, _("There are %(most)d people already. Remove somebody first.", most=MOST))
    if not form.validate_on_submit():
        return _page(member_form=form, status=422)

    office().welcome(_said(form))
    return _back(_("%(name)s is on the contact page.", name=form.name.data))


@bp.get("/start/people/<int:identifier>")
@staff_only
def edit_member(identifier: int) -> Response:
    """What is said of somebody."""
    member = _member(identifier)
    return step("people", template="member", member=member, form=MemberForm(obj=member, formdata=None))


@bp.post("/start/people/<int:identifier>")
@admin_only
def update_member(identifier: int) -> Response:
    """Change it."""
    member = _member(identifier)
    form = MemberForm(obj=member)
    if status := form.refused(MemberForm(obj=member, formdata=None)):
        return step("people", template="member", member=member, form=form, status=status)

    office().describe(member, _said(form))
    return _back(_("Saved."))


@bp.post("/start/people/<int:identifier>/place")
@admin_only
def move_member(identifier: int) -> Response:
    """Name somebody earlier or later."""
    office().move(_member(identifier), by=-1 if request.form.get("direction") == "up" else 1)
    return _back("")


@bp.post("/start/people/<int:identifier>/removal")
@admin_only
def remove_member(identifier: int) -> Response:
    """Name somebody no longer."""
    member = _member(identifier)
    office().dismiss(member)
    return _back(_("%(name)s is no longer on the contact page.", name=member.name))


def _member(identifier: int) -> OfficeMember:
    return next((member for member in office().members if member.id == identifier), None) or abort(404)


def _said(form: MemberForm) -> dict[str, Any]:
    return {
        "name": form.name.data,
        "position": form.position.rewritten(language()),
        "email": form.email.data,
        "phone": form.phone.data or "",
    }


def _page(*, status: int = 200, **forms: Any) -> Response:
    """The page with the form that was sent, and the other as it stands."""
    both = {"form": ProfileForm(obj=office(), formdata=None), "member_form": MemberForm(formdata=None, prefix="member-"), **forms}
    return step("people", members=office().members, status=status, **both)


def _back(said: str) -> Response:
    db.session.commit()
    if said:
        flash(said, "ok")
    return redirect("/start/people#members", 303)  # type: ignore[return-value]
