"""Signing in, and what somebody with an account says of themselves. Attendees need none."""

from flask import Blueprint

bp = Blueprint("account", __name__)

from blueprints.account import (  # noqa: E402  (the routes hang themselves onto bp)
    addresses,  # noqa: F401
    factors,  # noqa: F401
    passkeys,  # noqa: F401
    passwords,  # noqa: F401
    required,  # noqa: F401
    routes,  # noqa: F401
    second_step,  # noqa: F401
    sign_ins,  # noqa: F401
    signing_in,  # noqa: F401
    university,  # noqa: F401
    unlocking,  # noqa: F401
)
