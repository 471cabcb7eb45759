"""Limits on how often somebody may knock. Shared between processes where REDIS_URL is set."""

from flask import Flask, current_app, request
from flask_limiter import Limiter
from limits import RateLimitItem

from support.networks import network_of
from support.settings import Settings

limiter = Limiter(lambda: network_of(request.remote_addr or ""), strategy="moving-window", headers_enabled=False)


def init_ratelimit(app: Flask, settings: Settings) -> None:
    """Count in memory, or in Redis where there is one; when Redis is away, in memory again."""
    app.config["RATELIMIT_STORAGE_URI"] = settings.redis_url or "memory://"
    app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = bool(settings.redis_url)
    app.config["RATELIMIT_KEY_PREFIX"] = "qonaq"
    limiter.init_app(app)


def within(limit: RateLimitItem, what: str) -> bool:
    """Count one more for a thing, whoever asks for it; whether that is not too often. Nobody waits for a Redis that is away."""
    if not limiter.enabled or not current_app.config.get("RATELIMIT_ENABLED", True):
        return True
    try:
        return limiter.limiter.hit(limit, what)
    except Exception:
        current_app.logger.warning("Limits cannot be counted: their storage is away.")
        return True
