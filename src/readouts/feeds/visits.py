"""What an answer means for a feed or an article: how it stands now, and when it is asked again. No network, no clock."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from readouts.feeds.pacing import Errand, wait_after
from readouts.feeds.settings import DAY, MINUTE, Followed, Settings
from readouts.feeds.state import FeedState, ItemState
from readouts.read.feed import Item
from readouts.read.fetch import Fetched

MOST_WAITING = 500
MOST_TRIES = 6
MOST_HOPS = 5
_LONGEST_TAG = 500


@dataclass(frozen=True, slots=True)
class Admitted:
    """The articles of a feed that are new or changed, those only seen again, and how many had to wait outside."""

    due: tuple[ItemState, ...]
    seen: tuple[ItemState, ...]
    outside: int


def wanted(followed: Followed, items: Sequence[Item]) -> list[Item]:
    """The items that are articles, as the file says: those whose address has the pattern of ``follow`` in it."""
    pattern = followed.follow
    return [i for i in items if i.url != followed.url and (pattern is None or pattern.search(i.url))]


def admit(
    followed: Followed, items: Sequence[Item], known: Mapping[str, ItemState], room: int, now: float, settings: Settings
) -> Admitted:
    """Sort what a feed names into new, changed and seen. A feed may have ``room`` more waiting, the rest comes later."""
    due: list[ItemState] = []
    seen: list[ItemState] = []
    outside = 0
    for item in items:
        old = known.get(item.url)
        if old is None:
            if len(due) < room:
                due.append(ItemState(item.url, followed.url, item.mark, "waiting", now, now, now))
            else:
                outside += 1
        elif followed.kind == "feed" and old.feed == followed.url and old.mark != item.mark:
            # An article is asked for no more often than this, however often its feed says that it changed.
            when = max(now, (old.asked_at or 0.0) + settings.recheck)
            when = old.next_at if old.state == "waiting" and old.next_at is not None else when
            due.append(replace(old, mark=item.mark, state="waiting", next_at=when, named_at=now, tries=0))
        elif now - old.named_at > DAY:
            seen.append(replace(old, named_at=now))
    return Admitted(tuple(due), tuple(seen), outside)


def feed_good(state: FeedState, followed: Followed, now: float, rng: random.Random, got: Fetched | None = None) -> FeedState:
    """A feed that answered. Its validators are kept where everything that it names was taken in."""
    when = now + followed.every * (0.95 + 0.1 * rng.random())
    of, etag, modified = _tags(got) if got is not None else (state.validator_of, state.etag, state.modified)
    return replace(
        state, next_at=when, failures=0, good_at=now, why="", validator_of=of, etag=etag, modified=modified
    )  # fmt: skip


def feed_failed(
    state: FeedState, followed: Followed, why: str, now: float, at_least: float, settings: Settings, rng: random.Random
) -> FeedState:
    """A feed that did not answer as it should: it is left alone for longer each time."""
    wait = max(wait_after(state.failures, followed.every, max(settings.longest, followed.every), rng), at_least)
    return replace(state, next_at=now + wait, failures=state.failures + 1, why=why[:300])


def item_done(state: ItemState, followed: Followed | None, now: float, failed: bool, got: Fetched | None) -> ItemState:
    """An article that is in the ledger, or was found as it was. It is asked for again at the ages that the file names."""
    visits = state.visits + 1
    ages = followed.revisit if followed is not None and not failed else ()
    when = next((state.found_at + age for age in ages if state.found_at + age > now + MINUTE), None)
    of, etag, modified = _tags(got) if got is not None else (state.validator_of, state.etag, state.modified)
    return replace(
        state, state="failed" if failed else "kept", next_at=when, tries=0, visits=visits, asked_at=now, why="",
        validator_of=of, etag=etag, modified=modified,
    )  # fmt: skip


def item_put_off(state: ItemState, why: str, now: float, at_least: float, rng: random.Random) -> ItemState | None:
    """An article that could not be had this time; None where it was tried often enough."""
    if state.tries + 1 >= MOST_TRIES:
        return None
    wait = max(wait_after(2 * state.tries, MINUTE, DAY, rng), at_least)
    return replace(state, next_at=now + wait, tries=state.tries + 1, asked_at=now, why=why[:300])


def item_over(state: ItemState, why: str, now: float, word: str = "refused") -> ItemState:
    """An article that is not asked for again unless its feed says that it changed."""
    return replace(state, state=word, next_at=None, asked_at=now, why=why[:300])


def lasting(status: int) -> bool:
    """True for an answer that asking again will not change.

    >>> [lasting(n) for n in (404, 410, 429, 503)]
    [True, True, False, False]
    """
    return 400 <= status < 500 and status not in (408, 425, 429)


def conditional(state: FeedState | ItemState | None, errand: Errand) -> dict[str, str]:
    """The headers that ask for a page only if it is another one than the last time."""
    if state is None or state.validator_of != errand.at:
        return {}
    out = {"If-None-Match": state.etag} if state.etag else {}
    return {**out, "If-Modified-Since": state.modified} if state.modified else out


def _tags(got: Fetched) -> tuple[str, str, str]:
    """The address and the validators of an answer, where they can be sent back as they came."""
    etag, modified = (got.headers.get(name, "").strip() for name in ("etag", "last-modified"))
    good = [v if len(v) <= _LONGEST_TAG and v.isascii() and v.isprintable() else "" for v in (etag, modified)]
    return got.url, good[0], good[1]
