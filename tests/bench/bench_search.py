"""What a search among 50,000 people and 50,000 events costs, beside one page of a list of events; and what it costs to find those
that are there twice. `python tests/bench/bench_search.py [DATABASE_URL]`; without one, an SQLite file."""

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
from models.event.event_words import EventWords
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
        guessed = median(lambda words=words: Search(words, staff).meant)
        print(f"  {words:28} {taken:8.1f} ms   {taken / beside:6.1f} of the page; a better spelling {guessed:6.1f} ms")
    laura = db.session.scalars(select(Person).where(Person.fitting("palaunova"))).one()
    print(f"  what may be there twice      {median(lambda: Duplicates.of(Person), 3):8.1f} ms")
    print(f"  what may be the same as one  {median(lambda: Duplicates.like(laura)):8.1f} ms")


def median(step: Callable[[], object], times: int = 7) -> float:
    """Milliseconds of the processor's time, which does not hang on what else the machine does; on the wall's clock where the
    database is another process."""
    taken, clock_of = [], time.process_time if db.engine.dialect.name == "sqlite" else time.perf_counter
    for _ in range(times):
        db.session.expire_all()
        began = clock_of()
        step()
        taken.append((clock_of() - began) * 1000)
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
    events = [event_called(number, f"Информационный день {number} программы для преподавателей") for number in range(MANY)]
    db.session.execute(insert(Event.__table__), events)
    db.session.execute(insert(InfoDay.__table__), [{"id": event["id"]} for event in events])
    text = [{"event_id": event["id"], "text": folded(f"{event['title'].shown().text} Синий зал Алматы")} for event in events]
    db.session.execute(insert(EventWords), text)
    db.session.commit()


def event_called(number: int, called: str) -> dict[str, Any]:
    begins, title = clock.now() + timedelta(hours=number - MANY // 2), translated("ru", ru=called)
    said = {"title": title, "summary": translated("ru", ru=SUMMARY), "search_text": folded(f"{called} {SUMMARY}")}
    hours = {"starts_at": begins, "ends_at": begins + timedelta(hours=2), "published_at": begins, "timezone": "Asia/Almaty"}
    return {"id": number + 1, "kind": "info_day", "slug": f"event-{number}", "mode": "on_site", **said, **hours}


if __name__ == "__main__":
    main()
