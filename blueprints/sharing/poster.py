"""A poster's measures: a title as large as its room allows."""

from dataclasses import dataclass
from functools import cached_property

from blueprints.sharing.invitation import Invitation
from support.lettering import BOLD, REGULAR, SERIF, Hand, drawable, fitted
from support.pictures import drawing_svg, qr_svg
from support.settings import current

SIZES = (66, 60, 54, 48, 43, 38, 34, 30, 27, 24, 22)
WIDE, HIGH, TITLE, BARE = (
    485,
    452,
    190,
    64,
)  # what there is; of its height for the title at most, and for gaps and the kind of event
DAY, WHERE, SUMMARY = Hand(BOLD, 28), Hand(REGULAR, 19), Hand(REGULAR, 16)
HOURS, SPOKEN = 31, 26
ADDRESS, ADDRESS_WIDE = Hand(REGULAR, 15), 335


@dataclass(frozen=True)
class Poster:
    """An invitation on A4, with the page's address to scan and to type; `number` is the event's.

    All measures are points, as in poster.css.
    """

    invitation: Invitation
    number: int

    @property
    def words(self) -> str:
        """The title in letters that are printed alike on every machine; the kind where it has none."""
        return drawable(self.invitation.title) or self.invitation.kind

    @cached_property
    def title(self) -> tuple[Hand, list[str]]:
        return fitted(self.words, SERIF, SIZES, WIDE, TITLE)

    @property
    def most_of_title(self) -> int:
        """How many lines there may be of it."""
        return int(TITLE / (self.title[0].size * 1.15))

    @property
    def most_of_summary(self) -> int:
        """How many lines of it the rest leaves room for."""
        told, (hand, title) = self.invitation, self.title
        day, where = DAY.cut(told.day, WIDE, 2), WHERE.cut(drawable(told.where), WIDE, 2)
        taken = BARE + len(title) * hand.size * 1.15 + len(day) * DAY.size * 1.25 + len(where) * WHERE.size * 1.4
        taken += (HOURS if told.hours else 0) + (SPOKEN if told.spoken else 0)
        return min(9, max(0, int((HIGH - taken) / (SUMMARY.size * 1.4))))

    @property
    def typed_address(self) -> str:
        """What one types: without the protocol, and without a language, for the page knows the reader's; on one line."""
        whole, short = (current().address(path).partition("://")[2] for path in (self.invitation.path, f"/e/{self.number}"))
        return whole if ADDRESS.width(whole) <= ADDRESS_WIDE else short

    @property
    def code(self) -> str:
        return qr_svg(current().address(self.invitation.path))

    def art(self, colour: str) -> str:
        return drawing_svg(self.invitation.collection, colour)
