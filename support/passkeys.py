"""Passkeys (WebAuthn): what the browser is asked. Whether its answer holds says `support.passkey_answers`."""

import ipaddress
import secrets
from typing import Any

from flask import request, session
from webauthn import generate_authentication_options, generate_registration_options, options_to_json
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

CHALLENGE, HANDLE = "passkey_challenge", "passkey_handle"


def passkeys_possible() -> bool:
    """Whether this site was reached by a name: a passkey belongs to a name, never to a number (WebAuthn, 5.1.3)."""
    try:
        ipaddress.ip_address(site_name().strip("[]"))
    except ValueError:
        return True
    return False


def creation_options(account: Any) -> str:
    """What the browser is asked to make, as JSON; it must know who holds it (a finger, a face, a PIN)."""
    handle = account.fs_webauthn_user_handle or session.setdefault(HANDLE, secrets.token_urlsafe(32))
    options = generate_registration_options(
        rp_id=site_name(),
        rp_name="Qonaq",
        user_id=handle.encode(),
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
        rp_id=site_name(),
        challenge=_new_challenge(),
        allow_credentials=_descriptors(account) if account else None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def keep_handle(account: Any) -> None:
    """Let the account keep the name by which its first passkey knows it; the page that asked for it only read."""
    account.fs_webauthn_user_handle = account.fs_webauthn_user_handle or session.pop(HANDLE, None)


def _new_challenge() -> bytes:
    """Something that was never signed before, kept in the session until the answer comes."""
    challenge = secrets.token_bytes(32)
    session[CHALLENGE] = bytes_to_base64url(challenge)
    return challenge


def _descriptors(account: Any) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=passkey.credential_id) for passkey in account.webauthn]


def site_name() -> str:
    """The name in the address. A browser only offers and signs with passkeys of the very page it shows."""
    return request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host


def site_origin() -> str:
    return request.host_url.rstrip("/")
