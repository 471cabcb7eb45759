"""A real server with its worker, and a real browser."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from app import create_app
from support.db import db
from support.settings import ROOT, Settings

STILL = "!document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling') && document.fonts.status === 'loaded'"
PASSWORD = "a-long-password-for-the-journey"


@dataclass(frozen=True)
class Site:
    """A running Qonaq: its address, its folder, and the environment that its commands need."""

    address: str
    instance: Path
    environment: dict[str, str]

    def mails(self, to: str) -> list[bytes]:
        """What was mailed to an address, the oldest first."""
        files = sorted((self.instance / "mail").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        return [file.read_bytes() for file in files if f"<{to}>".encode() in file.read_bytes()]

    def wait_for_mail(self, to: str, number: int) -> bytes:
        """The mail of that number to an address, counting from 1, once the worker has sent it."""
        for _ in range(200):
            if len(found := self.mails(to)) >= number:
                return found[number - 1]
            time.sleep(0.1)
        raise AssertionError(f"no mail number {number} to {to}: {len(self.mails(to))} came")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that is empty but for one member of staff."""
    with serving(tmp_path_factory.mktemp("site")) as site:
        yield site


@contextmanager
def serving(instance: Path, *, demo: bool = False, **roles: str) -> Iterator[Site]:
    """Web server and worker as `make run` starts them, with Madina of the staff and whoever else is named with a role."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "SECRET_KEY": "a-secret-key-for-tests-only",
        "INSTANCE": str(instance),
        "BASE_URL": address,
        "DATABASE_URL": f"sqlite:///{instance / 'app.db'}",
        "MAIL_URL": "",
        "LANGUAGES": "en,ru,kk",
        "PORT": str(port),
        "QONAQ_ENV": "",
        "REDIS_URL": "",
        "PROXIES": "0",
    }
    site = Site(address, instance, environment)
    _set_up(environment, demo, {"Madina": "staff", **roles})
    server = subprocess.Popen([sys.executable, "-m", "flask", "--app", "app", "serve"], cwd=ROOT, env=environment)
    try:
        _wait_until_it_answers(address)
        yield site
    finally:
        server.terminate()
        server.wait(timeout=30)


def _set_up(environment: dict[str, str], demo: bool, roles: dict[str, str]) -> None:
    """What an operator types once, without starting a process for each; the addresses of accounts are their names'."""
    app = create_app(Settings.from_environment(environment))
    add = ("account", "add", "--password-stdin")
    accounts = [(*add, f"{name.lower()}@example.org", "--name", name, "--role", role) for name, role in roles.items()]
    with app.app_context():
        for command in (("db", "upgrade"), *([("demo",)] if demo else []), *accounts):
            done = app.test_cli_runner().invoke(args=command, input=PASSWORD + "\n", catch_exceptions=False)
            assert done.exit_code == 0, done.output
        db.session.remove()
        db.engine.dispose()


def _wait_until_it_answers(address: str) -> None:
    for _ in range(1200):
        try:
            urlopen(f"{address}/healthz", timeout=2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


@dataclass(frozen=True)
class Device:
    """How somebody looks at the site."""

    javascript: bool
    scheme: str
    width: int
    language: str = "en-GB"

    def __str__(self) -> str:
        return f"{'js' if self.javascript else 'nojs'}-{self.scheme}-{self.width}-{self.language}"


Opener = Callable[[Device], "Reader"]


class Reader:
    """A browser window that is looked at: axe finds nothing, the console says nothing, nothing sticks out at the side."""

    def __init__(self, context: BrowserContext, device: Device, address: str) -> None:
        self.page: Page = context.new_page()
        self.device, self.address = device, address
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str) -> Page:
        response = self.page.goto(self.address + path)
        assert response and response.ok, f"{path}: {response and response.status}"
        self.look()
        return self.page

    def look(self, *forgiven: str) -> None:
        """Fail on whatever is wrong with the page as it stands; statuses that the console may name are forgiven once."""
        if not self.device.javascript:
            return
        self.page.wait_for_load_state("load")
        self.page.wait_for_function(STILL)
        found = Axe().run(self.page)
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"
        overflow = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow == 0, f"{self.page.url}: {overflow} px wider than the window"
        complaints = [one for one in self.complaints if not any(f"status of {status}" in one for status in forgiven)]
        assert complaints == [], self.page.url
        self.complaints.clear()

    def look_after_errors(self) -> None:
        """Look at a form that came back with errors or objections: the browser itself notes its 422 or 409 on the console."""
        self.look("422", "409")


@pytest.fixture
def open_browser(chromium: Browser, site: Site) -> Iterator[Opener]:
    contexts: list[BrowserContext] = []

    def open_browser(device: Device) -> Reader:
        context = chromium.new_context(
            viewport={"width": device.width, "height": 900},
            color_scheme=device.scheme,
            java_script_enabled=device.javascript,
            locale=device.language,
            bypass_csp=device.javascript,
            timezone_id="Asia/Almaty",
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Reader(context, device, site.address)

    yield open_browser
    for context in contexts:
        context.close()
