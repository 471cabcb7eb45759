"""Sign-in (Flask-Security) and the headers that keep a page to itself."""

from typing import Any

from flask import Flask, Response, redirect, request, url_for
from flask_security import Security, SQLAlchemyUserDatastore, UserMixin, current_user
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from support.db import db
from support.htmx import leave_for, wants_fragment
from support.languages import TRANSLATIONS
from support.settings import Settings

csrf = CSRFProtect()
FORM_LIMIT = 4 * 1024 * 1024
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)


def init_security(app: Flask, settings: Settings, account: type[Any]) -> None:
    """Wire sign-in to the model of accounts, which knows nothing of Flask until here."""
    if UserMixin not in account.__mro__:
        account.__bases__ = (*account.__bases__, UserMixin)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure,
        REMEMBER_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_SECURE=settings.secure,
        MAX_CONTENT_LENGTH=FORM_LIMIT,
        MAX_FORM_MEMORY_SIZE=FORM_LIMIT,
        WTF_CSRF_TIME_LIMIT=None,
        SECURITY_PASSWORD_SALT=settings.secret_key,
        SECURITY_PASSWORD_HASH="argon2",
        SECURITY_POST_LOGIN_VIEW="/desk",
        SECURITY_POST_LOGOUT_VIEW="/",
        SECURITY_LOGOUT_METHODS=["POST"],
        SECURITY_SEND_REGISTER_EMAIL=False,
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_I18N_DIRNAME=["builtin", str(TRANSLATIONS)],
        SECURITY_FLASH_MESSAGES=True,
        SECURITY_REDIRECT_VALIDATE_MODE=["absolute"],
        SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS=False,
    )
    csrf.init_app(app)
    security = Security(app, SQLAlchemyUserDatastore(db, account, None), register_blueprint=True)
    security.unauthn_handler(send_to_sign_in)
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    app.after_request(_close_the_curtains)


def send_to_sign_in(*_reasons: Any, **_more: Any) -> Response:
    """Ask who is there, and come back afterwards."""
    address = url_for("security.login", next=request.full_path.rstrip("?"))
    return leave_for(address) if wants_fragment() else redirect(address, 302)  # type: ignore[return-value]


def _close_the_curtains(response: Response) -> Response:
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("X-Frame-Options", "DENY")
    response.headers.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
    response.headers.setdefault("Content-Security-Policy", POLICY)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if response.mimetype == "text/html" and current_user and current_user.is_authenticated:
        response.headers["Cache-Control"] = "no-store"
    return response
