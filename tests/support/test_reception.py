"""A request is let in whole, in its turn."""

import threading
from collections.abc import Iterator
from io import BytesIO
from queue import Queue

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from support.reception import Reception

LIMIT = 1000


class StalledBody(BytesIO):
    """A form of which the rest comes when the test lets it."""

    def __init__(self, body: bytes) -> None:
        super().__init__(body)
        self.asked, self.comes = threading.Event(), threading.Event()

    def read(self, size: int | None = -1) -> bytes:
        self.asked.set()
        assert self.comes.wait(10)
        return super().read(size)


@pytest.fixture
def leave() -> Iterator[threading.Event]:
    """Set, it lets everybody out who stays inside."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def inside() -> "Queue[str]":
    """The names of those who were let in, in order."""
    return Queue()


@pytest.fixture
def app(inside: "Queue[str]", leave: threading.Event) -> Flask:
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LIMIT

    @app.get("/stay/<name>")
    def stay(name: str) -> str:
        inside.put(name)
        assert leave.wait(10)
        return name

    @app.post("/words")
    def words() -> str:
        return request.form["words"]

    app.wsgi_app = Reception(app.wsgi_app, turns=1, largest_body=LIMIT)  # type: ignore[method-assign]
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def post(client: FlaskClient, body: bytes, **environ: object) -> tuple[int, str]:
    kind = "application/x-www-form-urlencoded"
    answer = client.post("/words", input_stream=BytesIO(body), content_type=kind, environ_overrides=environ)
    return answer.status_code, answer.text


def visit(app: Flask, name: str) -> threading.Thread:
    thread = threading.Thread(target=lambda: app.test_client().get(f"/stay/{name}"))
    thread.start()
    return thread


def test_those_who_wait_are_let_in_one_at_a_time_in_the_order_in_which_they_came(app, inside, leave):
    reception = app.wsgi_app
    visitors = []
    for place, name in enumerate(("aigul", "bolat", "chiara", "dana")):
        visitors.append(visit(app, name))
        while len(reception._queue) < place:
            pass
        if name == "aigul":
            assert inside.get(timeout=10) == "aigul"
    assert inside.empty()

    leave.set()
    for visitor in visitors:
        visitor.join(10)

    assert [inside.get_nowait() for _ in range(3)] == ["bolat", "chiara", "dana"]


def test_a_form_that_never_comes_whole_keeps_nobody_out(app, client, leave):
    leave.set()
    stalled = StalledBody(b"words=late")
    answers: Queue[tuple[int, str]] = Queue()
    sender = threading.Thread(target=lambda: answers.put(_post_stalled(app, stalled)))
    sender.start()
    assert stalled.asked.wait(10)

    assert client.get("/stay/bolat").text == "bolat"
    assert answers.empty()

    stalled.comes.set()
    sender.join(10)
    assert answers.get_nowait() == (200, "late")


def _post_stalled(app: Flask, body: StalledBody) -> tuple[int, str]:
    answer = app.test_client().post(
        "/words", input_stream=body, content_type="application/x-www-form-urlencoded", content_length=10
    )
    return answer.status_code, answer.text


def test_a_turn_is_given_back_after_a_crash(app, client):
    app.add_url_rule("/crash", view_func=lambda: 1 / 0)
    app.config["PROPAGATE_EXCEPTIONS"] = True
    with pytest.raises(ZeroDivisionError):
        client.get("/crash")

    assert post(client, b"words=again", CONTENT_LENGTH="11") == (200, "again")


def test_a_body_sent_in_chunks_is_received(client):
    assert post(client, b"words=chunks", HTTP_TRANSFER_ENCODING="chunked") == (200, "chunks")


@pytest.mark.parametrize("length", [{"CONTENT_LENGTH": "1001"}, {"HTTP_TRANSFER_ENCODING": "chunked"}])
def test_a_body_that_is_too_large_is_refused(client, length):
    assert post(client, b"words=" + b"x" * 995, **length)[0] == 413
    length = {key: value.replace("1001", "1000") for key, value in length.items()}
    assert post(client, b"words=" + b"x" * 994, **length) == (200, "x" * 994)


def test_a_body_that_breaks_off_is_not_taken_for_the_whole(client):
    assert post(client, b"words=transl", CONTENT_LENGTH="17")[0] == 400
