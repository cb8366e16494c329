"""Telling what changed: when, to whom, and again where it did not arrive."""

from __future__ import annotations

import json
import math
import random
from functools import partial

from readouts.engine.keeping import Kept
from readouts.errors import LedgerError
from readouts.feeds import sending
from readouts.feeds.listener import Listener
from readouts.feeds.pacing import wait_after
from readouts.feeds.settings import FeedsError, Settings
from readouts.feeds.state import Message, State
from readouts.feeds.telling import changed
from readouts.feeds.work import Clock, Sent, Told, Workers, plainly
from readouts.ledger import Store
from readouts.read.guard import Resolver

ROUND, DIGEST = "round", "digest"
_FIRST_WAIT, _LONGEST_WAIT = 15.0, 6 * 3600.0


class Courier:
    """Makes reports and brings them to webhooks and mailboxes. The outbox is in the state: nothing is lost with the process."""

    def __init__(
        self, settings: Settings, store: Store, state: State, listener: Listener, clock: Clock,
        agent: str, resolver: Resolver | None, rng: random.Random,
    ) -> None:  # fmt: skip
        self._settings, self._store, self._state, self._listener = settings, store, state, listener
        self._clock, self._agent, self._resolver, self._rng = clock, agent, resolver, rng
        self._hooks = {h.url: (h, sending.secret_of(h)) for h in settings.webhooks}
        self._mail = settings.mail
        self._password = sending.password_of(settings.mail) if settings.mail else ""
        self._outbox: dict[str, float] = {}
        self._under_way: set[str] = set()
        self._asked: set[str] = set()
        self._news = True  # what a killed process did not tell
        self._next = {ROUND: 0.0, DIGEST: 0.0}

    @property
    def busy(self) -> bool:
        """True while a message is on its way."""
        return bool(self._under_way)

    def begin(self, now: float) -> None:
        """A ledger's first watcher tells of what comes from now on; a later one goes on where that was."""
        with self._store.reading() as ledger:
            seq = ledger.seq
        for channel in self._channels():
            told = self._state.told(channel)
            if told is None:
                self._state.tell(channel, seq, now)
            elif told[0] > seq:
                raise FeedsError(
                    f"{self._state.where}: it belongs to a ledger that had more than this one has: "
                    "bring that back, or move this away to read all feeds anew"
                )
            self._next[channel] = (told[1] if told else now) + self._every(channel)
        self._outbox = {t: min(at, now + _LONGEST_WAIT) for t, at in self._state.outbox().items() if self._known(t)}

    def _channels(self) -> tuple[str, ...]:
        return (ROUND, DIGEST) if self._mail else (ROUND,)

    def _every(self, channel: str) -> float:
        return self._mail.every if channel == DIGEST and self._mail else self._settings.report

    def _known(self, target: str) -> bool:
        return target in self._hooks or (target == sending.MAIL and self._mail is not None)

    def something_new(self, kept: Kept) -> None:
        """The ledger has got something, so that there may be something to tell."""
        self._news = self._news or kept.outcome not in ("known", "failed")

    def next_time(self, *, sending: bool) -> float | None:
        """When there is next something to do; without ``sending`` nobody is free to bring messages."""
        times = [at for target, at in self._outbox.items() if sending and target not in self._under_way]
        times += [self._next[c] for c in self._channels() if c not in self._asked and (c == DIGEST or self._news)]
        return min(times, default=None)

    def start(self, now: float, net: Workers, ledger: Workers) -> None:
        """Begin what is due: reports are made where the ledger is, messages leave where the network is."""
        for channel in self._channels():
            if channel not in self._asked and now >= self._next[channel] and (channel == DIGEST or self._news):
                self._asked.add(channel)
                ledger.do(partial(self._make, channel, self._since(channel)), partial(_no_report, channel))
        for target, at in self._outbox.items():
            if at <= now and target not in self._under_way and net.free:
                message = self._state.first_message(target)
                if message is not None:
                    self._under_way.add(target)
                    net.do(partial(self._send, message, now), partial(_no_arrival, message))

    def _since(self, channel: str) -> int:
        told = self._state.told(channel)
        return told[0] if told else 0

    def _make(self, channel: str, since: int) -> Told:
        seq, record = changed(self._store, since, channel, self._state.where)
        return Told(channel, seq, record)

    def told(self, event: Told) -> None:
        """A report is made: show it, and put it into the outbox in one step with the note that it was made."""
        now = self._clock.now()
        self._asked.discard(event.channel)
        self._next[event.channel] = now + self._every(event.channel)
        if event.why:
            self._listener.notice(f"what changed cannot be told ({event.why}); tried again later")
            return
        if event.channel == ROUND:
            self._news = False
        targets = [sending.MAIL] if event.channel == DIGEST else list(self._hooks)
        messages = {}
        if event.record is not None:
            if event.channel == ROUND:
                self._listener.report(event.record)
            body = json.dumps(event.record, ensure_ascii=False)
            messages = dict.fromkeys(targets, body)
        self._state.tell(event.channel, event.seq, now, messages, event.record["id"] if event.record else "")
        for target in messages:
            self._outbox.setdefault(target, now)

    def _send(self, message: Message, now: float) -> Sent:
        if message.target == sending.MAIL and self._mail is not None:
            return Sent(message, sending.mail_it(self._mail, self._password, message))
        webhook, secret = self._hooks[message.target]
        return Sent(message, sending.post(webhook, secret, message, now, self._agent, self._resolver))

    def sent(self, event: Sent) -> None:
        """A message was tried: the next of its target follows, or it is tried again after a while."""
        now, message = self._clock.now(), event.message
        self._under_way.discard(message.target)
        if not event.why:
            self._state.sent(message.n)
            following = self._state.first_message(message.target)
            if following is None:
                self._outbox.pop(message.target, None)
            else:
                self._outbox[message.target] = now
            return
        at = now + wait_after(message.tries, _FIRST_WAIT, _LONGEST_WAIT, self._rng)
        self._state.not_sent(message, at, event.why)
        self._outbox[message.target] = at
        who = "the digest" if message.target == sending.MAIL else message.target
        self._listener.notice(f"{who}: not delivered ({event.why}); it is kept, and tried again")

    def finish(self) -> None:
        """At the end: tell of what there is, try each target that is due once more, and say what is left."""
        for channel in self._channels():
            if self._news if channel == ROUND else self._clock.now() >= self._next[channel]:
                try:
                    self.told(self._make(channel, self._since(channel)))
                except LedgerError as error:
                    self.told(Told(channel, 0, why=str(error)))
        for target in list(self._outbox):
            while self._outbox.get(target, math.inf) <= self._clock.now():
                message = self._state.first_message(target)
                if message is None:
                    break
                self.sent(self._send(message, self._clock.now()))
        for target, n, why in self._state.unsent():
            gone = "" if self._known(target) else "; it is in the file no more"
            self._listener.notice(f"{target}: {n} still to be delivered{f' ({why})' if why else ''}{gone}")


def _no_report(channel: str, error: Exception) -> Told:
    return Told(channel, 0, why=plainly(error))


def _no_arrival(message: Message, error: Exception) -> Sent:
    return Sent(message, plainly(error))
