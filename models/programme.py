"""Programmes of mobility and cooperation, as in a catalogue."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, exists, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from models.activity import Activity
from models.call import Call, call_programmes
from models.edition import Edition
from models.named import Named
from models.revisable import Revisable
from models.trashable import TRASH_TOO, Vanishing
from support import clock
from support.languages import Translated, TranslatedText, folded, language, sort_key
from support.orm import Base, session

YEAR = "<year>"
"""What stands for the year in the identifier of calls."""


class YearTaken(Exception):
    """A year that is there already, or lies in the trash."""


class Programme(Vanishing, Revisable, Named, Base):
    """An action one can take part in: International Credit Mobility, a Jean Monnet Module …

    Here is what it is whatever the year; what it offers in a year is in `editions`. `family` is the heading it stands under,
    `aliases` are names under which people look for it.
    """

    __tablename__ = "programmes"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    short_name: Mapped[str] = mapped_column(default="")
    family: Mapped[Translated] = mapped_column(TranslatedText, default=Translated)
    period: Mapped[str] = mapped_column(default="")
    code: Mapped[str] = mapped_column(default="")
    aliases: Mapped[list[str]] = mapped_column(JSON, default=list)
    current: Mapped[bool] = mapped_column(default=True)
    needs_agreement: Mapped[bool] = mapped_column(default=False)
    is_demo: Mapped[bool] = mapped_column(default=False)
    calls: Mapped[list[Call]] = relationship(
        secondary=call_programmes, back_populates="programmes", order_by=(Call.year.desc(), Call.id)
    )
    editions: Mapped[list[Edition]] = relationship(
        back_populates="programme", order_by=Edition.year.desc(), cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def edition(self) -> Edition | None:
        """What it offers in the newest year that is written down."""
        return self.editions[0] if self.editions else None

    def edition_of(self, year: int) -> Edition | None:
        return next((edition for edition in self.editions if edition.year == year), None)

    def code_in(self, edition: Edition | None) -> str:
        """The identifier of its calls in a year; where no year is written down "" for one that names it."""
        if edition is None:
            return "" if YEAR in self.code else self.code
        return self.code.replace(YEAR, str(edition.year))

    def nearest(self, year: int) -> Edition | None:
        """The year that another one goes on from: the last before it, else the first after it."""
        earlier = [edition for edition in self.editions if edition.year < year]
        return next(iter(earlier or self.editions[-1:]), None)

    def draft(self, year: int) -> Edition:
        """A call year that nobody has written down yet, as its form shows it: nothing of it is stored, so nobody reads amounts on
        its page that are another year's. Raises YearTaken."""
        self._expect_free(year)
        nearest = self.nearest(year)
        edition = nearest.copy(year) if nearest else Edition(programme_id=self.id, year=year)
        set_committed_value(edition, "programme", self)  # as if it were loaded: set as usual it would join `editions`
        return edition

    def start(self, draft: Edition) -> None:
        """Store a year that was a draft. Raises YearTaken where somebody else has stored it meanwhile."""
        session().execute(select(Programme.id).where(Programme.id == self.id).with_for_update())
        session().refresh(self, ["editions"])
        self._expect_free(draft.year)
        nearest = draft.taken_over
        session().add(draft)
        Activity.record("created", draft, **({"copied_from": nearest.year} if nearest else {}))
        session().expire(self, ["editions"])

    def _expect_free(self, year: int) -> None:
        if self.edition_of(year) or Edition.in_the_trash(self, year):
            raise YearTaken(year)

    @property
    def called(self) -> list[str]:
        """All its names, in every language."""
        return [*self.name.texts.values(), self.short_name, *self.aliases]

    def words(self, newest: Edition | None) -> str:
        """What it is found by, folded: names, code, family, and what its newest year says of the grant."""
        grant = newest.grant if newest else Translated()
        return folded(" ".join([*self.called, self.code, *self.family.texts.values(), *grant.texts.values()]))

    @staticmethod
    def by_family(programmes: Iterable["Programme"]) -> list[tuple[str, list["Programme"]]]:
        """(family, programmes) in alphabetical order; at the end, under "", those of no family."""
        families: dict[str, list[Programme]] = {}
        for programme in programmes:
            families.setdefault(programme.family.shown().text, []).append(programme)
        return sorted(families.items(), key=lambda family: (not family[0], sort_key(family[0], language())))

    @classmethod
    def with_slug(cls, slug: str) -> "Programme | None":
        return session().scalar(select(cls).where(cls.slug == slug))

    @classmethod
    def found_by(cls, words: str) -> Sequence["Programme"]:
        """Those that every word fits, whatever its case and script, in alphabetical order; all of them for no words."""
        return session().scalars(select(cls).where(cls.fitting(words)).order_by(cls.by_name(), cls.id)).all()

    def discard(self) -> None:
        """Put it into the trash, and with it those of its calls that are of no other programme."""
        super().discard()
        session().flush()
        session().expire_all()
        with clock.standing_at(self.deleted_at or clock.now()):
            for call in [call for call in self.calls if not call.programmes]:
                call.discard()

    def restore(self) -> None:
        """Take it out again, with the calls that went with it."""
        mine = select(call_programmes.c.call_id).where(call_programmes.c.programme_id == self.id)
        went_with_it = select(Call).where(Call.id.in_(mine), Call.deleted_at == self.deleted_at)
        calls = session().scalars(went_with_it.execution_options(**TRASH_TOO)).all()
        super().restore()
        for call in calls:
            call.restore()

    def revise(self, changes: Mapping[str, Any]) -> set[str]:
        """Set fields by name. The slug stays what the first name made it."""
        return super().revise({"slug": self.slug or self._free_slug(changes["name"]), **changes})

    def family_named(self, typed: str, code: str) -> Translated:
        """The family somebody means: one we know by that name in whatever language, else a new one named in that language."""
        wanted = folded(typed)
        known = [self.family, *session().scalars(select(Programme.family))]
        named = (family for family in known if wanted in (folded(text) for text in family.texts.values()))
        return next(named, Translated().rewritten({code: typed}, clock.now()))

    def _free_slug(self, name: Translated) -> str:
        from models.event.sluggable import RESERVED, give_up_slug, slugified

        wanted = slugified(name.texts.get(name.source, "")) or "programme"
        give_up_slug(Programme, wanted)
        free = wanted
        number = 1
        while free in RESERVED or session().scalar(select(exists().where(Programme.slug == free)).execution_options(**TRASH_TOO)):
            number += 1
            free = f"{wanted}-{number}"
        return free
