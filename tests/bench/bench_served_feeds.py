"""What feeds cost behind a server, beside stored bytes behind the same one: two processes of granian, both applications in each.

Told are the processor's time that the server takes for a request, and requests a second, of which the clients on the same cores
take their part. The goals are those of bench_feeds.py; the script ends with 1 when one is missed. Linux only: it reads /proc.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from app import create_app
from support.actor import Actor, acting_as
from support.db import db
from support.settings import ROOT, Settings
from tests.bench.bench_feeds import ADDRESS, GZIP, NOISE, TOKEN, bare_app, make_events, make_personal_feed

PROCESSES, CLIENTS, ROUNDS = 2, 4, 5
SECRET = "a-secret-key-for-the-bench"
TICK = os.sysconf("SC_CLK_TCK")


class Cost(NamedTuple):
    """Milliseconds of the server's processors a request, and requests a second; the best of several rounds."""

    milliseconds: float
    each_second: float


def served() -> DispatcherMiddleware:
    """Ours, and the bare application under /bare; what granian calls."""
    ours: Flask = create_app()
    ours.config["RATELIMIT_ENABLED"] = False  # no program asks for one calendar a thousand times a second
    return DispatcherMiddleware(ours, {"/bare": bare_app(ours, os.environ["DATABASE_URL"])})


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/bench.db"
        app = create_app(Settings(SECRET, database_url=database, instance=Path(folder)))
        with app.app_context(), acting_as(Actor("bench")):
            db.create_all()
            make_events()
            make_personal_feed()
            db.engine.dispose()
        with serving(database, folder) as (port, group):
            return 0 if measure(port, group) else 1


def measure(port: int, group: int) -> bool:
    tag = fetched(port, ADDRESS)[1]["etag"]
    asked: dict[str, tuple[str, dict[str, str]]] = {
        "bare Flask, stored bytes, one query": ("/bare/stored.ics", {}),
        "warm": (ADDRESS, {}),
        "warm, packed": (ADDRESS, GZIP),
        "warm, unknown query string": (f"{ADDRESS}?nocache=%d", {}),
        "304": (ADDRESS, {"If-None-Match": tag}),
        "a personal feed of 50": (f"/calendars/personal/{TOKEN}.ics", {}),
    }
    costs = {name: Cost(float("inf"), 0.0) for name in asked}
    for _ in range(ROUNDS):
        for name, (address, headers) in asked.items():
            costs[name] = better(costs[name], cost(port, group, address, headers))
    stored, warm = costs["bare Flask, stored bytes, one query"], costs["warm"]
    goals = {
        "warm": stored.milliseconds / warm.milliseconds >= 0.7,
        "warm, unknown query string": costs["warm, unknown query string"].milliseconds <= warm.milliseconds * 1.25,
        "304": costs["304"].milliseconds <= warm.milliseconds * NOISE,
        "a personal feed of 50": warm.milliseconds / costs["a personal feed of 50"].milliseconds >= 0.3,
    }
    print(f"{PROCESSES} processes, {CLIENTS} clients       processor, ms   beside stored   requests a second")
    for name, found in costs.items():
        beside = found.milliseconds / stored.milliseconds
        sign = "" if name not in goals else ("  met" if goals[name] else "  MISSED")
        print(f"  {name:36} {found.milliseconds:9.3f} {beside:13.2f} x {found.each_second:15.0f}{sign}")
    return all(goals.values())


def better(one: Cost, other: Cost) -> Cost:
    return Cost(min(one.milliseconds, other.milliseconds), max(one.each_second, other.each_second))


def cost(port: int, group: int, address: str, headers: dict[str, str], seconds: float = 1.0) -> Cost:
    """What an address costs when several clients ask for it as fast as they are answered."""
    began, spent = time.perf_counter(), processor_time(group)
    with ThreadPoolExecutor(CLIENTS) as clients:
        asked = sum(clients.map(lambda _: ask(port, address, headers, until=began + seconds), range(CLIENTS)))
    took = time.perf_counter() - began
    return Cost((processor_time(group) - spent) * 1000 / asked, asked / took)


def ask(port: int, address: str, headers: dict[str, str], until: float) -> int:
    """Ask over one connection until a moment; how often it was answered."""
    connection, times = HTTPConnection("127.0.0.1", port, timeout=30), 0
    while time.perf_counter() < until:
        connection.request("GET", address % times if "%d" in address else address, headers=headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status in (200, 304), answer.status
        times += 1
    connection.close()
    return times


def fetched(port: int, address: str) -> tuple[int, dict[str, str]]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", address)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}


def processor_time(group: int) -> float:
    """Seconds that the processes of a group have had so far (proc(5), /proc/pid/stat, utime and stime)."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            total += int(fields[11]) + int(fields[12])
    return total / TICK


@contextmanager
def serving(database: str, folder: str) -> Iterator[tuple[int, int]]:
    """The server's port and its group of processes."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "SECRET_KEY": SECRET,
        "DATABASE_URL": database,
        "INSTANCE": folder,
        "QONAQ_ENV": "",
        "REDIS_URL": "",
    }
    command = [
        *(sys.executable, "-m", "granian", "tests.bench.bench_served_feeds:served", "--factory", "--interface", "wsgi"),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", str(PROCESSES), "--log-level", "error", "--no-ws"),
        *("--workers-kill-timeout", "5"),
    ]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, process_group=0)
    try:
        until_it_answers(lambda: fetched(port, ADDRESS)[0] == 200)
        yield port, server.pid
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def until_it_answers(answers: Callable[[], bool]) -> None:
    for _ in range(600):
        try:
            assert answers()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


if __name__ == "__main__":
    sys.exit(main())
