"""When an agreement is in force, when its renewal falls due, and who the partners are because of it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from models import Account, Activity, Agreement, Organisation, Programme
from models.briefing import Briefing
from models.partners import Partners
from models.renewable import AGREEMENT_STATES, NotLonger, months_before
from support import clock
from support.db import db
from support.languages import speaking, translated
from support.settings import current
from tests.conftest import NOW

MakeAgreement = Callable[..., Agreement]
TODAY = NOW.date()
YEAR = timedelta(days=365)


@pytest.fixture
def padua(app: Flask) -> Organisation:
    padua = Organisation(name=translated("en", en="University of Padua", ru="Падуанский университет"), city="Padua", country="IT")
    db.session.add(padua)
    db.session.commit()
    return padua


@pytest.fixture
def mobility(app: Flask) -> Programme:
    programme = Programme(slug="mobility", name=translated("en", en="Credit mobility"), needs_agreement=True)
    db.session.add(programme)
    db.session.commit()
    return programme


@pytest.fixture
def make_agreement(padua: Organisation) -> MakeAgreement:
    """In force for a year with another before it, with any field overridden."""

    def make_agreement(**fields: Any) -> Agreement:
        agreement = Agreement()
        basics: dict[str, Any] = {"partners": [padua], "number": "7", "starts_on": TODAY - YEAR, "ends_on": TODAY + YEAR}
        agreement.revise({**basics, **fields})
        db.session.commit()
        return agreement

    return make_agreement


def university(name: str, country: str, **fields: Any) -> Organisation:
    made = Organisation(name=translated("en", en=name), country=country, **fields)
    db.session.add(made)
    return made


DATES = [
    ({}, "in_force"),
    ({"ends_on": None}, "in_force"),
    ({"ends_on": TODAY}, "ends_soon"),
    ({"ends_on": TODAY - timedelta(days=1)}, "lapsed"),
    ({"ends_on": TODAY - timedelta(days=1), "renewal": "never"}, "ended"),
    ({"ends_on": TODAY, "renewal": "never"}, "in_force"),
    ({"ends_on": TODAY - timedelta(days=1), "renewal": "itself"}, "in_force"),
    ({"ends_on": date(2027, 2, 20)}, "ends_soon"),
    ({"ends_on": date(2027, 2, 21)}, "in_force"),
    ({"ends_on": date(2027, 2, 21), "notice_months": 4}, "ends_soon"),
    ({"ends_on": date(2027, 2, 20), "notice_months": 0}, "in_force"),
    ({"ends_on": date(2027, 2, 20), "renewal": "itself"}, "in_force"),
    ({"starts_on": TODAY + timedelta(days=1)}, "planned"),
    ({"starts_on": None}, "planned"),
    ({"starts_on": None, "signed_on": TODAY}, "in_force"),
    ({"starts_on": TODAY + timedelta(days=1), "signed_on": TODAY}, "planned"),
]


@pytest.mark.databases("sqlite", "postgresql")
def test_its_state_follows_from_its_dates_and_the_database_agrees(make_agreement: MakeAgreement) -> None:
    for fields, state in DATES:
        agreement = make_agreement(**fields)
        found = {one for one in AGREEMENT_STATES if db.session.scalar(select(Agreement.id).where(Agreement.in_state(one)))}
        among = {"ends_soon": {"in_force"}, "lapsed": {"ended"}}.get(state, set())
        assert (agreement.state, found) == (state, {state} | among), fields
        agreement.discard()
        db.session.commit()


def test_the_day_is_the_one_on_the_clock_of_the_house(make_agreement: MakeAgreement) -> None:
    agreement = make_agreement(ends_on=date(2026, 11, 20))

    with clock.standing_at(NOW.replace(hour=18, minute=59)):
        assert agreement.state == "ends_soon"
    with clock.standing_at(NOW.replace(hour=19, minute=0)):
        assert agreement.state == "lapsed"


@pytest.mark.parametrize(
    ("day", "number", "before"),
    [
        (date(2027, 3, 31), 1, date(2027, 2, 28)),
        (date(2028, 3, 31), 1, date(2028, 2, 29)),
        (date(2027, 1, 15), 1, date(2026, 12, 15)),
        (date(2027, 1, 15), 13, date(2025, 12, 15)),
        (date(2027, 5, 31), 0, date(2027, 5, 31)),
    ],
)
def test_months_are_counted_on_the_calendar(day: date, number: int, before: date) -> None:
    assert months_before(day, number) == before


def test_a_renewal_moves_the_end_and_the_day_it_falls_due_again(make_agreement: MakeAgreement) -> None:
    agreement = make_agreement(ends_on=date(2027, 1, 31))
    assert (agreement.state, agreement.renew_by) == ("ends_soon", date(2026, 10, 31))

    agreement.renew(date(2030, 1, 31))

    assert (agreement.state, agreement.renew_by) == ("in_force", date(2029, 10, 31))
    told = Activity.latest(agreement)
    assert told and (told.verb, told.changes) == ("renewed", {"ends_on": ["2027-01-31", "2030-01-31"]})


def test_who_renews_what_was_not_to_be_renewed_hears_of_its_new_end(make_agreement: MakeAgreement) -> None:
    agreement = make_agreement(ends_on=TODAY - timedelta(days=9), renewal="never")
    assert (agreement.state, agreement.renew_by) == ("ended", None)

    agreement.renew(TODAY + timedelta(days=30))

    assert (agreement.state, agreement.renewal) == ("ends_soon", "must")


def test_a_renewal_that_ends_no_later_is_none(make_agreement: MakeAgreement) -> None:
    for agreement in (make_agreement(ends_on=TODAY), make_agreement(ends_on=None)):
        with pytest.raises(NotLonger):
            agreement.renew(TODAY)


def test_it_is_called_by_its_partners_in_the_readers_language(make_agreement: MakeAgreement) -> None:
    agreement = make_agreement()

    assert (agreement.name(), agreement.name("ru")) == ("University of Padua (7)", "Падуанский университет (7)")


def test_it_is_found_by_number_subject_and_partner_in_any_script(make_agreement: MakeAgreement) -> None:
    agreement = make_agreement(number="IIA-12", subject_area="0311 Economics")
    make_agreement(partners=[university("Lund University", "SE")], number="IIA-13")

    def found(words: str) -> list[Agreement]:
        return list(db.session.scalars(select(Agreement).where(Agreement.fitting(words))))

    assert found("iia-12") == found("падуанский economics") == found("PADUA") == [agreement]
    assert len(found("iia")) == len(found("")) == 2
    assert found("padua 13") == []


@pytest.mark.databases("sqlite", "postgresql")
def test_organisations_that_become_one_keep_their_agreements(make_agreement: MakeAgreement, padua: Organisation) -> None:
    other = university("Università di Padova", "IT")
    agreement, both = make_agreement(partners=[other]), make_agreement(partners=[padua, other])
    gone = make_agreement(partners=[other])
    gone.discard()
    db.session.commit()

    padua.absorb(other)
    db.session.commit()

    assert [one.partners for one in (agreement, both, gone)] == [[padua]] * 3


class TestPartners:
    def test_they_stand_under_their_countries_in_the_alphabet_of_the_reader(self, make_agreement: MakeAgreement) -> None:
        make_agreement(partners=[university("Uppsala University", "SE"), university("Lund University", "SE")])
        make_agreement(partners=[university("Nowhere University", "")])
        make_agreement(partners=[university("Karabük University", "TR")])
        make_agreement()

        def by_country() -> list[tuple[str, list[str]]]:
            return [(code, [one.organisation.name["en"] for one in found]) for code, found in Partners().by_country]

        assert by_country() == [
            ("IT", ["University of Padua"]),
            ("SE", ["Lund University", "Uppsala University"]),
            ("TR", ["Karabük University"]),
            ("", ["Nowhere University"]),
        ]
        with speaking("ru"):
            assert [code for code, _found in by_country()] == ["IT", "TR", "SE", ""]  # Италия, Турция, Швеция

    def test_only_an_agreement_in_force_makes_a_partner(self, make_agreement: MakeAgreement, padua: Organisation) -> None:
        for fields, state in DATES:
            agreement = make_agreement(**fields)
            assert [one.organisation for one in Partners().found] == ([padua] if state in ("in_force", "ends_soon") else [])
            agreement.discard()
            db.session.commit()
            assert Partners().found == []

    def test_one_of_several_agreements_is_there_once_with_what_all_of_them_say(
        self, make_agreement: MakeAgreement, mobility: Programme
    ) -> None:
        make_agreement(programmes=[mobility], fields=["07", "03"])
        make_agreement(programmes=[mobility], fields=["04"], kind="memorandum")
        make_agreement(fields=["09"], ends_on=TODAY - YEAR / 2)

        [partner] = Partners().found

        assert partner.programmes == [mobility]
        assert (partner.fields, partner.kinds) == (["03", "04", "07"], ["inter_institutional", "memorandum"])

    def test_they_are_narrowed_by_country_words_and_programme(
        self, make_agreement: MakeAgreement, padua: Organisation, mobility: Programme
    ) -> None:
        lund = university("Lund University", "SE")
        make_agreement(programmes=[mobility])
        make_agreement(partners=[lund])

        def found(**asked: Any) -> list[Organisation]:
            return [one.organisation for one in Partners(**asked).found]

        assert found() == [lund, padua]
        assert found(country="IT") == found(words="падуа") == found(programme=mobility) == [padua]
        assert found(country="SE", programme=mobility) == found(words="secret") == []
        assert (Partners.countries(), list(Partners.programmes())) == (["IT", "SE"], [mobility])

    def test_number_and_note_of_an_agreement_find_nothing(self, make_agreement: MakeAgreement) -> None:
        make_agreement(number="Secret-1", note="The rector is unhappy")
        assert len(Partners(words="padua").found) == 1

        assert Partners(words="secret").found == Partners(words="unhappy").found == []

    @pytest.mark.databases("sqlite", "postgresql")
    def test_any_number_of_them_takes_as_many_questions(
        self, make_agreement: MakeAgreement, mobility: Programme, count_queries: Callable[[], AbstractContextManager[list[str]]]
    ) -> None:
        def questions() -> int:
            db.session.expire_all()
            with count_queries() as statements:
                _ = [(one.programmes, one.fields, one.organisation.name) for one in Partners().found]
            return len(statements)

        make_agreement(programmes=[mobility])
        few = questions()
        for number in range(20):
            make_agreement(partners=[university(f"University {number}", "TR")], programmes=[mobility])

        assert questions() == few


@pytest.mark.databases("sqlite", "postgresql")
def test_what_is_to_be_renewed_needs_the_office(make_agreement: MakeAgreement, organiser: Account) -> None:
    make_agreement()
    urgent, first, later = (make_agreement(number=str(days), ends_on=TODAY + timedelta(days=days)) for days in (3, 20, 80))
    make_agreement(ends_on=TODAY + timedelta(days=5)).discard()
    db.session.commit()

    briefing = Briefing(organiser, current().zone, ("en",))

    assert (list(briefing.agreements_to_renew.first), briefing.agreements_to_renew.number) == ([urgent, first, later], 3)
    assert briefing.number_waiting == 3


@pytest.mark.databases("sqlite", "postgresql")
def test_what_ended_waits_for_the_office_until_it_is_renewed_or_settled(
    make_agreement: MakeAgreement, organiser: Account
) -> None:
    long_ago, renewed, settled = (make_agreement(number=str(days), ends_on=TODAY - timedelta(days=days)) for days in (900, 9, 5))
    make_agreement(ends_on=TODAY - timedelta(days=1), renewal="itself")

    def waiting() -> tuple[list[Agreement], int, int]:
        briefing = Briefing(organiser, current().zone, ("en",))
        return list(briefing.agreements_lapsed.first), briefing.agreements_lapsed.number, briefing.number_waiting

    assert waiting() == ([settled, renewed, long_ago], 3, 3)

    renewed.renew(TODAY + YEAR)
    settled.revise({"renewal": "never"})
    db.session.commit()

    assert waiting() == ([long_ago], 1, 1)
