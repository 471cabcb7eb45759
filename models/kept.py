"""A memory of the process with an end to it."""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """Keeps what was made dearly, up to a weight; what nobody has asked for longest is forgotten first.

    `weigh` says what a thing weighs (its bytes, say); without it each weighs one. The last one in stays, whatever its weight.
    """

    def __init__(self, most: int, weigh: Callable[[Value], int] = lambda _: 1) -> None:
        self._most, self._weigh, self._weight = most, weigh, 0
        self._kept, self._change = dict[Key, tuple[Value, int]](), Lock()

    def get(self, key: Key) -> Value | None:
        found = self._kept.get(key)
        if found is None:
            return None
        with self._change:
            if self._kept.pop(key, None):
                self._kept[key] = found
        return found[0]

    def __setitem__(self, key: Key, value: Value) -> None:
        weight = self._weigh(value)
        with self._change:
            self._forget(key)
            self._kept[key] = value, weight
            self._weight += weight
            while self._weight > self._most and len(self._kept) > 1:
                self._forget(next(iter(self._kept)))

    def __len__(self) -> int:
        return len(self._kept)

    def clear(self) -> None:
        """Forget everything."""
        with self._change:
            self._kept.clear()
            self._weight = 0

    def _forget(self, key: Key) -> None:
        _, weight = self._kept.pop(key, (None, 0))
        self._weight -= weight
