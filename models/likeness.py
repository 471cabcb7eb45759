"""Who may be meant where nobody is called what was typed: a slip of the pen, another way to write a name, a surname alone."""

from collections.abc import Sequence

from rapidfuzz.distance import OSA
from sqlalchemy import or_, select

from models.person import Person
from support.languages import sounding
from support.orm import session

OFFERED, LOOKED_AT, MOST_WORDS = 5, 500, 4
SHORTEST = 3
FAR = 99


def people_called_like(text: str) -> Sequence[Person]:
    """The likeliest few, the nearest first. Names are compared as they sound, word by word, and one word of three may fail."""
    words = [word for word in sounding(text).split() if len(word) >= SHORTEST][:MOST_WORDS]
    if not words:
        return []
    parts = {part for word in words for part in (word[:SHORTEST], word[-SHORTEST:])}
    near = or_(*(Person.spellings.contains(part, autoescape=True) for part in sorted(parts)))
    known = session().execute(select(Person.id, Person.spellings).where(Person.kept(), near).order_by(Person.id).limit(LOOKED_AT))
    ranked = sorted((_distance(words, spellings.split()), number) for number, spellings in known)
    numbers = [number for distance, number in ranked if distance < FAR][:OFFERED]
    found = {person.id: person for person in session().scalars(select(Person).where(Person.id.in_(numbers)))}
    return [found[number] for number in numbers]


def _distance(words: Sequence[str], known: Sequence[str]) -> int:
    """How many letters are between what was typed and a name; FAR for a name that is another."""
    slips = sorted(min((_slips(word, its) for its in known), default=FAR) for word in words)
    may_fail = 1 if len(words) > 2 else 0
    return sum(slips[: len(slips) - may_fail]) + min(slips[-1], SHORTEST) * may_fail


def _slips(word: str, its: str) -> int:
    furthest = 1 if len(word) < 6 else 2
    distance = OSA.distance(word, its, score_cutoff=furthest)
    return distance if distance <= furthest else FAR
