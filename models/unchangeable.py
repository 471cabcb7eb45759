"""The record is never changed and nothing is taken out of it, but for what people were promised to be forgotten."""

from typing import Any

from sqlalchemy import Connection, event, inspect
from sqlalchemy.orm import Mapper, ORMExecuteState, Session

from models.activity import Activity

RETENTION = frozenset({"changes", "subject_name", "search_text", "forgotten_at"})
LEAVING = {"the_demo_leaves": True}
"""The execution option under which the demo takes its own past away."""


class NeverChanged(Exception):
    """Somebody tried to rewrite the record."""


@event.listens_for(Activity, "before_update")
def _keep(_mapper: Mapper[Any], _connection: Connection, activity: Activity) -> None:
    """Let retention through: it takes values away and says when."""
    changed = {one.key for one in inspect(activity).attrs if one.history.has_changes()}
    if changed and not (changed <= RETENTION and "forgotten_at" in changed and activity.forgotten_at):
        raise NeverChanged(f"activity {activity.id}: {', '.join(sorted(changed))}")


@event.listens_for(Activity, "before_delete")
def _stay(_mapper: Mapper[Any], _connection: Connection, activity: Activity) -> None:
    raise NeverChanged(f"activity {activity.id} stays")


@event.listens_for(Session, "do_orm_execute")
def _stay_many(state: ORMExecuteState) -> None:
    """Statements that change or delete many at once; a core statement on the table itself counts too."""
    if not (state.is_update or state.is_delete):
        return
    touched = getattr(getattr(state.statement, "table", None), "name", "")
    if touched == Activity.__tablename__ and not state.execution_options.get("the_demo_leaves"):
        raise NeverChanged("the record is not rewritten")
