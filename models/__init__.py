"""What the office talks about: everything that is stored, and its rules. No Flask in here."""

from models import calendar_following, occupation_following, unchangeable  # noqa: F401  (listen for changes)
from models.account import Account
from models.activity import Activity
from models.call import Call, Criterion
from models.deadline import Deadline
from models.edition import Edition
from models.deadline_move import DeadlineMove
from models.event import (
    AgendaSession,
    Conference,
    Delegation,
    Event,
    EventFormat,
    EventGuest,
    InfoDay,
    Part,
    QASession,
    RegistrationQuestion,
)
from models.importing.identity import ImportedEntry
from models.importing.upload import Upload
from models.job import Job
from models.letter import Letter
from models.message import Message
from models.occupation import Occupation
from models.office import Office, OfficeMember
from models.organisation import Organisation
from models.person import Person, Position
from models.plan_line import PlanLine
from models.preparation import Preparation, PreparationStep
from models.programme import Programme
from models.registration import Attendee, Registration
from models.room import Room
from models.series import Series
from models.special_day import SpecialDay

__all__ = [
    "Account",
    "Activity",
    "AgendaSession",
    "Attendee",
    "Call",
    "Conference",
    "Criterion",
    "Deadline",
    "Edition",
    "DeadlineMove",
    "Delegation",
    "Event",
    "EventFormat",
    "EventGuest",
    "ImportedEntry",
    "InfoDay",
    "Job",
    "Letter",
    "Message",
    "Occupation",
    "Office",
    "OfficeMember",
    "Organisation",
    "Part",
    "Person",
    "PlanLine",
    "Position",
    "Preparation",
    "PreparationStep",
    "Programme",
    "QASession",
    "Registration",
    "RegistrationQuestion",
    "Room",
    "Series",
    "SpecialDay",
    "Upload",
]
