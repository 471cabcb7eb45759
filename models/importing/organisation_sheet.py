"""Organisations from a table."""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from typing import Any

from sqlalchemy import select

from models.importing.fault import N_
from models.importing.headings import Column, guessed
from models.importing.sheet import Sheet
from models.importing.times import Lost
from models.organisation import ORGANISATION_KINDS, Organisation
from support import clock
from support.countries import countries
from support.languages import Translated, folded
from support.orm import session

NO_COUNTRY = N_("Nobody knows the country “%(value)s”.")
NO_KIND = N_("“%(value)s” is none of the kinds of organisation: %(kinds)s.")
NO_LINK = N_("“%(value)s” is not the address of a page.")
SEVERAL = N_("Several organisations may be meant: give the city.")
KINDS = {
    "university": "university|университет|вуз|жоо|институт|institute|college",
    "faculty": "faculty|факультет|кафедра|department",
    "agency": "agency|national office|агентство|национальный офис|агенттік",
    "ministry": "ministry|министерство|министрлік",
    "embassy": "embassy|посольство|елшілік",
    "company": "company|компания|предприятие|кәсіпорын",
    "ngo": "ngo|нко|нпо|үеұ",
    "school": "school|школа|мектеп",
    "other": "other|другое|прочее|басқа",
}
COMMON_NAMES = {
    "AE": "uae|оаэ", "BY": "белоруссия", "CN": "prc|кнр|қхр", "CZ": "czech republic|чешская республика", "DE": "фрг",
    "GB": "uk|great britain|england|англия", "KG": "киргизия|кыргызская республика",
    "KR": "korea|republic of korea|корея|южная корея|оңтүстік корея", "KZ": "republic of kazakhstan|республика казахстан|рк|қр",
    "MD": "молдавия", "NL": "holland|the netherlands|голландия", "RU": "russian federation|российская федерация|рф",
    "TR": "turkey|турецкая республика", "US": "usa|united states of america|сша|ақш",
}  # fmt: skip
"""What people call some countries and CLDR does not."""
COUNTRY_OF = {folded(name): country for country, names in COMMON_NAMES.items() for name in names.split("|")}
KIND_OF = {folded(word): kind for kind, words in KINDS.items() for word in words.split("|")}


def country_of(text: str) -> str:
    """A country's code from its code or its name in any of the three languages. Raises Lost."""
    if text.upper() in countries("en"):
        return text.upper()
    wanted = folded(text)
    if known := COUNTRY_OF.get(wanted):
        return known
    for code in ("en", "ru", "kk"):
        for country, name in countries(code).items():
            if folded(name) == wanted:
                return country
    raise Lost(NO_COUNTRY, value=text[:60])


def organisation_named(name: str) -> Organisation:
    """The organisation that a table means by a name, made new where there is none."""
    if found := Organisation.meant_by(name):
        return found[0]
    made = Organisation()
    made.revise({"name": Translated().rewritten({guessed(name): name}, clock.now())})
    session().flush()
    return made


class OrganisationSheet(Sheet):
    """Known by the name in any language, or by short name and city together: two universities are called METU."""

    sort, model = "organisations", Organisation
    columns = (
        Column("name", ("Name", "Organisation", "Organization", "University", "Название", "Наименование", "Организация", "ВУЗ",
                        "Университет", "Атауы", "Ұйым"), "Middle East Technical University", translated=True, required=True),
        Column("short_name", ("Short name", "Acronym", "Abbreviation", "Краткое название", "Сокращение", "Аббревиатура",
                              "Қысқаша атауы", "Қысқартылған атауы"), "METU"),
        Column("kind", ("Kind", "Type", "Вид", "Тип", "Түрі"), "university"),
        Column("city", ("City", "Town", "Город", "Қала", "Қаласы"), "Ankara"),
        Column("country", ("Country", "Страна", "Ел", "Елі", "Мемлекет"), "TR"),
        Column("website", ("Website", "Web site", "Site", "URL", "Сайт", "Веб-сайт", "Сайты"), "https://www.metu.edu.tr"),
    )  # fmt: skip
    limits = {"name": 200, "short_name": 40, "city": 100, "website": 300}

    def __init__(self) -> None:
        self._by_name: dict[str, list[Organisation]] = defaultdict(list)
        self._by_short: dict[tuple[str, str], list[Organisation]] = defaultdict(list)
        for one in session().scalars(select(Organisation).where(Organisation.kept()).order_by(Organisation.id)):
            for name in {folded(text) for text in (*one.name.texts.values(), *one.variants)}:
                self._by_name[name].append(one)
            if one.short_name and one.city:
                self._by_short[folded(one.short_name), folded(one.city)].append(one)

    def value(self, name: str, text: str) -> Any:
        if name == "country":
            return country_of(text)
        if name == "kind":
            if (kind := KIND_OF.get(folded(text))) is None:
                raise Lost(NO_KIND, value=text[:60], kinds=", ".join(ORGANISATION_KINDS))
            return kind
        if name == "website":
            address = text if "://" in text else f"https://{text}"
            if not address.startswith(("http://", "https://")) or " " in address or "." not in address:
                raise Lost(NO_LINK, value=text[:60])
            return address
        return text

    def find(self, fields: Mapping[str, Any]) -> Organisation | None:
        found = {one.id: one for text in fields["name"].values() for one in self._by_name[folded(text)]}
        if not found and fields.get("short_name") and fields.get("city"):
            found = {one.id: one for one in self._by_short[folded(fields["short_name"]), folded(fields["city"])]}
        if len(found) > 1 and (city := folded(fields.get("city", ""))):
            found = {number: one for number, one in found.items() if folded(one.city) == city}
        if len(found) > 1:
            raise Lost(SEVERAL)
        return next(iter(found.values()), None)

    def identity(self, fields: Mapping[str, Any]) -> Hashable:
        return folded(next(iter(fields["name"].values()))), folded(fields.get("city", ""))
