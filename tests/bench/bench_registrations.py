"""Five hundred people register at once for a hundred seats, over HTTP, against the servers that `make run` starts.

On SQLite with one server process, on PostgreSQL with two. Says what became of them, whether the queue follows the answers, and
what a registration costs beside the cheapest page there is; exits with 1 where a seat was sold twice, lost, or a server failed.
"""

import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from app import create_app  # noqa: E402
from models import Attendee, Event, InfoDay, Message, Registration  # noqa: E402
from support import clock  # noqa: E402
from support.db import db  # noqa: E402
from support.languages import translated  # noqa: E402
from support.settings import Settings  # noqa: E402

CROWD, SEATS = 500, 100
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/test")
KEY = "a-secret-key-for-the-bench"


class Answer(NamedTuple):
    """What one visitor got, and when."""

    number: int
    status: int
    location: str
    began: float
    ended: float


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        good = rush(f"sqlite:///{folder}/bench.db", Path(folder), processes=1)
    with own_postgres() as database, tempfile.TemporaryDirectory() as folder:
        good &= rush(database, Path(folder), processes=2)
    raise SystemExit(0 if good else 1)


def rush(database: str, instance: Path, *, processes: int) -> bool:
    """One crowd against one installation; whether all went as it must."""
    settings = Settings(KEY, database_url=database, instance=instance)
    app = create_app(settings)
    environment = {
        **os.environ,
        "SECRET_KEY": KEY,
        "DATABASE_URL": database,
        "INSTANCE": str(instance),
        "MAIL_URL": "",
        "QONAQ_ENV": "",
    }
    subprocess.run([sys.executable, "-m", "flask", "--app", "app", "db", "upgrade"], cwd=ROOT, env=environment, check=True)
    with app.app_context():
        slug = make_event()
    with served(environment, processes) as port:
        cheap = crowd(port, [lambda port=port: ask(port, "GET", "/healthz") for _ in range(CROWD)])  # type: ignore[misc]
        forms = [form_of(port, slug, number) for number in range(CROWD)]
        answers = crowd(port, [lambda form=form: post(port, slug, *form) for form in forms])  # type: ignore[misc]
    with app.app_context():
        good = report(database, processes, cheap, answers)
        price_of_the_last()
        db.session.remove()
        db.engine.dispose()
    return good


def report(database: str, processes: int, cheap: list[Answer], answers: list[Answer]) -> bool:
    statuses = Counter(answer.status for answer in answers)
    confirmed, waiting = held()
    mails = db.session.query(Message).filter(Message.occasion.in_(["confirmed", "waiting"])).count()
    took, beside = span(answers), span(cheap)
    waits = sorted(answer.ended - answer.began for answer in answers)
    print(f"{make_url(database).get_backend_name()}, {processes} server process(es): {CROWD} people, {SEATS} seats")
    print(f"  answers {dict(statuses)}; confirmed {confirmed}, waiting {waiting}, mails {mails}")
    print(f"  queue against the order of the answers: {out_of_order(answers)} of {CROWD} out of place by more than the turns")
    print(f"  all answered in {took:.2f} s, {took / beside:.1f} times as long as {CROWD} of the cheapest page ({beside:.2f} s)")
    print(f"  a visitor waited {waits[CROWD // 2]:.2f} s in the middle, {waits[int(CROWD * 0.99)]:.2f} s at the 99th hundredth")
    return statuses == {303: CROWD} and (confirmed, waiting, mails) == (SEATS, CROWD - SEATS, CROWD)


def out_of_order(answers: list[Answer]) -> int:
    """How many stand further from their answer's place than there are turns in the application at once."""
    by_answer = [answer.number for answer in sorted(answers, key=lambda answer: answer.ended)]
    rows = db.session.query(Registration.email_key).order_by(Registration.id)
    by_row = [int(re.sub(r"\D", "", key or "")) for (key,) in rows]
    place = {number: index for index, number in enumerate(by_row)}
    return sum(abs(place[number] - index) > 2 * 16 for index, number in enumerate(by_answer) if number in place)


