"""What the cells of a table of mobility say, in any of the three languages."""

import re

from models.importing.fault import N_
from models.importing.times import FIRST_YEAR, LAST_YEAR, Lost
from support.languages import folded

NO_YEAR = N_("“%(value)s” is not an academic year such as 2025/2026.")
NO_SEMESTER = N_("“%(value)s” is none of the semesters: autumn, spring, summer.")
NO_DIRECTION = N_("“%(value)s” is neither outgoing nor incoming.")
NO_LEVEL = N_("“%(value)s” is none of: students, bachelor, master, doctoral, teachers, staff.")
NO_NUMBER = N_("“%(value)s” is not a number of people between 1 and %(most)d.")
MOST = 100_000
SEMESTERS = {
    "autumn": "autumn|fall|1|i|осень|осенний|күз|күзгі",
    "spring": "spring|2|ii|весна|весенний|көктем|көктемгі",
    "summer": "summer|3|iii|лето|летний|жаз|жазғы",
}
DIRECTIONS = {
    "outgoing": "outgoing|outbound|out|исходящая|исходящий|исходящие|выезд|шығыс|шығатын",
    "incoming": "incoming|inbound|in|входящая|входящий|входящие|въезд|приём|кіріс|келетін",
}
LEVELS = {
    "student": "student|students|студент|студенты|обучающиеся|студенттер|білім алушылар",
    "bachelor": "bachelor|bachelors|bachelor students|undergraduate|ba|бакалавриат|бакалавр|бакалавры|бакалаврлар",
    "master": "master|masters|master students|graduate|ma|магистратура|магистрант|магистранты|магистр|магистранттар",
    "doctoral": "doctoral|phd|doctorate|doctoral students|докторантура|докторант|докторанты|докторанттар",
    "teacher": "teacher|teachers|teaching|faculty|sta|преподаватель|преподаватели|ппс|оқытушы|оқытушылар",
    "staff": "staff|training|stt|сотрудник|сотрудники|персонал|қызметкер|қызметкерлер",
}
IGNORED = frozenset(map(folded, ("semester", "term", "school", "mobility", "семестр", "семестрі", "мобильность", "ұтқырлық")))
"""Words beside the one that counts, as in «весенний семестр»."""


def academic_year_of(text: str) -> int:
    """The year in which "2025/2026", "2025–26" or "2025" begins. Raises Lost."""
    found = re.fullmatch(r"\s*(\d{4})(?:\s*[/\-–—]\s*(\d{4}|\d{2}))?\D*", text)
    year = int(found[1]) if found else 0
    if not found or not FIRST_YEAR <= year <= LAST_YEAR or (found[2] and int(found[2]) % 100 != (year + 1) % 100):
        raise Lost(NO_YEAR, value=text[:40])
    return year


def semester_of(text: str) -> str:
    return _meant(text, SEMESTERS, NO_SEMESTER)


def direction_of(text: str) -> str:
    return _meant(text, DIRECTIONS, NO_DIRECTION)


def level_of(text: str) -> str:
    return _meant(text, LEVELS, NO_LEVEL)


def people_of(text: str) -> int:
    digits = re.sub(r"\s", "", text).removesuffix(".0")
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 8 and 1 <= int(digits) <= MOST):
        raise Lost(NO_NUMBER, value=text[:40], most=MOST)
    return int(digits)


def _meant(text: str, known: dict[str, str], reason: str) -> str:
    wanted = " ".join(word for word in folded(text).split() if word not in IGNORED)
    for code, words in known.items():
        if wanted and wanted in (folded(word) for word in words.split("|")):
            return code
    raise Lost(reason, value=text[:40])
