"""A browser as people call it. Programs boast of each other's names in one line, so the order of looking counts."""

from typing import NamedTuple

BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "YaBrowser/": "Yandex Browser",
    "SamsungBrowser/": "Samsung Internet",
    "Vivaldi/": "Vivaldi",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


class Browser(NamedTuple):
    """Names that need no translation, "" for what is not known."""

    name: str
    system: str

    @classmethod
    def of(cls, agent: str) -> "Browser":
        """As the User-Agent header tells it."""
        return cls(_first(BROWSERS, agent), _first(SYSTEMS, agent))


def _first(known: dict[str, str], text: str) -> str:
    return next((name for sign, name in known.items() if sign in text), "")
