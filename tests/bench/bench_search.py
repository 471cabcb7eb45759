"""What a search among 50,000 people and 50,000 events costs, beside one page of a list of them; and what it costs to find those that
are there twice. `python tests/bench/bench_search.py [DATABASE_URL]`; without one, an SQLite file."""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app import create_app
from models import Account, Event, InfoDay, Person
from models.duplicates import Duplicates
from models.search import Search
from support import clock
from support.db import db
from support.languages import folded, sort_keys, sounding, translated
from support.settings import Settings

MANY = 50_000
CYRILLIC = "абвгдежзиклмнопрстуфхцчшя"
SUMMARY = "Что предлагает программа, кто может подать заявку и что рассказывают те, кто уже вернулся. " * 4
ASKED = ("palaunova", "Палаунова", "paluanova", "laura palaunova", "информационный день 49999", "qqqq")


def main() -> None:
    random.seed(1)
    with tempfile.TemporaryDirectory() as folder:
        database = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{folder}/bench.db"
        app = create_app(Settings("a-secret-key-for-the-bench", database_url=database, instance=Path(folder)))
        with app.app_context():
            db.create_all()
            make_people()
            make_events()
            measure()
            db.session.remove()
            db.engine.dispose()


def measure() -> None:
    staff = db.session.scalars(select(Account)).one()
    page = Event.lists().where(Event.visible_to(staff)).order_by(Event.starts_at.desc(), Event.id).limit(50)
    beside = median(lambda: db.session.scalars(page).all())
    print(f"{MANY} people, {MANY} events; a page of a list of events: {beside:.1f} ms")
    for words in ASKED:
        taken = median(lambda words=words: Search(words, staff).groups)
        guessed = median(lambda words=words: Search(words, staff).suggestion)
        print(f"  {words:28} {taken:8.1f} ms   {taken / beside:6.1f} of the page; a better spelling {guessed:6.1f} ms")
    laura = db.session.scalars(select(Person).where(Person.fitting("palaunova"))).one()
    print(f"  what may be there twice      {median(lambda: Duplicates.of(Person), 3):8.1f} ms")
    print(f"  what may be the same as one  {median(lambda: Duplicates.like(laura)):8.1f} ms")


def median(step: Callable[[], object], times: int = 7) -> float:
    """Milliseconds on the wall's clock: the database may be another process."""
    taken = []
    for _ in range(times):
        db.session.expire_all()
        began = time.perf_counter()
        step()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def words(number: int, length: int) -> list[str]:
    return ["".join(random.choices(CYRILLIC, k=length)).capitalize() for _ in range(number)]


def make_people() -> None:
    """As many as there are of 300 first names and 5,000 surnames, a few of them common."""
    first, last = words(300, 6), words(5000, 9)
    named = [
        f"{first[int(len(first) * random.random() ** 2)]} {last[int(len(last) * random.random() ** 2)]}" for _ in range(MANY)
    ]
    db.session.execute(insert(Person), [person_called(name) for name in [*named[:-2], "Лаура Палаунова", "Laura Paluanova"]])
    db.session.commit()


def person_called(name: str) -> dict[str, Any]:
    said = translated("ru", ru=name)
    return {"name": said, "name_keys": sort_keys(said), "search_text": folded(name), "spellings": sounding(name)}


def make_events() -> None:
    db.session.add(Account(email="staff@example.org", name="Staff", role="staff", password="unusable"))
    summary, hours = translated("ru", ru=SUMMARY), timedelta(hours=2)
    for number in range(MANY // 500):
        made = [event_of(number * 500 + one, summary, hours) for one in range(500)]
        db.session.add_all(made)
        db.session.flush()
        db.session.expunge_all()
    db.session.commit()


def event_of(number: int, summary: Any, length: timedelta) -> InfoDay:
    title = translated("ru", ru=f"Информационный день {number} программы для преподавателей и сотрудников")
    begins = clock.now() + timedelta(hours=number - MANY // 2)
    event = InfoDay(title=title, summary=summary, slug=f"event-{number}", timezone="Asia/Almaty", mode="on_site")
    event.starts_at, event.ends_at, event.published_at, event.visibility = begins, begins + length, clock.now(), "public"
    event.index_for_search()
    return event


if __name__ == "__main__":
    main()
