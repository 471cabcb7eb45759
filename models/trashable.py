"""What staff delete lies in a trash for thirty days and comes back whole."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, event
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column, with_loader_criteria
from sqlalchemy.orm.interfaces import MANYTOONE

from models.activity import Activity
from support import clock
from support.orm import Moment

KEPT_FOR = timedelta(days=30)
TRASH_TOO: dict[str, Any] = {"include_deleted": True}
"""The execution option of a question that asks for what lies in the trash as well."""


class Trashable:
    """Deletion is a moment; what points at the thing keeps pointing, so that it can come back as it was.

    A thing that others name, a room or a person say, goes on showing through them; who offers a choice asks for what is `kept`.
    """

    id: Any
    deleted_at: Mapped[datetime | None] = mapped_column(Moment)
    """Without an index: one that finds what is not deleted would find nearly everything, and planners take it for a good one."""

    @property
    def deleted(self) -> bool:
        return self.deleted_at is not None

    @classmethod
    def kept(cls) -> ColumnElement[bool]:
        """What does not lie in the trash."""
        return cls.deleted_at.is_(None)

    def discard(self) -> None:
        """Put it into the trash. A second time changes nothing."""
        if not self.deleted:
            self.deleted_at = clock.now()
            Activity.record("deleted", self)

    def restore(self) -> None:
        """Take it out of the trash again."""
        if self.deleted:
            self.deleted_at = None
            Activity.record("restored", self)


class Vanishing(Trashable):
    """A thing that in the trash is nowhere else: no question finds it and no list of another holds it, unless TRASH_TOO is asked.

    What belongs to it still leads to it (`registration.event`): whoever comes that way looks at `deleted`.
    """


LEFT_OUT = with_loader_criteria(Vanishing, lambda cls: cls.deleted_at.is_(None), include_aliases=True, propagate_to_loaders=False)
"""The option by which a question leaves out what lies in the trash, for those that go past the session and its listener."""


def with_trash(part: Select[Any]) -> Select[Any]:
    """A question within another in which what lies in the trash counts too; of a whole question TRASH_TOO says so."""
    unconcerned: Select[Any] = part._annotate({"for_loader_criteria": LEFT_OUT})  # how SQLAlchemy marks the criteria's own
    return unconcerned


@event.listens_for(Session, "do_orm_execute")
def _leave_out(state: ORMExecuteState) -> None:
    if not state.is_select or state.is_column_load or state.execution_options.get("include_deleted"):
        return
    if not state.is_relationship_load or _leads_to_many(state):
        state.statement = state.statement.options(LEFT_OUT)


def _leads_to_many(state: ORMExecuteState) -> bool:
    path = state.loader_strategy_path
    relation: Any = path.prop if path is not None and hasattr(path, "prop") else None
    return relation is None or relation.direction is not MANYTOONE
