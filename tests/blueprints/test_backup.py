"""`flask backup` and `flask restore`, on both databases."""

import os
import shutil
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import inspect, text

from models import Room
from support.db import db
from support.languages import translated

pytestmark = pytest.mark.usefixtures("programs")
both = pytest.mark.databases("sqlite", "postgresql")


@pytest.fixture
def programs(database: str) -> None:
    """PostgreSQL's own, where the test is about PostgreSQL."""
    if "postgresql" in database and not shutil.which("pg_dump"):
        assert os.environ.get("CI") != "true", "pg_dump is not installed"
        pytest.skip("pg_dump is not installed")


def run(app: Flask, *arguments: object) -> Result:
    db.session.commit()
    result = app.test_cli_runner().invoke(args=[str(argument) for argument in arguments])
    db.session.remove()
    return result


def said(result: Result) -> str:
    """What a command that refused has said."""
    assert result.exit_code == 1, result.output
    return result.output.strip()


def rooms() -> list[str]:
    return [room.name["en"] for room in db.session.query(Room).order_by(Room.id)]


def add_room(name: str) -> None:
    db.session.add(Room(name=translated("en", en=name), seats=10))
    db.session.commit()


@pytest.fixture
def copy(app: Flask, blue_hall: Room, tmp_path: Path) -> Path:
    """A backup that holds the Blue Hall; the database has a Green Hall since."""
    file = tmp_path / "copy"
    assert run(app, "backup", file).exit_code == 0
    add_room("Green Hall")
    return file


@both
def test_a_restored_database_is_what_it_was_when_it_was_copied(app, copy):
    assert rooms() == ["Blue Hall", "Green Hall"]

    result = run(app, "restore", "--force", copy)

    assert result.exit_code == 0, result.output
    assert rooms() == ["Blue Hall"]


@both
def test_an_empty_database_is_restored_without_force(app, copy):
    for room in db.session.query(Room):
        db.session.delete(room)
    db.session.commit()

    result = run(app, "restore", copy)

    assert result.exit_code == 0, result.output
    assert rooms() == ["Blue Hall"]


@both
def test_a_database_that_holds_something_is_left_alone(app, copy):
    result = run(app, "restore", copy)

    assert said(result) == "Error: The database holds something already. With --force it is overwritten."
    assert rooms() == ["Blue Hall", "Green Hall"]


@both
def test_a_copy_leaves_out_what_somebody_is_about_to_write(app, blue_hall, tmp_path):
    db.session.commit()
    with db.engine.connect() as somebody:
        somebody.execute(text("UPDATE rooms SET seats = 7"))
        result = app.test_cli_runner().invoke(args=["backup", str(tmp_path / "copy")])
        somebody.commit()
    assert result.exit_code == 0, result.output
    db.session.expire_all()
    assert blue_hall.seats == 7

    run(app, "restore", "--force", tmp_path / "copy")

    assert [room.seats for room in db.session.query(Room)] == [120]


@both
def test_a_table_that_the_copy_does_not_know_goes(app, copy):
    db.session.execute(text("CREATE TABLE novelties (room_id INTEGER REFERENCES rooms (id))"))

    result = run(app, "restore", "--force", copy)

    assert result.exit_code == 0, result.output
    assert not inspect(db.engine).has_table("novelties")


@both
def test_a_file_of_another_kind_is_refused(app, blue_hall, tmp_path):
    (tmp_path / "copy").write_text("SELECT 1;")

    result = run(app, "restore", "--force", tmp_path / "copy")

    assert said(result) == f"Error: {tmp_path / 'copy'} is not a copy of a database of this kind ({db.engine.name})."
    assert rooms() == ["Blue Hall"]


@both
def test_a_copy_that_breaks_off_is_refused_and_nothing_is_lost(app, copy):
    copy.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])

    assert said(run(app, "restore", "--force", copy)).startswith("Error: ")
    assert rooms() == ["Blue Hall", "Green Hall"]


@both
def test_a_copy_is_for_nobody_else_to_read_and_replaces_the_last_one_whole(app, copy):
    assert run(app, "backup", "--force", copy).exit_code == 0
    assert copy.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in copy.parent.iterdir() if "copy" in file.name] == ["copy"]

    run(app, "restore", "--force", copy)

    assert rooms() == ["Blue Hall", "Green Hall"]


def test_an_earlier_copy_is_not_overwritten_unasked(app, copy):
    before = copy.read_bytes()

    assert said(run(app, "backup", copy)) == f"Error: {copy} is there already. With --force it is overwritten."
    assert copy.read_bytes() == before


def test_a_copy_never_replaces_the_database_itself(app, blue_hall):
    database = Path(db.engine.url.database or "")

    assert said(run(app, "backup", database)) == f"Error: {database} is the database itself."
    assert rooms() == ["Blue Hall"]


def test_a_folder_that_is_not_there_is_named(app, tmp_path):
    assert said(run(app, "backup", tmp_path / "nowhere" / "copy")) == f"Error: There is no folder {tmp_path / 'nowhere'}."


@pytest.mark.databases("postgresql")
def test_the_package_that_is_missing_is_named(app, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    assert said(run(app, "backup", tmp_path / "copy")) == (
        "Error: pg_dump is not installed; on Debian and Ubuntu: apt install postgresql-client"
    )
    assert not (tmp_path / "copy").exists()
