"""The loop that follows feeds: one thread decides and writes the state, some fetch, one keeps documents."""

from __future__ import annotations

import logging
import queue
import random
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from readouts.engine.keeping import Keeper
from readouts.errors import ReadError, ReadoutsError
from readouts.feeds import visits
from readouts.feeds.articles import Articles
from readouts.feeds.courier import Courier
from readouts.feeds.listener import Listener
from readouts.feeds.pacing import Agenda, Errand, Shares, host_of, retry_after, to_feed, to_item
from readouts.feeds.robots import Rules, origin_of
from readouts.feeds.rounds import Tally, agent, asked, span, taken
from readouts.feeds.settings import DAY, MINUTE, Settings
from readouts.feeds.sites import Sites
from readouts.feeds.state import FeedState, ItemState, State, fresh
from readouts.feeds.work import Answered, Clock, Event, Events, Sent, Taken, Told, Wake, Workers, plainly
from readouts.read import Failure
from readouts.read.feed import Listing, web_address
from readouts.read.fetch import REDIRECTS, Fetched, UnansweredError
from readouts.read.guard import Resolver

AHEAD = 16  # articles that are fetched and not kept yet: they stay in memory
_BEGUN = 0.0  # when an errand is due that was begun already: before all others
PATIENCE = 2 * MINUTE  # how long one round waits for a host that rests
_LOG = logging.getLogger("readouts.feeds")


