"""What is found by an address that nobody can guess, and is shown to its owner once."""

import hashlib
import secrets
from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from models.activity import Activity
from support import clock
from support.orm import Moment
from support.settings import current
from support.signing import sign, signed

SEALED = "feed"


class Unguessable:
    """Its address holds a token of 256 random bits, of which SHA-256 is stored.

    A slow salted hash, as for passwords, would protect nothing here: what is random in every bit cannot be found by trying, and
    a plain digest is found by an index.
    """

    token_hash: Mapped[str] = mapped_column(unique=True)
    addressed_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    fetched_on: Mapped[date | None]
    """The day of the last fetch, on the house's calendar."""

    @staticmethod
    def new_token() -> str:
        """A token for a form to carry, sealed against weak ones, so that the same form sent twice makes one thing."""
        return sign(SEALED, 0, secrets.token_urlsafe(32))

    @staticmethod
    def unsealed(sealed: str) -> str | None:
        """The token in what a form carried, None for what we did not seal."""
        parts = signed(SEALED, sealed)
        return parts[1] if parts else None

    @property
    def fetch_is_news(self) -> bool:
        """Whether a fetch now has to be written down: once a day, for programs come every few minutes."""
        return self.fetched_on != clock.today(current().zone)

    def readdress(self, token: str) -> None:
        """Have another address; the one before leads nowhere from now on."""
        if self.token_hash != digest(token):
            self.token_hash, self.addressed_at, self.fetched_on = digest(token), clock.now(), None
            Activity.record("readdressed", self)


def digest(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
