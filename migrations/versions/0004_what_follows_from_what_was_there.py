"""What follows from what was there

Revision ID: 0004
Revises: 0003
"""

import secrets
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

from support.languages import TranslatedText, folded, sort_key, sort_keys, sounding
from support.orm import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WEEK = timedelta(days=7)
KINDS = ("events", "info_days", "conferences", "delegations", "qa_sessions")


def table(name: str, /, **columns: sa.types.TypeEngine | type[sa.types.TypeEngine]) -> sa.TableClause:
    return sa.table(name, sa.column("id", sa.Integer), *(sa.column(column, kind) for column, kind in columns.items()))


accounts = table(
    "accounts", active=sa.Boolean, closed_at=Moment, email=sa.String, name=sa.String, search_text=sa.String, name_key=sa.String,
    invitation_nonce=sa.String,
)  # fmt: skip
activities = table("activities", subject_kind=sa.String, subject_id=sa.Integer, event_id=sa.Integer)
registrations = table("registrations", event_id=sa.Integer)
messages = table("messages", event_id=sa.Integer)
events = table(
    "events", title=TranslatedText, title_keys=sa.JSON, starts_at=Moment, ends_at=Moment, precision=sa.String, room_id=sa.Integer,
    mode=sa.String, cancelled_at=Moment, search_text=sa.String,
)  # fmt: skip
rooms = table("rooms", name=TranslatedText, building=TranslatedText, spellings=sa.String)
organisations = table(
    "organisations", name=TranslatedText, short_name=sa.String, city=sa.String, spellings=sa.String, search_text=sa.String
)
event_words = sa.table("event_words", sa.column("event_id", sa.Integer), sa.column("text", sa.String))
team = sa.table("event_team", sa.column("event_id", sa.Integer), sa.column("account_id", sa.Integer))
occupations = table(
    "occupations", resource=sa.String, role=sa.String, starts_at=Moment, ends_at=Moment, building=sa.String, event_id=sa.Integer,
    source_kind=sa.String, source_id=sa.Integer,
)  # fmt: skip


def upgrade() -> None:
    connection = op.get_bind()
    keep_accounts(connection)
    say_which_event_the_record_is_about(connection)
    index_names(connection)
    occupy(connection)
    with op.batch_alter_table("accounts") as batch:
        batch.drop_column("active")


def keep_accounts(connection: sa.Connection) -> None:
    """Closed accounts stay closed; each can be found and sorted, and none shares the nonce of its invitation."""
    for one in connection.execute(sa.select(accounts)).all():
        connection.execute(
            accounts.update()
            .where(accounts.c.id == one.id)
            .values(
                closed_at=None if one.active else datetime.now(UTC),
                search_text=folded(f"{one.name} {one.email}"),
                name_key=sort_key(one.name, "kk"),
                invitation_nonce=secrets.token_urlsafe(9),
            )
        )


def say_which_event_the_record_is_about(connection: sa.Connection) -> None:
    """Without it the history of a restricted event would show to all staff; what is gone is nobody's but administrators'."""
    own = activities.c.subject_kind.in_(KINDS)
    connection.execute(activities.update().where(own).values(event_id=activities.c.subject_id))
    for things in (registrations, messages):
        about = sa.select(things.c.event_id).where(things.c.id == activities.c.subject_id).scalar_subquery()
        known = sa.select(things.c.id)
        of_them = activities.c.subject_kind == things.name
        connection.execute(activities.update().where(of_them, activities.c.subject_id.in_(known)).values(event_id=about))
        connection.execute(activities.update().where(of_them, activities.c.subject_id.not_in(known)).values(event_id=0))


def index_names(connection: sa.Connection) -> None:
    """What sorting and the search for duplicates compare."""
    for one in connection.execute(sa.select(events.c.id, events.c.title)).all():
        connection.execute(events.update().where(events.c.id == one.id).values(title_keys=sort_keys(one.title)))
    connection.execute(event_words.insert().from_select(["event_id", "text"], sa.select(events.c.id, events.c.search_text)))
    for one in connection.execute(sa.select(rooms)).all():
        connection.execute(rooms.update().where(rooms.c.id == one.id).values(spellings=spellings_of(one.name.texts.values())))
    for one in connection.execute(sa.select(organisations)).all():
        found_by = folded(" ".join([*one.name.texts.values(), one.short_name, one.city]))
        values = {"spellings": spellings_of(one.name.texts.values()), "search_text": found_by}
        connection.execute(organisations.update().where(organisations.c.id == one.id).values(**values))


def spellings_of(names: object) -> str:
    return "\n".join(dict.fromkeys(filter(None, (sounding(name) for name in names))))  # type: ignore[attr-defined]


def occupy(connection: sa.Connection) -> None:
    """Rooms and teams of what is still to be held, a week at most in a row."""
    buildings = {one.id: folded(one.building.shown(one.building.source).text) for one in connection.execute(sa.select(rooms))}
    hours = (events.c.starts_at.is_not(None), events.c.ends_at.is_not(None), events.c.precision == "moment")
    taken = []
    for one in connection.execute(sa.select(events).where(events.c.cancelled_at.is_(None), *hours)).all():
        members = connection.scalars(sa.select(team.c.account_id).where(team.c.event_id == one.id)).all()
        wanted = [(f"accounts:{member}", "team") for member in members]
        room = one.room_id if one.mode != "online" else None
        wanted += [(f"rooms:{room}", "room")] if room else []
        begins = one.starts_at
        while begins < one.ends_at:
            ends = min(begins + WEEK, one.ends_at)
            taken += [
                {"resource": resource, "role": role, "starts_at": begins, "ends_at": ends, "building": buildings.get(room, ""),
                 "event_id": one.id, "source_kind": "events", "source_id": one.id}
                for resource, role in wanted
            ]  # fmt: skip
            begins = ends
    if taken:
        op.bulk_insert(occupations, taken)


def downgrade() -> None:
    with op.batch_alter_table("accounts") as batch:
        batch.add_column(sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.execute(accounts.update().where(accounts.c.closed_at.is_not(None)).values(active=False))
    op.execute(occupations.delete())
