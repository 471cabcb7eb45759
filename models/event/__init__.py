"""Events: what all kinds share (`Event`), the four kinds, and one file an ability."""

from models.event.agenda_session import SESSION_KINDS, AgendaSession
from models.event.conference import Conference
from models.event.delegation import Delegation
from models.event.event import AUDIENCES, Event
from models.event.event_format import EventFormat
from models.event.event_guest import EventGuest
from models.event.info_day import InfoDay
from models.event.part import PART_ROLES, Part
from models.event.placed import MODES
from models.event.publishable import VISIBILITIES
from models.event.qa_session import QASession
from models.event.registration_question import QUESTION_KINDS, RegistrationQuestion

KINDS: dict[str, type[Event]] = {kind.collection: kind for kind in (InfoDay, Conference, Delegation, QASession)}
"""The kinds by the word in their addresses: `info-days`, `conferences`, `delegations`, `qa-sessions`."""

__all__ = [
    "AUDIENCES",
    "KINDS",
    "MODES",
    "PART_ROLES",
    "QUESTION_KINDS",
    "SESSION_KINDS",
    "VISIBILITIES",
    "AgendaSession",
    "Conference",
    "Delegation",
    "Event",
    "EventFormat",
    "EventGuest",
    "InfoDay",
    "Part",
    "QASession",
    "RegistrationQuestion",
]
