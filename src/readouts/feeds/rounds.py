"""What the loop counts, how it names itself, and what one request of it may cost."""

from __future__ import annotations

from dataclasses import dataclass, field

from readouts.engine.keeping import Kept
from readouts.errors import ReadError
from readouts.feeds.pacing import What
from readouts.feeds.robots import ROBOTS_BYTES
from readouts.feeds.settings import Settings
from readouts.feeds.work import plainly
from readouts.read import Limits
from readouts.read.feed import Listing, links, listing
from readouts.read.fetch import Fetched, UnansweredError

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


def span(seconds: float) -> str:
    """A length of time as people say it.

    >>> span(90), span(7200)
    ('2 min', '2 h')
    """
    for unit, name in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= unit:
            return f"{seconds / unit:.0f} {name}"
    return f"{max(0, seconds):.0f} s"
