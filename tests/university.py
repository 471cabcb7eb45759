"""A university's own sign-in: Authlib's OpenID Connect provider, serving on a port. Everybody who comes is signed in already."""

import time
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import AuthorizationCodeMixin, UserInfo
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, Response, jsonify, request
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server

SECRET = "a secret of the office"


@dataclass
class Office(ClientMixin):  # type: ignore[misc]
    """The one client: this project."""

    return_to: str
    client_id: str = "qonaq"

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        return self.return_to

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.return_to

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code(AuthorizationCodeMixin):  # type: ignore[misc]
    """One code, and what was asked for with it."""

    code: str
    asked: dict[str, str]
    person: dict[str, Any]

    @property
    def code_challenge(self) -> str | None:
        return self.asked.get("code_challenge")

    @property
    def code_challenge_method(self) -> str | None:
        return self.asked.get("code_challenge_method")

    def get_redirect_uri(self) -> str:
        return self.asked["redirect_uri"]

    def get_scope(self) -> str:
        return self.asked["scope"]

    def get_nonce(self) -> str | None:
        return self.asked.get("nonce")

    def get_auth_time(self) -> int:
        return int(time.time())


@dataclass
class University:
    """The provider. `person` is whoever sits before the browser; `claims` are told instead of the truth."""

    return_to: str
    person: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    email_in_id_token: bool = True
    asked: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, Code] = field(default_factory=dict)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.key = RSAKey.generate_key(2048, parameters={"kid": "1", "use": "sig", "alg": "RS256"})
        self.signing_key = self.key
        self.server = make_server("127.0.0.1", 0, self._app(), threaded=True)
        self.issuer = f"http://127.0.0.1:{self.server.port}"
        self.thread = Thread(target=self.server.serve_forever)
        self.thread.start()

    def stop(self) -> None:
        if self.thread.is_alive():
            self.server.shutdown()
            self.thread.join()
            self.server.server_close()

    def _app(self) -> Flask:
        app = Flask("university")
        server = AuthorizationServer(app, query_client=self._client, save_token=self._save)
        server.register_grant(_grant(self), [_id_tokens(self), CodeChallenge(required=True)])
        app.add_url_rule("/.well-known/openid-configuration", view_func=self._configuration)
        app.add_url_rule("/keys", view_func=lambda: jsonify(KeySet([self.key]).as_dict(private=False)))
        app.add_url_rule("/token", view_func=lambda: server.create_token_response(), methods=["POST"], endpoint="token")
        app.add_url_rule("/userinfo", view_func=self._userinfo)

        @app.get("/authorize")
        def authorize() -> Response:
            self.asked.append(request.args.to_dict())
            grant = server.get_consent_grant(end_user=self.person)
            response: Response = server.create_authorization_response(grant=grant, grant_user=self.person)
            return response

        return app

    def _client(self, client_id: str) -> Office | None:
        return Office(self.return_to) if client_id == "qonaq" else None

    def _save(self, token: dict[str, Any], asked: Any) -> None:
        self.tokens[token["access_token"]] = asked.user

    def _configuration(self) -> Response:
        return jsonify(
            issuer=self.issuer,
            authorization_endpoint=f"{self.issuer}/authorize",
            token_endpoint=f"{self.issuer}/token",
            userinfo_endpoint=f"{self.issuer}/userinfo",
            jwks_uri=f"{self.issuer}/keys",
            response_types_supported=["code"],
            subject_types_supported=["public"],
            id_token_signing_alg_values_supported=["RS256"],
            code_challenge_methods_supported=["S256"],
        )

    def _userinfo(self) -> Response:
        return jsonify(self.tokens[request.headers["Authorization"].removeprefix("Bearer ")])


def _grant(university: University) -> type[AuthorizationCodeGrant]:
    class Grant(AuthorizationCodeGrant):  # type: ignore[misc]
        TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic"]

        def save_authorization_code(self, code: str, request: Any) -> None:
            university.codes[code] = Code(code, dict(request.payload.data), dict(request.user))

        def query_authorization_code(self, code: str, client: Office) -> Code | None:
            return university.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            del university.codes[authorization_code.code]

        def authenticate_user(self, authorization_code: Code) -> dict[str, Any]:
            return authorization_code.person

    return Grant


def _id_tokens(university: University) -> OpenIDCode:
    class IdTokens(OpenIDCode):  # type: ignore[misc]
        def exists_nonce(self, nonce: str, request: Any) -> bool:
            return False

        def resolve_client_private_key(self, client: Office) -> RSAKey:
            return university.signing_key

        def get_client_claims(self, client: Office) -> dict[str, Any]:
            return {"iss": university.issuer, "aud": [client.client_id]}

        def get_encode_header(self, client: Office) -> dict[str, str]:
            return {"alg": "RS256", "kid": "1"}

        def generate_user_info(self, user: dict[str, Any], scope: str) -> UserInfo:
            told = user if university.email_in_id_token else {"sub": user["sub"]}
            return UserInfo({**told, **university.claims})

    return IdTokens()
