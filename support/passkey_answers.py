"""What a browser answers with a passkey (WebAuthn): the `webauthn` library says whether it holds."""

from typing import Any

from flask import current_app, session
from webauthn import base64url_to_bytes, verify_authentication_response, verify_registration_response
from webauthn.helpers import parse_authentication_credential_json, parse_registration_credential_json
from webauthn.helpers.exceptions import WebAuthnException

from support.passkeys import CHALLENGE, site_name, site_origin

LONGEST = 20_000
"""Letters of an answer; real ones have some two thousand."""
MALFORMED = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)
"""What the library raises over answers that no browser sends."""


class BadPasskey(Exception):
    """Raised for an answer that does not hold."""


def made_passkey(answer: str, name: str) -> Any:
    """The passkey that the browser made, not yet anybody's. Raises BadPasskey."""
    asked = _asked()
    try:
        credential = parse_registration_credential_json(answer[:LONGEST])
        made = verify_registration_response(credential=credential, **asked)
    except MALFORMED as problem:
        raise BadPasskey(str(problem)) from problem
    if _datastore().find_webauthn(credential_id=made.credential_id):
        raise BadPasskey("known already")
    return _datastore().webauthn_model(
        name=name,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        transports=[transport.value for transport in credential.response.transports or ()],
        backup_state=made.credential_backed_up,
        device_type=made.credential_device_type.value,
    )


def signing_passkey(answer: str) -> Any:
    """The passkey that signed what was asked, with its new count. Raises BadPasskey."""
    asked = _asked()
    try:
        credential = parse_authentication_credential_json(answer[:LONGEST])
        passkey = _known(credential)
        verified = verify_authentication_response(
            credential=credential,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            **asked,
        )
    except MALFORMED as problem:
        raise BadPasskey(str(problem)) from problem
    passkey.used(verified.new_sign_count, backed_up=verified.credential_backed_up)
    return passkey


def _known(credential: Any) -> Any:
    """The passkey of a credential, of the account that the credential names (WebAuthn, 7.2, step 6). Raises BadPasskey."""
    passkey = _datastore().find_webauthn(credential_id=credential.raw_id)
    if passkey is None:
        raise BadPasskey("unknown")
    handle = credential.response.user_handle
    if handle is not None and handle != (passkey.account.fs_webauthn_user_handle or "").encode():
        raise BadPasskey("another's")
    return passkey


def _asked() -> dict[str, Any]:
    """What was asked last; it is answered once. Raises BadPasskey where nothing was."""
    challenge = session.pop(CHALLENGE, None)
    if not isinstance(challenge, str):
        raise BadPasskey("nothing was asked")
    return {
        "expected_challenge": base64url_to_bytes(challenge),
        "expected_rp_id": site_name(),
        "expected_origin": site_origin(),
        "require_user_verification": True,
    }


def _datastore() -> Any:
    return current_app.extensions["security"].datastore
