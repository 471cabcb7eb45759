"""Limits on how often somebody may knock. Shared between processes where REDIS_URL is set."""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from support.settings import Settings

limiter = Limiter(get_remote_address, strategy="moving-window", headers_enabled=False)


def init_ratelimit(app: Flask, settings: Settings) -> None:
    """Count in memory, or in Redis where there is one; when Redis is away, in memory again."""
    app.config["RATELIMIT_STORAGE_URI"] = settings.redis_url or "memory://"
    app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = bool(settings.redis_url)
    app.config["RATELIMIT_KEY_PREFIX"] = "qonaq"
    limiter.init_app(app)
