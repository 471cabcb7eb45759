"""The settings an operator makes: environment variables, or a `.env` file beside `app.py`."""

import os
import secrets
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError
from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parent.parent
NUMBERS = ("PROXIES", "IDLE_MINUTES", "WEB_THREADS", "WEB_WORKERS", "PORT")
TEXTS = (
    *("DATABASE_URL", "BASE_URL", "MAIL_URL", "MAIL_FROM", "MAIL_IN", "TIMEZONE", "REDIS_URL"),
    *("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME"),
)
MAIL_IN = ("plus", "plain")
TRANSLATED = ("en", "ru", "kk")
"""The languages that Qonaq itself speaks; LANGUAGES chooses among them and orders them."""


class BadSettings(SystemExit):
    """Raised at start-up with a sentence for the operator."""


@dataclass(frozen=True)
class Settings:
    """One application's settings. `problems()` says in plain words what is wrong with them."""

    secret_key: str
    database_url: str = "sqlite:///instance/app.db"
    base_url: str = "http://127.0.0.1:5000"
    mail_url: str = ""
    mail_from: str = "Qonaq <office@example.org>"
    mail_in: str = ""
    """Whether answers to invitations come back to `flask mail-in`: "" (people read them), "plain", or "plus" where the mailbox of
    the office has plus-addresses too (RFC 5233). See docs/decisions/0012."""
    timezone: str = "Asia/Almaty"
    languages: tuple[str, ...] = TRANSLATED
    redis_url: str = ""
    proxies: int = 0
    web_threads: int = 8
    web_workers: int = 1
    idle_minutes: int = 15
    """After how many minutes without a touch a screen of staff is locked; 0 for never."""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_name: str = ""
    """What the university's own sign-in is called on its button."""
    oidc_domains: tuple[str, ...] = ()
    """The mail domains whose owners may use it; empty for any."""
    port: int = 5000
    production: bool = False
    instance: Path = field(default=ROOT / "instance")
    feed_gzip: bool = True
    not_numbers: tuple[str, ...] = ()
    """The variables that hold no number where one belongs; what they set keeps its default."""

    @classmethod
    def from_environment(cls, environment: dict[str, str] | None = None) -> "Settings":
        """Read the process's environment over `.env`. Raises BadSettings without a SECRET_KEY."""
        found = {**_dotenv(), **os.environ} if environment is None else environment
        if not found.get("SECRET_KEY"):
            raise BadSettings(
                "SECRET_KEY is not set. Make one and keep it in .env beside app.py:\n"
                f"  echo SECRET_KEY={secrets.token_urlsafe(32)} >> .env\n"
                "(`make run` does this by itself.)"
            )
        return cls(**_given(found))

    @property
    def root(self) -> Path:
        return ROOT

    @property
    def database_address(self) -> str:
        """DATABASE_URL with SQLite's file made absolute: it is meant from the project's folder, wherever we were started."""
        kind, slashes, path = self.database_url.partition(":///")
        if kind != "sqlite" or not path or path.startswith("/"):
            return self.database_url
        file = self.instance / path.removeprefix("instance/") if path.startswith("instance/") else ROOT / path
        return f"{kind}{slashes}{file}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def mail_goes_to_files(self) -> bool:
        return not self.mail_url

    @property
    def reads_answers(self) -> bool:
        """Whether a calendar program's answer to an invitation reaches `flask mail-in`."""
        return self.mail_in in MAIL_IN or self.mail_goes_to_files

    @property
    def has_plus_addresses(self) -> bool:
        """Whether the office's mailbox takes what is sent to `office+anything@…`. Where mails are files it may be tried out."""
        return self.mail_in == "plus" or (self.mail_goes_to_files and not self.mail_in)

    @property
    def has_single_sign_on(self) -> bool:
        """Whether the university's own sign-in can be used (OpenID Connect)."""
        return bool(self.oidc_issuer and self.oidc_client_id and self.oidc_client_secret)

    @property
    def secure(self) -> bool:
        """Whether visitors come over HTTPS."""
        return self.base_url.startswith("https://")

    def address(self, path: str) -> str:
        """The full address of a path of this site, for mails, feeds and posters."""
        return self.base_url.rstrip("/") + path

    def problems(self) -> list[str]:
        """Sentences about what is wrong, empty when nothing is."""
        return [sentence for sentence, wrong in self._checks() if wrong]

    def _checks(self) -> list[tuple[str, bool]]:
        mail, base = urlsplit(self.mail_url), urlsplit(self.base_url)
        unknown = [code for code in self.languages if code not in TRANSLATED or not _is_language(code)]
        return [
            ("SECRET_KEY is shorter than 16 characters: make a longer one.", len(self.secret_key) < 16),
            (f"TIMEZONE {self.timezone!r} is not a time zone; Asia/Almaty is one.", self.timezone not in available_timezones()),
            (f"LANGUAGES names {', '.join(unknown)}: Qonaq speaks {', '.join(TRANSLATED)}.", bool(unknown)),
            ("LANGUAGES is empty: name at least one of en, ru, kk.", not self.languages),
            (
                f"DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://, not {self.database_url.split(':')[0]!r}.",
                not self.database_url.startswith(("sqlite:///", "postgresql+psycopg://")),
            ),
            (
                f"BASE_URL {self.base_url!r} must be a full address such as https://events.example.org.",
                base.scheme not in ("http", "https") or not base.netloc,
            ),
            (
                "BASE_URL must begin with https:// in production: sign-ins and personal links travel over it.",
                self.production and base.scheme != "https",
            ),
            (
                "MAIL_URL must look like smtp://user:password@host:587?tls=1 (or smtps://…).",
                bool(self.mail_url) and (mail.scheme not in ("smtp", "smtps") or not mail.hostname),
            ),
            (
                "MAIL_URL is not set: mails go to files under instance/mail/ and reach nobody.",
                self.production and not self.mail_url,
            ),
            ("MAIL_FROM needs an address, such as Qonaq <office@example.org>.", "@" not in self.mail_from),
            (f"MAIL_IN must be {' or '.join(MAIL_IN)}, or left out.", bool(self.mail_in) and self.mail_in not in MAIL_IN),
            *self._single_sign_on_checks(),
            ("PROXIES must not be negative.", self.proxies < 0),
            ("IDLE_MINUTES must not be negative; 0 switches the lock off.", self.idle_minutes < 0),
            ("WEB_THREADS must be at least 1.", self.web_threads < 1),
            ("WEB_WORKERS must be at least 1.", self.web_workers < 1),
            ("PORT must be between 1 and 65535.", not 1 <= self.port <= 65535),
            *((f"{name} must be a whole number.", True) for name in self.not_numbers),
        ]

    def _single_sign_on_checks(self) -> list[tuple[str, bool]]:
        issuer = urlsplit(self.oidc_issuer)
        parts = (self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret)
        here = issuer.hostname in ("localhost", "127.0.0.1")
        return [
            (
                "OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET belong together: set all three or none.",
                0 < sum(map(bool, parts)) < 3,
            ),
            (
                f"OIDC_ISSUER {self.oidc_issuer!r} must be a full address such as https://login.example.edu/realms/staff.",
                bool(self.oidc_issuer) and (issuer.scheme not in ("http", "https") or not issuer.hostname or bool(issuer.query)),
            ),
            (
                "OIDC_ISSUER must begin with https://: whoever can change its answers can sign in as anybody.",
                issuer.scheme == "http" and (self.production or not here),
            ),
            (
                "OIDC_DOMAINS names mail domains, such as example.edu,staff.example.edu.",
                any("@" in domain or "." not in domain for domain in self.oidc_domains),
            ),
        ]


