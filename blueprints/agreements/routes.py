"""Agreements as staff see them."""

from collections.abc import Sequence

from flask import Response

from blueprints.agreements import bp
from blueprints.agreements.editing import known, shown
from blueprints.agreements.forms import RenewalForm
from blueprints.agreements.listing import Agreements
from blueprints.scoping import staff_only
from models import Agreement, Organisation, Programme
from models.partners import Partners
from support.db import db


@bp.get("/agreements")
@staff_only
def index() -> Response:
    """All of them, filtered and sorted as the address asks."""
    return Agreements().answer("agreements/index.html", fragment="agreements/_list.html")


@bp.get("/agreements/<int:number>")
@staff_only
def show(number: int) -> Response:
    """One agreement, and the way to renew it."""
    return shown(known(number), RenewalForm(formdata=None))


@bp.app_context_processor
def _what_other_pages_show() -> dict[str, object]:
    """The pages of an opportunity and of an organisation tell of agreements: see `agreements/_of_….html`."""
    return {"partners_under": _partners_under, "agreements_with": _agreements_with}


def _partners_under(programme: Programme) -> Partners:
    return Partners(programme=programme)


def _agreements_with(organisation: Organisation) -> Sequence[Agreement]:
    found = Agreement.lists().where(Agreement.with_partners(Organisation.id == organisation.id))
    return db.session.scalars(found.order_by(Agreement.ends_on.desc().nulls_first(), Agreement.id)).all()
