"""People as staff write them down."""

from functools import partial

from flask import Response, request
from flask_babel import gettext as _

from blueprints.editing.entries import discard_entry, save_entry
from blueprints.editing.naming import organisation_labels
from blueprints.editing.rows import rearranged
from blueprints.people import bp
from blueprints.people.forms import PersonForm
from blueprints.scoping import entry_at, staff_only
from models import Person
from support.htmx import page


@bp.get("/people/new")
@staff_only
def new() -> Response:
    """The empty form."""
    return _form(PersonForm.of(Person()), Person())


@bp.post("/people")
@staff_only
def create() -> Response:
    """Add a person, or only arrange the rows of the form."""
    return _save(Person())


@bp.get("/people/<int:number>/edit")
@staff_only
def edit(number: int) -> Response:
    """The form as it is filled in."""
    person = entry_at(Person, number)
    return _form(PersonForm.of(person), person)


@bp.post("/people/<int:number>")
@staff_only
def update(number: int) -> Response:
    """Change what is known, or only arrange the rows of the form."""
    return _save(entry_at(Person, number))


@bp.post("/people/<int:number>/removal")
@staff_only
def removal(number: int) -> Response:
    """Put it into the trash."""
    return discard_entry(entry_at(Person, number))


def _save(person: Person) -> Response:
    if action := request.form.get("rows", ""):
        return _form(PersonForm.of(person, rearranged(request.form, action)), person)
    form = PersonForm.of(person)
    return save_entry(form, person, PersonForm.of(person, stored=True), partial(_form, form, person))


def _form(form: PersonForm, person: Person, status: int = 200) -> Response:
    offered, title = organisation_labels(), person.name.shown().text or _("New person")
    return page(
        "people/edit.html", fragment="people/_form.html", status=status, form=form, person=person, title=title, known=offered
    )
