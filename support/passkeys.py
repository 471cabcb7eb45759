"""Passkeys (WebAuthn): what the browser is asked, and whether its answer holds. The `webauthn` library does the cryptography."""

import ipaddress
import secrets
from typing import Any

from flask import current_app, request, session
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, parse_authentication_credential_json, parse_registration_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

CHALLENGE = "passkey_challenge"
LONGEST = 20_000
"""Letters of an answer; real ones have some two thousand."""
MALFORMED = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)
"""What the library raises over answers that no browser sends."""


class BadPasskey(Exception):
    """Raised for an answer that does not hold."""


def passkeys_possible() -> bool:
    """Whether this site was reached by a name: a passkey belongs to a name, never to a number (WebAuthn, 5.1.3)."""
    try:
        ipaddress.ip_address(_name().strip("[]"))
    except ValueError:
        return True
    return False


def creation_options(account: Any) -> str:
    """What the browser is asked to make, as JSON; it must know who holds it (a finger, a face, a PIN)."""
    if account.fs_webauthn_user_handle is None:
        account.fs_webauthn_user_handle = secrets.token_urlsafe(32)
    options = generate_registration_options(
        rp_id=_name(),
        rp_name="Qonaq",
        user_id=account.fs_webauthn_user_handle.encode(),
        user_name=account.email,
        user_display_name=account.name or account.email,
        challenge=_new_challenge(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=_descriptors(account),
    )
    return options_to_json(options)


def request_options(account: Any = None) -> str:
    """What the browser is asked to sign, as JSON: with one of the account's passkeys, or with any that it has for this site."""
    options = generate_authentication_options(
        rp_id=_name(),
        challenge=_new_challenge(),
        allow_credentials=_descriptors(account) if account else None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def made_passkey(answer: str, name: str) -> Any:
    """The passkey that the browser made, not yet anybody's. Raises BadPasskey."""
    challenge = _asked_challenge()
    try:
        credential = parse_registration_credential_json(answer[:LONGEST])
        made = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_name(),
            expected_origin=_origin(),
            require_user_verification=True,
        )
    except MALFORMED as problem:
        raise BadPasskey(str(problem)) from problem
    datastore = current_app.extensions["security"].datastore
    if datastore.find_webauthn(credential_id=made.credential_id):
        raise BadPasskey("known already")
    return datastore.webauthn_model(
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
    challenge = _asked_challenge()
    try:
        credential = parse_authentication_credential_json(answer[:LONGEST])
        passkey = current_app.extensions["security"].datastore.find_webauthn(credential_id=credential.raw_id)
        if passkey is None:
            raise BadPasskey("unknown")
        verified = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_name(),
            expected_origin=_origin(),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except MALFORMED as problem:
        raise BadPasskey(str(problem)) from problem
    handle = credential.response.user_handle
    if handle is not None and handle != (passkey.account.fs_webauthn_user_handle or "").encode():
        raise BadPasskey("another's")
    passkey.used(verified.new_sign_count, backed_up=verified.credential_backed_up)
    return passkey


def _new_challenge() -> bytes:
    """Something that was never signed before, kept in the session until the answer comes."""
    challenge = secrets.token_bytes(32)
    session[CHALLENGE] = bytes_to_base64url(challenge)
    return challenge


def _asked_challenge() -> bytes:
    """What was asked last; it is answered once. Raises BadPasskey where nothing was."""
    asked = session.pop(CHALLENGE, None)
    if not isinstance(asked, str):
        raise BadPasskey("nothing was asked")
    return base64url_to_bytes(asked)


def _descriptors(account: Any) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=passkey.credential_id) for passkey in account.webauthn]


def _name() -> str:
    """The name in the address. A browser only offers and signs with passkeys of the very page it shows."""
    return request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host


def _origin() -> str:
    return request.host_url.rstrip("/")
