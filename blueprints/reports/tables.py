"""The tables of a report: what the page shows and the files hold."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext

from blueprints import wording
from blueprints.reports.words import ABOUT, FIGURES, INDICATORS, TITLES, TURNOUT
from models.figures import Figures
from models.indicators import Indicators
from models.participation import Turnout, together
from models.report import Report
from support.countries import country_name
from support.dates import month
from support.i18n import language_name
from support.spreadsheets import Column, Value


@dataclass(frozen=True)
class Table:
    """Rows whose first cell is their name; `sums`, where it makes sense, are the last row."""

    name: str
    heads: Sequence[Any]
    body: Sequence[Sequence[Value]]
    sums: Sequence[Value] = ()

    @property
    def title(self) -> Any:
        return TITLES[self.name]

    @property
    def about(self) -> Any:
        return ABOUT.get(self.name, "")

    @property
    def columns(self) -> list[Column]:
        """The heads of a file."""
        return [Column(str(head), 16 if number else 48) for number, head in enumerate(self.heads)]

    @property
    def rows(self) -> list[Sequence[Value]]:
        """The rows of a file."""
        return [*self.body, *([self.sums] if self.sums else [])]


class Tables:
    """Every table of a report, made when it is asked for."""

    def __init__(self, report: Report, indicators: Indicators) -> None:
        self.report, self.indicators, self.year = report, indicators, report.year
        self._makers: Mapping[str, Callable[[], Table]] = {
            "months": lambda: self._plan("months", report.months.items(), self._month, report.total),
            "kinds": lambda: self._plan("kinds", report.kinds.items(), lambda kind: str(wording.KINDS[kind]), report.total),
            "audiences": lambda: self._plan("audiences", report.audiences.items(), lambda code: str(wording.AUDIENCES[code])),
            "organisations": self._organisations,
            "countries": lambda: self._plan("countries", report.countries.items(), country_name),
            "participants-by-audience": lambda: self._people("audience", lambda code: str(wording.AUDIENCES.get(code, code))),
            "participants-by-organisation": lambda: self._people("organisation", str, _("All others")),
            "participants-by-country": lambda: self._people("country", country_name),
            "participants-by-language": lambda: self._people("language", language_name),
            "partners": self._partners,
            "indicators": self._indicators,
        }

    def named(self, name: str) -> Table | None:
        """The table of a name, None where there is none."""
        return self._makers[name]() if name in self._makers else None

    def __iter__(self) -> Any:
        return (make() for make in self._makers.values())

    def _month(self, number: int) -> str:
        return month(date(self.year, number, 1)) if number else str(wording.NO_MONTH)

    def _plan(
        self, name: str, found: Iterable[tuple[Any, Figures]], said: Callable[[Any], str], total: Figures | None = None
    ) -> Table:
        body = [[said(about), *(getattr(figures, column) for column in FIGURES)] for about, figures in found]
        sums = [pgettext("sum", "Together"), *(getattr(total, column) for column in FIGURES)] if total is not None else ()
        return Table(name, [TITLES[name], *FIGURES.values()], body, sums)

    def _organisations(self) -> Table:
        found = self.report.organisations
        names = self.report.names_of(found)
        return self._plan("organisations", found.items(), lambda number: names.get(number, ""))

    def _people(self, by: str, said: Callable[[Any], str], others: str = "") -> Table:
        """`others` names what is in the total and in none of the rows."""
        taking_part, name = self.report.participation, f"participants-by-{by}"
        found: Mapping[str, Turnout] = getattr(taking_part, f"by_{by}")
        body: list[Sequence[Value]] = [
            [said(key) if key else _("Not said or not known"), *turnout] for key, turnout in found.items()
        ]
        rest = taking_part.total.without(together(found.values()))
        body += [[others, *rest]] if rest.registered else []
        sums = [pgettext("sum", "Together"), *taking_part.total] if body else ()
        return Table(name, [TITLES[name], *TURNOUT.values()], body, sums)

    def _partners(self) -> Table:
        found = self.indicators.partners_by_country
        return Table(
            "partners", [_("Country"), _("Organisations")], [[country_name(code), number] for code, number in found.items()]
        )

    def _indicators(self) -> Table:
        found = self.indicators.values
        body = [[str(name), found[code], str(counted)] for code, (name, counted) in INDICATORS.items()]
        return Table("indicators", [_("Indicator"), str(self.year), _("What is counted")], body)
