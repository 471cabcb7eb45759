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