class Watcher:
    """Follows the feeds of ``settings`` and keeps what they bring.

    Args:
        settings: what is followed, how often, who is told.
        keeper: puts documents into the ledger.
        state: what survives a restart.
        listener: is told of reports, articles and failures.
        clock: the time; tests have their own.
        resolver: how names become addresses; the system's way unless given.
        rng: for jitter.
    """

    def __init__(
        self, settings: Settings, keeper: Keeper, state: State, listener: Listener | None = None, *,
        clock: Clock | None = None, resolver: Resolver | None = None, rng: random.Random | None = None,
    ) -> None:  # fmt: skip
        self.settings, self.state, self.tally = settings, state, Tally()
        self._keeper, self._resolver = keeper, resolver
        self._listener = listener or Listener()
        self._clock, self._rng = clock or Clock(), rng or random.Random()  # noqa: S311 - jitter, no secret
        self._events: Events = queue.SimpleQueue()
        self._net = Workers("feeds", settings.workers, self._events)
        self._ledger = Workers("keeping", 1, self._events)
        self._agenda, self._shares = Agenda(), Shares(settings.workers)
        self._feeds: dict[str, FeedState] = {}
        self._followed = {f.url: f for f in settings.feeds}
        self._sites = Sites(state)
        self._articles = Articles(settings, state, self._listener, self.tally, self._rng, self._later, self._keep)
        self._keeping = 0
        self._moved: set[str] = set()
        self._once = self._stopping = False
        self._courier = Courier(
            settings, keeper.store, state, self._listener, self._clock, agent(settings), resolver, self._rng
        )  # fmt: skip

    def stop(self) -> None:
        """End soon: what is being kept is kept, what is being fetched is fetched again the next time. Any thread may call."""
        self._stopping = True
        self._events.put(Wake())

    def run(self, *, once: bool = False, seconds: float | None = None) -> Tally:
        """Follow until stopped, for some seconds, or for one round: every feed that is due, and all that it brings."""
        self._once = once
        end = None if seconds is None else self._clock.now() + seconds
        self._begin()
        while True:
            self._start()
            if self._over(end):
                break
            busy = bool(self._net.under_way or self._ledger.under_way or self._courier.busy)
            event = self._clock.wait(self._events, self._until(end), busy)
            if event is not None:
                self._handle(event)
        self._finish()
        return self.tally

    # the round

    def _begin(self) -> None:
        now = self._clock.now()
        self.state.forget(now)
        before = self.state.feeds()
        for host, until in self.state.rests().items():
            self._agenda.rest(host, min(until, now + DAY))
        for url, followed in self._followed.items():
            self._feeds[url] = fresh(before.get(url), url, now, max(self.settings.longest, 2 * followed.every))
            self._later(to_feed(url), self._feeds[url].next_at)
        for url, owner, due in self.state.waiting():
            self._later(to_item(url, owner), due)
        self._courier.begin(now)

    def _later(self, errand: Errand, due: float) -> None:
        """What is not due in the one round that is made stays for the next, as the state has it."""
        if not self._once or due <= self._clock.now():
            self._agenda.put(errand, due)

    def _over(self, end: float | None) -> bool:
        if self._stopping or (end is not None and self._clock.now() >= end):
            return True
        if not self._once or self._net.under_way or self._ledger.under_way:
            return False
        soonest = self._agenda.next_time()
        return soonest is None or soonest > self._clock.now() + PATIENCE

    def _until(self, end: float | None) -> float | None:
        times = [end, self._courier.next_time(sending=self._net.free)]
        if self._net.free:
            times.append(self._agenda.next_time(self._allow))
        return min((t for t in times if t is not None), default=None)

    def _start(self) -> None:
        now = self._clock.now()
        self._courier.start(now, self._net, self._ledger)
        while self._net.free and not self._stopping:
            errand = self._agenda.take(now, self._allow)
            if errand is None:
                return
            try:
                self._launch(errand, now)
            except ReadoutsError:
                raise
            except Exception as error:  # an address or rules that some library cannot take
                _LOG.exception("%s", errand)
                self._agenda.free(host_of(errand.at), now + self.settings.gap)
                self._broken(errand, plainly(error))

    def _allow(self, errand: Errand) -> bool:
        return (errand.what != "item" or self._keeping < AHEAD) and self._shares.allow(errand)

    def _finish(self) -> None:
        """What is being kept is waited for; then everybody is told, once, of what there is."""
        self._ledger.drop()
        while self._ledger.under_way or self._courier.busy:
            event = self._clock.wait(self._events, None, True)
            if isinstance(event, Taken | Told | Sent):
                self._handle(event)
        self._courier.finish()

    def _handle(self, event: Event) -> None:
        if isinstance(event, Answered):
            self._net.over()
            self._shares.over(event.errand)
            try:
                self._answered(event)
            except ReadoutsError:
                raise  # the state or the ledger, without which nothing goes on
            except Exception as error:  # what one site sends is not to stop the others
                _LOG.exception("%s", event.errand)
                self._agenda.free(host_of(event.errand.at), self._clock.now() + self.settings.gap)
                self._broken(event.errand, plainly(error))
        elif isinstance(event, Taken):
            self._ledger.over()
            self._keeping -= 1
            self._shares.kept(event.owner)
            self._taken(event)
        elif isinstance(event, Told):
            self._ledger.over()
            self._courier.told(event)
        elif isinstance(event, Sent):
            self._net.over()
            self._courier.sent(event)

    def _broken(self, errand: Errand, why: str) -> None:
        now = self._clock.now()
        if errand.what == "robots":
            for waiting in self._sites.answered(errand, UnansweredError(errand.at, why, lasting=False), now):
                self._agenda.put(waiting, _BEGUN)
        elif errand.what == "feed":
            self._feed_failed(errand.key, why, now, 0.0)
        else:
            self._articles.broken(errand, why, now)

    # asking

    def _launch(self, errand: Errand, now: float) -> None:
        host = host_of(errand.at)
        headers: Mapping[str, str] = {}
        if errand.what != "robots":
            if errand.what == "item" and not self._articles.valid(errand, now):
                self._agenda.free(host, 0.0)
                return
            rules = self._sites.rules(origin_of(errand.at), now)
            if rules is None:
                asking = self._sites.park(errand)
                if asking is None:  # somebody waits for them already
                    self._agenda.free(host, 0.0)
                    return
                errand = asking
            elif not rules.allow(errand.at):
                self._agenda.free(host, 0.0)
                self._kept_out(errand, rules, now)
                return
            else:
                headers = self._sent_for(errand)
        kind = self._followed[errand.key].kind if errand.what == "feed" else None
        self._shares.begun(errand)
        self._net.do(
            partial(asked, errand, kind, headers, self.settings, self._resolver),
            lambda e: Answered(errand, UnansweredError(errand.at, plainly(e), lasting=False)),
        )

    def _sent_for(self, errand: Errand) -> dict[str, str]:
        if errand.what == "feed":
            return visits.conditional(self._feeds[errand.key], errand)
        return self._articles.sent_for(errand)

    # answers

    def _answered(self, event: Answered) -> None:
        now, errand, got = self._clock.now(), event.errand, event.got
        host = host_of(errand.at)
        self._agenda.free(host, now + max(self.settings.gap, self._sites.delay(errand.at)))
        rest = 0.0
        if isinstance(got, Fetched) and got.status in (429, 503):
            rest = retry_after(got.headers.get("retry-after"), now) or 0.0
            if rest > self.settings.gap:
                self._agenda.rest(host, now + rest)
                self.state.put_rest(host, now + rest)
        if isinstance(got, Fetched) and got.status in REDIRECTS and got.headers.get("location"):
            astray = self._onward(errand, got)
            if astray is None:
                return
            got = astray
        if errand.what == "robots":
            for waiting in self._sites.answered(errand, got, now):
                self._agenda.put(waiting, _BEGUN)
        elif errand.what == "feed":
            self._feed(errand, got, event.listing, now, rest)
        else:
            self._articles.answered(errand, got, now, rest)

    def _onward(self, errand: Errand, got: Fetched) -> UnansweredError | None:
        """A redirect is a request of its own: it waits for its host, its robots.txt and the guard like any other."""
        to = web_address(got.url, got.headers["location"])
        if to is None:
            return UnansweredError(errand.at, "it redirects to no web address", lasting=errand.what != "robots")
        if errand.hops >= visits.MOST_HOPS:
            return UnansweredError(errand.at, f"more than {visits.MOST_HOPS} redirects", lasting=False)
        if errand.what == "feed" and got.status in (301, 308) and errand.key not in self._moved:
            self._moved.add(errand.key)
            self._listener.notice(f"{self._followed[errand.key].called}: it moved for good to {to}: write that in the file")
        self._agenda.put(replace(errand, at=to, hops=errand.hops + 1), _BEGUN)
        return None

    def _kept_out(self, errand: Errand, rules: Rules, now: float) -> None:
        why = rules.why or "its robots.txt asks not to read it"
        wait = max(0.0, rules.until - now)
        if errand.what == "feed":
            self._feed_failed(errand.key, why, now, wait)
        else:
            self._articles.kept_out(errand, why, now, wait, passing=rules.text is None and not rules.lasting)

    # feeds

    def _feed(
        self, errand: Errand, got: Fetched | UnansweredError, named: Listing | ReadError | None, now: float, rest: float
    ) -> None:
        if isinstance(got, UnansweredError):
            self._feed_failed(errand.key, got.why, now, rest)
        elif got.status == 304:
            self._feed_good(errand.key, now, None, ())
        elif got.status != 200:
            gone = ": take it out of the file" if got.status == 410 else ""
            self._feed_failed(errand.key, f"it answered {got.status}{gone}", now, rest)
        elif isinstance(named, Listing):
            self._take_in(errand.key, got, named, now)
        else:
            self._feed_failed(errand.key, named.why if named else "it could not be read", now, rest)

    def _take_in(self, url: str, got: Fetched, named: Listing, now: float) -> None:
        followed = self._followed[url]
        items = visits.wanted(followed, named.items)
        known = self.state.items([i.url for i in items])
        room = visits.MOST_WAITING - self.state.backlog(url)
        found = visits.admit(followed, items, known, room, now, self.settings)
        for note in named.notes:
            self._listener.detail(f"{followed.called}: {note}")
        if found.outside:
            self._listener.detail(f"{followed.called}: {found.outside} of its items wait until others are read")
        # With validators, what waits outside would not come again before the feed changes.
        self._feed_good(url, now, None if found.outside else got, (*found.due, *found.seen), forget=bool(found.outside))
        for item in found.due:
            self._articles.named(item)

    def _feed_good(
        self, url: str, now: float, got: Fetched | None, items: tuple[ItemState, ...], *, forget: bool = False
    ) -> None:
        followed, before = self._followed[url], self._feeds[url]
        state = visits.feed_good(before, followed, now, self._rng, got)
        if forget:
            state = replace(state, validator_of="", etag="", modified="")
        self.state.take_in(state, items)
        self._feeds[url] = state
        self._agenda.forget(now)
        self.tally.feeds += 1
        if before.failures:
            self._listener.notice(f"{followed.called}: it answers again")
        self._later(to_feed(url), state.next_at)

    def _feed_failed(self, url: str, why: str, now: float, rest: float) -> None:
        followed = self._followed[url]
        state = visits.feed_failed(self._feeds[url], followed, why, now, rest, self.settings, self._rng)
        self.state.put_feed(state)
        self._feeds[url] = state
        self.tally.feeds += 1
        self.tally.failed_feeds += 1
        self._listener.notice(f"{followed.called}: {why}; asked again in {span(state.next_at - now)}")
        self._later(to_feed(url), state.next_at)

    # articles

    def _keep(self, item: ItemState, found: Fetched | Failure) -> None:
        self._keeping += 1
        self._shares.keeping(item.feed)
        self._ledger.do(
            partial(taken, item, found, self._keeper, self.settings),
            lambda e: Taken(item.url, item.feed, None, why=plainly(e)),
        )

    def _taken(self, event: Taken) -> None:
        self._articles.taken(event, self._clock.now())
        if event.kept is not None:
            self.tally.count(event.kept)
            self._courier.something_new(event.kept)
            self._listener.kept(event.kept)
