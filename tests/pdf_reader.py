"""Reads PDF with Poppler's programs, as somebody else's viewer would."""

import os
import re
import shutil
import subprocess
from functools import cached_property
from tempfile import NamedTemporaryFile
from typing import NoReturn

import pytest

from support.pdf import missing_libraries

FILE = "FILE"
"""Stands for the PDF in a command."""


def need_pango() -> None:
    """Skip a test that makes PDF where that cannot be done; in CI it must be possible."""
    if missing_libraries():
        give_up(f"no PDF without {' and '.join(missing_libraries())}")


def give_up(reason: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


class Paper:
    """A PDF as read back."""

    def __init__(self, pdf: bytes) -> None:
        assert pdf.startswith(b"%PDF-"), pdf[:60]
        self.pdf = pdf

    @cached_property
    def text(self) -> str:
        """All its words, in reading order, with single spaces."""
        return " ".join(self._read("pdftotext", FILE, "-").split())

    @cached_property
    def about(self) -> dict[str, str]:
        """What pdfinfo says: "Title", "Pages", "Tagged" …"""
        lines = (line.partition(":") for line in self._read("pdfinfo", FILE).splitlines())
        return {name: value.strip() for name, _, value in lines}

    @property
    def pages(self) -> int:
        return int(self.about["Pages"])

    @cached_property
    def fonts(self) -> set[str]:
        """The names of the fonts it is set in; all are inside it."""
        rows = self._read("pdffonts", FILE).splitlines()[2:]
        return {re.sub(r"^[A-Z]{6}\+", "", row.split()[0]) for row in rows}

    @cached_property
    def metadata(self) -> str:
        return self._read("pdfinfo", "-meta", FILE)

    @cached_property
    def attachments(self) -> str:
        """ "0 embedded files" where it carries nothing else."""
        return self._read("pdfdetach", "-list", FILE).splitlines()[0]

    def _read(self, program: str, *arguments: str) -> str:
        if not shutil.which(program):
            give_up(f"no {program} (poppler-utils)")
        with NamedTemporaryFile(suffix=".pdf") as file:
            file.write(self.pdf)
            file.flush()
            command = [program, *(file.name if argument == FILE else argument for argument in arguments)]
            read = subprocess.run(command, capture_output=True, timeout=60)
        assert read.returncode == 0, read.stderr.decode()
        return read.stdout.decode()
