"""The university's own sign-in (OpenID Connect): Authlib sends people there and checks what they come back with."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from authlib.integrations.base_client.errors import OAuthError  # type: ignore[import-untyped]
from authlib.integrations.flask_client import OAuth  # type: ignore[import-untyped]
from flask import Flask, Response, current_app, session
from joserfc.errors import JoseError
from requests import RequestException

from support.settings import Settings, current

PATIENCE = 10
"""Seconds that the university's server may take for an answer."""
SCOPE = "openid email profile"


class SignInFailed(Exception):
    """Raised for whoever comes back with nothing that proves who they are: they may begin again."""


class NoAnswer(Exception):
    """Raised while the university's server does not answer."""


class Identity(NamedTuple):
    """Who the university says has signed in. `email` is empty unless it has verified the address, in a domain that is ours."""

    issuer: str
    subject: str
    email: str


def init_oidc(app: Flask, settings: Settings) -> None:
    """Know the university's server; it is asked for its addresses and keys when somebody comes first."""
    app.jinja_env.globals.update(single_sign_on=settings.has_single_sign_on, single_sign_on_name=settings.oidc_name)
    if not settings.has_single_sign_on:
        return
    app.extensions["university"] = OAuth(app).register(
        "university",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": SCOPE, "code_challenge_method": "S256", "default_timeout": PATIENCE},
    )


def send_to_university(return_to: str, **more: Any) -> Response:
    """Lead to its page, with a state, a nonce and a PKCE challenge that belong to this session. Raises NoAnswer."""
    for begun in [name for name in session if name.startswith("_state_university_")]:
        del session[begun]  # only the last one counts, and a cookie is small
    try:
        response: Response = _client().authorize_redirect(return_to, **more)
    except (RequestException, ValueError, RuntimeError, KeyError, OAuthError) as problem:
        raise NoAnswer(str(problem)) from problem
    return response


def returned_identity() -> Identity:
    """Who has come back. Signature, issuer, audience, nonce and expiry are right. Raises SignInFailed and NoAnswer."""
    client, issuer = _client(), current().oidc_issuer
    options = {
        "iss": {"essential": True, "value": issuer},
        "aud": {"essential": True, "value": client.client_id},
        "nonce": {"essential": True},
    }
    try:
        token = client.authorize_access_token(claims_options=options, leeway=60)
        claims = _with_email(client, token)
    except (OAuthError, JoseError) as problem:
        raise SignInFailed(str(problem)) from problem
    except RequestException as problem:
        raise NoAnswer(str(problem)) from problem
    except (ValueError, TypeError, KeyError, AttributeError, RuntimeError) as problem:  # an answer that makes no sense
        raise SignInFailed(str(problem)) from problem
    if not claims["sub"] or not isinstance(claims["sub"], str):
        raise SignInFailed("nobody")
    return Identity(issuer, claims["sub"], _verified_email(claims))


def _with_email(client: Any, token: Mapping[str, Any]) -> dict[str, Any]:
    """What the ID token says, with the address from the userinfo endpoint where servers keep it there (Core, 5.3.2)."""
    claims = dict(token["userinfo"])
    if "email" in claims or "userinfo_endpoint" not in client.load_server_metadata():
        return claims
    more = client.userinfo(token=token)
    return {**more, **claims} if more.get("sub") == claims["sub"] else claims


def _verified_email(claims: Mapping[str, Any]) -> str:
    email = claims.get("email")
    if not isinstance(email, str) or claims.get("email_verified") not in (True, "true"):
        return ""
    domains = current().oidc_domains
    return email if not domains or email.rpartition("@")[2].casefold() in domains else ""


def _client() -> Any:
    return current_app.extensions["university"]
