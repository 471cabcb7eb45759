"""Signed links: an identifier and a nonce nobody can make up, rebuilt whenever they are needed and stored nowhere."""

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


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(current().secret_key, salt=purpose)
