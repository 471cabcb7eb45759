"""Three languages in Flask: which one a visitor reads, and the filters that templates speak it with."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlencode

from babel import Locale
from flask import Flask, Response, g, request
from flask_babel import Babel, Domain, force_locale, refresh
from markupsafe import Markup
from wtforms.i18n import messages_path

from support import clock, dates
from support.addresses import own_path, parts_of
from support.countries import country_name
from support.languages import TRANSLATIONS, Translated, language, speak, speaking
from support.settings import Settings

COOKIE = "language"
YEAR = 365 * 24 * 3600
SHORT = {"en": "Eng", "ru": "Рус", "kk": "Қаз"}

_form_messages = Domain([messages_path(), str(TRANSLATIONS)], "wtforms")
"""What WTForms says by itself, with our Kazakh and Russian over its own."""

_offered: Callable[[], Sequence[str]] = tuple


def init_i18n(app: Flask, settings: Settings, offered: Callable[[], Sequence[str]]) -> None:
    """Choose a language for every request among those `offered`, the first being the house's own."""
    global _offered
    _offered = offered
    Babel(
        app,
        default_translation_directories=str(TRANSLATIONS),
        locale_selector=language,
        timezone_selector=lambda: settings.timezone,
    )
    app.before_request(_listen)
    app.after_request(_remember)
    app.jinja_env.filters.update(
        shown=shown,
        words=words,
        day=dates.day,
        day_and_month=dates.day_and_month,
        month=dates.month,
        month_alone=dates.month_alone,
        weekday=dates.weekday,
        weekday_short=dates.weekday_short,
        hour=dates.hour,
        offset=dates.offset,
        country=country_name,
        zone=dates.zone,
    )
    app.jinja_env.globals.update(
        language_name=language_name, language_short=language_short, url_in=url_in, days=dates.days, span=dates.span, now=clock.now
    )
    app.context_processor(lambda: {"language": language(), "languages": list(offered())})


def offered_languages() -> list[str]:
    """The languages on offer, the first being the house's own."""
    return list(_offered())


def asked_language() -> str:
    """The language of ?lang=, else the house's own: strangers keep these answers, so neither cookie nor browser is asked."""
    asked, offered = request.args.get("lang"), offered_languages()
    return asked if asked in offered else offered[0]


@contextmanager
def speaking_to(code: str) -> Iterator[None]:
    """Another language for the length of a block, in templates as well."""
    with speaking(code), force_locale(code):
        yield


def _listen() -> None:
    speak(_wanted() or offered_languages()[0])
    refresh()
    request.wtforms_translations = _form_messages.get_translations()  # type: ignore[attr-defined]  # where Flask-WTF looks first


def _wanted() -> str | None:
    """?lang= wins, then what was chosen before, then what the browser asks for."""
    codes = offered_languages()
    asked = request.args.get("lang")
    if asked in codes:
        g.language_to_remember = asked
        return asked
    remembered = request.cookies.get(COOKIE)
    return remembered if remembered in codes else request.accept_languages.best_match(codes)


def _remember(response: Response) -> Response:
    if code := g.get("language_to_remember"):
        response.set_cookie(COOKIE, code, max_age=YEAR, samesite="Lax", secure=request.is_secure)
    return response


def shown(text: Translated | None, code: str | None = None) -> Markup | str:
    """A text in the best language there is, marked with it where it is not the reader's own."""
    best = (text or Translated()).shown(code)
    if not best.text or best.language == language():
        return best.text
    return Markup('<span lang="{}">{}</span>').format(best.language, best.text)


def words(text: Translated | None, code: str | None = None) -> str:
    """A text in the best language there is, plain, for attributes and titles."""
    return (text or Translated()).shown(code).text


def language_name(code: str) -> str:
    """A language's own name: "English", «Русский», «Қазақша»."""
    if code == "kk":
        return "Қазақша"
    return (Locale.parse(code).display_name or code).capitalize()


def language_short(code: str) -> str:
    return SHORT.get(code, code.upper())


def url_in(code: str) -> str:
    """This page in another language; the page a form was sent from, where this one answers it."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    came_from = parts_of(request.referrer)
    sent_from = came_from.path if came_from.netloc == request.host and not came_from.path.startswith("//") else "/"
    path = own_path() if request.method in ("GET", "HEAD") else sent_from
    return f"{path}?{urlencode([*kept, ('lang', code)])}"
