"""What the tables and indicators of a report are called, and what each of them counts."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

FIGURES = {
    "planned": _lp("events", "Planned"),
    "dropped": _lp("events", "Given up"),
    "held": _lp("events", "Held"),
    "unplanned": _l("Of them unplanned"),
    "cancelled": _lp("events", "Called off"),
    "coming": _lp("events", "Still to come"),
}
TURNOUT = {"registered": _l("Had a seat"), "came": _l("Came")}
TITLES = {
    "months": _l("By month"),
    "kinds": _l("By kind"),
    "audiences": _l("By audience"),
    "organisations": _l("By organisation"),
    "countries": _l("By country"),
    "participants-by-audience": _l("Participants by audience"),
    "participants-by-organisation": _l("Participants by organisation"),
    "participants-by-country": _l("Participants by country"),
    "participants-by-language": _l("Participants by language"),
    "partners": _l("Partners abroad by country"),
    "indicators": _l("Indicators"),
}
ABOUT = {
    "months": _l("Planned is every line of the plan, those given up too. An event counts in the month in which it begins here."),
    "kinds": _l("Lines of the plan and events of each kind. Drafts are not counted."),
    "audiences": _l("An event for two audiences counts for both; one that names none counts for none."),
    "organisations": _l(
        "Planned: lines that name the organisation as host. An event counts for its host and for each organiser."
    ),
    "countries": _l(
        "Planned: lines that name the country. An event counts for the countries of its host, organisers, guests, place and line."
    ),
    "participants-by-audience": _l(
        "Registrations with a seat, at events that were not called off, by what people said of themselves."
    ),
    "participants-by-organisation": _l(
        "As people wrote it; spellings that differ in case, script and accents are taken together."
    ),
    "participants-by-country": _l(
        "By the country of the organisation they wrote, where the office knows an organisation of that name."
    ),
    "participants-by-language": _l("By the language in which they are written to."),
    "partners": _l(
        "Organisations abroad that hosted or organised a held event, or whose people were among its guests; each counts once."
    ),
}
INDICATORS = {
    "events": (_l("Events held"), _l("Published events of the year that are over and were not called off.")),
    "international": (
        _l("International events held"),
        _l("Of them, those with a host, organiser or guest from an organisation abroad, or a place abroad."),
    ),
    "abroad": (_l("Events held abroad"), _l("Of them, those whose place is in another country.")),
    "joint": (_l("Joint events"), _l("Held events with two or more organisations as host and organisers.")),
    "joint_abroad": (
        _l("Joint events with organisations abroad"),
        _l("Of the joint events, those with a host or organiser abroad."),
    ),
    "online": (_l("Events held online or hybrid"), _l("Held events that could be followed online.")),
    "in_english": (_l("Events held in English"), _l("Held events that name English among the languages spoken.")),
    "mobility": (
        _l("Events about mobility and cooperation programmes"),
        _l("Held events that name at least one opportunity of the catalogue."),
    ),
    "incoming": (_l("Incoming visits"), _l("Held visits of others to us.")),
    "outgoing": (_l("Outgoing visits"), _l("Held visits of ours to others.")),
    "partners_abroad": (
        _l("Partner organisations abroad"),
        _l("Different organisations abroad that hosted or organised a held event, or whose people were among its guests."),
    ),
    "countries": (
        _l("Partner countries"),
        _l("Different countries abroad of hosts, organisers, guests, places and lines of the plan of held events."),
    ),
    "guests": (_l("Guests named"), _l("Rows of the guest lists of held events.")),
    "guests_abroad": (
        _l("Guests from abroad"),
        _l("Of them, people who held a position at an organisation abroad on the day the event began."),
    ),
    "registered": (_l("Participants with a seat"), _l("Registrations with a seat at events that were not called off.")),
    "came": (_l("Participants who came"), _l("Of them, those who were checked in.")),
    "students_out": (
        _l("Students who went abroad"),
        _l("Outgoing mobility of students in the academic year that ends in this year."),
    ),
    "students_in": (_l("Students who came to us"), _l("Incoming mobility of students in that academic year.")),
    "staff_out": (_l("Teachers and staff who went abroad"), _l("Outgoing mobility of employees in that academic year.")),
    "staff_in": (_l("Teachers and staff who came to us"), _l("Incoming mobility of employees in that academic year.")),
    "agreements": (
        _l("Agreements with organisations abroad"),
        _l("Agreements in force on the last day of the year, with a partner abroad, as far as is known."),
    ),
}
