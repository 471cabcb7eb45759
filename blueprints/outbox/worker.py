"""`flask worker`: sends what the outbox holds and does what is to be done every so often.

A plain loop in one thread, no scheduler: when a job was last done has to stand in the database anyway (models/job.py), so that
however many workers run, one of them does it; and whoever does one thing at a time can stop between two mails.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event
from typing import NamedTuple

import click
from flask import Flask, current_app

from blueprints.outbox import bp
from blueprints.outbox.courier import Courier
from models import Follower, Job, Registration, Upload
from models.account import SignIn, Try
from models.confirmed_address import ConfirmedAddress
from models.digest import Digests
from models.forgetting import forget_the_gone
from models.personal_feed import PersonalFeed
from models.trash import Trash
from support.actor import Actor, acting_as
from support.db import db, reading
from support.mailer import mailer_for
from support.settings import current

PAUSE, LONGEST_PAUSE = 2.0, 60.0
"""Seconds between two looks into the outbox, and at most after faults: a database that restarts is not to be stormed."""


class Routine(NamedTuple):
    """A job, done again until there is nothing left to do."""

    name: str
    every: timedelta
    do: Callable[[], int]


TIMETABLE = (
    Routine("remind", timedelta(minutes=5), Registration.remind),
    Routine("tell followers", timedelta(minutes=5), Digests.write),
    Routine("forget followers", timedelta(hours=1), Follower.forget),
    Routine("forget sign-ins", timedelta(hours=6), SignIn.forget),
    Routine("forget tries", timedelta(hours=6), Try.forget),
    Routine("forget needs", timedelta(hours=1), Registration.forget_needs),
    Routine("forget imports", timedelta(hours=1), Upload.forget),
    Routine("forget addresses", timedelta(hours=6), ConfirmedAddress.forget_unused),
    Routine("forget feeds", timedelta(hours=6), PersonalFeed.forget_revoked),
    Routine("empty the trash", timedelta(hours=6), Trash.empty),
    Routine("forget the gone", timedelta(hours=6), forget_the_gone),
)


@bp.cli.command("worker")
@click.option("--once", is_flag=True, help="Do what is due now, then stop.")
def worker(once: bool) -> None:
    """Send due mail, remind, forget what was promised to be forgotten. Any number may run."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    with _stop_signal() as stopping, acting_as(Actor("worker")):
        courier = Courier(mailer_for(current()), stopping)
        if once:
            while not stopping.is_set() and _round(courier):
                pass
        else:
            _work(app, courier)


def _work(app: Flask, courier: Courier) -> None:
    """Round after round until we are asked to stop. A fault is logged, and the next round finds what this one left."""
    pause = PAUSE
    while not courier.stopping.wait(pause):
        try:
            with app.app_context():
                busy = _round(courier)
            pause = 0 if busy else PAUSE
        except Exception:
            app.logger.exception("The worker goes on after a fault.")
            pause = min(max(pause, PAUSE) * 2, LONGEST_PAUSE)


def _round(courier: Courier) -> int:
    """A batch of mails and the jobs that are due; how many mails there were, or had to be written."""
    return courier.deliver_batch() + sum(_done(routine, courier.stopping) for routine in TIMETABLE)


def _done(routine: Routine, stopping: Event) -> int:
    with reading():
        due = Job.is_due(routine.name, every=routine.every)
    ours = due and Job.claim(routine.name, every=routine.every)
    db.session.commit()
    done, some = 0, int(ours)
    while some and not stopping.is_set():
        some = routine.do()
        db.session.commit()
        done += some
    return done


@contextmanager
def _stop_signal() -> Iterator[Event]:
    """Set by Ctrl-C or SIGTERM: the mail in hand is finished first."""
    stopping = Event()
    before = {number: signal.signal(number, lambda *_: stopping.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
