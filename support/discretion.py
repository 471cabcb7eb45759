"""Tokens stand in addresses, and addresses stand in logs: here they are taken out of every line."""

import logging
import re

from flask import Flask

LOGS = ("werkzeug", "granian.access", "gunicorn.access", "flask-limiter")
"""Loggers of servers and libraries that write down which address was asked for, beside the application's own."""
NAME = "token"
HIDDEN = r"\1…\2"


class Discretion(logging.Filter):
    """Writes "…" for what a route calls its token, in the line and in the trace below it."""

    def __init__(self, tokens: re.Pattern[str]) -> None:
        super().__init__()
        self.tokens = tokens

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self.tokens.sub(HIDDEN, record.getMessage()), ()
        if record.exc_info and not record.exc_text:  # what is set already is not written anew
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self.tokens.sub(HIDDEN, record.exc_text)
        return True


def init_discretion(app: Flask) -> None:
    """Keep tokens out of the logs of this process, once all routes are known."""
    discretion = Discretion(_tokens(app))
    for logger in (app.logger, *map(logging.getLogger, LOGS)):
        for older in [one for one in logger.filters if isinstance(one, Discretion)]:
            logger.removeFilter(older)
        logger.addFilter(discretion)


def _tokens(app: Flask) -> re.Pattern[str]:
    """What stands where a route has its token, after what stands before it; and what is asked there, where it may stand again."""
    before = {rule.rule.partition(f"<{NAME}>")[0] for rule in app.url_map.iter_rules() if NAME in rule.arguments}
    paths = ("[^/]+".join(map(re.escape, re.split("<[^>]*>", path))) for path in sorted(before, key=len, reverse=True))
    rest, asked = "(?:/[^\\s?\"'<>&]*)?", "(?:\\?[^\\s\"'<>]*)?"
    return re.compile(f"((?:{'|'.join(paths)}))[^/\\s?\"'<>&]+({rest}){asked}")
