"""Sign-in (Flask-Security) and the headers that keep a page to itself."""

from datetime import timedelta
from typing import Any

from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from flask_security import Security, SQLAlchemyUserDatastore, UserMixin, WebAuthnMixin, current_user
from flask_security.utils import hash_password, set_request_attr
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from support.db import db
from support.htmx import leave_for, shown_page, wants_fragment
from support.idle import ask_again, init_idle, is_locked
from support.languages import TRANSLATIONS
from support.recovery_codes import RecoveryCodes
from support.second_factors import OneTimeCodes, ask_second_factors, second_factor_settings
from support.settings import Settings
from support.sign_in import ConfirmForm, SignInForm, show_form

csrf = CSRFProtect()
FORM_LIMIT = 4 * 1024 * 1024
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
CURTAINS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    "Content-Security-Policy": POLICY,
}
SECURE_CURTAINS = {**CURTAINS, "Strict-Transport-Security": "max-age=31536000"}


def init_security(app: Flask, settings: Settings, account: type[Any], passkey: type[Any]) -> None:
    """Wire sign-in to the models of accounts and passkeys, which know nothing of Flask until here."""
    for model, mixin in ((account, UserMixin), (passkey, WebAuthnMixin)):
        if mixin not in model.__mro__:
            model.__bases__ = (*model.__bases__, mixin)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure,
        REMEMBER_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_SECURE=settings.secure,
        REMEMBER_COOKIE_DURATION=timedelta(days=30),
        MAX_CONTENT_LENGTH=FORM_LIMIT,
        MAX_FORM_MEMORY_SIZE=FORM_LIMIT,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # that wants a Referer, and pages behind a personal link send none
        SECURITY_PASSWORD_SALT=settings.secret_key,
        SECURITY_PASSWORD_HASH="argon2",
        SECURITY_POST_LOGIN_VIEW="/desk",
        SECURITY_POST_LOGOUT_VIEW="/",
        SECURITY_POST_VERIFY_VIEW="/account",
        SECURITY_LOGOUT_METHODS=["POST"],
        SECURITY_RESET_PASSWORD_WITHIN=account.reset_within,
        SECURITY_API_ENABLED_METHODS=["session"],
        SECURITY_STATIC_FOLDER=None,
        SECURITY_I18N_DIRNAME=["builtin", str(TRANSLATIONS)],
        SECURITY_CACHE_CONTROL={"no-store": None},  # its own True comes out as "no-store=True", which caches do not know
        SECURITY_FLASH_MESSAGES=False,  # ours say what there is to say
        **second_factor_settings(settings),
    )
    csrf.init_app(app)
    accounts = SQLAlchemyUserDatastore(db, account, None, passkey)  # type: ignore[arg-type]  # a role is a column here
    forms = {"login_form": SignInForm, "verify_form": ConfirmForm}
    factors = {"totp_cls": OneTimeCodes, "mf_recovery_codes_util_cls": RecoveryCodes}
    security = Security(app, accounts, render_template=show_form, **forms, **factors)  # type: ignore[arg-type]  # a status too
    security.want_json(lambda _request: False)
    security.unauthn_handler(send_to_sign_in)
    security.login_manager.user_loader(_whose_session)
    init_idle(app)
    ask_second_factors(app, security)
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    app.after_request(_close_the_curtains)


def send_to_sign_in(*_reasons: Any, **_more: Any) -> Response:
    """Ask who is there, and come back afterwards: to this address, or to the page whose form or piece was asked for.

    Where it is known and the screen is locked, ask whether it is still they. Raises Locked for what would lose typed text.
    """
    if is_locked():
        return ask_again()
    here = request.full_path.rstrip("?") if request.method == "GET" else None
    address = url_for("security.login", next=shown_page() if wants_fragment() else here)
    return leave_for(address) if wants_fragment() else redirect(address, 302)  # type: ignore[return-value]


def _whose_session(carried: str) -> Any:
    """The account of a session, as far as the session was not ended; Flask-Security's own loader asks for the account alone."""
    found = current_app.extensions["security"].datastore.user_model.of_session(str(carried))
    if found is None:
        return None
    account, g.sign_in = found
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", session.get("fs_paa", 0))
    return account


def normalised(password: str) -> str:
    """A password as every keyboard spells it: some write й as one letter, some as two (Unicode NFKD)."""
    spelt: str = current_app.extensions["security"].password_util.normalize(password)
    return spelt


def hashed(password: str) -> str:
    """What is stored of a password, by which signing in knows it again."""
    return hash_password(normalised(password))


def curtains() -> dict[str, str]:
    """The headers that every answer has to this request, unless it says otherwise."""
    return SECURE_CURTAINS if request.is_secure else CURTAINS


def _close_the_curtains(response: Response) -> Response:
    """Pages, those of errors too, hang on the reader's cookies and on the language their browser prefers: no cache may give them
    to the next one unasked. What somebody sees who is signed in is not kept at all.
    """
    for name, value in curtains().items():
        response.headers.setdefault(name, value)
    if response.mimetype == "text/html":
        response.headers.setdefault("Cache-Control", "no-cache")
        if current_user and current_user.is_authenticated:
            response.headers["Cache-Control"] = "no-store"
    return response
