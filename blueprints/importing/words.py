"""What an import speaks of, in the reader's language."""

from flask_babel import lazy_gettext as _l

SORTS = {
    "calendar": _l("A calendar (.ics)"),
    "events": _l("A table of events"),
    "organisations": _l("A table of organisations"),
    "rooms": _l("A table of rooms"),
    "people": _l("A table of people"),
    "plan": _l("A plan of the year"),
}
STATES = {
    "new": _l("New"),
    "changed": _l("Changed"),
    "gone": _l("No longer in the calendar"),
    "same": _l("Nothing to change"),
    "left_out": _l("Left out"),
    "unreadable": _l("Unreadable"),
}
FIELDS = {
    "title": _l("Title"),
    "time": _l("Time"),
    "place": _l("Place"),
    "online_link": _l("Link"),
    "description": _l("Description"),
    "cancelled": _l("Called off"),
    "name": _l("Name"),
    "short_name": _l("Short name"),
    "kind": _l("Kind"),
    "city": _l("City"),
    "country": _l("Country"),
    "website": _l("Website"),
    "building": _l("Building"),
    "address": _l("Street"),
    "seats": _l("Seats"),
    "equipment": _l("Equipment"),
    "setup_minutes": _l("Minutes to set up"),
    "clearing_minutes": _l("Minutes to clear"),
    "honorific": _l("Form of address"),
    "position": _l("Position"),
    "organisation": _l("Organisation"),
    "email": _l("E-mail"),
    "phone": _l("Phone"),
    "languages": _l("Languages"),
    "year": _l("Year"),
    "month": _l("Month"),
    "owner": _l("Owner"),
    "host": _l("Host organisation"),
    "expected": _l("Participants expected"),
    "audience": _l("For whom"),
    "basis": _l("Basis"),
    "budget": _l("Budget"),
}
