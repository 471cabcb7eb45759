"""Lines of the year's plan from a table."""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from typing import Any

from sqlalchemy import or_, select

from models.account import Account
from models.importing import plan_words
from models.importing.fault import N_
from models.importing.headings import Cells, Column
from models.importing.organisation_sheet import country_of, organisation_named
from models.importing.sheet import Sheet
from models.importing.times import Lost
from models.organisation import Organisation
from models.plan_line import PlanLine
from models.revisable import Revisable
from support.actor import current_actor
from support.languages import folded
from support.orm import session

NO_YEAR = N_("It has no year: add a column “Year”, or write the month as 11.2026.")
NO_OWNER = N_("Nobody of the office is called “%(value)s”.")
SEVERAL_HOSTS = N_("Several organisations may be meant by “%(value)s”: write the name in full.")


class PlanSheet(Sheet):
    """Known by title, year and month together: what is held each quarter has the same title four times."""

    sort, model, named = "plan", PlanLine, "title"
    columns = (
        Column("title", ("Title", "Event", "Name", "Мероприятие", "Название", "Наименование", "Наименование мероприятия",
                         "Іс-шара", "Атауы", "Іс-шара атауы"), "Erasmus+ information day", translated=True, required=True),
        Column("year", ("Year", "Год", "Жыл", "Жылы"), "2027"),
        Column("month", ("Month", "Date", "When", "Месяц", "Срок", "Сроки", "Срок проведения", "Дата", "Ай", "Айы", "Мерзімі"),
               "March"),
        Column("kind", ("Kind", "Type", "Form", "Вид", "Тип", "Форма", "Түрі"), "information day"),
        Column("owner", ("Owner", "Responsible", "Ответственный", "Ответственные", "Исполнитель", "Жауапты", "Орындаушы"), ""),
        Column("host", ("Host", "Host organisation", "Принимающая сторона", "Организация", "Қабылдаушы", "Ұйым"),
               "Alatau University"),
        Column("expected", ("Participants", "Expected", "Участников", "Участники", "Количество участников", "Қатысушылар",
                            "Қатысушылар саны"), "120"),
        Column("audience", ("For whom", "Audience", "Для кого", "Аудитория", "Целевая аудитория", "Кімге", "Аудиториясы"),
               "students, teachers"),
        Column("country", ("Country", "Страна", "Ел", "Елі", "Мемлекет"), "KZ"),
        Column("basis", ("Basis", "Order", "Основание", "Приказ", "Негіздеме", "Бұйрық"), "No. 214"),
        Column("budget", ("Budget", "Бюджет", "Финансирование", "Қаржыландыру"), ""),
    )  # fmt: skip
    limits = {"basis": 300, "budget": 300}

    def __init__(self) -> None:
        self._hosts: dict[str, list[Organisation]] = {}
        self._known: dict[tuple[str, int, int | None], PlanLine] = {}
        reader = session().get(Account, current_actor().id) if current_actor().id else None
        for line in session().scalars(select(PlanLine).where(PlanLine.visible_to(reader)).order_by(PlanLine.id.desc())):
            for text in line.title.texts.values():
                self._known[folded(text), line.year, line.month] = line
        self._people: dict[str, list[Account]] = defaultdict(list)
        staff = or_(Account.role == "admin", Account.role == "staff")
        for account in session().scalars(select(Account).where(Account.active, staff).order_by(Account.id)):
            for known_as in {account.email, folded(account.name)} - {""}:
                self._people[known_as].append(account)

    def fields(self, cells: Cells) -> dict[str, Any]:
        when = " ".join([cells.get("year", {}).get("", ""), cells.get("month", {}).get("", "")])
        found = super().fields(cells)
        found["year"] = plan_words.year_in(when)
        if found["year"] is None:
            raise Lost(NO_YEAR)
        return found

    def value(self, name: str, text: str) -> Any:
        readers: Mapping[str, Any] = {
            "month": plan_words.month_of,
            "kind": plan_words.kind_of,
            "expected": plan_words.number_of,
            "audience": plan_words.audiences_of,
            "country": country_of,
            "owner": self._owner,
            "host": self._host,
        }
        return readers[name](text) if name in readers else " ".join(text.split())

    def find(self, fields: Mapping[str, Any]) -> PlanLine | None:
        keys = ((folded(text), fields["year"], fields.get("month")) for text in fields["title"].values())
        return next((self._known[key] for key in keys if key in self._known), None)

    def identity(self, fields: Mapping[str, Any]) -> Hashable:
        return folded(next(iter(fields["title"].values()))), fields["year"], fields.get("month")

    def put(self, thing: Revisable, fields: Mapping[str, Any]) -> None:
        assert isinstance(thing, PlanLine)
        changes = {name: self.new(getattr(thing, name), value) for name, value in fields.items()}
        if isinstance(changes.get("host"), str):
            changes["host"] = organisation_named(changes["host"])
        thing.revise(changes)

    def shown(self, name: str, value: Any) -> str:
        if isinstance(value, Organisation):
            return value.label()
        return (value.name or value.email) if isinstance(value, Account) else super().shown(name, value)

    def _owner(self, text: str) -> Account:
        found = self._people.get(text.casefold()) or self._people.get(folded(text)) or []
        if len(found) != 1:
            raise Lost(NO_OWNER, value=text[:60])
        return found[0]

    def _host(self, name: str) -> Organisation | str:
        """The organisation that is meant; its name where it would be a new one."""
        if name not in self._hosts:
            self._hosts[name] = Organisation.meant_by(name)
        found = self._hosts[name]
        if len(found) > 1:
            raise Lost(SEVERAL_HOSTS, value=name[:60])
        return found[0] if found else name
