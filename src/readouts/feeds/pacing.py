"""What is to be asked when: never two requests at once to a host, a gap after each, longer waits for what fails."""

from __future__ import annotations

import email.utils
import heapq
import itertools
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from readouts.feeds.settings import DAY

What = Literal["robots", "feed", "item"]
Role = Literal["feed", "item"]
_RANK: dict[What, int] = {"robots": 0, "feed": 1, "item": 2}


@dataclass(frozen=True, slots=True)
class Errand:
    """One request that is to be made: for what (``key``), at which address (another one after a redirect).

    ``owner`` is the feed for whose sake it is made, ``role`` whether that is to read the feed or an article of it.
    """

    what: What
    key: str
    at: str
    owner: str
    role: Role
    hops: int = 0


def to_feed(url: str) -> Errand:
    """The errand of asking a feed."""
    return Errand("feed", url, url, url, "feed")


def to_item(url: str, feed: str) -> Errand:
    """The errand of asking for an article that a feed names."""
    return Errand("item", url, url, feed, "item")


class Shares:
    """Who may ask now: no feed takes more than a quarter of the workers, and neither feeds nor articles all of them.

    Without it one feed that names hundreds of silent hosts would keep every worker waiting.
    """

    def __init__(self, workers: int) -> None:
        self._each, self._most = max(1, workers // 4), workers - workers // 4
        self._owners: Counter[str] = Counter()
        self._roles: Counter[Role] = Counter()

    def allow(self, errand: Errand) -> bool:
        """True where an errand may begin."""
        return self._owners[errand.owner] < self._each and self._roles[errand.role] < self._most

    def begun(self, errand: Errand) -> None:
        """An errand takes a worker."""
        self._owners[errand.owner] += 1
        self._roles[errand.role] += 1

    def over(self, errand: Errand) -> None:
        """An errand gives its worker back."""
        self._roles[errand.role] -= 1
        self.kept(errand.owner)

    def keeping(self, owner: str) -> None:
        """An article of a feed is being kept: that counts as its feed's too, so that no feed fills the queue."""
        self._owners[owner] += 1

    def kept(self, owner: str) -> None:
        """An article of a feed was kept."""
        self._owners[owner] -= 1
        if not self._owners[owner]:
            del self._owners[owner]


Allow = Callable[[Errand], bool]


def host_of(url: str) -> str:
    """The host that a request goes to, whatever the port.

    >>> host_of("https://Example.org:8443/a")
    'example.org'
    """
    return (urlsplit(url).hostname or "").rstrip(".").lower()


class Agenda:
    """Errands by host and time. A host is ``busy`` while it is asked, and rests until its next moment afterwards."""

    def __init__(self) -> None:
        self._hosts: dict[str, tuple[list[tuple[float, int, Errand]], ...]] = {}
        self._rests: dict[str, float] = {}
        self._busy: set[str] = set()
        self._count = itertools.count()

    def put(self, errand: Errand, due: float) -> None:
        """Add an errand, to be done at ``due`` or later."""
        heaps = self._hosts.setdefault(host_of(errand.at), ([], [], []))
        heapq.heappush(heaps[_RANK[errand.what]], (due, next(self._count), errand))

    def take(self, now: float, allow: Allow = lambda _: True) -> Errand | None:
        """An errand whose time has come, that may begin and whose host is free; its host is busy from now on."""
        best: tuple[float, str, list[tuple[float, int, Errand]]] | None = None
        for host, heaps in self._hosts.items():
            if host in self._busy or self._rests.get(host, 0.0) > now:
                continue
            heap = next((h for h in heaps if h and h[0][0] <= now and allow(h[0][2])), None)
            if heap is not None and (best is None or heap[0][0] < best[0]):
                best = (heap[0][0], host, heap)
        if best is None:
            return None
        self._busy.add(best[1])
        return heapq.heappop(best[2])[2]

    def free(self, host: str, rest_until: float) -> None:
        """The host was asked; it rests until then, or longer where it said so before."""
        self._busy.discard(host)
        self.rest(host, rest_until)
        heaps = self._hosts.get(host)
        if heaps is not None and not any(heaps):
            del self._hosts[host]

    def rest(self, host: str, until: float) -> None:
        """The host is not asked before then."""
        self._rests[host] = max(until, self._rests.get(host, 0.0))

    def forget(self, now: float) -> None:
        """Let go of hosts that rested and are not asked any more."""
        self._rests = {h: t for h, t in self._rests.items() if t > now or h in self._hosts}

    def next_time(self, allow: Allow = lambda _: True) -> float | None:
        """When the next errand can be done; None where that waits for a host or worker that is busy, or there is none."""
        return min(self._times(allow), default=None)

    def _times(self, allow: Allow) -> Iterator[float]:
        for host, heaps in self._hosts.items():
            tops = [h[0][0] for h in heaps if h and allow(h[0][2])]
            if tops and host not in self._busy:
                yield max(min(tops), self._rests.get(host, 0.0))


def wait_after(failures: int, every: float, longest: float, rng: random.Random) -> float:
    """How long something is left alone that failed, and had failed so many times before: doubling, with jitter.

    Never longer than ``longest``. All are seconds.

    >>> [round(wait_after(n, 60, 3600, random.Random(1))) for n in (1, 2, 20)]
    [104, 208, 3600]
    """
    doubled = every * 2.0 ** min(failures, 20)
    return min(doubled * (0.8 + 0.5 * rng.random()), longest)


def retry_after(value: str | None, now: float) -> float | None:
    """How many seconds a server wants to be left alone, from its ``Retry-After``; at most a day, however much it says.

    >>> retry_after("120", 0.0), retry_after("Thu, 01 Jan 1970 00:01:00 GMT", 0.0), retry_after("soon", 0.0)
    (120.0, 60.0, None)
    """
    if not value:
        return None
    if value.strip().isdecimal() and value.isascii():
        return min(float(value.strip()[:9]), DAY)
    try:
        at = email.utils.parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    try:
        return min(max(0.0, at.timestamp() - now), DAY)
    except (OverflowError, OSError, ValueError):
        return None
