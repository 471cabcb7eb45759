"""The picture that messengers and social networks show with a link (Open Graph), drawn."""

import io
from functools import lru_cache

from PIL import Image, ImageColor, ImageDraw

from blueprints.sharing.colours import BAD, INK, KINDS, PAPER, QUIET, SUNK
from blueprints.sharing.invitation import Invitation
from blueprints.sharing.letterhead import Letterhead
from support.lettering import BOLD, REGULAR, SERIF, Hand, Line, drawable, fitted, write
from support.pictures import drawing, png

WIDTH, HEIGHT = 1200, 630
MARGIN, TEXT = 72, 860  # where text begins, and how wide it may be before it meets the drawing
ART = 560
LOGO = (200, 64)


@lru_cache(maxsize=64)
def card(invitation: Invitation, letterhead: Letterhead) -> bytes:
    """A PNG of 1200 by 630. It is kept by all it says and shows, so an old one is never given out."""
    picture = _paper()
    colour = KINDS[invitation.collection]
    picture.paste(colour, (WIDTH - ART, 0), drawing(invitation.collection, ART, HEIGHT))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, HEIGHT - 18, WIDTH, HEIGHT), letterhead.accent)
    name_at = MARGIN + _put_logo(picture, letterhead.logo)
    write(pen, [Line(text, name_at, 115, Hand(BOLD, 28), INK) for text in Hand(BOLD, 28).cut(drawable(letterhead.name), TEXT, 1)])
    write(pen, _tags(invitation, colour))
    hand, title = fitted(drawable(invitation.title) or invitation.kind, SERIF, (72, 64, 56, 50, 44, 39, 35), TEXT, 236)
    write(pen, _rows(title, 200 + hand.size, hand, INK))
    day = Hand(BOLD, 36).cut(drawable(invitation.day), TEXT, 1)
    write(pen, _rows(day, 498, Hand(BOLD, 36), INK))
    more = Hand(REGULAR, 28).cut(" · ".join(part for part in (invitation.hours, drawable(invitation.where)) if part), 960, 2)
    write(pen, _rows(more, 544, Hand(REGULAR, 28), QUIET))
    return png(picture)


def _paper() -> Image.Image:
    """The ground of the event's page: darker above, lighter below."""
    below, above = (Image.new("RGB", (WIDTH, HEIGHT), ImageColor.getrgb(tone)) for tone in (PAPER, SUNK))
    return Image.composite(below, above, Image.linear_gradient("L").resize((WIDTH, HEIGHT)))


def _put_logo(picture: Image.Image, logo: bytes | None) -> int:
    """Put the logo into its corner; how far it moves the name beside it."""
    if not logo:
        return 0
    with Image.open(io.BytesIO(logo), formats=("PNG",)) as opened:
        small = opened.convert("RGBA")
    small.thumbnail(LOGO)
    picture.paste(small, (MARGIN, 105 - small.height // 2), small)
    return small.width + 20


def _tags(invitation: Invitation, colour: str) -> list[Line]:
    """The kind of event, and in red that it is called off or has a new time."""
    hand = Hand(BOLD, 28)
    kind = Line(invitation.kind, MARGIN, 190, hand, colour)
    state = Line(invitation.state, MARGIN + kind.width + 28, 190, hand, BAD)
    return [kind, state] if invitation.state else [kind]


def _rows(texts: list[str], y: float, hand: Hand, colour: str) -> list[Line]:
    return [Line(text, MARGIN, y + number * hand.size * 1.15, hand, colour) for number, text in enumerate(texts)]
