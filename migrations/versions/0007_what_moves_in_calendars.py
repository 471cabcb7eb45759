"""What moves in calendars

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

from support.languages import Translated, TranslatedText, folded
from support.orm import Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STAMPED = ("registrations", "event_parts")


def table(name: str, /, **columns: sa.types.TypeEngine | type[sa.types.TypeEngine]) -> sa.TableClause:
    return sa.table(name, *(sa.column(column, kind) for column, kind in columns.items()))


called = {"name": TranslatedText, "short_name": sa.String, "aliases": sa.JSON, "code": sa.String, "family": TranslatedText}
programmes = table("programmes", id=sa.Integer, search_text=sa.String, deleted_at=Moment, **called)
editions = table("editions", programme_id=sa.Integer, year=sa.Integer, grant=TranslatedText, deleted_at=Moment)
events = table("events", id=sa.Integer, search_text=sa.String)
event_words = table("event_words", event_id=sa.Integer, text=sa.String)
event_programmes = table("event_programmes", event_id=sa.Integer, programme_id=sa.Integer)
people = table("people", id=sa.Integer, email=sa.String)


def upgrade() -> None:
    with op.batch_alter_table("events") as batch:
        batch.add_column(sa.Column("sequence_within", sa.Integer(), nullable=False, server_default="0"))
    for name in STAMPED:
        with op.batch_alter_table(name) as batch:
            batch.add_column(sa.Column("calendar_revised_at", Moment(timezone=True), nullable=True))
            batch.add_column(sa.Column("calendar_revision", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("registrations") as batch:
        batch.add_column(sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
    begin_counting()
    for name in STAMPED:
        with op.batch_alter_table(name) as batch:
            batch.alter_column("calendar_revised_at", existing_type=Moment(timezone=True), nullable=False)
    connection = op.get_bind()
    index_opportunities(connection)
    index_events(connection)
    spell_mailboxes_alike(connection)


def begin_counting() -> None:
    """No SEQUENCE falls below what was told before, and no stamp is older than what it is of."""
    op.execute("UPDATE events SET sequence_within = calendar_revision")  # what the ends of registrations were told with
    op.execute("UPDATE registrations SET sequence = 1 WHERE cancelled_at IS NOT NULL")
    op.execute("UPDATE registrations SET calendar_revised_at = coalesce(cancelled_at, confirmed_at, waiting_since, created_at)")
    op.execute("UPDATE event_parts SET calendar_revised_at = created_at")


def index_opportunities(connection: sa.Connection) -> None:
    """They are found by their family, and by what their newest year says of the grant."""
    kept = sa.select(editions).where(editions.c.deleted_at.is_(None)).order_by(editions.c.year)
    grants = {one.programme_id: one.grant for one in connection.execute(kept)}
    for one in connection.execute(sa.select(programmes)).all():
        texts = [text for told in (one.family, grants.get(one.id, Translated())) for text in told.texts.values()]
        found_by = folded(" ".join([*one.name.texts.values(), one.short_name, *one.aliases, one.code, *texts]))
        connection.execute(programmes.update().where(programmes.c.id == one.id).values(search_text=found_by))


def index_events(connection: sa.Connection) -> None:
    """Events are found by what the opportunities that they are about are called."""
    names: dict[int, list[str]] = {}
    about = sa.select(event_programmes.c.event_id, programmes).join(
        programmes, programmes.c.id == event_programmes.c.programme_id
    )
    for one in connection.execute(about.where(programmes.c.deleted_at.is_(None)).order_by(programmes.c.id)):
        names.setdefault(one.event_id, []).extend([*one.name.texts.values(), one.short_name, *one.aliases])
    for number, found_by in names.items():
        words = " " + folded(" ".join(found_by))
        connection.execute(events.update().where(events.c.id == number).values(search_text=events.c.search_text + words))
        connection.execute(event_words.update().where(event_words.c.event_id == number).values(text=event_words.c.text + words))


def spell_mailboxes_alike(connection: sa.Connection) -> None:
    """As they are compared from now on."""
    for one in connection.execute(sa.select(people).where(people.c.email != "")).all():
        connection.execute(people.update().where(people.c.id == one.id).values(email=one.email.strip().casefold()))


def downgrade() -> None:
    """Words to be found by may stay."""
    with op.batch_alter_table("events") as batch:
        batch.drop_column("sequence_within")
    for name in STAMPED:
        with op.batch_alter_table(name) as batch:
            batch.drop_column("calendar_revised_at")
            batch.drop_column("calendar_revision")
    with op.batch_alter_table("registrations") as batch:
        batch.drop_column("sequence")
