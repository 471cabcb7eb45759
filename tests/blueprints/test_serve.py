"""`flask serve`: two processes that live and die together."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from support.settings import ROOT, Settings

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture
def start(settings: Settings, port: int) -> Iterator[Start]:
    """Starts `flask serve` on the test's database and waits until it greets or ends."""
    started = []

    def start() -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "SECRET_KEY": settings.secret_key,
            "DATABASE_URL": settings.database_url,
            "INSTANCE": str(settings.instance),
            "PORT": str(port),
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "app", "serve"],
            cwd=ROOT,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        started.append(process)
        assert process.stdout
        while (line := process.stdout.readline()) and "Ctrl-C stops it" not in line:
            pass
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_the_pages_answer_until_it_is_asked_to_stop(start, port):
    server = start()
    assert answers(port)

    server.send_signal(signal.SIGTERM)

    assert server.wait(20) == 0
    assert not answers(port)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(("program", "name"), [("granian", "web server"), ("flask", "worker")])
def test_when_one_process_dies_the_other_stops(start, port, program, name):
    server = start()
    children = children_of(server.pid)
    assert answers(port)

    os.kill(next(pid for pid, command in children.items() if program in command), signal.SIGKILL)

    assert server.wait(20) == 1
    assert server.stderr.read().endswith(f"Error: The {name} stopped by itself with status -9.\n")
    assert not answers(port)
    assert not any(map(lives, children))


@pytest.mark.skipif(sys.platform != "linux", reason="only there a process hears of its parent's death")
def test_nothing_is_left_when_it_is_killed(start, port):
    server = start()
    children = children_of(server.pid)
    assert len(children) == 2
    assert answers(port)

    server.kill()
    server.wait(20)

    deadline = time.monotonic() + 20
    while any(map(lives, children)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(map(lives, children))
    assert not answers(port)


def test_a_port_that_is_taken_is_said_plainly(start, port):
    with socket.create_server(("127.0.0.1", port)):
        server = start()

        assert server.wait(20) == 1
    assert server.stderr.read().endswith(f"Choose another port, such as PORT={port + 1}.\n")


def answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except ConnectionError:
        return False
    finally:
        connection.close()


def children_of(pid: int) -> dict[int, str]:
    """The command of every process that a process has started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {int(child): Path(f"/proc/{child}/cmdline").read_text() for child in children}


def lives(pid: int) -> bool:
    """Whether a process does anything still; one that nobody has buried does not."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
