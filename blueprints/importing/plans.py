"""From what somebody brought to what it would do."""

from typing import NamedTuple

from blueprints.importing.forms import ChoicesForm
from models import Account, Upload
from models.event import KINDS
from models.importing import Reading, read_calendar
from models.importing.calendar_plan import CalendarPlan, Intake
from models.importing.event_sheet import read_events
from models.importing.mobility_sheet import MobilitySheet
from models.importing.organisation_sheet import OrganisationSheet
from models.importing.person_sheet import PersonSheet
from models.importing.plan_sheet import PlanSheet
from models.importing.room_sheet import RoomSheet
from models.importing.row import Plan
from models.importing.sheet import Sheet, SheetPlan
from models.importing.tables import read_table

SHEETS: dict[str, type[Sheet]] = {
    sheet.sort: sheet for sheet in (OrganisationSheet, RoomSheet, PersonSheet, PlanSheet, MobilitySheet)
}


class Preview(NamedTuple):
    """A plan with what it was read from: a reading where it is of events, and the columns of a table that nobody knows."""

    plan: Plan
    reading: Reading | None
    source: str
    unknown_columns: list[str]


def preview_of(upload: Upload, choices: ChoicesForm, account: Account) -> Preview:
    """What taking it in would do now. Raises Unreadable."""
    if sheet := SHEETS.get(upload.sort):
        plan = SheetPlan(read_table(upload.content), sheet())
        return Preview(plan, None, upload.file_name, plan.unknown_columns)
    if upload.sort == "calendar":
        reading = read_calendar(upload.content, zone=choices.zone, window=choices.window)
    else:
        reading = read_events(read_table(upload.content), choices.zone_or_ours, choices.window)
    source = upload.options.get("source") or reading.name or upload.file_name or upload.sort
    intake = Intake(KINDS[upload.options["kind"]], source[:200], account, bool(choices.publish.data))
    return Preview(CalendarPlan(reading, intake), reading, source, [])
