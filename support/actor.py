"""Who is doing what happens now: an account, a command, the worker or nobody we know.

Set by `blueprints.scoping`, a command or the worker; verbs take no actor argument.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """`id` is the account's, None where no account stands behind it."""

    name: str
    id: int | None = None


VISITOR = Actor("visitor")
_current: ContextVar[Actor] = ContextVar("actor", default=VISITOR)


def current_actor() -> Actor:
    return _current.get()


def act_as(actor: Actor) -> None:
    """Whoever acts from here on, in this context."""
    _current.set(actor)


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Somebody acts for the length of a block."""
    token = _current.set(actor)
    try:
        yield
    finally:
        _current.reset(token)
