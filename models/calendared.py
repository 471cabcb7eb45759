"""What shows in calendars: an identity for ever, and a count of its changes."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from support import clock
from support.orm import Moment, session

STAYING = "nothing moves in calendars, whatever is set"


def new_uid() -> str:
    """A calendar identity (RFC 7986, 5.3: random, saying nothing about us or the counter of our rows)."""
    return secrets.token_hex(16)


class Revised:
    """What an entry is made of, wholly or in part: when what calendars show of it changed last, and how often.

    `calendar_revision` counts what `calendar_revised_at` cannot tell apart: two changes within one second. An entry's stamp is
    the latest, and its SEQUENCE the sum, of all that it is made of. `models/calendar_following.py` alone keeps them.
    """

    calendar_revised_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    calendar_revision: Mapped[int] = mapped_column(default=0)

    @classmethod
    def revision(cls, *counts: str) -> dict[str, Any]:
        """The values of a row that calendars show otherwise now; `counts` are columns that go up with it."""
        raised = {name: getattr(cls, name) + 1 for name in ("calendar_revision", *counts)}
        return {"calendar_revised_at": clock.now(), **raised}  # the database counts: two people may change a thing at once


class Calendared(Revised):
    """The identity and revision that every calendar entry of a thing carries.

    `sequence` counts changes of its start, end, place and status (RFC 5546, 2.1.4).
    """

    uid: Mapped[str] = mapped_column(default=new_uid, unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    calendar_revised_at: Mapped[datetime] = mapped_column(Moment, default=clock.now, index=True)


@contextmanager
def staying_put() -> Iterator[None]:
    """What is set within the block moves nothing: two rooms turn out to be one, and whatever is in it stays where it is."""
    session().info[STAYING] = True
    try:
        yield
        session().flush()
    finally:
        del session().info[STAYING]
