"""A memory of the process with an end to it."""

from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """Keeps what was made dearly, at most so many; those made first are forgotten first."""

    def __init__(self, most: int) -> None:
        self._most, self._kept, self._change = most, dict[Key, Value](), Lock()

    def get(self, key: Key) -> Value | None:
        return self._kept.get(key)

    def __setitem__(self, key: Key, value: Value) -> None:
        with self._change:
            self._kept.pop(key, None)
            self._kept[key] = value
            while len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]
