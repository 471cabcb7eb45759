"""Three answers for machines: no cookie, no language, nothing that is anybody's."""

from flask import Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest

from blueprints.health import bp
from blueprints.health.figures import Figures
from support.cookieless import cookieless
from support.readiness import NotReady, require_ready

registry = CollectorRegistry()
ProcessCollector(registry=registry)
registry.register(Figures())


@bp.get("/healthz")
@cookieless
def alive() -> Response:
    """The process answers; nothing else is asked."""
    return _plain("ok\n")


@bp.get("/readyz")
@cookieless
def ready() -> Response:
    """The database answers and has been migrated; 503 with a sentence where not."""
    try:
        require_ready()
    except NotReady as reason:
        return _plain(f"{reason}\n", 503)
    return _plain("ready\n")


@bp.get("/metrics")
@cookieless
def metrics() -> Response:
    """Figures in Prometheus's text format."""
    return _plain(generate_latest(registry).decode(), kind=CONTENT_TYPE_LATEST)


def _plain(text: str, status: int = 200, kind: str = "text/plain; charset=utf-8") -> Response:
    return Response(text, status, {"Cache-Control": "no-store"}, content_type=kind)
