"""`flask backup` and `flask restore`: the whole database in one file."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

import click
from flask.cli import with_appcontext
from sqlalchemy import inspect, literal, select, table

from support.db import db

KINDS = {"sqlite": b"SQLite format 3\0", "postgresql": b"PGDMP"}
"""How a copy of each kind of database begins."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Overwrite a file that is there already.")
@with_appcontext
def backup(file: Path, force: bool) -> None:
    """Copy the database, as it is at this moment, to FILE; everybody may go on working."""
    with _replacing(file, force=force) as copy:
        if db.engine.name == "sqlite":
            _copy_sqlite(_sqlite_file(), copy)
        else:
            _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={copy}")
    click.echo(f"The database is copied to {file}. It holds personal data: keep it where only you can read it.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--force", is_flag=True, help="Overwrite a database that holds something.")
@with_appcontext
def restore(file: Path, force: bool) -> None:
    """Put the copy in FILE in the database's place. Stop the web server and the worker first."""
    _refuse_another_kind(file)
    if not force and _holds_something():
        raise click.ClickException("The database holds something already. With --force it is overwritten.")
    if db.engine.name == "sqlite":
        db.engine.dispose()
        _copy_sqlite(file, _sqlite_file())
    else:
        _restore_postgresql(file)
    click.echo(f"The database is what {file} holds. Now bring it up to date: flask --app app db upgrade")


def _sqlite_file() -> Path:
    return Path(db.engine.url.database or "")


def _tables() -> list[str]:
    return inspect(db.engine).get_table_names()


def _holds_something() -> bool:
    """Whether any table has a row; which version the tables are of, and that calendars changed once, says nothing."""
    names = [name for name in _tables() if name not in ("alembic_version", "calendar_states")]
    with db.engine.connect() as connection:
        first_rows = (select(literal(1)).select_from(table(name)).limit(1) for name in names)
        return any(connection.scalar(first_row) for first_row in first_rows)


def _refuse_another_kind(file: Path) -> None:
    with file.open("rb") as copy:
        beginning = copy.read(16)
    if not beginning.startswith(KINDS[db.engine.name]):
        raise click.ClickException(f"{file} is not a copy of a database of this kind ({db.engine.name}).")


@contextmanager
def _replacing(file: Path, *, force: bool) -> Iterator[Path]:
    """A new file, for nobody else to read, that takes FILE's place only once it is whole."""
    if db.engine.name == "sqlite" and file.resolve() == _sqlite_file().resolve():
        raise click.ClickException(f"{file} is the database itself.")
    if not file.parent.is_dir():
        raise click.ClickException(f"There is no folder {file.parent}.")
    if file.exists() and not force:
        raise click.ClickException(f"{file} is there already. With --force it is overwritten.")
    with NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as new:
        copy = Path(new.name)
    try:
        yield copy
        copy.replace(file)
    finally:
        copy.unlink(missing_ok=True)


def _copy_sqlite(source: Path, target: Path) -> None:
    """SQLite's own online copy: one moment of the source, whoever writes to it meanwhile."""
    try:
        with (
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=rw", uri=True)) as origin,
            closing(sqlite3.connect(target)) as copy,
        ):
            (verdict,) = origin.execute("PRAGMA quick_check").fetchone()
            if verdict != "ok":
                raise click.ClickException(f"{source} is damaged: {verdict}.")
            origin.backup(copy)
    except sqlite3.Error as error:
        raise click.ClickException(f"{source} cannot be copied: {error}.") from None


def _restore_postgresql(file: Path) -> None:
    """All or nothing, in one transaction; tables that the copy does not know yet go as well."""
    quote = db.engine.dialect.identifier_preparer.quote
    drop = "".join(f"DROP TABLE IF EXISTS {quote(name)} CASCADE;\n" for name in _tables())
    db.engine.dispose()
    arguments = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--file=-", str(file))
    script = _run("pg_restore", *arguments, connect=False)
    _run("psql", "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1", text=drop.encode() + script)


def _run(program: str, *arguments: str, text: bytes = b"", connect: bool = True) -> bytes:
    """Run one of PostgreSQL's programs on the application's database; no list of processes shows its password."""
    if not shutil.which(program):
        raise click.ClickException(f"{program} is not installed; on Debian and Ubuntu: apt install postgresql-client")
    url = db.engine.url
    address = url.set(drivername="postgresql", password=None).render_as_string()
    environment = {**os.environ, "PGPASSWORD": url.password} if url.password else None
    command = [program, *arguments, *([f"--dbname={address}"] if connect else [])]
    done = subprocess.run(command, input=text, env=environment, capture_output=True)
    if done.returncode:
        raise click.ClickException(done.stderr.decode(errors="replace").strip())
    return done.stdout
