"""Universities, national offices, ministries: hosts and organisers of events, and where guests come from."""

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from models.named import Named
from support import clock
from support.languages import Translated, folded, language
from support.orm import Base, session


class Organisation(Named, Base):
    """An organisation; `short_name` never stands alone, for two universities are called METU."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    short_name: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="")  # ISO 3166-1 alpha-2
    is_demo: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def called(cls, name: str, *, in_language: str | None = None) -> "Organisation":
        """The organisation of that name in whatever language and script, made new where there is none."""
        wanted = folded(name)
        for found in session().scalars(select(cls).where(cls.search_text.contains(wanted, autoescape=True))):
            if wanted in (folded(text) for text in found.name.texts.values()):
                return found
        made = cls(name=Translated().rewritten({in_language or language(): name}, clock.now()))
        session().add(made)
        return made
