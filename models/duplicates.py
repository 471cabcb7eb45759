"""What may be there twice. Nobody is merged by a machine: these are questions to the office."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from rapidfuzz.distance import OSA
from sqlalchemy import and_, or_, select

from models.mergeable import Mergeable
from models.person import Person
from support.languages import Translated, folded
from support.orm import session

REASONS = ("same", "name", "similar")
"""The same address or acronym in one city; the same name, in whatever order and script; a name a slip away."""
MOST, FEW, CROWD, NEAR = 500, 6, 200, 2000
"""How many questions there are at once; how many of one name are all compared; how many are no hint any more; how many are
compared with one."""


class Pair(NamedTuple):
    """Two numbers, the smaller first, and why they may be one."""

    one: int
    other: int
    reason: str


class Entry(NamedTuple):
    """What is compared of a thing: its names as they sound, what it may share with its double and with nobody else."""

    number: int
    spellings: str
    alike: tuple[str, ...]
    unlike: tuple[str, ...]


class Duplicates:
    """Suggestions among entries of one kind. Names are put into blocks, and compared within them only."""

    def __init__(self, kind: type[Mergeable], entries: Iterable[Entry]) -> None:
        self.kind, self.entries = kind, {entry.number: entry for entry in entries}
        self.found: dict[tuple[int, int], str] = {}

    @classmethod
    def of(cls, kind: type[Mergeable]) -> list[Pair]:
        """The likeliest of all pairs that nobody has told apart, at most MOST."""
        return cls(kind, _entries(kind))._pairs()[:MOST]

    @classmethod
    def like(cls, thing: Any) -> list[tuple[Any, str]]:
        """What may be the same as one thing, and why, without looking at everything there is."""
        kind = type(thing)
        pairs = cls(kind, _entries(kind, beside=thing))._pairs()
        others = {(pair.other if pair.one == thing.id else pair.one): pair.reason for pair in pairs if thing.id in pair[:2]}
        found = {one.id: one for one in session().scalars(select(kind).where(kind.id.in_(others))).unique()}
        return [(found[number], reason) for number, reason in others.items() if number in found]

    def _pairs(self) -> list[Pair]:
        self._compare()
        apart = set(map(tuple, session().execute(select(self.kind.told_apart))))
        told = {(min(pair), max(pair)) for pair in apart}
        kept = [Pair(*numbers, reason) for numbers, reason in self.found.items() if numbers not in told]
        return sorted(kept, key=lambda pair: (REASONS.index(pair.reason), pair.one, pair.other))

    def _compare(self) -> None:
        blocks: dict[str, dict[Any, list[Any]]] = {reason: defaultdict(list) for reason in (*REASONS, "within")}
        for entry in self.entries.values():
            for value in filter(None, entry.alike):
                blocks["same"][value].append(entry.number)
            for spelling in entry.spellings.split("\n"):
                _put(blocks, entry.number, sorted(spelling.split()), self.kind is Person)
        for reason in ("same", "name"):
            for numbers in blocks[reason].values():
                self._note_all(numbers, reason)
        for name, longer in blocks["within"].items():
            for short in blocks["name"].get(name, [])[:CROWD]:
                for number in longer[:CROWD]:
                    self._note(short, number, "similar")
        for named in blocks["similar"].values():
            self._note_slips(named)

    def _note_all(self, numbers: Sequence[int], reason: str) -> None:
        """Each with each; of a crowd the first with each of the others."""
        pairs = combinations(numbers, 2) if len(numbers) <= FEW else ((numbers[0], number) for number in numbers[1:])
        for one, other in pairs:
            self._note(one, other, reason)

    def _note_slips(self, named: list[tuple[int, str]]) -> None:
        if 1 < len(named) <= CROWD:
            for (one, word), (other, its) in combinations(named, 2):
                if one != other and word != its and OSA.distance(word, its, score_cutoff=2) <= _slips(word, its):
                    self._note(one, other, "similar")

    def _note(self, one: int, other: int, reason: str) -> None:
        pairs = zip(self.entries[one].unlike, self.entries[other].unlike, strict=True)
        if one != other and not any(mine and its and mine != its for mine, its in pairs):
            self.found.setdefault((min(one, other), max(one, other)), reason)


def _put(blocks: dict[str, dict[Any, list[Any]]], number: int, words: list[str], of_person: bool) -> None:
    """Into the block of its words, into those of all but one of them, and for a person's three names into those of each two."""
    if not words or (of_person and len(words) < 2):
        return
    blocks["name"][tuple(words)].append(number)
    for place, word in enumerate(words if len(words) > 1 else ()):
        rest = (*words[:place], *words[place + 1 :])
        if len(word) >= 6:
            blocks["similar"][(word[0], rest)].append((number, word))
        if of_person and len(words) == 3:
            blocks["within"][rest].append(number)


def _slips(word: str, other: str) -> int:
    """How many letters may differ: one, and two in a long word; two neighbours in each other's place are one."""
    return 2 if min(len(word), len(other)) >= 10 else 1


def _entries(kind: Any, beside: Any = None) -> Iterator[Entry]:
    """All that are kept, or those that may be like one thing, itself among them."""
    names = [name for group in kind.alike_by for name in group]
    wanted = select(kind.id, kind.spellings, *(getattr(kind, name) for name in (*names, *kind.unlike_by))).where(kind.kept())
    if beside is not None:
        wanted = wanted.where(or_(kind.id == beside.id, *_close_to(kind, beside))).limit(NEAR)
    sizes = [len(group) for group in kind.alike_by]
    for number, spellings, *values in session().execute(wanted.order_by(kind.id)):
        plain = [_plain(value) for value in values]
        alike = []
        for size in sizes:
            group, plain = plain[:size], plain[size:]
            alike.append("|".join(group) if all(group) else "")
        yield Entry(number, spellings, tuple(alike), tuple(plain))


def _close_to(kind: Any, thing: Any) -> Iterator[Any]:
    words = {word for word in thing.spellings.split() if len(word) > 2 or len(thing.spellings) < 6}
    yield from (kind.spellings.contains(word, autoescape=True) for word in sorted(words, key=len)[-8:])
    for group in kind.alike_by:
        if all(getattr(thing, name) for name in group):
            yield and_(*(getattr(kind, name) == getattr(thing, name) for name in group))


def _plain(value: Any) -> str:
    if not value:
        return ""
    return folded(value.shown(value.source).text) if isinstance(value, Translated) else str(value).casefold()
