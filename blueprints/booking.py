"""Before a time is taken: what speaks against it, and what staff say to that. Any page that books a time asks here.

Not a blueprint itself, like `scoping`; see docs/decisions/0007.
"""

from collections.abc import Mapping
from unicodedata import category

from flask import request

from blueprints.scoping import current_account
from models import Event, Occupation
from models.conflicts import Conflicts
from models.event.proposal import Proposal
from support.form_fields import tidied

LONGEST_REASON = 500


def against(proposal: Proposal | Event) -> Conflicts:
    """What speaks against it, for showing while somebody still edits, and where it stands."""
    return Conflicts([]) if proposal.over else Conflicts.of(proposal, reader=current_account())


def unsettled(proposal: Proposal) -> Conflicts | None:
    """What still speaks against it after what this form says; None where nothing does, or staff go on knowing all of it.

    Holds the rooms and people until the transaction ends: of two who save at once, the second sees the first.
    """
    if proposal.over:
        return None
    conflicts = Conflicts.of(proposal, reader=current_account(), locking=True)
    return None if _settled(conflicts) else conflicts


def unsettled_among(proposals: Mapping[Event, Proposal]) -> dict[Event, Conflicts]:
    """The same for several events that change at once, by event; an event that nothing stands against is left out."""
    coming = {event: proposal for event, proposal in proposals.items() if not proposal.over}
    Occupation.lock(stretch.resource for proposal in coming.values() for stretch in proposal.stretches())
    found = {event: Conflicts.of(proposal, reader=current_account()) for event, proposal in coming.items()}
    return {event: conflicts for event, conflicts in found.items() if not _settled(conflicts)}


def _settled(conflicts: Conflicts) -> bool:
    shown = set(request.form.get("seen_conflicts", "").split())
    return all(one.token in shown for one in conflicts.open) and bool(reason_given() or not conflicts.hard)


def settle(event: Event) -> None:
    """Keep that staff went on, with their reason. Call it once the event is stored, in the transaction that asked: nobody asked
    about an event that is over."""
    if request.form.get("seen_conflicts") and not event.over:
        Conflicts.of(event, reader=current_account()).accept(event, reason_given())


def reason_given() -> str:
    """Why staff go on all the same, without the control characters of broken copies."""
    typed = request.form.get("conflict_reason", "")
    return (tidied("".join(" " if category(letter) == "Cc" else letter for letter in typed)) or "")[:LONGEST_REASON]
