"""Threads that do one thing after the other and post what came of it; the loop that reads the posts does all the rest."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from readouts.engine.keeping import Kept
from readouts.errors import ReadError
from readouts.feeds.pacing import Errand
from readouts.feeds.state import Message
from readouts.read.feed import Listing
from readouts.read.fetch import Fetched, UnansweredError

_LOG = logging.getLogger("readouts.feeds")


@dataclass(frozen=True, slots=True)
class Answered:
    """A request is over: what came, and of a feed what it names."""

    errand: Errand
    got: Fetched | UnansweredError
    listing: Listing | ReadError | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """An article went into the ledger, or did not: ``kept`` is None where the ledger could not be written."""

    url: str
    owner: str
    kept: Kept | None
    got: Fetched | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What changed in the ledger for one channel, from one state to the next; None where nothing did."""

    channel: str
    seq: int
    record: dict[str, Any] | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message was tried; ``why`` it did not arrive."""

    message: Message
    why: str = ""


@dataclass(frozen=True, slots=True)
class Wake:
    """Look again: somebody wants the loop to end."""


Event = Answered | Taken | Told | Sent | Wake
Events = queue.SimpleQueue[Event]


class Clock:
    """The time, and waiting for what comes first: an event or a moment. Tests have one of their own."""

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def wait(self, events: Events, until: float | None, busy: bool) -> Event | None:
        """The next event; None when ``until`` came first. ``busy`` where work is under way that will post one."""
        # A minute at most: a clock that is set anew, or a machine that slept, is noticed.
        seconds = 60.0 if until is None else min(60.0, max(0.0, until - self.now()))
        try:
            return events.get(timeout=seconds) if seconds else events.get_nowait()
        except queue.Empty:
            return None


class Workers:
    """So many threads, begun when first needed; they end with the process, and none is waited for."""

    def __init__(self, name: str, most: int, events: Events) -> None:
        self._name, self._most, self._events = name, most, events
        self._work: queue.SimpleQueue[tuple[Callable[[], Event], Callable[[Exception], Event]]] = queue.SimpleQueue()
        self._threads = 0
        self.under_way = 0

    @property
    def free(self) -> bool:
        """True where one of them has nothing to do."""
        return self.under_way < self._most

    def do(self, work: Callable[[], Event], failed: Callable[[Exception], Event]) -> None:
        """Have something done; its event is posted, or that of its failure. Call ``over`` when the event came."""
        self.under_way += 1
        if self._threads < min(self.under_way, self._most):
            self._threads += 1
            threading.Thread(target=self._run, name=f"readouts-{self._name}", daemon=True).start()
        self._work.put((work, failed))

    def drop(self) -> None:
        """Forget what was not begun: no event of it will come."""
        while True:
            try:
                self._work.get_nowait()
            except queue.Empty:
                return
            self.under_way -= 1

    def over(self) -> None:
        """An event of theirs has been read."""
        self.under_way -= 1

    def _run(self) -> None:
        while True:
            work, failed = self._work.get()
            try:
                event = work()
            except Exception as error:  # one piece of work that fails leaves the thread to the next
                _LOG.debug("%s", self._name, exc_info=True)
                event = failed(error)
            self._events.put(event)
            del work, failed, event  # a page need not stay in memory until the next comes


def plainly(error: Exception) -> str:
    """An error in one line."""
    return f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
