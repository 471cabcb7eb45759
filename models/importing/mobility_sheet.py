"""Lines of mobility from a table: counts, and nobody's name."""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from typing import Any

from sqlalchemy import select

from models.importing import mobility_words
from models.importing.fault import N_
from models.importing.headings import Cells, Column
from models.importing.organisation_sheet import country_of, organisation_named
from models.importing.sheet import Sheet
from models.importing.times import Lost
from models.mobility import MobilityRecord, line_name
from models.organisation import Organisation
from models.programme import Programme
from models.revisable import Revisable
from support.languages import folded
from support.orm import session

MISSING = {
    "year": N_("It does not say in which academic year."),
    "semester": N_("It does not say in which semester: autumn, spring or summer."),
    "direction": N_("It does not say whether they went or came: outgoing or incoming."),
    "level": N_("It does not say who: students, bachelor, master, doctoral, teachers or staff."),
    "headcount": N_("It does not say how many."),
}
SEVERAL_PARTNERS = N_("Several organisations may be meant by “%(value)s”: write the name in full.")


class MobilitySheet(Sheet):
    """A line is known by everything but its number of people and its source: those are what a second import changes."""

    sort, model, named = "mobility", MobilityRecord, "headcount"
    columns = (
        Column("year", ("Academic year", "Year", "Учебный год", "Год", "Оқу жылы", "Жыл"), "2025/2026", required=True),
        Column("semester", ("Semester", "Term", "Семестр", "Период", "Кезең"), "spring"),
        Column("direction", ("Direction", "Направление", "Вид мобильности", "Бағыт", "Бағыты"), "outgoing"),
        Column("level", ("Who", "Level", "Category", "Категория", "Уровень", "Кто", "Деңгей", "Деңгейі", "Санаты"), "bachelor"),
        Column("country", ("Country", "Страна", "Ел", "Елі", "Мемлекет"), "KR"),
        Column("partner", ("Partner", "University", "Organisation", "Партнёр", "Вуз-партнёр", "ВУЗ", "Университет", "Серіктес",
                           "Серіктес университет"), ""),
        Column("programme", ("Programme", "Program", "Программа", "Бағдарлама", "Бағдарламасы"), "Intensive language course",
               translated=True),
        Column("headcount", ("Number of people", "People", "Number", "Students", "Count", "Количество", "Количество человек",
                          "Человек", "Число", "Саны", "Адам саны"), "7", required=True),
        Column("source", ("Source", "Note", "Источник", "Примечание", "Дереккөз", "Ескертпе"), "Report of the semester"),
    )  # fmt: skip
    limits = {"source": 500}

    def __init__(self) -> None:
        self._partners: dict[str, list[Organisation]] = {}
        self._known = {key: line for line in session().scalars(MobilityRecord.lists()) for key in self._keys(_fields_of(line))}
        called: dict[str, set[Programme]] = defaultdict(set)
        for programme in session().scalars(select(Programme)):
            for name in (*programme.called, programme.code):
                called[folded(name)].add(programme)
        self._programmes = {name: one for name, (one, *others) in called.items() if not others}

    def fields(self, cells: Cells) -> dict[str, Any]:
        for name, reason in MISSING.items():
            if not cells.get(name, {}).get("", "").strip():
                raise Lost(reason)
        found = super().fields(cells)
        words: dict[str, str] = found.pop("programme", {})
        known = (self._programmes.get(folded(text)) for text in words.values())
        found["programme"] = next((programme for programme in known if programme), None)
        found["activity"] = {} if found["programme"] else words
        partner = found.setdefault("partner", None)
        found["country"] = found.get("country") or (partner.country if isinstance(partner, Organisation) else "")
        return found

    def value(self, name: str, text: str) -> Any:
        readers: Mapping[str, Any] = {
            "year": mobility_words.academic_year_of,
            "semester": mobility_words.semester_of,
            "direction": mobility_words.direction_of,
            "level": mobility_words.level_of,
            "headcount": mobility_words.people_of,
            "country": country_of,
            "partner": self._partner,
        }
        tidy = " ".join(text.split())
        return readers[name](tidy) if name in readers else tidy

    def title(self, fields: Mapping[str, Any]) -> str:
        place, partner = fields["country"], fields["partner"]
        where = partner.label() if isinstance(partner, Organisation) else partner or place
        return f"{line_name(fields['year'], fields['semester'], where)} · {fields['headcount']}"

    def find(self, fields: Mapping[str, Any]) -> MobilityRecord | None:
        return next((self._known[key] for key in self._keys(fields) if key in self._known), None)

    def identity(self, fields: Mapping[str, Any]) -> Hashable:
        return self._keys(fields)[0]

    def put(self, thing: Revisable, fields: Mapping[str, Any]) -> None:
        changes = {name: self.new(getattr(thing, name), value) for name, value in fields.items()}
        if isinstance(changes.get("partner"), str):
            changes["partner"] = organisation_named(changes["partner"])
        thing.revise(changes)

    def _keys(self, fields: Mapping[str, Any]) -> list[Hashable]:
        """What it is known by: one for each language that what they did is written in."""
        partner, programme = fields["partner"], fields["programme"]
        where = partner.id if isinstance(partner, Organisation) else folded(partner or "")
        written: list[Hashable] = list(map(folded, fields["activity"].values())) or [""]
        same = tuple(fields[name] for name in ("year", "semester", "direction", "level", "country"))
        return [(*same, where, what) for what in ([programme.id] if programme else written)]

    def _partner(self, name: str) -> Organisation | str:
        """The organisation that is meant; its name where it would be a new one."""
        if name not in self._partners:
            self._partners[name] = Organisation.meant_by(name)
        found = self._partners[name]
        if len(found) > 1:
            raise Lost(SEVERAL_PARTNERS, value=name[:60])
        return found[0] if found else name


def _fields_of(line: MobilityRecord) -> dict[str, Any]:
    names = ("year", "semester", "direction", "level", "country", "partner", "programme")
    return {**{name: getattr(line, name) for name in names}, "activity": dict(line.activity.texts)}
