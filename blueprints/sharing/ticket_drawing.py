"""A ticket as a picture: one layout, from which both the SVG and the PNG are made."""

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from PIL import Image, ImageDraw

from blueprints.sharing.colours import BAD, INK, KINDS, LINE, QUIET
from blueprints.sharing.ticket import Ticket
from support.lettering import BOLD, REGULAR, SERIF, Hand, Line, drawable, fitted, without_controls, write
from support.pictures import drawing, drawing_svg, png, qr_picture, qr_svg

WIDTH, MARGIN = 1080, 72
TEXT = WIDTH - 2 * MARGIN
BAND = 20  # of colour, along the top
ART = (480, 400)
CODE = 640


class Box(NamedTuple):
    """A square."""

    x: int
    y: int
    side: int


class TicketDrawing:
    """Lines of text from the top down, as many as it takes, then the code. `spell` makes texts such as the picture can show."""

    def __init__(self, ticket: Ticket, spell: Callable[[str], str]) -> None:
        self.ticket, self.colour = ticket, KINDS[ticket.collection]
        self.lines: list[Line] = []
        self._y = 60.0
        self._say(Hand(BOLD, 34).cut(spell(ticket.office), TEXT, 2), Hand(BOLD, 34), QUIET)
        self._y += 24
        self._say([ticket.kind], Hand(BOLD, 34), self.colour)
        hand, title = fitted(spell(ticket.title) or ticket.kind, SERIF, (76, 68, 60, 52, 46), TEXT, 420)
        self._say(title, hand, INK)
        self._y += 28
        for text, hand, colour in self._facts():
            self._say(hand.cut(spell(text), TEXT, 3), hand, colour)
        self._y += 36
        hand, name = fitted(spell(ticket.name) or "–", BOLD, (56, 48, 42), TEXT, 180)
        self._say(name, hand, INK)
        self.rule = round(self._y + 40)
        self._y = self.rule + 44
        self.code = self._leave_room() if ticket.address else None
        self._say([ticket.state] if ticket.state else [], Hand(SERIF, 72), BAD, centred=True)
        self._say(Hand(REGULAR, 36).cut(ticket.note, TEXT, 3), Hand(REGULAR, 36), QUIET, centred=True)
        self.height = round(self._y + 60)

    @staticmethod
    def held_width(line: Line) -> int | None:
        """The width that a long line is held to in whatever font it is shown; short ones have room to grow."""
        return round(line.width) if line.is_ours and line.width > TEXT * 0.8 else None

    @property
    def art(self) -> str:
        return drawing_svg(self.ticket.collection, self.colour)

    @property
    def art_size(self) -> tuple[int, int]:
        return ART

    @cached_property
    def code_svg(self) -> str:
        return qr_svg(self.ticket.address)

    def png(self) -> bytes:
        """The picture, 1080 wide."""
        picture = Image.new("RGB", (WIDTH, self.height), "#fff")
        picture.paste(self.colour, (WIDTH - ART[0], 0), drawing(self.ticket.collection, *ART).point(lambda value: value // 3))
        pen = ImageDraw.Draw(picture)
        pen.rectangle((0, 0, WIDTH, BAND), self.colour)
        for x in range(0, WIDTH, 24):
            pen.line((x, self.rule, x + 12, self.rule), LINE, 3)
        write(pen, self.lines)
        if self.code:
            code = qr_picture(self.ticket.address, self.code.side)
            picture.paste(code, ((WIDTH - code.width) // 2, self.code.y))
        return png(picture)

    def _facts(self) -> list[tuple[str, Hand, str]]:
        ticket, large, small = self.ticket, Hand(BOLD, 42), Hand(REGULAR, 38)
        return [(ticket.day, large, INK), (ticket.hours, small, INK), (ticket.where, small, QUIET)]

    def _say(self, texts: list[str], hand: Hand, colour: str, *, centred: bool = False) -> None:
        for text in texts:
            self._y += hand.size * 1.2
            self.lines.append(Line(text, WIDTH / 2 if centred else MARGIN, round(self._y), hand, colour, centred))
        self._y += hand.size * 0.2 if texts else 0

    def _leave_room(self) -> Box:
        box = Box((WIDTH - CODE) // 2, round(self._y), CODE)
        self._y += CODE + 8
        return box


def ticket_png(ticket: Ticket) -> bytes:
    """A ticket in letters that our own fonts have."""
    return TicketDrawing(ticket, drawable).png()


def ticket_layout(ticket: Ticket) -> TicketDrawing:
    """A ticket for the SVG, whose reader has fonts for any letter."""
    return TicketDrawing(ticket, without_controls)
