"""What lies in the trash as a list: an entry of the record for each thing, the one that tells of its deletion."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel import ngettext
from sqlalchemy import Select

from blueprints import wording
from blueprints.listing import Col, OneOf, Since, StaffList, Until, Words
from blueprints.scoping import current_account
from models import Activity
from models.trash import Trash, days_left, is_kind, name_of_kind

KINDS: Mapping[str, Any] = wording.TRASH_KINDS


def name_of(one: Activity) -> str:
    """What the thing was called, else what sort of thing it was."""
    return one.last_name().shown().text or str(KINDS[name_of_kind(one.subject_kind)])


class Lying(StaffList):
    """What the reader may know of, the latest first."""

    id, title, order = "trash", _lp("deleted things", "Trash"), "-when"
    columns = (
        Col("name", _l("Name or title"), sort=lambda: Activity.search_text, value=name_of, width=48),
        Col("kind", _l("Kind"), value=lambda one: KINDS[name_of_kind(one.subject_kind)], width=24),
        Col("who", _l("Deleted by"), sort=lambda: Activity.actor_name, value=lambda one: one.actor_name, width=28),
        Col("when", _l("When"), sort=lambda: Activity.happened_at, value=lambda one: one.happened_at, backwards=True),
        Col("left", _l("Days left"), value=days_left, number=True, width=12),
        Col("actions", _l("Actions"), in_files=False, quiet=True),
    )
    filters = (
        Words(Activity.search_text, _l("Name or title")),
        OneOf("kind", _l("Kind"), KINDS, is_kind),
        Since(Activity.happened_at, more=True),
        Until(Activity.happened_at, more=True),
    )

    def query(self) -> Select[Any]:
        return Trash(current_account()).deletions()

    def counted(self, number: int) -> str:
        return ngettext("%(num)s entry", "%(num)s entries", number)


def left(one: Activity) -> str:
    """How long the thing can still come back, in words."""
    number = days_left(one)
    return ngettext("%(num)s day", "%(num)s days", number) if number else _("As long as something names it")
