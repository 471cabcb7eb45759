"""Logos: what is drawn anew, and what is refused."""

import io
import zlib

import pytest
from PIL import Image

from models.logo import LARGEST_FILE, SIDE, BadPicture, Logo


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **options: object) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size, "red" if mode != "L" else 128).save(file, kind, **options)
    return file.getvalue()


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG of these chunks, whatever they hold."""
    parts = (len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big") for name, data in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "L"), ("JPEG", "RGB"), ("JPEG", "CMYK"), ("WEBP", "RGB")]
)
def test_a_picture_becomes_a_png_that_looks_the_same(kind: str, mode: str) -> None:
    logo = Logo.from_upload(picture(kind, mode=mode))

    drawn = Image.open(io.BytesIO(logo.data))
    assert (drawn.format, logo.type, drawn.size) == ("PNG", "image/png", (40, 20))


def test_a_large_picture_is_made_smaller_and_keeps_its_shape() -> None:
    logo = Logo.from_upload(picture(size=(2000, 1000)))

    assert Image.open(io.BytesIO(logo.data)).size == (SIDE, SIDE // 2)


def test_a_photograph_that_lies_on_its_side_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    logo = Logo.from_upload(picture("JPEG", size=(40, 20), exif=exif))

    assert Image.open(io.BytesIO(logo.data)).size == (20, 40)


def test_nothing_but_the_picture_is_left() -> None:
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Comment", "<script>alert(1)</script>")
    file = io.BytesIO()
    Image.new("RGB", (4, 4)).save(file, "PNG", pnginfo=words)
    uploaded = file.getvalue() + b"<script>alert(2)</script>"
    assert b"alert(1)" in uploaded and b"alert(2)" in uploaded

    logo = Logo.from_upload(uploaded)

    assert b"script" not in logo.data


HUGE = (50_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "shape"),
        (b"not a picture", "shape"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "shape"),
        (picture("GIF", mode="P"), "shape"),
        (picture("BMP"), "shape"),
        (picture()[:60], "shape"),
        (png((b"IHDR", b"\0" * 13), (b"IDAT", b"rubbish"), (b"IEND", b"")), "shape"),
        (png((b"IHDR", HUGE), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b"")), "pixels"),
        (picture(size=(6000, 5000)), "pixels"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * LARGEST_FILE, "size"),
    ],
    ids=["empty", "text", "svg", "gif", "bmp", "cut off", "broken", "a bomb", "too many pixels", "too large"],
)
def test_what_is_no_picture_of_ours_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(BadPicture) as refusal:
        Logo.from_upload(data)

    assert refusal.value.reason == reason
