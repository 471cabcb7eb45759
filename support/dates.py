"""Dates and hours as each language writes them (CLDR, through Babel). Hours are always 24 of them."""

from datetime import date, datetime

from babel import Locale
from babel.dates import format_date, format_skeleton, get_month_names, get_timezone_location

from support.languages import language


def locale(code: str | None = None) -> Locale:
    """The language's locale; English as in Britain, for the day stands before the month there."""
    code = code or language()
    return Locale.parse("en_GB" if code == "en" else code)


def day(value: date, code: str | None = None) -> str:
    """As in "3 December 2026", «3 декабря 2026 г.», «2026 ж. 3 желтоқсан»."""
    return format_date(value, "long", locale(code))


def day_and_month(value: date, code: str | None = None) -> str:
    """As in "3 December"."""
    return format_date(value, "d MMMM", locale(code))


def month(value: date, code: str | None = None) -> str:
    """As in "December 2026", the month in the nominative."""
    return format_skeleton("yMMMM", value, locale=locale(code))


def month_alone(value: date, code: str | None = None) -> str:
    """The month beside a figure: "December", «декабря»."""
    return str(get_month_names("wide", "format", locale(code))[value.month])


def weekday(value: date, code: str | None = None) -> str:
    """As in "Thursday"."""
    return format_date(value, "EEEE", locale(code))


def weekday_short(value: date, code: str | None = None) -> str:
    """As in "Thu", «чт», «бс»."""
    return format_date(value, "EEE", locale(code))


def day_with_weekday(value: date, code: str | None = None) -> str:
    """As in "Thu, 3 December 2026"; Kazakh names the day of the week last."""
    if code_starts_with_day(code):
        return f"{weekday_short(value, code).capitalize()}, {day(value, code)}"
    return f"{day(value, code)}, {weekday_short(value, code)}"


def hour(value: datetime) -> str:
    """As in "09:00", on the clock of the value's own zone."""
    return value.strftime("%H:%M")


def offset(value: datetime) -> str:
    """As in "UTC+5", "UTC+5:30"."""
    seconds = int((value.utcoffset() or value - value).total_seconds())
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"UTC{'−' if seconds < 0 else '+'}{hours}" + (f":{minutes:02d}" if minutes else "")


def zone(value: datetime, code: str | None = None) -> str:
    """The zone of a moment by its best-known city: "Almaty, UTC+5", «Алматы, UTC+5»."""
    return f"{get_timezone_location(value.tzinfo, locale=locale(code), return_city=True)}, {offset(value)}"


def days(first: date, last: date, code: str | None = None) -> str:
    """One day or a span: "3 December 2026", "3–5 December 2026", "30 November – 2 December 2026"."""
    if first == last:
        return day(first, code)
    if (first.year, first.month) == (last.year, last.month):
        number, written = str(last.day), day(last, code)
        before, _number, after = written.partition(number) if code_starts_with_day(code) else written.rpartition(number)
        return f"{before}{first.day}–{number}{after}"
    return f"{day_and_month(first, code) if first.year == last.year else day(first, code)} – {day(last, code)}"


def change(old: date, new: date, code: str | None = None) -> tuple[str, str]:
    """Two days of one sentence, the first without what the second says again: ("10", "24 February 2026")."""
    if not code_starts_with_day(code) or old.year != new.year:
        return day(old, code), day(new, code)
    return str(old.day) if old.month == new.month else day_and_month(old, code), day(new, code)


def code_starts_with_day(code: str | None = None) -> bool:
    """Whether a language writes the day before the year; Kazakh does not."""
    return (code or language()) != "kk"


def span(start: datetime, end: datetime, code: str | None = None) -> str:
    """When something is, on the clock of the moments' own zone: "Thu, 3 December 2026, 09:00–18:00"."""
    if start.date() == end.date():
        return f"{day_with_weekday(start, code)}, {hour(start)}–{hour(end)}"
    return f"{day(start, code)}, {hour(start)} – {day(end, code)}, {hour(end)}"
