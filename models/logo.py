"""A university's logo: any picture somebody uploads, drawn anew so that nothing but the picture is left of it."""

import io
from dataclasses import dataclass

from PIL import Image, ImageOps

LARGEST_FILE = 1024 * 1024
MOST_PIXELS = 25_000_000
SIDE = 512
FORMATS = ("PNG", "JPEG", "WEBP")


class BadPicture(ValueError):
    """`reason` is "size" for a file that is too large, "pixels" for a picture that is, "shape" for what is no picture we read."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Logo:
    """A PNG no larger than 512 by 512."""

    data: bytes
    type: str = "image/png"

    @classmethod
    def from_upload(cls, data: bytes) -> "Logo":
        """Draw an uploaded PNG, JPEG or WebP anew, whatever it calls itself. Raises BadPicture."""
        if len(data) > LARGEST_FILE:
            raise BadPicture("size")
        try:
            return cls(_drawn_anew(data))
        except BadPicture:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
            raise BadPicture("pixels") from bomb
        except Exception as fault:  # a decoder that meets hostile bytes may raise anything
            raise BadPicture("shape") from fault


def _drawn_anew(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise BadPicture("pixels")
        picture.draft("RGB", (SIDE, SIDE))
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
    upright.thumbnail((SIDE, SIDE))
    clean = Image.new("RGBA", upright.size)
    clean.paste(upright)
    png = io.BytesIO()
    clean.save(png, "PNG", optimize=True)
    return png.getvalue()
