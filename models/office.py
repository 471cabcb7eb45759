"""The international office itself: its university's name and colours, and the people to write to."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accent import Accent
from support.languages import Translated, TranslatedText
from support.orm import Base, Moment, session


class OfficeMember(Base):
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


class Office(Base):
    """One row: what the start page asks. `languages` orders and narrows those of the settings."""

    __tablename__ = "offices"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    department: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    profile: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    logo: Mapped[bytes | None]
    logo_type: Mapped[str] = mapped_column(default="")
    accent: Mapped[str] = mapped_column(default="")
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    sender_name: Mapped[str] = mapped_column(default="")
    sender_address: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=0)
    set_up_at: Mapped[datetime | None] = mapped_column(Moment)
    is_demo: Mapped[bool] = mapped_column(default=False)
    members: Mapped[list[OfficeMember]] = relationship(
        order_by=OfficeMember.rank, cascade="all, delete-orphan", passive_deletes=True
    )

    @classmethod
    def ours(cls) -> "Office":
        """The office, an unnamed one before anybody filled in the start page."""
        return session().scalar(select(cls).order_by(cls.id).limit(1)) or cls(
            name=Translated(),
            department=Translated(),
            profile=Translated(),
            languages=[],
            accent="",
            logo=None,
            logo_type="",
            sender_name="",
            sender_address="",
            revision=0,
            members=[],
        )

    @property
    def colours(self) -> Accent | None:
        """The accent in light and dark, None where the house's own colour serves."""
        return Accent.of(self.accent) if self.accent else None

    def sender(self, fallback: str) -> str:
        """The From of its mails."""
        return f"{self.sender_name} <{self.sender_address}>" if self.sender_address else fallback
