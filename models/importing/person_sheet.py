"""People from a table."""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from datetime import timedelta
from typing import Any

from babel import Locale
from sqlalchemy import select

from models.activity import Activity
from models.email_address import BadAddress, clean_email
from models.importing.fault import N_
from models.importing.headings import Column
from models.importing.organisation_sheet import organisation_named
from models.importing.sheet import Sheet
from models.importing.times import Lost
from models.organisation import Organisation
from models.person import Person, Position
from models.revisable import Revisable
from support import clock
from support.languages import Translated, folded
from support.orm import session

BAD_EMAIL = N_("“%(value)s” is not an e-mail address.")
NO_LANGUAGE = N_("Nobody knows the language “%(value)s”.")
SEVERAL = N_("Several people have this name: give the e-mail address.")
HELD = ("position", "organisation")
SEVERAL_ORGANISATIONS = N_("Several organisations may be meant by “%(value)s”: write the name in full.")


def language_of(text: str) -> str:
    """A language's code from its code or its name in any of the three languages. Raises Lost."""
    wanted = folded(text)
    for code in ("en", "ru", "kk"):
        for short, name in Locale.parse(code).languages.items():
            if len(short) == 2 and (short == text.lower() or folded(name) == wanted):
                return str(short)
    raise Lost(NO_LANGUAGE, value=text[:40])


class PersonSheet(Sheet):
    """Known by the e-mail address, else by the name in any spelling; somebody with another address is somebody else."""

    sort, model = "people", Person
    columns = (
        Column("name", ("Name", "Full name", "Person", "ФИО", "Имя", "Аты-жөні", "Аты"), "Chiara Rossi", translated=True,
               required=True),
        Column("honorific", ("Title", "Honorific", "Обращение", "Звание", "Атағы"), "Professor", translated=True),
        Column("position", ("Position", "Job title", "Post", "Должность", "Лауазым", "Лауазымы", "Қызметі"), "Vice-rector",
               translated=True),
        Column("organisation", ("Organisation", "Organization", "University", "Организация", "Университет", "Место работы", "ВУЗ",
                                "Ұйым", "Ұйымы", "Жұмыс орны"), "University of Padua"),
        Column("email", ("E-mail", "Email", "Mail", "Почта", "Эл. почта", "Электронная почта", "Электрондық пошта", "Пошта"),
               "chiara.rossi@example.org"),
        Column("phone", ("Phone", "Telephone", "Mobile", "Телефон", "Моб. телефон", "Телефоны"), "+39 049 827 5111"),
        Column("languages", ("Languages", "Языки", "Тілдер", "Тілдері"), "it, en"),
    )  # fmt: skip
    limits = {"phone": 40, "email": 254, "languages": 400}

    def __init__(self) -> None:
        self._named: dict[str, list[Organisation]] = {}
        self._by_email: dict[str, int] = {}
        self._by_name: dict[str, set[int]] = defaultdict(set)
        self._email_of: dict[int, str] = {}
        known = select(Person.id, Person.email, Person.name, Person.variants).where(Person.kept()).order_by(Person.id)
        for number, email, name, variants in session().execute(known):
            self._email_of[number] = email
            self._by_email.setdefault(email or "", number)
            for spelling in (*name.texts.values(), *variants):
                self._by_name[folded(spelling)].add(number)

    def value(self, name: str, text: str) -> Any:
        if name == "organisation":
            self._require_one_organisation(text)
        if name == "languages":
            parts = [part.strip() for part in text.replace(";", ",").replace("\n", ",").split(",")]
            return list(dict.fromkeys(language_of(part) for part in parts if part))
        if name == "email":
            try:
                return clean_email(text).casefold()
            except BadAddress:
                raise Lost(BAD_EMAIL, value=text[:60]) from None
        return text

    def find(self, fields: Mapping[str, Any]) -> Person | None:
        email = fields.get("email", "")
        if email and (number := self._by_email.get(email)):
            return session().get(Person, number)
        named = {number for text in fields["name"].values() for number in self._by_name[folded(text)]}
        named = {number for number in named if not email or not self._email_of[number]}
        if len(named) > 1:
            raise Lost(SEVERAL)
        return session().get(Person, named.pop()) if named else None

    def identity(self, fields: Mapping[str, Any]) -> Hashable:
        return fields.get("email") or folded(next(iter(fields["name"].values())))

    def old(self, thing: Person, name: str) -> Any:
        """Of the position and the organisation, what is held today."""
        held = thing.position
        if name == "position":
            return held.title if held else Translated()
        return (held and held.organisation) if name == "organisation" else getattr(thing, name)

    def new(self, old: Any, value: Any) -> Any:
        if isinstance(old, Organisation) and value in self._named and old in self._named[value]:
            return old
        return super().new(old, value)

    def shown(self, name: str, value: Any) -> str:
        return value.label() if isinstance(value, Organisation) else super().shown(name, value)

    def _require_one_organisation(self, name: str) -> None:
        found = self._named.setdefault(name, []) or Organisation.meant_by(name)
        self._named[name] = found
        if len(found) > 1:
            raise Lost(SEVERAL_ORGANISATIONS, value=name[:60])

    def put(self, thing: Revisable, fields: Mapping[str, Any]) -> None:
        assert isinstance(thing, Person)
        own = {name: value for name, value in fields.items() if name not in HELD}
        thing.revise({name: super(PersonSheet, self).new(getattr(thing, name), value) for name, value in own.items()})
        if own.keys() != fields.keys():
            self._place(thing, fields)

    def _place(self, person: Person, fields: Mapping[str, Any]) -> None:
        """Give a position: a new row, for what was held before stays true of its time."""
        held, today = person.position, clock.now().date()
        was = [held.title.shown().text, held.organisation.label() if held.organisation else ""] if held else []
        title = Translated().rewritten(fields["position"], clock.now()) if "position" in fields else held and held.title
        organisation = organisation_named(fields["organisation"]) if "organisation" in fields else held and held.organisation
        if held:
            held.ends_on = today - timedelta(days=1)
        person.positions.append(
            Position(title=title or Translated(), organisation=organisation, starts_on=today if held else None)
        )
        now = [title.shown().text if title else "", organisation.label() if organisation else ""]
        Activity.record("revised", person, position=[was, now])
