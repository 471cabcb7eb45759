"""Figures for Prometheus, worked out anew at each question: every process gives the same ones, none dies with a process."""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import case, func, select

from models import Event, Message, Registration
from support import clock
from support.db import db


class Figures(Collector):
    """Of the outbox, of registrations and of events."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from outbox()
        yield registrations()
        yield events()


def outbox() -> Iterator[GaugeMetricFamily]:
    waiting = Message.sent_at.is_(None) & Message.failed_at.is_(None)
    number, failed, oldest = db.session.execute(
        select(
            func.count(case((waiting, 1))),
            func.count(case((Message.failed_at.is_not(None), 1))),
            func.min(case((waiting & (Message.due_at <= clock.now()), Message.due_at))),
        )
    ).one()
    age = (clock.now() - oldest).total_seconds() if oldest else 0
    yield GaugeMetricFamily("qonaq_outbox_waiting", "Mails that wait to be sent.", value=number)
    yield GaugeMetricFamily("qonaq_outbox_failed", "Mails that the other side refused.", value=failed)
    yield GaugeMetricFamily("qonaq_outbox_oldest_seconds", "For how long the oldest mail has been due.", value=age)


def registrations() -> GaugeMetricFamily:
    cancelled, confirmed = Registration.cancelled_at.is_not(None), Registration.confirmed_at.is_not(None)
    state = case((cancelled, "cancelled"), (confirmed, "confirmed"), else_="waiting").label("state")
    return by("qonaq_registrations", "Registrations by their state.", "state", state, ("confirmed", "waiting", "cancelled"))


def events() -> GaugeMetricFamily:
    state = case(
        (Event.cancelled_at.is_not(None), "cancelled"), (Event.published_at.is_not(None), "published"), else_="draft"
    ).label("state")
    return by("qonaq_events", "Events by their state.", "state", state, ("draft", "published", "cancelled"))


def by(name: str, words: str, label: str, expression: object, values: tuple[str, ...]) -> GaugeMetricFamily:
    """Counts of a table by an expression; a value that nothing has counts nought."""
    found = dict(db.session.execute(select(expression, func.count()).group_by(expression)).all())  # type: ignore[call-overload]
    family = GaugeMetricFamily(name, words, labels=[label])
    for value in values:
        family.add_metric([value], found.get(value, 0))
    return family
