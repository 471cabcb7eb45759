"""The registrations of one event as an address asks for them: what every page, piece and file about them starts from."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property

from flask import abort, request, url_for
from flask_sqlalchemy.pagination import Pagination

from blueprints.attendance.filters import RegistrationFilters
from blueprints.listing import paged
from blueprints.scoping import managed_event
from models import Registration
from models.roll import Roll
from models.tally import Tally
from models.timely import NEEDS_KEPT_FOR
from support.db import db


class Listing:
    """An event that the reader manages, and the filters of the request. `at` "door" is the page for the door."""

    def __init__(self, slug: str, *, at: str = "") -> None:
        self.event = managed_event(slug)
        self.roll = Roll(self.event)
        filters = RegistrationFilters.from_arguments(request.args)
        self.filters = replace(filters, at=at) if at else filters

    def registration(self, number: int) -> Registration:
        """One of the event's registrations, else 404."""
        return db.session.scalar(self.roll.one(number)) or abort(404)

    @cached_property
    def page(self) -> Pagination:
        """The page that is asked for; the last one, where rows have left the filter since and there are not so many any more."""
        return paged(self.filters.narrow(self.roll), self.filters.page)

    @property
    def everybody(self) -> Iterator[Registration]:
        """All that are asked for, whatever the page."""
        return self.roll.streamed(self.filters.narrow(self.roll))

    @cached_property
    def places(self) -> Mapping[int, int]:
        """Places in the queue by registration."""
        return self.roll.places_in_queue()

    @cached_property
    def tally(self) -> Tally:
        return Tally.of([self.event.id])[self.event.id]

    @property
    def needs_kept_until(self) -> date | None:
        """The day on which needs are deleted, on the calendar of the event's zone."""
        ends_at = self.event.ends_at
        return (ends_at + NEEDS_KEPT_FOR).astimezone(self.event.zone).date() if ends_at else None

    def address(self, endpoint: str, **more: object) -> str:
        """Another address about this event that keeps the filters."""
        return url_for(f".{endpoint}", **{"slug": self.event.slug, **self.filters.arguments, **more})

    def address_of_row(self, registration: Registration) -> str:
        """Somebody's row in the list or at the door, filtered as it was."""
        endpoint = "door" if self.filters.at == "door" else "index"
        return self.address(endpoint, at=None, _anchor=f"registration-{registration.id}")

    def address_after(self, registration: Registration) -> str:
        """Where to go on once somebody was dealt with: where one came from."""
        if self.filters.at == "one":
            return self.address("show", at=None, number=registration.id)
        return self.address_of_row(registration)
