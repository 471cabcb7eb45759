"""The demo's agreements and figures of mobility: the universities are real, what was agreed and who went is made up."""

from datetime import timedelta

from blueprints.cli.demo.catalogue import Catalogue, entries, words
from models import Agreement, MobilityRecord
from support import clock
from support.settings import current

INVENTED = "Invented for the demo."
DAYS = ("signed", "starts", "ends")


def load_agreements(catalogue: Catalogue) -> None:
    today = clock.today(current().zone)
    for entry in entries("agreements"):
        days = {f"{name}_on": entry[f"{name}_in_days"] for name in DAYS}
        Agreement(is_demo=True).revise(
            {
                **{field: entry[field] for field in ("kind", "number", "fields", "subject_area", "renewal", "notice_months")},
                **{field: today + timedelta(days=number) for field, number in days.items() if number is not None},
                "partners": [catalogue.organisations[key] for key in entry["partners"]],
                "programmes": [catalogue.programmes[key] for key in entry["programmes"]],
                "note": INVENTED,
            }
        )


def load_mobility(catalogue: Catalogue) -> None:
    today = clock.today(current().zone)
    this_year = today.year if today.month >= 9 else today.year - 1
    for entry in entries("mobility"):
        MobilityRecord(is_demo=True).revise(
            {
                **{field: entry[field] for field in ("semester", "direction", "level", "country", "headcount")},
                "activity": words(entry["activity"]),
                "year": this_year - entry["years_ago"],
                "partner": catalogue.organisations[entry["partner"]] if entry["partner"] else None,
                "programme": catalogue.programmes[entry["programme"]] if entry["programme"] else None,
                "source": INVENTED,
            }
        )
