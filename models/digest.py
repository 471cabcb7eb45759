"""The mail of a day to those who follow programmes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from models.follower import Follower
from models.message import CLAIM_LASTS, Message
from models.news import News, this_morning
from models.permissions import member
from support import clock
from support.orm import insert_all_new, session
from support.settings import current

AT_A_TIME = 200
OCCASION = "news"
SETTLED = timedelta(minutes=1)
"""What happened since may still be on its way into the database: it is left for the next day's mail."""


class Digests:
    """The mails that some followers get today: one each where anything is new for them, else none.

    Whoever has not been told since nine o'clock is due, so days on which no worker ran are caught up and none is told twice. A
    mail that could not be sent on its day is not sent on another: what it had to say is said in the next.
    """

    def __init__(self, followers: Sequence[Follower], until: datetime) -> None:
        self.followers, self.until = followers, until

    @classmethod
    def write(cls) -> int:
        """Write to some followers that are due; how many they were. Before nine nobody is."""
        until, nine = clock.now() - SETTLED, this_morning()
        if until < nine:
            return 0
        due = select(Follower).where(Follower.told_at < nine).order_by(Follower.id).limit(AT_A_TIME)
        due = due.options(selectinload(Follower.followings), selectinload(Follower.account)).with_for_update(skip_locked=True)
        followers = session().scalars(due.execution_options(populate_existing=True)).all()
        insert_all_new(Message, list(cls(followers, until).mails()))
        for follower in followers:
            follower.told_at = until
        return len(followers)

    def mails(self) -> Iterator[Mapping[str, Any]]:
        """What the outbox keeps of each: whom it goes to, and the time whose news it tells."""
        since = {follower.id: follower.told_at or self.until for follower in self.followers}
        since.update(self._taken_back())
        earliest, day = min(since.values(), default=self.until), clock.today(current().zone).isoformat()
        of_everybody, of_members = (News(earliest, self.until, reader=reader) for reader in (None, member()))
        for follower in self.followers:
            news = of_members if follower.account else of_everybody
            if news.of(follower, since[follower.id]):
                facts = {"since": since[follower.id].isoformat(), "until": self.until.isoformat()}
                yield {
                    "occasion": OCCASION, "key": f"news:{follower.id}:{day}", "to": follower.email, "name": "",
                    "language": follower.language, "follower_id": follower.id, "facts": facts,
                }  # fmt: skip

    def _taken_back(self) -> dict[int, datetime]:
        """Since when those whose last mail was not sent have not been told, by their numbers. One that is on its way is left."""
        told = {follower.id: follower.told_at for follower in self.followers}
        unclaimed = or_(Message.claimed_at.is_(None), Message.claimed_at < clock.now() - CLAIM_LASTS)
        unsent = (Message.occasion == OCCASION, Message.sent_at.is_(None), Message.failed_at.is_(None), unclaimed)
        lately = Message.created_at > min((moment for moment in told.values() if moment), default=self.until)
        theirs = select(Message).where(Message.follower_id.in_(told), lately, *unsent).with_for_update(skip_locked=True)
        untold = {}
        for message in session().scalars(theirs):
            since, until = times(message)
            if message.follower_id and told[message.follower_id] == until:
                untold[message.follower_id] = since
            if not message.dropped_at:
                message.drop("overtaken")
        return untold


def times(message: Message) -> tuple[datetime, datetime]:
    """The time whose news a mail tells: after the first moment, until the second."""
    return datetime.fromisoformat(message.facts["since"]), datetime.fromisoformat(message.facts["until"])
