"""What pictures are made of beside text: the line drawings of static/motifs.svg, QR codes, and PNG at the end."""

import io
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

import segno
from fontTools.misc.bezierTools import cubicPointAtT
from fontTools.pens.basePen import BasePen
from fontTools.svgLib.path import parse_path
from markupsafe import Markup
from PIL import Image, ImageChops, ImageDraw, ImageOps

from support.settings import ROOT

SVG = "{http://www.w3.org/2000/svg}"
SIDE = 120  # of a drawing's viewBox
FINER = 3  # drawn so much larger and then made smaller, for smooth lines
STEPS = 24  # straight lines a curve is drawn with
QUIET = 2  # modules of light around a QR code
Point = tuple[float, float]


@lru_cache
def _drawing(name: str) -> ElementTree.Element:
    drawings = ElementTree.parse(ROOT / "static" / "motifs.svg").getroot()
    return next(symbol for symbol in drawings if symbol.get("id") == name)


@lru_cache
def drawing_svg(name: str, colour: str) -> Markup:
    """A line drawing as an SVG element, in a colour, that fills whatever room it gets."""
    source = _drawing(name)
    kept = {key: value for key, value in source.attrib.items() if key != "id"} | {"stroke": colour}
    svg = ElementTree.Element(f"{SVG}svg", kept)
    svg.extend(source)
    ElementTree.register_namespace("", SVG.strip("{}"))
    return Markup(ElementTree.tostring(svg, encoding="unicode"))


@lru_cache(maxsize=16)
def drawing(name: str, width: int, height: int) -> Image.Image:
    """A line drawing as a mask (0 to 255), strongest in the upper right corner; it fills the room as "slice" says in SVG."""
    source = _drawing(name)
    scale = max(width, height) / SIDE * FINER
    places = {"Min": 0.0, "Mid": 0.5, "Max": 1.0}
    fit = source.get("preserveAspectRatio", "xMidYMid")
    left, top = places[fit[1:4]] * (width * FINER - SIDE * scale), places[fit[5:8]] * (height * FINER - SIDE * scale)
    mask = Image.new("L", (width * FINER, height * FINER))
    pen, thick = ImageDraw.Draw(mask), round(float(source.get("stroke-width", 1)) * scale)
    for stroke in _strokes(source):
        pen.line([(left + x * scale, top + y * scale) for x, y in stroke], 255, thick, joint="curve")
    return ImageChops.multiply(mask.reduce(FINER), _fade().resize((width, height)))


@lru_cache
def _fade() -> Image.Image:
    """Bright in the upper right corner, dark along the other two sides.

    It is the lower left quarter of Pillow's gradient, which runs from dark in the middle to bright in the corners of the whole.
    """
    quarter = ImageOps.invert(Image.radial_gradient("L").crop((0, 128, 128, 256)))
    at_sides = round(255 - 255 / 2**0.5)
    return quarter.point([max(0, value - at_sides) * 255 // (255 - at_sides) for value in range(256)])


def _strokes(source: ElementTree.Element) -> Iterator[list[Point]]:
    for shape in source:
        pen = _Strokes()
        if shape.tag == f"{SVG}circle":
            x, y, r = (shape.get(name, "0") for name in ("cx", "cy", "r"))
            parse_path(
                f"M{float(x) + float(r)} {y}A{r} {r} 0 0 1 {float(x) - float(r)} {y}A{r} {r} 0 0 1 {float(x) + float(r)} {y}", pen
            )
        else:
            parse_path(shape.get("d", ""), pen)
        yield from pen.strokes


class _Strokes(BasePen):  # type: ignore[misc]  # the library has no type hints
    """Takes a path and keeps it as lines through points."""

    def __init__(self) -> None:
        super().__init__(None)
        self.strokes: list[list[Point]] = []

    def _moveTo(self, to: Point) -> None:
        self.strokes.append([to])

    def _lineTo(self, to: Point) -> None:
        self.strokes[-1].append(to)

    def _curveToOne(self, first: Point, second: Point, to: Point) -> None:
        curve = (self.strokes[-1][-1], first, second, to)
        self.strokes[-1] += [cubicPointAtT(*curve, step / STEPS) for step in range(1, STEPS + 1)]

    def _endPath(self) -> None:
        """An open path ends where it ends."""


def qr_svg(address: str, **attributes: Any) -> Markup:
    """An address as a QR code, in an SVG element that takes the size it is given."""
    code = segno.make(address, error="m", micro=False)
    return Markup(code.svg_inline(border=QUIET, dark="#000", light="#fff", omitsize=True, lineclass=None, **attributes))


def qr_picture(address: str, side: int) -> Image.Image:
    """An address as a QR code, as large as whole dots allow."""
    matrix = segno.make(address, error="m", micro=False).matrix_iter(border=QUIET)
    rows = [bytes(0 if dark else 255 for dark in row) for row in matrix]
    dots = Image.frombytes("L", (len(rows), len(rows)), b"".join(rows))
    scale = max(1, side // len(rows))
    return dots.resize((len(rows) * scale, len(rows) * scale), Image.Resampling.NEAREST)


def png(picture: Image.Image) -> bytes:
    """A picture as a file."""
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
