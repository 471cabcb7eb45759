"""The words for what models name by a code, in the reader's language. Templates know it as `wording`."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from models import AgendaSession, Part, deadline
from models.email_address import BadAddress
from support import dates

KINDS = {
    "info_day": _l("Information day"),
    "conference": _l("Conference"),
    "delegation": _l("Visit"),
    "qa_session": _l("Q&A session"),
}
COLLECTIONS = {
    "info-days": _l("Information days"),
    "conferences": _l("Conferences"),
    "delegations": _l("Visits"),
    "qa-sessions": _l("Q&A sessions"),
}
MODES = {"on_site": _l("On site"), "online": _l("Online"), "hybrid": _l("Hybrid")}
AUDIENCES = {
    "student": _l("Students"),
    "teacher": _l("Teachers"),
    "staff": _l("Staff"),
    "guest": _l("Guests"),
}
ATTENDEES = {
    "student": _l("Student"),
    "teacher": _l("Teacher"),
    "staff": _l("Staff member"),
    "guest": _l("Guest"),
}
VISIBILITIES = {
    "public": _l("Everybody"),
    "university": _l("Members of the university, once they have signed in"),
    "restricted": _l("Its team only"),
}
PART_ROLES = {
    "host": _lp("part", "Host"),
    "moderator": _l("Moderator"),
    "speaker": _l("Speaker"),
    "interpreter": _l("Interpreter"),
    "driver": _l("Driver"),
    "staff": _l("On duty"),
    "guest": _l("Guest"),
    "team": _l("Team"),
    "room": _l("Room"),
}
GROUPS = {
    "registered": _l("Those with a seat"),
    "waiting": _l("Those who wait"),
    "host": _l("Hosts"),
    "moderator": _l("Moderators"),
    "speaker": _l("Speakers"),
    "interpreter": _l("Interpreters"),
    "driver": _l("Drivers"),
    "staff": _l("People on duty"),
    "guest": _l("Guests of precedence"),
    "team": _l("The team"),
}
DIRECTIONS = {"incoming": _l("They come to us"), "outgoing": _l("We go to them")}
SESSION_KINDS = {
    "welcome": _l("Welcome"),
    "presentation": _l("Presentation"),
    "experience": _l("Experience"),
    "qa": _l("Q&A"),
    "break": _l("Break"),
    "keynote": _l("Keynote"),
    "panel": _l("Panel discussion"),
    "round_table": _l("Round table"),
    "breakout": _l("Breakout session"),
    "workshop": _l("Workshop"),
    "registration": _l("Arrival and registration"),
    "meal": _l("Meal"),
    "signing": _l("Signing ceremony"),
    "other": _l("Other"),
}
QUESTION_KINDS = {
    "text": _l("Text"),
    "choice": _l("One of several"),
    "many": _l("Any of several"),
    "yes_no": _l("Yes or no"),
}
DEADLINE_KINDS = {kind: _l(words) for kind, words in deadline.DEADLINE_KINDS.items()}
ROLES = {
    "admin": _l("Administrator"),
    "staff": _lp("role", "Staff"),
    "faculty": _lp("role", "Faculty"),
}
ACCOUNT_STATES = {
    "invited": _lp("account", "Invited"),
    "active": _lp("account", "Active"),
    "closed": _lp("account", "Closed"),
}
CALL_STATES = {
    "planned": _lp("call", "Planned"),
    "open": _lp("call", "Open"),
    "closing": _l("Closing soon"),
    "closed": _lp("call", "Closed"),
}
DATE_VISIBILITIES = {"public": _l("Everybody"), "university": _l("The university only")}
COUNTED_IN = {"calendar": _l("Calendar days"), "working": _l("Working days")}
EVENT_STATES = {
    "draft": _l("Draft"),
    "published": _l("Published"),
    "held": _l("Held"),
    "cancelled": _lp("event", "Cancelled"),
}
PLAN_STATES = {
    "planned": _lp("line of the plan", "Planned"),
    "unapproved": _l("Awaiting approval"),
    "made": _l("Became an event"),
    "dropped": _lp("line of the plan", "Given up"),
}
NO_MONTH = _l("Month not known")
REGISTRATION_STATES = {
    "confirmed": _l("Confirmed"),
    "waiting": _l("Waiting list"),
    "cancelled": _lp("registration", "Cancelled"),
}
ORGANISATION_KINDS = {
    "university": _l("University"),
    "faculty": _l("Faculty"),
    "agency": _l("National office or agency"),
    "ministry": _l("Ministry"),
    "embassy": _l("Embassy or delegation"),
    "company": _l("Company"),
    "ngo": _l("Association"),
    "school": _l("School"),
    "other": _lp("organisation", "Other"),
}
AGREEMENT_KINDS = {
    "inter_institutional": _l("Inter-institutional agreement (Erasmus+)"),
    "memorandum": _l("Memorandum of understanding"),
    "cooperation": _l("Cooperation agreement"),
    "double_degree": _l("Double-degree agreement"),
    "exchange": _l("Student exchange agreement"),
    "other": _lp("agreement", "Other agreement"),
}
AGREEMENT_STATES = {
    "planned": _lp("agreement", "Planned"),
    "in_force": _lp("agreement", "In force"),
    "ends_soon": _lp("agreement", "To be renewed"),
    "lapsed": _lp("agreement", "Ended and not renewed"),
    "ended": _lp("agreement", "Ended"),
}
RENEWALS = {"must": _l("It must be renewed"), "itself": _l("It renews itself"), "never": _l("It is not to be renewed")}
STUDY_FIELDS = {
    "00": _l("Generic programmes and qualifications"),
    "01": _l("Education"),
    "02": _l("Arts and humanities"),
    "03": _l("Social sciences, journalism and information"),
    "04": _l("Business, administration and law"),
    "05": _l("Natural sciences, mathematics and statistics"),
    "06": _l("Information and communication technologies"),
    "07": _l("Engineering, manufacturing and construction"),
    "08": _l("Agriculture, forestry, fisheries and veterinary"),
    "09": _l("Health and welfare"),
    "10": _l("Services"),
}
SEMESTERS = {"autumn": _l("Autumn semester"), "spring": _l("Spring semester"), "summer": _l("Summer")}
WAYS = {"outgoing": _lp("mobility", "Outgoing"), "incoming": _lp("mobility", "Incoming")}
LEVELS = {
    "student": _l("Students, level not said"),
    "bachelor": _l("Bachelor students"),
    "master": _l("Master students"),
    "doctoral": _l("Doctoral students"),
    "teacher": _l("Teachers, to teach"),
    "staff": _l("Staff, for training"),
}
WHO_MOVES = {"students": _l("Students"), "employees": _l("Teachers and staff")}
ENTRIES = {"people": _lp("directory", "People"), "organisations": _l("Organisations"), "rooms": _l("Rooms")}
TWICE = {
    "same": _l("The same e-mail address, or the same short name in the same city"),
    "name": _l("The same name"),
    "similar": _l("Names that differ by little"),
}
ENTRY_FIELDS = {
    "name": _l("Name"),
    "honorific": _l("Form of address"),
    "rank": _l("Rank"),
    "email": _l("E-mail"),
    "phone": _l("Phone"),
    "languages": _l("Languages"),
    "interprets": _l("Interprets"),
    "note": _l("Note"),
    "account": _l("Account"),
    "short_name": _l("Short name"),
    "kind": _l("Kind"),
    "city": _l("City"),
    "country": _l("Country"),
    "website": _l("Website"),
    "building": _l("Building"),
    "address": _l("Address"),
    "seats": _l("Seats"),
    "equipment": _l("Equipment"),
    "setup_minutes": _l("Minutes to set up"),
    "clearing_minutes": _l("Minutes to clear"),
    "key_holder": _l("Has the key"),
    "technician": _l("Technician"),
}
OCCASIONS = {
    "confirmed": _l("Registration confirmed"),
    "waiting": _l("On the waiting list"),
    "seat_given": _l("A seat from the waiting list"),
    "moved": _l("The event was moved"),
    "relocated": _l("The event has a new place"),
    "cancelled": _l("Registration cancelled"),
    "event_cancelled": _l("The event was cancelled"),
    "reopened": _l("The event is held after all"),
    "part_moved": _l("The event was moved (to who has a part in it)"),
    "part_relocated": _l("The event is elsewhere (to who has a part in it)"),
    "part_event_cancelled": _l("The event was cancelled (to who has a part in it)"),
    "part_reopened": _l("The event is held after all (to who has a part in it)"),
    "part_given": _l("Somebody was given a part"),
    "part_taken": _l("Somebody has a part no longer"),
    "letter": _l("A letter of the office"),
    "reminder": _l("Reminder"),
    "link": _l("The link, mailed again"),
    "declined": _l("Question whether somebody is not coming"),
    "invited": _l("Invitation to an account"),
    "reset": _l("Forgotten password"),
    "password_changed": _l("Password changed"),
    "second_factors_reset": _l("Second factor reset"),
    "address_old": _l("Question to the old address"),
    "address_new": _l("Question to the new address"),
    "address_changed": _l("Address changed"),
    "confirm_address": _l("Link to calendars of one's own"),
    "follow": _l("Link to follow calls"),
    "news": _l("News of calls"),
    "test": _l("Test mail"),
}
ANSWERS = {
    "accepted": _l("Comes"),
    "tentative": _l("Perhaps comes"),
    "declined": _l("Does not come"),
}
MAIL_STATES = {
    "waiting": _l("To be sent"),
    "retrying": _l("To be tried again"),
    "failed": _l("Not delivered"),
    "sent": _l("Sent"),
    "dropped": _l("No longer needed"),
}
FIELDS = {
    "title": _l("the title"),
    "starts_at": _l("the start"),
    "ends_at": _l("the end"),
    "place": _l("the place, or the link where it is online"),
}

DAY_KINDS = {
    "holiday": _l("Public holiday"),
    "transferred": _l("Day off that was moved"),
    "working": _l("Weekend day that is worked"),
    "period": _l("Academic period"),
    "observance": _l("Observance"),
}
DAY_WEEKS = {"": _l("Both weeks"), "five": _l("Five-day week"), "six": _l("Six-day week")}
DAY_SOURCES = {
    "law": _l("The Law on Holidays"),
    "decree": _l("Decree on moving days off"),
    "moon": _l("Computed from the moon"),
}
TRASH_KINDS = {
    "events": _l("Event"),
    "plan-lines": _l("Line of the plan"),
    "programmes": _l("Opportunity"),
    "agreements": _l("Agreement"),
    "mobility": _l("Line of mobility"),
    "editions": _l("Year of an opportunity"),
    "deadlines": _l("Deadline"),
    "calls": _l("Call"),
    "preparations": _l("Steps before a call"),
    "series": _l("Series"),
    "days": _l("Special day"),
    "people": _l("Person"),
    "organisations": _l("Organisation"),
    "rooms": _l("Room"),
    "formats": _l("Format"),
    "office-members": _l("Person of the office"),
}
FEED_PURPOSES = {
    "registrations": _l("My registrations"),
    "hosting": _l("What I host and do"),
    "deadlines": _l("Deadlines of my programmes"),
    "university": _l("Events for the university"),
    "room": _l("Everything in one room"),
    "office": _l("Everything of the office"),
}
REMINDERS = {"": _l("None"), "1h": _l("An hour before"), "1d": _l("A day before"), "1w": _l("A week before")}
PARTICIPANTS = {
    "bachelor": _l("Bachelor students"),
    "master": _l("Master students"),
    "doctoral": _l("Doctoral students"),
    "academic": _l("Teachers and researchers"),
    "administrative": _l("Administrative staff"),
    "unit": _l("The university or a unit of it"),
}
I_AM = {
    "bachelor": _l("a bachelor student"),
    "master": _l("a master student"),
    "doctoral": _l("a doctoral student"),
    "academic": _l("a teacher or researcher"),
    "administrative": _l("a member of the administrative staff"),
    "unit": _l("asking for the university or a unit"),
}
STAYS = {
    "month": _l("up to a month"),
    "semester": _l("a semester"),
    "year": _l("a year"),
    "longer": _l("longer than a year"),
}
APPLIES_TO = {
    "home": _l("You apply to your own university, which selects"),
    "host": _l("You apply directly to the university or programme abroad"),
    "funder": _l("The university applies to the body that funds it"),
}
NEEDS = {"required": _l("Required"), "conditional": _l("In some cases"), "optional": _lp("document", "If you have it")}
LENGTH_UNITS = {
    "days": _l("days"),
    "weeks": _l("weeks"),
    "months": _l("months"),
    "academic_years": _l("academic years"),
    "ects": _l("ECTS credits"),
}
GRANT_KINDS = {
    "individual": _l("Support of an individual"),
    "scholarship": _l("Scholarship"),
    "lump_sum": _l("Lump sum"),
    "unit": _l("Unit grant"),
    "costs": _l("Real costs"),
}
GRANT_PERIODS = {
    "day": _l("a day"),
    "week": _l("a week"),
    "month": _l("a month"),
    "semester": _l("a semester"),
    "year": _l("a year"),
    "three_years": _l("for three years"),
    "person": _l("for each person"),
    "project": _l("for the whole project"),
}
SERIES_KINDS = {"series": _l("Series: it comes again"), "umbrella": _l("Umbrella over several events")}


def part_words(part: Part) -> str:
    """What somebody does, when and in which row: "Speaker, 10:15, Grants"."""
    return role_words(part.role, part.session, part.event.zone)


def all_parts(parts: Iterable[Part]) -> str:
    """The same of several: "Speaker, 10:15, Grants; Host"."""
    return "; ".join(map(part_words, parts))


def role_words(role: str, row: AgendaSession | None, zone: ZoneInfo) -> str:
    """The same of a part that need not be there any more."""
    hour = dates.hour(row.starts_at.astimezone(zone)) if row and row.starts_at else ""
    return ", ".join(filter(None, (str(PART_ROLES[role]), hour, row.title.shown().text if row else "")))


def address_problem(bad: BadAddress) -> str:
    """What is wrong with an e-mail address, in a sentence."""
    if bad.reason == "letters":
        return _("The address has letters that are not Latin: %(letters)s. Look at the keyboard's language.", letters=bad.letters)
    if bad.reason == "length":
        return _("The address is too long: 254 characters at most.")
    return _("Enter an e-mail address, like name@example.org.")
