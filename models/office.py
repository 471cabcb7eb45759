"""The international office itself: its university's name and colours, and the people to write to."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accent import Accent
from models.activity import Activity
from models.logo import Logo
from models.revisable import Revisable
from models.trashable import Vanishing
from support import clock
from support.languages import Translated, TranslatedText
from support.orm import Base, Moment, session


class OfficeMember(Vanishing, Revisable, Base):
    """Somebody of the office, as the contact page names them."""

    __tablename__ = "office_members"

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id", ondelete="CASCADE"), index=True)
    rank: Mapped[int] = mapped_column(default=0)
    name: Mapped[str]
    position: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    is_demo: Mapped[bool] = mapped_column(default=False)


class Office(Revisable, Base):
    """One row: what the start page asks. `languages` orders and narrows those of the settings.

    Every verb counts `revision` up, by which caches tell its colours and logo. An office that the demo loaded (`is_demo`) stays
    marked until the demo goes: meanwhile its own words are those that differ from what was loaded.
    """

    __tablename__ = "offices"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    department: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    profile: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    logo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)  # every page reads the office, few its picture
    logo_type: Mapped[str] = mapped_column(default="")
    accent: Mapped[str] = mapped_column(default="")
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    sender_name: Mapped[str] = mapped_column(default="")
    sender_address: Mapped[str] = mapped_column(default="")
    mail_domains: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Behind the @ of the university's own addresses, in small letters."""
    working_week: Mapped[str] = mapped_column(default="five")  # of models.working_week.WEEKS
    revision: Mapped[int] = mapped_column(default=0)
    set_up_at: Mapped[datetime | None] = mapped_column(Moment)
    second_factor_required_at: Mapped[datetime | None] = mapped_column(Moment)
    """Since when whoever runs events needs more than a password to sign in."""
    plan_approval_since: Mapped[datetime | None] = mapped_column(Moment)
    """Since when a line of the year's plan needs somebody's yes before it becomes an event."""
    is_demo: Mapped[bool] = mapped_column(default=False)
    members: Mapped[list[OfficeMember]] = relationship(
        order_by=(OfficeMember.rank, OfficeMember.id), cascade="all, delete-orphan", passive_deletes=True
    )

    @classmethod
    def ours(cls) -> "Office":
        """The office, an unnamed one before anybody filled in the start page."""
        return session().scalar(select(cls).order_by(cls.id).limit(1)) or cls()

    @property
    def set_up(self) -> bool:
        """Whether somebody has been through the start page to its end."""
        return self.set_up_at is not None

    @property
    def requires_second_factor(self) -> bool:
        """Whether staff and administrators must have a second factor."""
        return self.second_factor_required_at is not None

    @property
    def approves_plan(self) -> bool:
        """Whether lines of the year's plan need approval."""
        return self.plan_approval_since is not None

    def owns(self, email: str) -> bool:
        """Whether an address is the university's. Its domain must be just one of ours: students' may be another's below it."""
        return email.rpartition("@")[2].casefold() in self.mail_domains

    def own_words(self, field: str) -> Translated:
        """What the office itself said in a field of words: all of it, but for what the demo said there.

        The record tells what that was: what the field held before it was changed first.
        """
        words: Translated = getattr(self, field)
        if not self.is_demo:
            return words
        mine = (Activity.subject_kind == self.__tablename__, Activity.subject_id == self.id)
        record = session().scalars(select(Activity.changes).where(*mine).order_by(Activity.id))
        loaded = next((changes[field][0] for changes in record if field in changes), words.texts)
        demos = {code: "" for code, text in words.texts.items() if loaded.get(code) == text}
        return words.rewritten(demos, clock.now())

    @property
    def colours(self) -> Accent | None:
        """The accent in light and dark, None where the house's own colour serves."""
        return Accent.of(self.accent) if self.accent else None

    @property
    def brand_url(self) -> str | None:
        """The path of the style sheet with the accent as it is now."""
        return f"/brand.css?v={self.revision}" if self.accent else None

    @property
    def logo_url(self) -> str | None:
        """The path of the logo as it is now."""
        return f"/logo?v={self.revision}" if self.logo_type else None

    def revise(self, changes: Mapping[str, Any]) -> set[str]:
        """Set what the start page asks, by the names of columns; the names of those that changed."""
        changed = super().revise(changes)
        if changed:
            self._count_up()
        return changed

    def show(self, logo: Logo | None) -> None:
        """Show a logo, or none."""
        self.logo, self.logo_type = (logo.data, logo.type) if logo else (None, "")
        self._count_up()
        Activity.record("revised", self, logo=bool(logo))

    def welcome(self, fields: Mapping[str, Any]) -> OfficeMember:
        """Name somebody more on the contact page, after everybody else."""
        self._count_up()
        member = OfficeMember(rank=len(self.members))
        self.members.append(member)
        with session().no_autoflush:
            member.revise(fields)
        return member

    def describe(self, member: OfficeMember, fields: Mapping[str, Any]) -> None:
        """Set what is said of somebody."""
        if member.revise(fields):
            member.is_demo = False
            self._count_up()

    def move(self, member: OfficeMember, *, by: int) -> None:
        """Put somebody so many places further down; up where `by` is negative."""
        people = [other for other in self.members if other is not member]
        people.insert(max(0, self.members.index(member) + by), member)
        for place, other in enumerate(people):
            other.rank = place
        self._count_up()
        Activity.record("revised", self, people=[other.name for other in people])

    def dismiss(self, member: OfficeMember) -> None:
        """Name somebody no longer."""
        member.discard()
        session().flush()
        session().expire(self, ["members"])
        self._count_up()

    def complete(self) -> None:
        """Say that the start page has been gone through; signing in leads to the desk from then on."""
        if not self.set_up:
            self.revise({"set_up_at": clock.now()})

    def _count_up(self) -> None:
        self.revision += 1
        session().add(self)
