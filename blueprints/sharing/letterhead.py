"""Whose event it is, at the head of what leaves the site."""

import base64
from dataclasses import dataclass
from typing import Self

from blueprints.scoping import office
from models.accent import HOUSE


@dataclass(frozen=True)
class Letterhead:
    """The office's names in the language being spoken, its colour on paper and its logo, a PNG."""

    name: str
    department: str
    accent: str
    logo: bytes | None

    @classmethod
    def ours(cls) -> Self:
        ours = office()
        accent = ours.colours.light if ours.colours else HOUSE
        return cls(ours.name.shown().text, ours.department.shown().text, accent, ours.logo)

    @property
    def logo_address(self) -> str:
        """The logo as an address that holds it whole."""
        return f"data:image/png;base64,{base64.b64encode(self.logo).decode()}" if self.logo else ""
