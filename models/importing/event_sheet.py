"""Events from a table, as entries of a calendar: they are matched and taken in alike."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.importing.component import ADDRESS, LINK, PLACE, TEXT, TITLE
from models.importing.entry import Aside, Entry, Reading, Window
from models.importing.fault import N_, Fault
from models.importing.headings import Cells, Column, Headings, guessed
from models.importing.reading import usual_window
from models.importing.tables import Table
from models.importing.times import A_DAY, AN_HOUR, FIRST_YEAR, LAST_YEAR, LONGEST, Lost
from models.importing.words import line_of, text_of

COLUMNS = (
    Column("title", ("Title", "Event", "Name", "Subject", "Название", "Мероприятие", "Тема", "Атауы", "Іс-шара", "Тақырып"),
           "Erasmus+ information day", required=True),
    Column("date", ("Date", "Day", "Дата", "Күні", "Мерзімі"), "2026-12-03"),
    Column("starts", ("Start", "Starts", "Begins", "Start date", "From", "Начало", "Время начала", "Время", "Time", "Басталуы",
                      "Уақыты"), "10:00"),
    Column("ends", ("End", "Ends", "End date", "Until", "To", "Окончание", "Конец", "Время окончания", "Аяқталуы"), "12:00"),
    Column("place", ("Place", "Venue", "Location", "Room", "Место", "Место проведения", "Аудитория", "Орны", "Өтетін орны"),
           "Blue Hall"),
    Column("text", ("Description", "Details", "Описание", "Сипаттамасы", "Сипаттама"), "What the programme offers."),
    Column("link", ("Link", "URL", "Ссылка", "Сілтеме"), ""),
)  # fmt: skip
DAY = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})|(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
HOUR = re.compile(r"(?<![\d.:/])(\d{1,2})[:.](\d{2})(?![\d.])")
NO_DAY = N_("It has no date such as 2026-12-03 or 03.12.2026.")
NO_TITLE = N_("It has no title.")
BAD_DAY = N_("“%(value)s” is not a date and an hour that exist.")
BACKWARDS = N_("It ends before it starts.")


def read_events(table: Table, zone: ZoneInfo, window: Window | None = None) -> Reading:
    """The rows of a table as entries; tables name no zone, so their hours are those of `zone`. Raises Unreadable."""
    headings = Headings(table, COLUMNS)
    entries, faults, aside = list[Entry](), list(table.faults), list[Aside]()
    for number, cells in headings.rows:
        read = headings.read(cells)
        title = line_of(read.get("title", {}).get("", ""), TITLE)
        try:
            entry = _entry(number, title, read, zone)
        except Lost as lost:
            faults.append(Fault(number, lost.reason, lost.facts, title))
            continue
        if window and window.asked and not window.holds(entry.first_day):
            aside.append(Aside(number, title, entry.first_day))
        else:
            entries.append(entry)
    return Reading("", None, zone, entries, faults, window or usual_window(), aside)


def _entry(number: int, title: str, cells: Cells, zone: ZoneInfo) -> Entry:
    if not title:
        raise Lost(NO_TITLE)
    starts, ends = _hours({name: texts[""] for name, texts in cells.items()}, zone)
    place, text, link = (cells.get(name, {}).get("", "") for name in ("place", "text", "link"))
    found = ADDRESS.search(link or place)
    return Entry(
        line=number, uid="", title=title, text=text_of(text, TEXT), starts=starts, ends=ends,
        place=line_of(ADDRESS.sub("", place), PLACE), link=found[0][:LINK] if found else "",
        floating=isinstance(starts, datetime), language=guessed(f"{title} {text}"),
    )  # fmt: skip


def _hours(told: Mapping[str, str], zone: ZoneInfo) -> tuple[date, date]:
    """The start and the end; days where no hour is told, the last being the first that is no part of it."""
    start_text, end_text = told.get("starts", ""), told.get("ends", "")
    day = _day(told.get("date", "")) or _day(start_text)
    if day is None:
        raise Lost(NO_DAY)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Lost(BAD_DAY, value=str(day))
    last, from_hours = _day(end_text) or day, _clock_times(start_text) or _clock_times(told.get("date", ""))
    to_hours = _clock_times(end_text) or from_hours[1:]
    if not from_hours:
        starts, ends = day, last + A_DAY
    else:
        starts = datetime.combine(day, from_hours[0], zone)
        ends = datetime.combine(last, to_hours[0], zone) if to_hours else starts + AN_HOUR
    if ends <= starts or ends - starts > LONGEST + timedelta(days=1):
        raise Lost(BACKWARDS)
    return starts, ends


def _day(text: str) -> date | None:
    if not (found := DAY.search(text)):
        return None
    year, month, day = (int(part) for part in (found[1], found[2], found[3])) if found[1] else (
        int(found[6]), int(found[5]), int(found[4]))  # fmt: skip
    try:
        return date(year, month, day)
    except ValueError:
        raise Lost(BAD_DAY, value=text[:40]) from None


def _clock_times(text: str) -> list[time]:
    """The hours in a cell such as "10:00", "10.00-12.00", "2026-12-03 10:00"."""
    hours = HOUR.findall(DAY.sub(" ", text))
    try:
        return [time(int(hour), int(minute)) for hour, minute in hours]
    except ValueError:
        raise Lost(BAD_DAY, value=text[:40]) from None
