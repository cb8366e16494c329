"""What the loop has others do, request by request and article by article, and what it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from readouts.engine.keeping import Keeper, Kept
from readouts.errors import LedgerError, ReadError
from readouts.feeds.pacing import Errand, What
from readouts.feeds.robots import ROBOTS_BYTES
from readouts.feeds.settings import Settings
from readouts.feeds.state import ItemState
from readouts.feeds.work import Answered, Taken, plainly
from readouts.read import Failure, Limits
from readouts.read.feed import Listing, links, listing
from readouts.read.fetch import Fetched, UnansweredError, ask
from readouts.read.guard import Resolver
from readouts.read.reading import read_article

FEED_BYTES, ARTICLE_BYTES = 5_000_000, 10_000_000


@dataclass(slots=True)
class Tally:
    """How many feeds answered and failed, and what became of the articles; ``late`` counts tries that are made again."""

    feeds: int = 0
    failed_feeds: int = 0
    refused: int = 0
    late: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def count(self, kept: Kept) -> None:
        """Add one article."""
        self.counts[kept.outcome] = self.counts.get(kept.outcome, 0) + 1

    def __str__(self) -> str:
        articles = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in self.counts.items()) or "nothing new"
        failed = f" ({self.failed_feeds} failed)" if self.failed_feeds else ""
        refused = f", {self.refused} refused" if self.refused else ""
        late = f", {self.late} to be tried again" if self.late else ""
        return f"{self.feeds} feeds asked{failed}: {articles}{refused}{late}"


def agent(settings: Settings) -> str:
    """How the program names itself to the sites it reads.

    >>> agent(Settings((), contact="desk@example.org"))
    'readouts (follows public statements; +https://pypi.org/project/readouts/; desk@example.org)'
    """
    contact = "".join(c for c in settings.contact if c.isascii() and c.isprintable() and c not in "()")[:200]
    return f"readouts (follows public statements; +https://pypi.org/project/readouts/{'; ' + contact if contact else ''})"


def limits_for(what: What, settings: Settings) -> Limits:
    """What one request may cost: a robots.txt less than a feed, and that less than an article."""
    size = {"robots": ROBOTS_BYTES, "feed": FEED_BYTES, "item": ARTICLE_BYTES}[what]
    return Limits(size=size, step_seconds=settings.step, total_seconds=settings.total)


def named_by(got: Fetched | UnansweredError, kind: str | None) -> Listing | ReadError | None:
    """What a feed names, read where it was fetched: that takes time too."""
    if kind is None or not isinstance(got, Fetched) or got.status != 200:
        return None
    try:
        return links(got) if kind == "page" else listing(got)
    except ReadError as error:
        return error
    except Exception as error:  # whatever a feed is made of, it is the feed that fails
        return ReadError(got.url, f"it could not be read ({plainly(error)})")


def request(
    what: What, at: str, headers: Mapping[str, str], settings: Settings, resolver: Resolver | None
) -> Fetched | UnansweredError:
    """Ask for something at an address, within what such a request may cost; why there is no answer, where there is none."""
    try:
        return ask(
            at, headers={**headers, "User-Agent": agent(settings)}, allow_hosts=settings.allow_hosts,
            limits=limits_for(what, settings), resolver=resolver,
        )  # fmt: skip
    except UnansweredError as error:
        return error


def asked(
    errand: Errand, kind: str | None, headers: Mapping[str, str], settings: Settings, resolver: Resolver | None
) -> Answered:
    """Make the request of an errand, and read a feed (of that ``kind``) where it was fetched."""
    got = request(errand.what, errand.at, headers, settings, resolver)
    return Answered(errand, got, named_by(got, kind))


def taken(item: ItemState, found: Fetched | Failure, keeper: Keeper, settings: Settings) -> Taken:
    """Read an article that was fetched, and put it into the ledger; or record there why it could not be had."""
    read = read_article(item.url, found, limits_for("item", settings)) if isinstance(found, Fetched) else found
    try:
        kept = keeper.take(read, item.url, settles=keeper.waits(item.url))
    except LedgerError as error:
        return Taken(item.url, item.feed, None, why=str(error))
    return Taken(item.url, item.feed, kept, replace(found, data=b"") if isinstance(found, Fetched) else None)


def span(seconds: float) -> str:
    """A length of time as people say it.

    >>> span(90), span(7200)
    ('2 min', '2 h')
    """
    for unit, name in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= unit:
            return f"{seconds / unit:.0f} {name}"
    return f"{max(0, seconds):.0f} s"
