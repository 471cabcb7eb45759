"""The contact page, the two statements, the logo and the accent colour."""

from flask import Response, abort, make_response, render_template, request

from blueprints.about import bp
from blueprints.scoping import office
from models.confirmable import ASKED_FOR
from models.timely import NEEDS_KEPT_FOR
from support.assets import FOREVER
from support.cookieless import cookieless


@bp.get("/about")
def contact() -> str:
    """The office's profile and people."""
    return render_template("about/contact.html", members=office().members, write_to=_write_to())


@bp.get("/privacy")
def privacy() -> str:
    """What is kept of visitors, why and for how long."""
    return render_template("about/privacy.html", needs_days=NEEDS_KEPT_FOR.days, follow_days=ASKED_FOR.days, write_to=_write_to())


@bp.get("/accessibility")
def accessibility() -> str:
    """How usable these pages are, and whom to tell where they are not."""
    return render_template("about/accessibility.html", write_to=_write_to())


@bp.get("/brand.css")
@cookieless
def brand() -> Response:
    """The accent colour, over the tokens of app.css; nothing where the office has none."""
    colours = office().colours
    rule = f":root{{--brand:light-dark({colours.light},{colours.dark});--on-brand:light-dark(#fff,#06201f)}}" if colours else ""
    return _kept(Response(rule, mimetype="text/css"))


@bp.get("/logo")
@cookieless
def logo() -> Response:
    """The logo, as we drew it anew when it was uploaded."""
    ours = office()
    if not ours.logo_type or not ours.logo:
        abort(404)
    response = make_response(ours.logo)
    response.mimetype = ours.logo_type
    response.headers["Content-Disposition"] = 'inline; filename="logo.png"'
    return _kept(response)


def _kept(response: Response) -> Response:
    """Let browsers keep an answer: for ever under the address of this revision, else as long as it has not changed."""
    as_it_is_now = request.args.get("v") == str(office().revision)
    response.headers["Cache-Control"] = FOREVER if as_it_is_now else "public, no-cache"
    response.add_etag()
    return response.make_conditional(request)


def _write_to() -> str:
    """Where to write to the office: its sender's address, else the first address on its contact page."""
    return office().sender_address or next((member.email for member in office().members if member.email), "")
