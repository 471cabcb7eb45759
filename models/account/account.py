"""Those who sign in: the office's staff, its administrators and the faculty. Attendees need no account."""

import secrets
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, mapped_column, validates

from models.email_address import email_key
from models.revisable import Revisable
from support import clock
from support.orm import Base, Moment, session

ROLES = ("admin", "staff", "faculty")


class Account(Revisable, Base):
    """Somebody who can sign in. Flask-Security's mixin is added to it at the wiring."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    role: Mapped[str] = mapped_column(default="faculty")
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True, default=lambda: secrets.token_hex(16))
    language: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    is_demo: Mapped[bool] = mapped_column(default=False)

    @validates("email")
    def _normalise(self, _name: str, email: str) -> str:
        return email_key(email)

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

    @classmethod
    def with_email(cls, email: str) -> "Account | None":
        return session().scalar(select(cls).where(func.lower(cls.email) == email_key(email)))
