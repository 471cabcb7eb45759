"""From bytes to letters, whatever program wrote them."""

import codecs
import re

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
CYRILLIC = "kz1048"
"""Windows' Cyrillic as Kazakhstan writes it: Russian letters are where cp1251 has them, Kazakh ones where that has Serbian."""
LATIN = "cp1252"
HIGH = re.compile(rb"[\x80-\xff]")
HIGH_AMONG_HIGH = re.compile(rb"[\x80-\xff](?=[\x80-\xff])|(?<=[\x80-\xff])[\x80-\xff]")


def in_utf8(data: bytes) -> bytes:
    """The same without a byte order mark; wide encodings as UTF-8. Other bytes stay what they are, for `letters` to judge."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace").encode() if encoding != "utf-8" else data[len(mark) :]
    sample = data[:400]
    if len(sample) >= 4 and sample.count(0) > len(sample) // 4:  # every second byte of plain text in UTF-16 is nought
        little = sample[1::2].count(0) >= sample[::2].count(0)
        return data.decode("utf-16-le" if little else "utf-16-be", "replace").encode()
    return data


def old_encoding(data: bytes) -> str:
    """Which of the encodings from before Unicode some bytes that are not UTF-8 are likely in.

    Cyrillic words are whole runs of high bytes; in Latin ones an umlaut stands alone.
    """
    some = data[:200_000]
    high = len(HIGH.findall(some))
    return CYRILLIC if len(HIGH_AMONG_HIGH.findall(some)) * 2 > high else LATIN


def letters(data: bytes, otherwise: str) -> str:
    """A piece of a file as text: UTF-8, or the file's older encoding where it is not that. Never raises."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode(otherwise, "replace")


def decoded(data: bytes) -> str:
    """A whole file as text."""
    data = in_utf8(data)
    return letters(data, old_encoding(data))
