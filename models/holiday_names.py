"""What the holidays of Kazakhstan are called in the three languages, as the laws and the official calendars call them."""

from collections.abc import Callable
from datetime import date

from support.dates import day_and_month
from support.languages import Translated, translated

CHRISTMAS, KURBAN_AIT = "Православиелік Рождество", "Құрбан айт"
BY_KAZAKH = {
    "Жаңа жыл": ("New Year", "Новый год"),
    CHRISTMAS: ("Orthodox Christmas", "Православное Рождество"),
    "Халықаралық әйелдер күні": ("International Women’s Day", "Международный женский день"),
    "Наурыз мейрамы": ("Nauryz Meiramy", "Наурыз мейрамы"),
    "Қазақстан халқының бірлігі мерекесі": ("Unity Day of the People of Kazakhstan", "Праздник единства народа Казахстана"),
    "Отан Қорғаушы күні": ("Defender of the Fatherland Day", "День защитника Отечества"),
    "Жеңіс күні": ("Victory Day", "День Победы"),
    "Астана күні": ("Capital City Day", "День Столицы"),
    "Қазақстан Республикасының Конституциясы күні": ("Constitution Day", "День Конституции Республики Казахстан"),
    "Республика күні": ("Republic Day", "День Республики"),
    "Қазақстан Республикасы күні": ("Republic Day", "День Республики Казахстан"),
    "Қазақстан Республикасының Тұңғыш Президенті күні": ("First President Day", "День Первого Президента Республики Казахстан"),
    "Тәуелсіздік күні": ("Independence Day", "День Независимости"),
    KURBAN_AIT: ("Kurban Ait, the first day", "Курбан-айт, первый день"),
}
"""(English, Russian) by the Kazakh name, which is the one that the `holidays` library knows them by."""
NAURYZNAMA = translated("en", en="Nauryznama, ten days of Nauryz", ru="Наурызнама, декада Наурыза", kk="Наурызнама онкүндігі")
RAMADAN = translated("en", en="Ramadan", ru="Рамазан", kk="Рамазан айы")
ORAZA_AIT = translated("en", en="Oraza Ait", ru="Ораза айт", kk="Ораза айт")


def holiday_called(kazakh: str) -> Translated:
    """The three names of a holiday; one that is new to us stays in Kazakh."""
    known = BY_KAZAKH.get(kazakh)
    return translated("kk", en=known[0], ru=known[1], kk=kazakh) if known else translated("kk", kk=kazakh)


def free_for(day: date, holiday: Translated | None = None) -> Translated:
    """The name of the day off that is given for another day: for a holiday on a weekend, or for a weekend that is worked."""
    texts = {"en": "day off for {}", "ru": "выходной за {}", "kk": "{} үшін демалыс күні"}
    return _in_each(lambda code: _after(holiday, code, texts[code].format(day_and_month(day, code))))


def worked_for(day: date) -> Translated:
    """The name of a weekend day that is worked so that another is free."""
    texts = {"en": "Working day for {}", "ru": "Рабочий день за {}", "kk": "{} үшін жұмыс күні"}
    return _in_each(lambda code: texts[code].format(day_and_month(day, code)))


def _after(holiday: Translated | None, code: str, text: str) -> str:
    return f"{holiday.shown(code).text}: {text}" if holiday else text[:1].upper() + text[1:]


def _in_each(say: Callable[[str], str]) -> Translated:
    return translated("en", **{code: say(code) for code in ("en", "ru", "kk")})
