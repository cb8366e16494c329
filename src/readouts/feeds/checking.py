"""Before it begins: does each feed answer, may it be asked, is it a feed at all. Nothing is kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from readouts.errors import ReadError
from readouts.feeds.pacing import What, host_of
from readouts.feeds.robots import Rules, origin_of, rules_read
from readouts.feeds.rounds import named_by, request
from readouts.feeds.settings import Followed, Settings
from readouts.feeds.visits import MOST_HOPS, wanted
from readouts.read.feed import Listing, web_address
from readouts.read.fetch import REDIRECTS, Fetched, UnansweredError
from readouts.read.guard import Resolver


@dataclass(frozen=True, slots=True)
class Checked:
    """How one feed answered. ``why`` is empty where all is well; ``robots`` is ``allowed``, ``forbidden`` or ``unknown``."""

    name: str
    url: str
    kind: str
    robots: str
    status: int | None = None
    items: int = 0
    title: str = ""
    moved: str = ""
    why: str = ""
    notes: tuple[str, ...] = ()


def check_all(
    settings: Settings, *, resolver: Resolver | None = None, sleep: Callable[[float], None] = time.sleep
) -> Iterator[Checked]:
    """Ask every feed once, in the order of the file: hosts side by side, each host one request after the other."""
    by_host: dict[str, list[Followed]] = {}
    for f in settings.feeds:
        by_host.setdefault(host_of(f.url), []).append(f)
    with ThreadPoolExecutor(settings.workers) as pool:
        visit = _Visit(settings, resolver, sleep)
        answers = {host: pool.submit(visit.check_each, own) for host, own in by_host.items()}
        for f in settings.feeds:
            yield next(c for c in answers[host_of(f.url)].result() if c.url == f.url)


class _Visit:
    """One round of asking, for the sake of the answers only."""

    def __init__(self, settings: Settings, resolver: Resolver | None, sleep: Callable[[float], None]) -> None:
        self._settings, self._resolver, self._sleep = settings, resolver, sleep
        self._rules: dict[str, Rules] = {}

    def check_each(self, feeds: list[Followed]) -> list[Checked]:
        """Ask feeds one after the other."""
        return [self.check(f) for f in feeds]

    def check(self, followed: Followed) -> Checked:
        """Ask one feed."""
        out = Checked(followed.name, followed.url, followed.kind, "unknown")
        at = followed.url
        for _ in range(MOST_HOPS + 1):
            rules = self._of(origin_of(at))
            if not rules.allow(at):
                why = rules.why or "its robots.txt asks not to read it"
                return replace(out, robots="unknown" if rules.why else "forbidden", why=why)
            out = replace(out, robots="allowed", moved=at if at != followed.url else "")
            got = self._ask("feed", at)
            if isinstance(got, UnansweredError):
                return replace(out, why=got.why)
            if got.status in REDIRECTS and (to := web_address(got.url, got.headers.get("location", ""))):
                at = to
                continue
            return _told(replace(out, status=got.status), followed, got)
        return replace(out, why=f"more than {MOST_HOPS} redirects")

    def _ask(self, what: What, at: str) -> Fetched | UnansweredError:
        try:
            return request(what, at, {}, self._settings, self._resolver)
        finally:
            self._sleep(self._settings.gap)

    def _of(self, origin: str) -> Rules:
        if origin not in self._rules:
            at = f"{origin}/robots.txt"
            got = self._ask("robots", at)
            for _ in range(MOST_HOPS):
                to = web_address(at, got.headers.get("location", "")) if isinstance(got, Fetched) else None
                if to is None or not isinstance(got, Fetched) or got.status not in REDIRECTS:
                    break
                got = self._ask("robots", to)
            self._rules[origin] = rules_read(origin, got, 0.0)
        return self._rules[origin]


def _told(out: Checked, followed: Followed, got: Fetched) -> Checked:
    if got.status != 200:
        return replace(out, why=f"it answered {got.status}")
    named = named_by(got, followed.kind)
    if not isinstance(named, Listing):
        return replace(out, why=named.why if isinstance(named, ReadError) else "it could not be read")
    items = wanted(followed, named.items)
    why = "" if items or not followed.follow else f"none of its {len(named.items)} links has the pattern of follow"
    return replace(out, items=len(items), title=named.title, why=why, notes=named.notes)
