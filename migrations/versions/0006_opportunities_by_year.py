"""Opportunities by year

Revision ID: 0006
Revises: 0005
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from support.languages import Translated, TranslatedText, folded
from support.orm import Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOVED = ("description", "duration", "grant", "applicants")


def table(name: str, /, **columns: sa.types.TypeEngine | type[sa.types.TypeEngine]) -> sa.TableClause:
    return sa.table(name, sa.column("id", sa.Integer), *(sa.column(column, kind) for column, kind in columns.items()))


terms = {**dict.fromkeys(MOVED, TranslatedText), "can_take_part": sa.Boolean, "can_apply": sa.Boolean, "is_demo": sa.Boolean}
programmes = table("programmes", documents=TranslatedText, links=sa.JSON, deleted_at=Moment, **terms)
words = ("workload", "requirements", "consortium", "outcome", "steps", "managed_by")
plain = ("applies_to", "contact_name", "contact_email", "contact_phone", "source", "grant_kind", "grant_period", "currency")
editions = table(
    "editions", programme_id=sa.Integer, year=sa.Integer, participants=sa.JSON, **terms,
    **dict.fromkeys(words, TranslatedText), **dict.fromkeys(plain, sa.String),
)  # fmt: skip
row = {"edition_id": sa.Integer, "position": sa.Integer, "name": TranslatedText}
edition_documents = table(
    "edition_documents", need=sa.String, condition=TranslatedText, languages=sa.JSON, who=sa.JSON, note=TranslatedText, **row
)
edition_links = table("edition_links", address=sa.String, **row)
calls = table("calls", year=sa.Integer, title=TranslatedText, identifier=sa.String, search_text=sa.String, deleted_at=Moment)
call_programmes = sa.table("call_programmes", sa.column("call_id", sa.Integer), sa.column("programme_id", sa.Integer))
deadlines = table("deadlines", label=TranslatedText, search_text=sa.String)


def upgrade() -> None:
    connection = op.get_bind()
    begin_years(connection)
    index_words(connection)
    send_calls_after_their_programmes(connection)
    with op.batch_alter_table("programmes") as batch:
        for name in (*MOVED, "documents", "links", "can_take_part", "can_apply"):
            batch.drop_column(name)


def begin_years(connection: sa.Connection) -> None:
    """What an opportunity offers is told of the year of its newest call: nobody said of which year it is true."""
    newest = sa.select(sa.func.max(calls.c.year)).join(call_programmes, call_programmes.c.call_id == calls.c.id)
    year = newest.where(call_programmes.c.programme_id == programmes.c.id).scalar_subquery()
    for one in connection.execute(sa.select(programmes, year.label("year"))).all():
        told = {name: getattr(one, name) for name in terms}
        empty = {**dict.fromkeys(words, Translated()), **dict.fromkeys(plain, ""), "currency": "EUR", "participants": []}
        known = {"programme_id": one.id, "year": one.year or datetime.now(UTC).year}
        number = connection.execute(editions.insert().values(**empty, **told, **known).returning(editions.c.id)).scalar_one()
        for place, name in enumerate(lines(one.documents)):
            needed = {"need": "required", "condition": Translated(), "languages": [], "who": [], "note": Translated()}
            connection.execute(edition_documents.insert().values(edition_id=number, position=place, name=name, **needed))
        for place, address in enumerate(one.links or []):
            values = {"edition_id": number, "position": place, "address": address, "name": Translated()}
            connection.execute(edition_links.insert().values(**values))


def lines(text: Translated) -> list[Translated]:
    """The lines of a text, each in all its languages: the n-th of one stands for the n-th of another."""
    texts = {code: [line.strip() for line in whole.splitlines() if line.strip()] for code, whole in text.texts.items()}
    found = []
    for place in range(max(map(len, texts.values()), default=0)):
        here = {code: own[place] for code, own in texts.items() if place < len(own)}
        source = text.source if text.source in here else next(iter(here))
        found.append(Translated(here, {code: text.changed[code] for code in here}, source))
    return found


def index_words(connection: sa.Connection) -> None:
    """What the search for calls and dates compares."""
    for one in connection.execute(sa.select(calls.c.id, calls.c.title, calls.c.identifier)).all():
        found_by = folded(" ".join([*one.title.texts.values(), one.identifier]))
        connection.execute(calls.update().where(calls.c.id == one.id).values(search_text=found_by))
    for one in connection.execute(sa.select(deadlines.c.id, deadlines.c.label)).all():
        found_by = folded(" ".join(one.label.texts.values()))
        connection.execute(deadlines.update().where(deadlines.c.id == one.id).values(search_text=found_by))


def send_calls_after_their_programmes(connection: sa.Connection) -> None:
    """Dates of a deleted opportunity lie in the trash already; now its calls do too, and come back with it."""
    of_it = sa.select(programmes.c.deleted_at).join(call_programmes, call_programmes.c.programme_id == programmes.c.id)
    mine = of_it.where(call_programmes.c.call_id == calls.c.id)
    gone_at = sa.select(sa.func.max(programmes.c.deleted_at)).join(
        call_programmes, call_programmes.c.programme_id == programmes.c.id
    )
    last = gone_at.where(call_programmes.c.call_id == calls.c.id).scalar_subquery()
    left = mine.where(programmes.c.deleted_at.is_(None)).exists()
    connection.execute(calls.update().where(mine.exists(), ~left).values(deleted_at=last))


def downgrade() -> None:
    """The words come back; what only a year can hold does not."""
    with op.batch_alter_table("programmes") as batch:
        for name in (*MOVED, "documents"):
            batch.add_column(sa.Column(name, TranslatedText(), nullable=False, server_default="{}"))
        batch.add_column(sa.Column("links", sa.JSON(), nullable=False, server_default="[]"))
        batch.add_column(sa.Column("can_take_part", sa.Boolean(), nullable=True))
        batch.add_column(sa.Column("can_apply", sa.Boolean(), nullable=True))
    connection = op.get_bind()
    told = (*MOVED, "can_take_part", "can_apply")
    for one in connection.execute(sa.select(editions).order_by(editions.c.year)).all():
        values = {name: getattr(one, name) for name in told}
        connection.execute(programmes.update().where(programmes.c.id == one.programme_id).values(**values))
