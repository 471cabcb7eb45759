"""What the statistics show and their files hold: a bar and a number for each semester, country, programme and level."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints import wording
from models.mobility import period_name
from models.mobility_figures import MobilityFigures
from models.small_numbers import Figure
from support.countries import country_name
from support.languages import Translated
from support.spreadsheets import Value

TITLES = {
    "period": _l("By semester"),
    "country": _l("By country"),
    "programme": _l("By programme"),
    "level": _l("By level"),
}
HEADS = {"period": _l("Semester"), "country": _l("Country"), "programme": _l("Programme"), "level": _l("Who")}
NOT_SHOWN = _l("not shown")


class Bar(NamedTuple):
    """A row: what it is of, the number, None where that is not shown, and how long its bar is in hundredths of the longest."""

    name: Any
    people: int | None
    length: float


@dataclass(frozen=True)
class Chart:
    """Rows of one sort."""

    by: str
    bars: Sequence[Bar]

    @property
    def title(self) -> Any:
        return TITLES[self.by]

    @property
    def head(self) -> Any:
        return HEADS[self.by]

    @property
    def hides(self) -> bool:
        """Whether a number is not shown."""
        return any(bar.people is None for bar in self.bars)

    @property
    def rows(self) -> list[Sequence[Value]]:
        """The rows of a file."""
        return [[str(bar.name), bar.people if bar.people is not None else str(NOT_SHOWN)] for bar in self.bars]


def charts_of(figures: MobilityFigures) -> list[Chart]:
    """All of them."""
    return [chart_of(figures, by) for by in TITLES]


def chart_of(figures: MobilityFigures, by: str) -> Chart:
    """One of them, by a key of TITLES."""
    found: Mapping[str, tuple[Sequence[Figure], Callable[[Any], Any]]] = {
        "period": (figures.by_period, lambda key: period_name(*key)),
        "country": (figures.by_country, lambda code: country_name(code) if code else _("Not said")),
        "programme": (figures.by_programme, _programme),
        "level": (figures.by_level, lambda code: str(wording.LEVELS[code])),
    }
    rows, said = found[by]
    most = max((one.people or 0 for one in rows), default=0) or 1
    return Chart(by, [Bar(said(one.key), one.people, round((one.people or 0) * 100 / most, 1)) for one in rows])


def _programme(name: Translated) -> Any:
    return name or _("Not said")
