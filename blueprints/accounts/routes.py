"""Who signs in, as administrators see it."""

from typing import Any

from flask import Response, abort, flash, render_template, url_for
from flask_babel import gettext as _

from blueprints.accounts import bp
from blueprints.accounts.forms import AccountForm, InvitationForm
from blueprints.accounts.listing import Accounts
from blueprints.scoping import admin_only, current_account
from models import Account
from models.account import LastAdmin
from support.db import db
from support.htmx import leave_for, page
from support.languages import language
from support.settings import current


@bp.get("/accounts")
@admin_only
def index() -> Response:
    """All of them, filtered, sorted, as a file."""
    return Accounts().answer("accounts/index.html", fragment="accounts/_list.html", zone=current().zone)


@bp.get("/accounts/new")
@admin_only
def new() -> str:
    """Whom to invite."""
    return render_template(
        "accounts/new.html", form=InvitationForm(formdata=None, data={"role": "staff", "language": language()})
    )


@bp.post("/accounts")
@admin_only
def create() -> Response:
    """Invite somebody."""
    form = InvitationForm()
    if not form.validate_on_submit():
        return page("accounts/new.html", fragment="accounts/_new_form.html", status=422, form=form)

    account = Account(email=form.email.data)
    account.revise({"name": form.name.data, "role": form.role.data, "language": form.language.data})
    account.invite()
    return _done(account, _("%(name)s is invited.", name=account.name))


@bp.get("/accounts/<int:number>")
@admin_only
def show(number: int) -> Response:
    """One account."""
    account = _account(number)
    return _page(account, AccountForm(obj=account, formdata=None))


@bp.post("/accounts/<int:number>")
@admin_only
def update(number: int) -> Response:
    """Change name, address and role."""
    account, form = _account(number), AccountForm()
    form.account = account
    if not form.validate_on_submit():
        return _page(account, form, status=422)
    try:
        account.revise({"name": form.name.data, "role": form.role.data})
    except LastAdmin:
        form.role.errors = [last_admin()]
        return _page(account, form, status=422)

    account.move_to(form.email.data)
    return _done(account, _("Saved."))


@bp.post("/accounts/<int:number>/closure")
@admin_only
def close(number: int) -> Response:
    """End it: its sessions are gone at once."""
    account = _account(number)
    try:
        account.close()
    except LastAdmin:
        abort(409, last_admin())
    return _done(account, _("The account of %(name)s is closed.", name=account.name or account.email))


@bp.post("/accounts/<int:number>/reopening")
@admin_only
def reopen(number: int) -> Response:
    """Let it sign in again."""
    account = _account(number)
    account.reopen()
    return _done(account, _("The account of %(name)s is open again.", name=account.name or account.email))


@bp.post("/accounts/<int:number>/invitation")
@admin_only
def invite_again(number: int) -> Response:
    """Mail another link; the one before no longer works."""
    account = _account(number)
    if account.state != "invited":
        abort(409, _("This account needs no invitation."))
    account.invite()
    return _done(account, _("The invitation is on its way again."))


def last_admin() -> str:
    return _("This is the last administrator who can sign in. Make somebody else one first.")


def _account(number: int) -> Account:
    return db.session.get(Account, number) or abort(404)


def _done(account: Account, said: str) -> Response:
    db.session.commit()
    flash(said, "ok")
    gone = current_account() is None or not current_account().is_admin
    return leave_for("/desk" if gone else url_for(".show", number=account.id))


def _page(account: Account, form: AccountForm, **more: Any) -> Response:
    return page("accounts/show.html", fragment="accounts/_form.html", one=account, form=form, zone=current().zone, **more)
