"""What somebody can apply for: the catalogue, narrowed by who asks, for how long, and by words."""

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from models.edition import Edition
from models.edition_rows import PARTICIPANTS
from models.programme import Programme

STAYS: Mapping[str, range] = {
    "month": range(0, 32),
    "semester": range(32, 184),
    "year": range(184, 367),
    "longer": range(367, 36_500),
}
"""How long somebody wants to be away or a project to last, in days: up to a month, up to half a year, up to a year, longer."""


class Offer(NamedTuple):
    """An opportunity and the newest year of it, if any year is written down."""

    programme: Programme
    edition: Edition | None


class Opportunities:
    """The catalogue as somebody looks through it. A code that there is not narrows nothing."""

    def __init__(self, words: str = "", who: str = "", stay: str = "") -> None:
        self.words, self.who = words, who if who in PARTICIPANTS else ""
        self.stay = stay if stay in STAYS else ""

    @property
    def personal(self) -> bool:
        """Whether somebody asks what is there for them: then only what they can still take part in is found."""
        return bool(self.who or self.stay)

    @cached_property
    def found(self) -> list[Offer]:
        """In alphabetical order; four queries, however long the catalogue."""
        programmes = Programme.found_by(self.words)
        newest = Edition.newest_of(programmes, Edition.lengths, Edition.rates)
        offers = (Offer(programme, newest.get(programme.id)) for programme in programmes)
        return [offer for offer in offers if not self.personal or self._is_for(offer)]

    def _is_for(self, offer: Offer) -> bool:
        edition = offer.edition
        if not offer.programme.current or edition is None or edition.can_take_part is False:
            return False
        if self.who and self.who not in edition.participants:
            return False
        return not self.stay or any(
            length.meets(STAYS[self.stay]) for length in edition.lengths if not self.who or length.is_for(self.who)
        )
