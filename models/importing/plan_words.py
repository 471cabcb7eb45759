"""What the cells of a plan's table say, in any of the three languages."""

import re

from babel.dates import get_month_names

from models.importing.fault import N_
from models.importing.times import FIRST_YEAR, LAST_YEAR, Lost
from support.languages import folded

NO_MONTH = N_("“%(value)s” is not a month.")
NO_KIND = N_("“%(value)s” is none of the kinds of event.")
NO_AUDIENCE = N_("“%(value)s” is none of the audiences: students, teachers, staff, guests.")
NO_NUMBER = N_("“%(value)s” is not a number between 0 and %(most)d.")
BAD_YEAR = N_("“%(value)s” is not a year.")
MOST = 100_000
KINDS = {
    "info_day": "info day|information day|информационный день|инфодень|день информации|ақпараттық күн",
    "conference": "conference|seminar|round table|forum|конференция|семинар|круглый стол|форум|дөңгелек үстел",
    "delegation": "visit|delegation|official visit|визит|делегация|приём делегации|командировка|сапар|делегация сапары",
    "qa_session": "q&a|q&a session|questions and answers|сессия вопросов и ответов|вопросы и ответы|сұрақ-жауап",
}
AUDIENCES = {
    "student": "student|students|студент|студенты|обучающиеся|студенттер|білім алушылар",
    "teacher": "teacher|teachers|faculty|преподаватель|преподаватели|ппс|оқытушы|оқытушылар|профессор оқытушылар құрамы",
    "staff": "staff|employees|сотрудник|сотрудники|персонал|қызметкер|қызметкерлер",
    "guest": "guest|guests|гость|гости|қонақ|қонақтар",
}
KIND_OF = {folded(word): kind for kind, words in KINDS.items() for word in words.split("|")}
AUDIENCE_OF = {folded(word): audience for audience, words in AUDIENCES.items() for word in words.split("|")}
MONTH_OF: dict[str, int] = {
    folded(name).strip(): number
    for code in ("en", "ru", "kk")
    for width in ("wide", "abbreviated")
    for context in ("format", "stand-alone")
    for number, name in get_month_names(width, context, code).items()
}
BEGINNINGS = {name[:4]: number for name, number in MONTH_OF.items() if len(name) > 3}
"""By which a month is known in any case, as in «в ноябре»."""
YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
NUMBERED = re.compile(r"(?:\d{4}[-./])?(\d{1,2})(?:[-./]\d{1,4})?")


def month_of(text: str) -> int:
    """The month of "November", «ноябрь», "11", "11.2026", "2026-11", and of a day in it. Raises Lost."""
    for word in folded(YEAR.sub(" ", text)).split():
        if number := MONTH_OF.get(word) or BEGINNINGS.get(word[:4]):
            return number
    if day := re.search(r"\d{1,2}[./-](\d{1,2})[./-]\d{4}", text):
        return _month(day[1], text)
    if found := NUMBERED.fullmatch(text.strip()):
        return _month(found[1], text)
    raise Lost(NO_MONTH, value=text[:40])


def year_in(text: str) -> int | None:
    """The year that a cell names, if any. Raises Lost for one that we do not keep."""
    if not (found := YEAR.search(text)):
        return None
    if not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise Lost(BAD_YEAR, value=found[1])
    return int(found[1])


def kind_of(text: str) -> str:
    if (kind := KIND_OF.get(folded(text))) is None:
        raise Lost(NO_KIND, value=text[:60])
    return kind


def audiences_of(text: str) -> list[str]:
    """The audiences that a cell lists."""
    parts = [part.strip() for part in re.split(r"[,;\n/]", text) if part.strip()]
    for part in parts:
        if folded(part) not in AUDIENCE_OF:
            raise Lost(NO_AUDIENCE, value=part[:40])
    return list(dict.fromkeys(AUDIENCE_OF[folded(part)] for part in parts))


def number_of(text: str) -> int:
    digits = re.sub(r"\s", "", text)
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 8 and int(digits) <= MOST):
        raise Lost(NO_NUMBER, value=text[:40], most=MOST)
    return int(digits)


def _month(digits: str, text: str) -> int:
    if not 1 <= int(digits) <= 12:
        raise Lost(NO_MONTH, value=text[:40])
    return int(digits)