def _dotenv() -> dict[str, str]:
    return {name: value for name, value in dotenv_values(ROOT / ".env").items() if value is not None}


def _is_language(code: str) -> bool:
    try:
        return bool(Locale.parse(code))
    except (UnknownLocaleError, ValueError):
        return False


def _number(value: str) -> int | None:
    try:
        return int(value)
    except ValueError:
        return None


def _given(found: dict[str, str]) -> dict[str, Any]:
    """The constructor's arguments that the environment names; what it leaves out keeps its default."""
    given: dict[str, Any] = {"secret_key": found["SECRET_KEY"]}
    for name in TEXTS:
        if found.get(name):
            given[name.lower()] = found[name]
    numbers = {name: _number(found[name]) for name in NUMBERS if found.get(name)}
    given |= {name.lower(): number for name, number in numbers.items() if number is not None}
    given["not_numbers"] = tuple(name for name, number in numbers.items() if number is None)
    if found.get("LANGUAGES"):
        given["languages"] = tuple(code.strip() for code in found["LANGUAGES"].split(",") if code.strip())
    if found.get("OIDC_DOMAINS"):
        given["oidc_domains"] = tuple(name.strip().casefold() for name in found["OIDC_DOMAINS"].split(",") if name.strip())
    if found.get("INSTANCE"):
        given["instance"] = Path(found["INSTANCE"]).resolve()
    given["production"] = found.get("QONAQ_ENV") == "production"
    given["feed_gzip"] = found.get("FEED_GZIP", "1") != "0"
    return given


_current: Settings | None = None


def use(settings: Settings) -> None:
    """Make these the process's settings; `create_app` does it once."""
    global _current
    _current = settings


def current() -> Settings:
    """The process's settings. Raises BadSettings where none were made."""
    global _current
    if _current is None:
        _current = Settings.from_environment()
    return _current


def changed(**fields: Any) -> Settings:
    """A copy of the current settings with other fields, for tests."""
    return replace(current(), **fields)
