"""What a holder shows at the door; or, where there is no seat, a sheet that says so and opens none."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

from flask_babel import gettext as _
from flask_babel import pgettext

from blueprints import wording
from blueprints.scoping import office
from blueprints.sharing.invitation import day_of, hours_of, where_of
from models import Registration
from support.lettering import SERIF, Hand, drawable, fitted, without_controls
from support.settings import current


@dataclass(frozen=True)
class Ticket:
    """A registration in the language being spoken, in plain words. `state` and not `address` where it opens no door."""

    collection: str
    kind: str
    title: str
    day: str
    hours: str
    where: str
    office: str
    name: str
    state: str
    note: str
    address: str

    @cached_property
    def heading(self) -> tuple[Hand, list[str]]:
        """The title on A5, in points, in letters that are printed alike on every machine; the kind where it has none."""
        return fitted(drawable(self.title) or self.kind, SERIF, (30, 27, 24, 21, 18, 16), 340, 98)

    @classmethod
    def of(cls, registration: Registration) -> Self:
        event = registration.event
        state, note = _standing(registration)
        return cls(
            collection=event.collection,
            kind=str(wording.KINDS[event.kind]),
            title=event.title.shown().text,
            day=without_controls(day_of(event)),
            hours=hours_of(event),
            where=where_of(event),
            office=office().name.shown().text,
            name=registration.name,
            state=state,
            note=note,
            address="" if state else current().address(f"/registrations/{registration.token}"),
        )


def _standing(registration: Registration) -> tuple[str, str]:
    """The state, "" for a seat that is good, and what its holder should know."""
    if registration.event.cancelled:
        return pgettext("event", "Cancelled"), _("This event does not take place.")
    if registration.cancelled:
        return pgettext("registration", "Cancelled"), _("This registration was cancelled.")
    if registration.waiting:
        place = registration.place_in_queue
        return _("Waiting list"), _("You are number %(place)s in the queue. This is not a ticket yet.", place=place)
    if registration.event.mode == "online" or registration.attends_online:
        return "", _("The code opens your registration, with the link to join.")
    return "", _("Show this at the door.")
