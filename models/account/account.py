"""Those who sign in: the office's staff, its administrators and the faculty. Attendees need no account."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column, validates

from models.account.addressable import Addressable
from models.account.closable import Closable
from models.account.doubly_secured import DoublySecured
from models.account.invitable import Invitable
from models.account.signing_in import SigningIn
from models.email_address import email_key
from models.revisable import Revisable
from support import clock
from support.languages import folded, sort_key
from support.orm import Base, Moment

ROLES = ("admin", "staff", "faculty")
STATES = ("invited", "active", "closed")


class Account(DoublySecured, Invitable, Closable, Addressable, SigningIn, Revisable, Base):
    """Somebody who can sign in. Flask-Security's mixin is added to it at the wiring."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    role: Mapped[str] = mapped_column(default="faculty")
    language: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    is_demo: Mapped[bool] = mapped_column(default=False)
    search_text: Mapped[str] = mapped_column(default="")
    name_key: Mapped[str] = mapped_column(default="")

    @validates("email")
    def _normalise(self, _name: str, email: str) -> str:
        self.search_text = folded(f"{self.name or ''} {email}")
        return email_key(email)

    @validates("name")
    def _find_by_name(self, _name: str, name: str) -> str:
        self.search_text, self.name_key = folded(f"{name} {self.email or ''}"), sort_key(name, "kk")
        return name

    @validates("role")
    def _know_the_role(self, _name: str, role: str) -> str:
        if role not in ROLES:
            raise ValueError(f"a role is one of {', '.join(ROLES)}, not {role!r}")
        return role

    @property
    def is_admin(self) -> bool:
        return self.role == "admin"

    @property
    def is_staff(self) -> bool:
        """Whether the account runs events; administrators do too."""
        return self.role in ("admin", "staff")

    @property
    def state(self) -> str:
        """ "closed", "invited" until the invitation is accepted, else "active"."""
        return "closed" if self.closed_at else "invited" if self.invited else "active"

    def revise(self, changes: Mapping[str, Any]) -> set[str]:
        """Set fields by name. Raises LastAdmin where nobody would be left who may run the site."""
        if self.is_admin and changes.get("role", "admin") != "admin":
            self.require_another_admin()
        return super().revise(changes)
