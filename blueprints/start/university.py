"""The first step: whose office this is, and what it looks like."""

from typing import Any

from flask import Response

from blueprints.scoping import admin_only, office, staff_only
from blueprints.start import bp
from blueprints.start.forms import UniversityForm
from blueprints.start.steps import onwards, step
from models.accent import HOUSE, Accent
from models.logo import LARGEST_FILE
from support.db import db
from support.languages import language


@bp.get("/start/university")
@staff_only
def show_university() -> Response:
    """Names, logo and colour."""
    return _page(_stored())


@bp.post("/start/university")
@admin_only
def update_university() -> Response:
    """Change them."""
    ours = office()
    form = UniversityForm(obj=ours)
    if status := form.refused(_stored()):
        return _page(form, status=status)

    texts = {field: form[field].rewritten(language()) for field in ("name", "department")}
    ours.revise({**texts, "mail_domains": form.mail_domains.data, "accent": form.own_colour})
    if form.drawn or form.remove_logo.data:
        ours.show(form.drawn)
    db.session.commit()
    return onwards("university")


def _stored() -> UniversityForm:
    form = UniversityForm(obj=office(), formdata=None)
    form.accent.data = office().accent or HOUSE
    return form


def _page(form: UniversityForm, **more: Any) -> Response:
    current = Accent.of(office().accent or HOUSE)
    return step("university", form=form, current_colours=current, largest=LARGEST_FILE // 1024 // 1024, house=HOUSE, **more)
