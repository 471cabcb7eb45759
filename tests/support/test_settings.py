"""What an operator can get wrong."""

import pytest
from flask import Flask

from support.db import init_db
from support.settings import BadSettings, Settings


@pytest.mark.parametrize(
    "address", ["nonsense", "postgres://host/name", "mysql://host/name", "postgresql+psycopg://host:port/name"]
)
def test_a_database_that_cannot_be_opened_is_refused_with_a_sentence(address: str) -> None:
    with pytest.raises(BadSettings, match="DATABASE_URL must look like"):
        init_db(Flask(__name__), Settings(secret_key="long enough to sign with", database_url=address))


def test_everything_that_is_wrong_is_said_at_once() -> None:
    wrong = {"PROXIES": "many", "PORT": "abc", "WEB_WORKERS": "0", "DATABASE_URL": "mysql://host/name", "TIMEZONE": "Mars"}

    settings = Settings.from_environment({"SECRET_KEY": "long enough to sign with", **wrong})

    assert settings.problems() == [
        "TIMEZONE 'Mars' is not a time zone; Asia/Almaty is one.",
        "DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://, not 'mysql'.",
        "WEB_WORKERS must be at least 1.",
        "PROXIES must be a whole number.",
        "PORT must be a whole number.",
    ]


@pytest.mark.parametrize("port", ["0", "65536", "-1"])
def test_a_port_that_no_machine_has_is_a_problem(port: str) -> None:
    assert Settings.from_environment({"SECRET_KEY": "long enough to sign with", "PORT": port}).problems() == [
        "PORT must be between 1 and 65535."
    ]


@pytest.mark.parametrize(
    ("given", "reads", "plus"),
    [
        ({"MAIL_URL": "smtp://host"}, False, False),
        ({"MAIL_URL": "smtp://host", "MAIL_IN": "plain"}, True, False),
        ({"MAIL_URL": "smtp://host", "MAIL_IN": "plus"}, True, True),
        ({}, True, True),
        ({"MAIL_IN": "plain"}, True, False),
    ],
)
def test_answers_are_read_where_the_operator_says_so_and_where_mails_are_files(
    given: dict[str, str], reads: bool, plus: bool
) -> None:
    settings = Settings.from_environment({"SECRET_KEY": "long enough to sign with", **given})

    assert (settings.reads_answers, settings.has_plus_addresses, settings.problems()) == (reads, plus, [])


def test_another_way_for_answers_than_those_we_know_is_a_problem() -> None:
    given = {"SECRET_KEY": "long enough to sign with", "MAIL_URL": "smtp://host", "MAIL_IN": "minus"}

    assert Settings.from_environment(given).problems() == ["MAIL_IN must be plus or plain, or left out."]
