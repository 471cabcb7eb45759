"""What somebody can apply for: the catalogue, narrowed by who asks, for how long, and by words."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from models.account import Account
from models.call import Call
from models.edition import Edition
from models.edition_rows import PARTICIPANTS, Length
from models.phased import NEVER
from models.programme import Programme

STAYS: Mapping[str, range] = {
    "month": range(0, 32),
    "semester": range(32, 184),
    "year": range(184, 367),
    "longer": range(367, 36_500),
}
"""How long somebody wants to be away or a project to last, in days: up to a month, up to half a year, up to a year, longer."""


class Offer(NamedTuple):
    """An opportunity, the newest year of it and the call that one can apply to now or next, if there are any."""

    programme: Programme
    edition: Edition | None
    call: Call | None

    @property
    def nearness(self) -> tuple[bool, datetime]:
        """What sorts offers as `Call.nearness` does calls; at the end those of which no call is known."""
        return self.call.nearness if self.call else (True, NEVER)


class Opportunities:
    """The catalogue as a reader looks through it. A code that there is not narrows nothing."""

    def __init__(self, reader: Account | None, words: str = "", who: str = "", stay: str = "") -> None:
        self.reader, self.words = reader, words
        self.who, self.stay = who if who in PARTICIPANTS else "", stay if stay in STAYS else ""

    @property
    def personal(self) -> bool:
        """Whether somebody asks what is there for them: then only what they can still take part in is found."""
        return bool(self.who or self.stay)

    @cached_property
    def found(self) -> list[Offer]:
        """In alphabetical order; five queries, however long the catalogue."""
        programmes = Programme.found_by(self.words)
        newest = Edition.newest_of(programmes, Edition.lengths, Edition.rates)
        calls = Call.nearest_of(programmes, self.reader)
        offers = (Offer(programme, newest.get(programme.id), calls.get(programme.id)) for programme in programmes)
        return [offer for offer in offers if not self.personal or self._is_for(offer)]

    @property
    def families(self) -> list[list[Offer]]:
        """Those of a family together, in alphabetical order; for somebody who asks what is there for them, what is open first."""
        found = {offer.programme: offer for offer in self.found if offer.programme.current and not self._may_be_for(offer)}
        families = [[found[programme] for programme in programmes] for _name, programmes in Programme.by_family(found)]
        if not self.personal:
            return families
        return sorted((sorted(family, key=_nearness) for family in families), key=lambda family: family[0].nearness)

    @property
    def uncertain(self) -> list[Offer]:
        """Those of which nobody said how long they last, where that was asked."""
        return sorted((offer for offer in self.found if self._may_be_for(offer)), key=_nearness)

    @property
    def closed(self) -> list[Offer]:
        """Those that no calls come for any more."""
        return [offer for offer in self.found if not offer.programme.current]

    def _is_for(self, offer: Offer) -> bool:
        edition = offer.edition
        if not offer.programme.current or edition is None or edition.can_take_part is False:
            return False
        if self.who and self.who not in edition.participants:
            return False
        return self._may_be_for(offer) or not self.stay or any(one.meets(STAYS[self.stay]) for one in self._lengths(edition))

    def _may_be_for(self, offer: Offer) -> bool:
        return bool(self.stay and offer.edition and not self._lengths(offer.edition))

    def _lengths(self, edition: Edition) -> list[Length]:
        return [length for length in edition.lengths if length.is_known and length.is_for(self.who)]


def _nearness(offer: Offer) -> tuple[bool, datetime]:
    return offer.nearness
