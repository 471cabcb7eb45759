"""Signed links: an identifier and a nonce nobody can make up, rebuilt whenever they are needed and stored nowhere."""

import base64
import hashlib
import hmac

from itsdangerous import BadSignature, URLSafeSerializer

from support.settings import current


def sign(purpose: str, identifier: int, nonce: str) -> str:
    """A token for one purpose; changing the nonce in the database revokes it."""
    return _serializer(purpose).dumps([identifier, nonce])


def signed(purpose: str, token: str) -> tuple[int, str] | None:
    """The identifier and nonce of a token, None where we did not sign it."""
    try:
        identifier, nonce = _serializer(purpose).loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return (identifier, nonce) if isinstance(identifier, int) and isinstance(nonce, str) else None


def mark(purpose: str, *facts: str) -> str:
    """Twenty-six small letters and digits (130 bits) that belong to these facts and that nobody without our key can make up.

    For places such as mailboxes, where case is lost and room is short; what it stands for has to be known from elsewhere.
    """
    key = hashlib.sha256(f"{purpose}:{current().secret_key}".encode()).digest()
    digest = hmac.new(key, "\0".join(facts).encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode().lower()[:26]


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(current().secret_key, salt=purpose)
