"""Why those who follow calls are written to. Their links are made when the mail is sent: none is ever stored."""

from collections.abc import Iterator
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.outbox.account_occasions import HIDDEN
from blueprints.outbox.occasions import Action, Fact, Gone, Occasion
from models import Deadline, DeadlineMove, Message
from models.digest import times
from models.news import Item, News
from support import clock, dates
from support.settings import current


class AboutAFollower(Occasion):
    """Somebody hears of calls, or shall. `link` says that staff look on. Raises Gone where they left."""

    def __init__(self, message: Message, link: str) -> None:
        super().__init__(message, link)
        if message.follower is None:
            raise Gone
        self.follower = message.follower
        self.hidden = bool(link)
        self.secret = self.follower.token.rpartition(".")[0]  # what both of its links share, without which neither works

    @property
    def own_page(self) -> str:
        return current().address(f"/following/{HIDDEN if self.hidden else self.follower.token}")

    @property
    def way_out(self) -> str:
        return current().address(f"/leaving/{HIDDEN if self.hidden else self.follower.leaving_token}")


class AskedToFollow(AboutAFollower):
    """Somebody, most likely its owner, typed an address."""

    @property
    def asked(self) -> list[str]:
        """What to hear of, once it is confirmed; "" stands for everything."""
        return [followed.programme.name.shown().text if followed.programme else "" for followed in self.follower.asked]

    @property
    def facts(self) -> Iterator[Fact]:
        for followed in self.asked:
            yield Fact(_("You would follow"), followed or _("All deadlines"))

    @property
    def actions(self) -> Iterator[Action]:
        yield Action(_("Yes, write to me") if self.asked else _("Choose what to hear"), self.own_page)


class NewsOfCalls(AboutAFollower):
    """What became new since they were told last."""

    def __init__(self, message: Message, link: str) -> None:
        super().__init__(message, link)
        self.read_at = message.sent_at or clock.now()
        since, self.until = times(message)
        self.items = News.for_one(self.follower, since, self.until, self.read_at)

    @property
    def overtaken(self) -> bool:
        """Also on another day than its own, whose mail says it too."""
        zone = current().zone
        return not self.items or self.read_at.astimezone(zone).date() > self.until.astimezone(zone).date()

    @property
    def subject(self) -> str:
        """What is new where that is one thing, else how many things are."""
        if len(self.items) == 1:
            return f"{self.headline(self.items[0])}: {name_of(self.items[0])}"
        return ngettext("%(num)s news of calls and deadlines", "%(num)s news of calls and deadlines", len(self.items))

    def headers(self, sender: str) -> dict[str, str]:
        """What the list is called (RFC 2919), and ways out for mail programs: a page (RFC 2369), with one click where we can be
        reached safely (RFC 8058), and a mail where mails to the office are read by `flask mail-in`."""
        settings, ways = current(), [f"<{self.way_out}>"]
        if settings.reads_answers:
            ways.append(f"<mailto:{quote(sender, safe='@')}?subject=unsubscribe%20{self.follower.leaving_token}>")
        one_click = {"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if settings.secure else {}
        host = urlsplit(settings.base_url).hostname or "localhost"
        return {"List-Id": f"<calls.{host}>", "List-Unsubscribe": ", ".join(ways), **one_click}

    @property
    def facts(self) -> Iterator[Fact]:
        for item in self.items:
            yield Fact(
                self.headline(item), name_of(item), current().address(f"/calls/{item.deadline.call_id}"), more=sentence(item)
            )

    @property
    def actions(self) -> Iterator[Action]:
        yield Action(_("All deadlines"), current().address("/deadlines"))
        yield Action(_("Choose what to hear"), self.own_page)
        yield Action(_("Stop these mails"), self.way_out)

    def headline(self, item: Item) -> str:
        """What happened, in a word or two."""
        if item.manner == "left":
            return self._days_left(item.deadline)
        if item.manner == "later":
            return _("Extended") if item.extended else _("Later than announced")
        return {
            "opened": _("Open for applications"),
            "announced": _("The date is known"),
            "earlier": _("Earlier than announced"),
            "hour": _("Another hour"),
        }[item.manner]

    def _days_left(self, deadline: Deadline) -> str:
        days = (deadline.on - self.read_at.astimezone(deadline.zone).date()).days
        if days <= 0:
            return _("Today")
        return _("Tomorrow") if days == 1 else ngettext("In %(num)s day", "In %(num)s days", days)


def name_of(item: Item) -> str:
    """The name of a call that opened, else that of the date: "Late deadline: Jean Monnet Module 2027"."""
    return item.deadline.call.called() if item.manner == "opened" else item.deadline.name()


def sentence(item: Item) -> str:
    """The date on both clocks: of a call that opened, until when one can apply."""
    if item.manner == "opened":
        date = item.closes
        return _("Apply by %(date)s", date=when(date)) if date else _("Since %(date)s", date=when(item.deadline))
    if item.was:
        return _("Now %(new)s instead of %(old)s", new=when(item.deadline), old=when(item.was))
    return when(item.deadline)


def when(date: Deadline | DeadlineMove) -> str:
    """ "17 February 2027, 17:00 (Brussels, UTC+1), 21:00 (Almaty, UTC+5)"; the day alone where nobody said the hour."""
    if date.due_at is None:
        return dates.day(date.on)
    said, day = [], None
    for name in dict.fromkeys((date.timezone, current().timezone)):
        local = date.due_at.astimezone(ZoneInfo(name))
        hour = f"{dates.hour(local)} ({dates.zone(local)})"
        said.append(hour if local.date() == day else f"{dates.day(local)}, {hour}")
        day = local.date()
    return ", ".join(said)


NEWS_OCCASIONS: dict[str, type[Occasion]] = {"follow": AskedToFollow, "news": NewsOfCalls}
