"""What Flask-Security needs to know of second factors: sealing keys, one-time codes, and the step after the password.

Its machinery asks, its pages do not: see docs/decisions/0008-second-factors-on-our-own-pages.md.
"""

import base64
import time
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask, current_app, redirect, session, url_for
from flask_babel import gettext as _
from flask_security import Security, Totp
from flask_security.tf_plugin import TfPluginBase
from passlib.exc import TokenError  # type: ignore[import-untyped]

from support import clock
from support.settings import Settings
from support.sign_in import own_address

CODES = 10
"""How many recovery codes are made at a time."""
HALF_MINUTE = 30
"""How much too early or too late a code may come, in seconds: clocks differ."""
STEP = timedelta(minutes=10)
"""How long after the password the second step may take."""


def second_factor_settings(settings: Settings) -> dict[str, Any]:
    """Flask-Security's settings. Its own pages stay out: two of its switches are thrown once its routes are made."""
    return {
        "SECURITY_TOTP_SECRETS": {"1": _derived(settings, "authenticator apps").decode()},
        "SECURITY_TOTP_ISSUER": "Qonaq",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": CODES,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [_derived(settings, "recovery codes")],
        "SECURITY_TWO_FACTOR_IMPLEMENTATIONS": {"code": "support.second_factors.SecondStep"},
        "SECURITY_FRESHNESS": timedelta(minutes=15),
        "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(minutes=15),
    }


def ask_second_factors(app: Flask, security: Security) -> None:
    """Let signing in ask for a second step from now on."""
    security.support_mfa = True
    app.config["SECURITY_TWO_FACTOR"] = True  # it tidies the session of what a step left there


def _derived(settings: Settings, purpose: str) -> bytes:
    """A key for one purpose, from which nobody learns the SECRET_KEY (RFC 5869), as Fernet spells keys."""
    made = HKDF(SHA256(), 32, salt=None, info=f"qonaq {purpose}".encode()).derive(settings.secret_key.encode())
    return base64.urlsafe_b64encode(made)


class OneTimeCodes(Totp):
    """The codes of authenticator apps, each good once, by this house's clock."""

    def matching(self, code: str, sealed: str, *, last_counter: int | None = None) -> int | None:
        """The half minute that a code stands for; None where it is wrong or was used, or the key was sealed under another
        SECRET_KEY."""
        try:
            at = clock.now().timestamp()
            match = self._totp.verify(code, sealed, time=at, window=HALF_MINUTE, last_counter=last_counter)
        except (TokenError, ValueError):
            return None
        return int(match.counter)

    def opened(self, sealed: str) -> bool:
        """Whether a sealed key can still be read."""
        try:
            self._totp.from_source(sealed)
        except ValueError:
            return False
        return True

    def get_qrcode(self, username: str, totp: str) -> str:
        """Not asked: `support.pictures.qr_svg` draws `get_totp_uri`."""
        return self.get_totp_uri(username, totp)


class SecondStep(TfPluginBase):
    """Leads whoever has any second factor from the right password to the one page that takes them all."""

    def create_blueprint(self, app: Flask, bp: Any, state: Security) -> None:
        """The page is of `blueprints.account`."""

    def get_setup_methods(self, user: Any) -> list[tuple[str, str]]:
        return [("second_step", _("Second step"))] if user.has_second_factor else []

    def tf_login(self, user: Any, json_payload: dict[str, Any], next_loc: str | None) -> Any:
        session["tf_state"], session["tf_since"] = "ready", time.time()
        return redirect(url_for("account.second_step", next=own_address(next_loc)))


def one_time_codes() -> OneTimeCodes:
    codes: OneTimeCodes = current_app.extensions["security"].totp_factory
    return codes


def half_signed_in() -> Any:
    """The account whose password was right a moment ago and whose second step is due, None where there is none."""
    since = session.get("tf_since")
    if session.get("tf_state") != "ready" or not isinstance(since, float) or time.time() - since > STEP.total_seconds():
        return None
    account = current_app.extensions["security"].datastore.find_user(fs_uniquifier=session.get("tf_user_id"))
    return account if account and account.is_active and not account.is_locked() else None
