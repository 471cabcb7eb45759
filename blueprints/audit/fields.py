"""The names of fields, and the words of what stands in them by a code."""

from typing import Any

from flask_babel import lazy_gettext as _l

from blueprints import wording
from blueprints.audit.words import readable

FIELDS: dict[str, Any] = {
    "title": _l("Title"), "name": _l("Name"), "short_name": _l("Short name"), "summary": _l("Summary"),
    "description": _l("Description"), "aim": _l("Aim"), "theme": _l("Theme"), "edition": _l("Edition"), "kind": _l("Kind"),
    "direction": _l("Direction"), "format": _l("Format"), "visibility": _l("Who sees it"), "mode": _l("How it is held"),
    "room": _l("Room"), "place": _l("Place"), "address": _l("Address"), "city": _l("City"), "country": _l("Country"),
    "online_link": _l("Link"), "building": _l("Building"), "seats": _l("Seats"), "equipment": _l("Equipment"),
    "key_holder": _l("Who holds the key"), "technician": _l("Technician"), "parts": _l("Parts"),
    "setup_minutes": _l("Minutes to set up"), "clearing_minutes": _l("Minutes to clear"),
    "when": _l("When"), "starts_at": _l("Start"), "ends_at": _l("End"), "starts_on": _l("First day"), "ends_on": _l("Last day"),
    "timezone": _l("Time zone"), "precision": _l("How exact the date is"), "date_note": _l("Note on the date"),
    "registration_opens_at": _l("Registration opens"), "registration_closes_at": _l("Registration closes"),
    "takes_registrations": _l("Takes registrations"), "capacity": _l("Seats"), "asks_phone": _l("Asks for a phone number"),
    "host": _l("Host"), "organisers": _l("Organisers"), "programmes": _l("Opportunities"), "team": _l("Team"),
    "audience": _l("Audience"), "languages_spoken": _l("Languages"), "contact_name": _l("Contact"),
    "contact_email": _l("Contact's e-mail"), "contact_phone": _l("Contact's phone"), "attendance_note": _l("Who came"),
    "sources": _l("Sources"), "national_office_guest": _l("Guest of the national office"), "moderated": _l("Moderated"),
    "agenda": _l("Agenda"), "guests": _l("Guests"), "questions": _l("Questions to those who register"),
    "speaker": _l("Speaker"), "label": _l("Label"), "questions.label": _l("Question"), "options": _l("Options"),
    "required": _l("Must be answered"),
    "position": _l("Position"), "organisation": _l("Organisation"), "rank": _l("Order of precedence"),
    "reason": _l("Reason"), "original": _l("Copied from"), "event": _l("Event"), "events": _l("Events"),
    "had_seat": _l("Had a seat"), "email": _l("E-mail"), "phone": _l("Phone"), "language": _l("Language"),
    "needs": _l("Needs"), "attends_online": _l("Attends online"),
    "person": _l("Person"), "substitute": _l("Who comes instead"), "groups": _l("Groups"),
    "role": _l("Role"), "row": _l("Row of the agenda"), "languages": _l("Languages"),
    "interprets": _l("Interprets between"), "variants": _l("Other spellings"), "honorific": _l("Form of address"),
    "positions": _l("Positions"), "note": _l("Note"), "account": _l("Account"), "website": _l("Website"),
    "other": _l("The other entry"), "was": _l("What the other entry said"), "moved": _l("What pointed there and points here now"),
    "conflicts": _l("Conflicts"), "series": _l("Series"), "slug": _l("Address of the page"),
    "month": _l("Month"), "year": _l("Year"), "owner": _l("Responsible"), "basis": _l("Basis"), "budget": _l("Budget"),
    "expected": _l("Expected"), "approved_by": _l("Approved by"), "week": _l("Working week"), "working_week": _l("Working week"),
    "source": _l("Source"), "warns": _l("Warns"), "on": _l("Day"), "due_at": _l("Hour"), "checked_on": _l("Checked on"),
    "superseded": _l("Replaced by another date"), "call": _l("Call"), "calls": _l("Calls"),
    "identifier": _l("Identifier"), "themes": _l("Themes and priorities"), "criteria": _l("Criteria"), "points": _l("Points"),
    "threshold": _l("Points needed"), "guide_title": _l("Title of the guide"), "guide_link": _l("Address of the guide"),
    "guide_version": _l("Version"), "guide_pages": _l("Pages"), "link": _l("Page of the call"),
    "days_before": _l("Days before"), "in_working_days": _l("Working days"), "hour": _l("Hour"), "preparation": _l("Steps"),
    "dates": _l("Dates"),
    "family": _l("Family"), "period": _l("Period"), "duration": _l("Duration"), "grant": _l("Grant"), "code": _l("Code"),
    "aliases": _l("Other names"), "applicants": _l("Who applies"), "can_apply": _l("Our university can apply itself"),
    "can_take_part": _l("Our university can take part"), "documents": _l("Documents"), "links": _l("Links"),
    "current": _l("Current"), "copied_from": _l("Copied from the year"), "participants": _l("Who takes part"),
    "who": _l("For whom"), "requirements": _l("What one must have or be"), "applies_to": _l("To whom one applies"),
    "consortium": _l("Consortium"), "consortium_organisations": _l("Organisations at least"),
    "consortium_countries": _l("Countries at least"), "outcome": _l("Outcome"), "steps": _l("Steps"), "workload": _l("Workload"),
    "managed_by": _l("Managed by"), "grant_kind": _l("Kind of grant"), "grant_min": _l("Grant from"),
    "grant_max": _l("Grant up to"), "grant_limit": _l("At most altogether"), "grant_period": _l("What the amount is for"),
    "currency": _l("Currency"), "lengths": _l("Lengths"), "least": _l("From"), "most": _l("Up to"), "unit": _l("Unit"),
    "rates": _l("Rates"), "amount": _l("Amount"), "need": _l("Needed"), "condition": _l("When"),
    "faq": _l("Questions and answers"), "question": _l("Question"), "answer": _l("Answer"),
    "department": _l("Department"), "profile": _l("About us"), "logo": _l("Logo"), "accent": _l("Colour"), "people": _l("People"),
    "members": _l("People"), "sender_name": _l("Sender of mails"), "sender_address": _l("Sender's address"),
    "passkey": _l("Passkey"), "issuer": _l("Issuer"), "number": _l("Number"), "left": _l("Left"),
    "session": _l("Row of the agenda"), "purpose": _l("What is in it"), "mail_domains": _l("Mail domains"),
    "partners": _l("Partners"), "fields": _l("Fields of study"), "subject_area": _l("Subject in its own words"),
    "signed_on": _l("Signed on"), "renewal": _l("Renewal"), "notice_months": _l("Months before the end to renew it"),
    "contact": _l("Contact person"), "document": _l("Document"), "needs_agreement": _l("Needs an agreement"),
    "semester": _l("Semester"), "level": _l("Who"), "partner": _l("Partner organisation"), "programme": _l("Programme"),
    "activity": _l("Programme in words"), "headcount": _l("Number of people"),
}  # fmt: skip
"""Names by field, or by field of one sort of thing."""

