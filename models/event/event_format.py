"""The editable list of formats: official meeting, open day, symposium, exhibition, seminar, lecture …"""

from sqlalchemy.orm import Mapped, mapped_column

from models.named import Named
from support.orm import Base


class EventFormat(Named, Base):
    """What an event calls itself, beside its kind."""

    __tablename__ = "event_formats"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
