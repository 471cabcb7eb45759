"""Qonaq: events of a university's international office. `create_app()` puts the house together and does nothing else."""

from flask import Flask

import models
from blueprints import (
    about,
    account,
    accounts,
    agreements,
    archive,
    attendance,
    audit,
    calendars,
    calls,
    cli,
    conferences,
    days,
    deadlines,
    delegations,
    desk,
    errors,
    events,
    following,
    formats,
    health,
    home,
    importing,
    info_days,
    letters,
    merging,
    mobility,
    organisations,
    outbox,
    people,
    personal_feeds,
    plan,
    preparations,
    programmes,
    qa_sessions,
    registrations,
    replacing,
    reports,
    rooms,
    scoping,
    search,
    series,
    sharing,
    sign_in_policy,
    staffing,
    start,
    trash,
)
from support import settings as settings_of_process
from support.addresses import init_addresses
from support.assets import init_assets
from support.compression import init_compression
from support.cookieless import init_cookieless
from support.db import init_db
from support.discretion import init_discretion
from support.feed_answers import QuickFlask
from support.htmx import init_htmx
from support.i18n import init_i18n
from support.markdown import init_markdown
from support.oidc import init_oidc
from support.ratelimit import init_ratelimit
from support.reception import init_reception
from support.security import init_security
from support.settings import Settings

BLUEPRINTS = (
    home,
    events,
    formats,
    info_days,
    conferences,
    delegations,
    qa_sessions,
    registrations,
    archive,
    attendance,
    sharing,
    staffing,
    replacing,
    letters,
    programmes,
    calls,
    preparations,
    following,
    agreements,
    mobility,
    deadlines,
    days,
    series,
    people,
    organisations,
    rooms,
    merging,
    search,
    calendars,
    personal_feeds,
    start,
    desk,
    plan,
    reports,
    outbox,
    audit,
    trash,
    account,
    accounts,
    sign_in_policy,
    about,
    importing,
    health,
    errors,
    cli,
)


def create_app(settings: Settings | None = None) -> Flask:
    """An application with these settings, else with those of the environment.

    Raises BadSettings, which ends the process with a sentence, when they make no sense.
    """
    settings = settings or Settings.from_environment()
    settings_of_process.use(settings)
    app = QuickFlask(__name__, instance_path=str(settings.instance))
    settings.instance.mkdir(parents=True, exist_ok=True)

    init_db(app, settings)
    init_addresses(app)
    init_i18n(app, settings, offered=scoping.languages_offered)
    init_security(app, settings, models.Account, models.account.Passkey)
    init_oidc(app, settings)
    init_cookieless(app)
    init_htmx(app)
    init_compression(app)
    init_assets(app)
    init_markdown(app)
    init_ratelimit(app, settings)
    init_reception(app, settings)
    scoping.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint.bp)
    init_discretion(app)
    return app