POINTING = {
    "agreement_partners.organisation_id": _l("Agreements"), "agreements.contact_id": _l("Agreements"),
    "mobility_records.partner_id": _l("Lines of mobility"),
    "event_guests.person_id": _l("Guests of events"), "event_parts.person_id": _l("Parts in events"),
    "messages.person_id": _l("Mails"), "positions.person_id": _l("Positions"),
    "rooms.key_holder_id": _l("Rooms whose key they hold"), "rooms.technician_id": _l("Rooms that they are the technician of"),
    "event_organisers.organisation_id": _l("Organisers of events"), "events.host_id": _l("Hosts of events"),
    "plan_lines.host_id": _l("Hosts in the plan"), "positions.organisation_id": _l("Positions"),
    "agenda_sessions.room_id": _l("Rows of agendas"), "events.room_id": _l("Events"),
    "personal_feeds.room_id": _l("Calendars of their own"),
    "room_parts.joined_id": _l("Parts"), "room_parts.part_id": _l("Joined rooms"),
    **{f"{things}.merged_into_id": _l("Entries that were merged before") for things in ("people", "organisations", "rooms")},
    **{f"{things}_told_apart.{side}_id": _l("Entries said to be others")
       for things in ("people", "organisations", "rooms") for side in ("one", "other")},
}  # fmt: skip
"""What points at a thing, by table and column: what a merger counts."""

VALUES: dict[str, dict[str, Any]] = {
    "mode": wording.MODES,
    "visibility": wording.VISIBILITIES,
    "deadlines.visibility": wording.DATE_VISIBILITIES,
    "direction": wording.DIRECTIONS,
    "audience": {**wording.AUDIENCES},
    "registrations.audience": wording.ATTENDEES,
    "registrations.answer": wording.ANSWERS,
    "purpose": wording.FEED_PURPOSES,
    "role": {**wording.ROLES, **wording.PART_ROLES},
    "accounts.role": wording.ROLES,
    "agenda.kind": wording.SESSION_KINDS,
    "questions.kind": wording.QUESTION_KINDS,
    "deadlines.kind": wording.DEADLINE_KINDS,
    "plan_lines.kind": wording.KINDS,
    "agreements.kind": wording.AGREEMENT_KINDS,
    "agreements.fields": wording.STUDY_FIELDS,
    "renewal": wording.RENEWALS,
    "semester": wording.SEMESTERS,
    "level": wording.LEVELS,
    "mobility_records.direction": wording.WAYS,
    "special_days.kind": wording.DAY_KINDS,
    "special_days.source": wording.DAY_SOURCES,
    "series.kind": wording.SERIES_KINDS,
    "participants": wording.PARTICIPANTS,
    "who": wording.PARTICIPANTS,
    "applies_to": wording.APPLIES_TO,
    "grant_kind": wording.GRANT_KINDS,
    "grant_period": wording.GRANT_PERIODS,
    "lengths.unit": wording.LENGTH_UNITS,
    "documents.need": wording.NEEDS,
    "week": wording.DAY_WEEKS,
    "working_week": wording.DAY_WEEKS,
}
"""Words by field, or by field of one sort of thing."""

REFERENCES = {
    "person": "people", "substitute": "people",
    "original": "events", "event": "events", "events": "events", "row": "agenda_sessions",
    "room": "rooms", "programme": "programmes", "organisation": "organisations", "account": "accounts", "into": "", "other": "",
}  # fmt: skip
"""Facts that are numbers of things, and of what table; "" for that of the subject itself."""

IN_LANGUAGES = frozenset({"language", "languages", "languages_spoken", "interprets"})
COUNTED = frozenset({"conflicts"})
"""Lists whose keys say nothing to a reader."""


def field(thing: str, name: str) -> str:
    """The name of a field of a sort of thing; of one that nobody gave words to, the code."""
    return str(FIELDS.get(f"{thing}.{name}") or FIELDS.get(name) or POINTING.get(name) or readable(name))


def word(thing: str, name: str, value: str) -> str | None:
    """The words of a code in a field of a sort of thing, if it has any."""
    table = VALUES.get(f"{thing}.{name}") or VALUES.get(name) or {}
    found = table.get(value)
    return None if found is None else str(found)
