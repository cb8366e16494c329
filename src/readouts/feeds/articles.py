"""The articles that feeds name: which are under way, what an answer means for each, and what is written of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from readouts.feeds import visits
from readouts.feeds.listener import Listener
from readouts.feeds.pacing import Errand, to_item
from readouts.feeds.rounds import Tally, span
from readouts.feeds.settings import HOUR, MINUTE, Settings
from readouts.feeds.state import ItemState, State
from readouts.feeds.work import Taken
from readouts.read import Failure
from readouts.read.fetch import Fetched, UnansweredError


class Articles:
    """What becomes of articles. All is called from the loop's own thread.

    Args:
        settings: what is followed.
        state: where each article's state is written.
        listener: is told of what is refused or has to wait.
        tally: counts.
        rng: for jitter.
        later: puts an errand on the agenda.
        keep: has an article, or why there is none, put into the ledger.
    """

    def __init__(
        self, settings: Settings, state: State, listener: Listener, tally: Tally, rng: random.Random,
        later: Callable[[Errand, float], None], keep: Callable[[ItemState, Fetched | Failure], None],
    ) -> None:  # fmt: skip
        self._settings, self._state, self._listener, self._tally, self._rng = settings, state, listener, tally, rng
        self._later, self._keep = later, keep
        self._followed = {f.url: f for f in settings.feeds}
        self._under_way: dict[str, str] = {}  # by their mark when they were sent for

    def named(self, item: ItemState) -> None:
        """A feed names an article that is new or changed: it is asked for, unless it is under way."""
        if item.next_at is not None and item.url not in self._under_way:
            self._later(to_item(item.url, item.feed), item.next_at)

    def valid(self, errand: Errand, now: float) -> bool:
        """False for an errand that something overtook: another feed named the article meanwhile, or it is under way."""
        if errand.hops:
            return True
        if errand.key in self._under_way:
            return False
        item = self._state.item(errand.key)
        return item is not None and item.next_at is not None and item.next_at <= now

    def sent_for(self, errand: Errand) -> dict[str, str]:
        """An article is under way from now on; the headers that ask whether it changed."""
        item = self._state.item(errand.key)
        self._under_way.setdefault(errand.key, item.mark if item else "")
        return visits.conditional(item, errand) if item and item.visits else {}

    def answered(self, errand: Errand, got: Fetched | UnansweredError, now: float, rest: float) -> None:
        """What an article's address answered."""
        item = self._state.item(errand.key)
        if item is None:  # nobody else deletes, but nothing is to be made up here
            self._under_way.pop(errand.key, None)
        elif isinstance(got, Fetched) and got.status == 304:
            self._settle(item, None, now, failed=False)
        elif isinstance(got, Fetched) and got.status == 200:
            self._keep(item, got)
        elif isinstance(got, UnansweredError) and got.lasting:
            self._refuse(item, got.why, now)
        else:
            self._not_had(item, got, now, rest)

    def _not_had(self, item: ItemState, got: Fetched | UnansweredError, now: float, rest: float) -> None:
        why = got.why if isinstance(got, UnansweredError) else f"the server answered {got.status}"
        over = isinstance(got, Fetched) and visits.lasting(got.status)
        later = None if over else visits.item_put_off(item, why, now, rest, self._rng)
        if later is not None:
            self._under_way.pop(item.url, None)
            self._put(later)
        elif item.visits:  # it is in the ledger, and only gone from the web
            self._settle(item, None, now, failed=False)
        else:
            self._keep(item, Failure(item.url, f"{why}: open the page in a browser and save it"))

    def kept_out(self, errand: Errand, why: str, now: float, wait: float, *, passing: bool) -> None:
        """The article's site lets nobody read it; ``passing`` where that may end."""
        item = self._state.item(errand.key)
        self._under_way.pop(errand.key, None)
        if item is None:
            return
        later = visits.item_put_off(item, why, now, wait, self._rng) if passing else None
        if later is None:
            self._refuse(item, why, now)
        else:
            self._put(later)

    def broken(self, errand: Errand, why: str, now: float) -> None:
        """Something that nobody foresaw went wrong with an article."""
        self._under_way.pop(errand.key, None)
        item = self._state.item(errand.key)
        if item is not None:
            later = visits.item_put_off(item, why, now, 0.0, self._rng)
            self._put(later or visits.item_over(item, why, now, "failed"))

    def taken(self, event: Taken, now: float) -> None:
        """What became of an article that was to be kept."""
        item = self._state.item(event.url)
        if item is None:
            self._under_way.pop(event.url, None)
        elif event.kept is None:  # the ledger is busy or full: the article waits
            self._under_way.pop(event.url, None)
            later = visits.item_put_off(item, event.why, now, MINUTE, self._rng) or replace(item, next_at=now + HOUR)
            self._put(later)
            self._listener.notice(f"{event.url}: not kept ({event.why}); tried again in {span((later.next_at or now) - now)}")
        else:
            self._settle(item, event.got, now, failed=event.kept.outcome == "failed")

    def _refuse(self, item: ItemState, why: str, now: float) -> None:
        """An address that is not to be read: no failure to try again, so that the ledger does not hear of it."""
        self._under_way.pop(item.url, None)
        self._tally.refused += 1
        self._state.put_item(visits.item_over(item, why, now))
        self._listener.detail(f"{item.url}: {why}")

    def _settle(self, item: ItemState, got: Fetched | None, now: float, *, failed: bool) -> None:
        sent_for = self._under_way.pop(item.url, item.mark)
        done = visits.item_done(item, self._followed.get(item.feed), now, failed, got)
        if item.mark != sent_for:  # its feed spoke of another change while it was under way
            done = replace(done, state="waiting", next_at=now + self._settings.recheck)
        self._put(done)

    def _put(self, item: ItemState) -> None:
        self._state.put_item(item)
        self._tally.late += item.tries > 0
        if item.next_at is not None:
            self._later(to_item(item.url, item.feed), item.next_at)
