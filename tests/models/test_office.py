"""The office: what it says of itself, and how others notice that it changed."""

from sqlalchemy import select
from sqlalchemy.orm import undefer

from models import Activity, Office, OfficeMember
from models.logo import Logo
from support.db import db
from support.languages import translated


def recorded() -> list[tuple[str, str]]:
    return [(activity.verb, activity.subject_kind) for activity in db.session.scalars(select(Activity).order_by(Activity.id))]


def test_there_is_an_office_before_anybody_filled_anything_in(app: object) -> None:
    ours = Office.ours()

    assert (str(ours.name), ours.languages, ours.logo_url, ours.brand_url, ours.set_up) == ("", [], None, None, False)
    assert db.session.scalar(select(Office)) is None


def test_a_change_counts_the_revision_up_and_is_recorded(app: object) -> None:
    ours = Office.ours()
    ours.revise({"name": translated("en", en="Alatau University"), "accent": "#8a2f5a"})
    db.session.commit()

    assert ours.revision == 1
    assert ours.brand_url == "/brand.css?v=1"
    assert recorded() == [("created", "offices")]

    ours.revise({"accent": "#8a2f5a"})

    assert ours.revision == 1, "nothing changed"


def test_the_logo_has_an_address_of_its_own_for_every_revision(office: Office) -> None:
    before = office.revision
    office.show(Logo(b"first"))
    first = office.logo_url
    office.show(Logo(b"second"))

    assert (first, office.logo_url) == (f"/logo?v={before + 1}", f"/logo?v={before + 2}")
    office.show(None)
    assert office.logo_url is None


def test_the_picture_is_not_read_with_the_office(office: Office) -> None:
    office.show(Logo(b"a picture"))
    db.session.commit()
    db.session.expunge_all()

    assert "logo" not in vars(Office.ours())
    assert db.session.scalars(select(Office).options(undefer(Office.logo))).one().logo == b"a picture"


def test_people_are_named_in_an_order_that_can_be_changed(office: Office) -> None:
    madina, yerlan, aigul = (office.welcome({"name": name}) for name in ("Madina", "Yerlan", "Aigul"))

    office.move(aigul, by=-1)
    db.session.commit()
    db.session.refresh(office)
    assert [member.name for member in office.members] == ["Madina", "Aigul", "Yerlan"]

    office.move(madina, by=-1)
    db.session.commit()
    db.session.refresh(office)
    assert [member.name for member in office.members] == ["Madina", "Aigul", "Yerlan"], "the first goes no further up"

    office.dismiss(madina)
    db.session.commit()
    db.session.refresh(office)
    assert [member.name for member in office.members] == ["Aigul", "Yerlan"]
    assert db.session.scalar(select(OfficeMember).where(OfficeMember.name == "Madina")) is None
    assert yerlan in office.members


def test_of_a_demos_office_only_what_was_changed_is_ones_own(app: object) -> None:
    loaded = translated("en", en="Demo University", ru="Демо")
    office = Office(name=loaded, department=loaded, is_demo=True)
    office.members.append(OfficeMember(name="Madina", is_demo=True))
    db.session.add(office)
    db.session.commit()
    assert not office.own_words("name")

    office.revise({"name": translated("en", en="Alatau University", ru="Демо")})
    office.revise({"name": translated("en", en="The University of Alatau", ru="Демо")})
    office.describe(office.members[0], {"name": "Madina Serikova"})

    assert dict(office.own_words("name").texts) == {"en": "The University of Alatau"}
    assert not office.own_words("department")
    assert not office.members[0].is_demo


def test_finishing_counts_once(app: object) -> None:
    ours = Office.ours()
    ours.complete()
    first = ours.set_up_at

    ours.complete()

    assert ours.set_up and ours.set_up_at == first
    assert recorded() == [("created", "offices")]
