"""`flask serve`: the web server and the worker, started, watched and stopped together."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from threading import Event

import click

from blueprints.cli.demo.house import password_file, sign_ins
from support.db import reading
from support.settings import ROOT, current

CONNECTIONS = 1024
"""How many connections one web process holds open. It is no multiple of the threads: granian's `backpressure` counts
connections, and the idle ones that a few browsers keep would lock everybody else out."""

THREADS = 256
"""How many requests one web process receives at once. Most of its threads wait in support/reception.py, which lets WEB_THREADS
of them work; a client that never finishes its form takes up one of these alone. They are started only when they are needed."""

PATIENCE = 15
"""Seconds that a process has to finish its work once it is asked to stop."""

Processes = Mapping[str, subprocess.Popen[bytes]]


@click.command()
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", envvar="PORT", type=click.IntRange(1, 65535), default=5000, show_default=True, help="The port to listen on."
)
@click.option(
    "--workers", envvar="WEB_WORKERS", type=click.IntRange(1), default=1, show_default=True, help="How many web processes."
)
def serve(host: str, port: int, workers: int) -> None:
    """Serve the pages and run the worker until Ctrl-C; when one of the two dies, the other stops as well."""
    if unread := current().not_numbers:
        raise click.ClickException(f"{' and '.join(unread)} must be a whole number.")
    _refuse_a_taken_port(host, port)
    address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"
    os.environ.setdefault("BASE_URL", address)
    stop = _asked_to_stop()
    processes: dict[str, subprocess.Popen[bytes]] = {}
    try:
        processes["web server"] = _start("granian", *_web_options(host, port, workers))
        processes["worker"] = _start("flask", "--app", "app", "worker")
        _watch(processes, address, until=stop)
    finally:
        _stop(processes)


def _start(module: str, *options: str) -> subprocess.Popen[bytes]:
    """A process in a group of its own: Ctrl-C reaches us alone, and what it leaves behind can be ended with it."""
    command = [sys.executable, "-m", module, *options]
    return subprocess.Popen(command, cwd=ROOT, process_group=0, preexec_fn=_die_with_parent())


def _die_with_parent() -> Callable[[], object] | None:
    """On Linux the kernel stops a process whose parent was killed."""
    if sys.platform != "linux":
        return None
    prctl, stop_when_parent_dies = ctypes.CDLL(None).prctl, 1
    return lambda: prctl(stop_when_parent_dies, signal.SIGTERM)


def _web_options(host: str, port: int, workers: int) -> list[str]:
    return [
        *("app:create_app", "--factory", "--interface", "wsgi", "--http", "1", "--no-ws", "--log-level", "error"),
        *("--host", host, "--port", str(port), "--workers", str(workers), "--blocking-threads", str(THREADS)),
        *("--backlog", str(CONNECTIONS), "--backpressure", str(CONNECTIONS)),
        *("--workers-kill-timeout", str(PATIENCE - 5)),
    ]


def _refuse_a_taken_port(host: str, port: int) -> None:
    """Granian shares its port with any other granian, so the second one would silently take half of the visitors."""
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        raise click.ClickException(
            f"Cannot listen on {host}:{port}: {error.strerror}. Choose another port, such as PORT={port + 1}."
        ) from None


def _asked_to_stop() -> Event:
    """An event that Ctrl-C, SIGTERM or a closed terminal sets.

    Called before the processes start: a script's background job ignores SIGINT, they would inherit that, and granian
    then stops only when it is killed.
    """
    asked = Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: asked.set())
    return asked


def _watch(processes: Processes, address: str, *, until: Event) -> None:
    """Greet once the pages answer. Raises ClickException when a process ends by itself."""
    greeted = False
    while not until.wait(0.2):
        for name, process in processes.items():
            if process.poll() is not None:
                raise click.ClickException(f"The {name} stopped by itself with status {process.returncode}.")
        if not greeted and _answers(address):
            greeted = True
            click.echo(_greeting(address))


def _answers(address: str) -> bool:
    connection = HTTPConnection(address.removeprefix("http://"), timeout=2)
    try:
        connection.request("GET", "/healthz")
        return bool(connection.getresponse().status)
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _greeting(address: str) -> str:
    lines = [f"\nQonaq is at {address}"]
    with reading():
        known = [] if current().production else sign_ins()
    if known:
        kept = password_file()
        lines += [
            f"Sign in at {address}/login as {' or '.join(known)}",
            f"with the password {kept.read_text(encoding='utf-8').strip()} (it is kept in {os.path.relpath(kept)}).",
        ]
    return "\n".join([*lines, "Ctrl-C stops it.\n"])


def _stop(processes: Processes) -> None:
    for process in processes.values():
        process.terminate()
    for process in processes.values():
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
        with suppress(ProcessLookupError):  # whoever is left, such as the web processes of a killed web server
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