def price_of_the_last() -> None:
    """What the 5,000th registration costs beside the first hundred."""
    event = InfoDay.draft(**basics("A large hall"))
    event.publish()
    db.session.commit()

    def some(first: int, number: int) -> float:
        began = time.process_time()
        for person in range(first, first + number):
            event.register(Attendee(f"Guest {person}", f"hall{person}@example.org"), answers={})
            db.session.commit()
        return (time.process_time() - began) / number * 1000

    early = some(0, 100)
    some(100, 4850)
    late = some(4950, 100)
    print(f"  the 5,000th registration costs {late / early:.2f} of an early one ({late:.2f} ms of processor time)")


def held() -> tuple[int, int]:
    event = db.session.query(Event).filter_by(capacity=SEATS).one()
    return event.seating.taken, event.seating.queued


def span(answers: list[Answer]) -> float:
    return max(answer.ended for answer in answers) - min(answer.began for answer in answers)


def basics(title: str) -> dict[str, object]:
    starts_at = clock.now() + timedelta(days=30)
    return {"title": translated("en", en=title), "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2),
            "place": translated("en", en="Hall")}  # fmt: skip


def make_event() -> str:
    event = InfoDay.draft(**basics("A hundred seats"), capacity=SEATS)
    event.publish()
    db.session.commit()
    slug: str = event.slug
    db.session.remove()
    return slug


def crowd(port: int, tasks: list[object]) -> list[Answer]:
    """Everybody at once: threads that wait for one signal."""
    answers: list[Answer | None] = [None] * len(tasks)
    start = threading.Barrier(len(tasks) + 1)

    def run(number: int) -> None:
        start.wait()
        began = time.monotonic()
        status, location = tasks[number]()  # type: ignore[operator]
        answers[number] = Answer(number, status, location, began, time.monotonic())

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(tasks))]
    for thread in threads:
        thread.start()
    start.wait()
    for thread in threads:
        thread.join(timeout=120)
    return [answer or Answer(number, 0, "", 0, 0) for number, answer in enumerate(answers)]


def ask(port: int, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request(method, path, body, headers or {})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status, response.getheader("Location") or ""


def form_of(port: int, slug: str, number: int) -> tuple[str, str]:
    """(what a visitor sends, the cookie of their session)."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", f"/events/{slug}/registrations/new")
    response = connection.getresponse()
    page, cookie = response.read().decode(), (response.getheader("Set-Cookie") or "").split(";")[0]
    connection.close()
    hidden = {name: re.search(rf'name="{name}"[^>]*value="([^"]+)"', page) for name in ("csrf_token", "form_key")}
    sent = {name: found.group(1) for name, found in hidden.items() if found}
    person = {"name": f"Guest {number}", "email": f"guest{number}@example.org", "language": "en", "consent": "y"}
    return urlencode({**sent, **person}), cookie


def post(port: int, slug: str, body: str, cookie: str) -> tuple[int, str]:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    return ask(port, "POST", f"/events/{slug}/registrations", body, headers)


@contextmanager
def served(environment: dict[str, str], processes: int) -> Iterator[int]:
    """The server and the worker, as `make run` starts them; the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    own = {**environment, "PORT": str(port), "WEB_WORKERS": str(processes), "BASE_URL": f"http://127.0.0.1:{port}"}
    server = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "serve"], cwd=ROOT, env=own, stdout=subprocess.DEVNULL
    )
    try:
        for _ in range(600):
            try:
                ask(port, "GET", "/healthz")
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


@contextmanager
def own_postgres() -> Iterator[str]:
    """A PostgreSQL database of the bench's own."""
    url, name = make_url(POSTGRES), f"qonaq_bench_{os.getpid()}"
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        server.dispose()


if __name__ == "__main__":
    main()
