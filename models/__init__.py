"""What the office talks about: everything that is stored, and its rules. No Flask in here."""

from models import (  # noqa: F401  (listen to changes)
    calendar_following,
    occupation_following,
    programme_following,
    search_following,
    unchangeable,
)
from models.account import Account
from models.activity import Activity
from models.agreement import Agreement
from models.calendar_state import CalendarState
from models.call import Call, Criterion
from models.confirmed_address import ConfirmedAddress
from models.deadline import Deadline
from models.deadline_move import DeadlineMove
from models.edition import Edition
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
from models.follower import Follower
from models.following import Following
from models.importing.identity import ImportedEntry
from models.importing.upload import Upload
from models.job import Job
from models.letter import Letter
from models.message import Message
from models.mobility import MobilityRecord
from models.occupation import Occupation
from models.office import Office, OfficeMember
from models.organisation import Organisation
from models.person import Person, Position
from models.personal_feed import PersonalFeed
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
    "Agreement",
    "Attendee",
    "CalendarState",
    "Call",
    "Conference",
    "ConfirmedAddress",
    "Criterion",
    "Deadline",
    "DeadlineMove",
    "Delegation",
    "Edition",
    "Event",
    "EventFormat",
    "EventGuest",
    "Follower",
    "Following",
    "ImportedEntry",
    "InfoDay",
    "Job",
    "Letter",
    "Message",
    "MobilityRecord",
    "Occupation",
    "Office",
    "OfficeMember",
    "Organisation",
    "Part",
    "Person",
    "PersonalFeed",
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
