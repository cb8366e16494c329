"""What survives a restart: which items were seen and kept, when each feed is next asked, what is still to be sent."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, delete, event, func, inspect, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from readouts.feeds import state_tables as t
from readouts.feeds.robots import Rules
from readouts.feeds.settings import DAY, FeedsError

_TAKEN = "another readouts watch is at work on this ledger: end that one first"
_MANY = 400  # parameters in one statement


@dataclass(frozen=True, slots=True)
class FeedState:
    """One feed as it stands: when it is next asked, how often it failed in a row, what tells whether it changed."""

    url: str
    next_at: float
    failures: int = 0
    validator_of: str = ""
    etag: str = ""
    modified: str = ""
    good_at: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class ItemState:
    """One article as it stands. ``next_at`` is when it is asked for; None where it is not to be."""

    url: str
    feed: str
    mark: str
    state: str
    next_at: float | None
    found_at: float
    named_at: float
    tries: int = 0
    visits: int = 0
    asked_at: float | None = None
    validator_of: str = ""
    etag: str = ""
    modified: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """Something that is still to be sent: ``target`` is a webhook's address, or ``mail``."""

    n: int
    id: str
    target: str
    body: str
    tries: int
    next_at: float


def beside(ledger: str) -> str:
    """Where the state of a ledger's feeds is: a file beside a file, the same database on a server.

    >>> beside("talks.ledger")
    'talks.ledger.feeds'
    """
    ledger = ledger.removeprefix("sqlite:///")
    return ledger if "://" in ledger else f"{ledger}.feeds"


class State:
    """The state of one ledger's feeds, for one process at a time; each change is written whole or not at all.

    Raises:
        FeedsError: it cannot be opened, or another process follows feeds for this ledger.
    """

    def __init__(self, where: str) -> None:
        self.where = where if "://" not in where else make_url(where).render_as_string(hide_password=True)
        self._engine = _engine(where)
        self._connection: Connection | None = None
        try:
            self._connection = self._engine.connect()
            self._claim()
        except BaseException as error:
            self.close()
            if isinstance(error, OperationalError) and "locked" in str(error.orig):
                raise FeedsError(f"{self.where}: {_TAKEN}") from None
            if isinstance(error, SQLAlchemyError):
                raise FeedsError(f"{self.where}: the state of the feeds cannot be opened ({_reason(error)})") from None
            raise

    def close(self) -> None:
        """Let go of the state; another process may follow the feeds then."""
        if self._connection is not None:
            with suppress(SQLAlchemyError):
                self._connection.close()
        self._engine.dispose()

    @contextmanager
    def _changing(self) -> Iterator[Connection]:
        assert self._connection is not None
        try:
            with self._connection.begin():
                yield self._connection
        except SQLAlchemyError as error:
            raise FeedsError(f"{self.where}: the state of the feeds cannot be read or written ({_reason(error)})") from error

    def _claim(self) -> None:
        """Make this process the only one: by SQLite's own lock, or PostgreSQL's. Both end with the process."""
        assert self._connection is not None
        if self._engine.dialect.name == "postgresql":
            with self._connection.begin():
                query = "SELECT pg_try_advisory_lock(hashtextextended(current_schema() || '.readouts_feeds', 0))"
                if not self._connection.execute(text(query)).scalar_one():
                    raise FeedsError(f"{self.where}: {_TAKEN}")
        with self._connection.begin():
            if not inspect(self._connection).has_table(t.schema.name):
                t.metadata.create_all(self._connection)
                self._connection.execute(t.schema.insert().values(version=t.VERSION))
            version = self._connection.execute(select(t.schema.c.version)).scalar_one()
            self._connection.execute(update(t.schema).values(version=version))  # the lock comes with a write
        if version > t.VERSION:
            raise FeedsError(f"{self.where}: a newer readouts made this (version {version}): upgrade readouts")

    # feeds and items

    def feeds(self) -> dict[str, FeedState]:
        """Every feed that was ever asked, by address."""
        with self._changing() as c:
            return {r["url"]: FeedState(**r) for r in c.execute(select(t.feeds)).mappings()}

    def waiting(self) -> list[tuple[str, str, float]]:
        """The articles that are to be asked for: address, feed, and when."""
        i = t.items.c
        query = select(i.url, i.feed, i.next_at).where(i.next_at.is_not(None)).order_by(i.next_at)
        with self._changing() as c:
            return [(r.url, r.feed, r.next_at) for r in c.execute(query)]

    def backlog(self, feed: str) -> int:
        """How many articles of a feed wait to be read for the first time, or again after a change."""
        query = select(func.count()).where(t.items.c.feed == feed, t.items.c.state == "waiting")
        with self._changing() as c:
            return int(c.execute(query).scalar_one())

    def items(self, urls: Collection[str]) -> dict[str, ItemState]:
        """Those of these articles that are known."""
        wanted, out = list(urls), {}
        with self._changing() as c:
            for n in range(0, len(wanted), _MANY):
                query = select(t.items).where(t.items.c.url.in_(wanted[n : n + _MANY]))
                out.update({r["url"]: ItemState(**r) for r in c.execute(query).mappings()})
        return out

    def item(self, url: str) -> ItemState | None:
        """One article."""
        return self.items([url]).get(url)

    def take_in(self, feed: FeedState, items: Iterable[ItemState]) -> None:
        """Write what a feed answered and the articles that it named, in one step: neither without the other."""
        with self._changing() as c:
            for item in items:
                _put(c, t.items, "url", _row(item))
            _put(c, t.feeds, "url", _row(feed))

    def put_feed(self, feed: FeedState) -> None:
        """Write how a feed stands."""
        self.take_in(feed, ())

    def put_item(self, item: ItemState) -> None:
        """Write how an article stands."""
        with self._changing() as c:
            _put(c, t.items, "url", _row(item))

    def forget(self, now: float, keep_days: float = 400) -> int:
        """Drop articles that no feed has named for long and that wait for nothing; how many."""
        old = (t.items.c.named_at < now - keep_days * DAY) & t.items.c.next_at.is_(None)
        with self._changing() as c:
            c.execute(delete(t.hosts).where(t.hosts.c.rest_until < now))
            c.execute(delete(t.robots).where(t.robots.c.until < now - 30 * DAY))
            return int(c.execute(delete(t.items).where(old)).rowcount)

    # sites

    def rules(self, origin: str) -> Rules | None:
        """What a site asked of robots, as it was last read."""
        with self._changing() as c:
            row = c.execute(select(t.robots).where(t.robots.c.origin == origin)).mappings().first()
        return Rules(**row) if row else None

    def put_rules(self, rules: Rules) -> None:
        """Write what a site asks of robots."""
        with self._changing() as c:
            _put(c, t.robots, "origin", _row(rules))

    def rests(self) -> dict[str, float]:
        """Hosts that wanted to be left alone, and until when."""
        with self._changing() as c:
            return {r.host: r.rest_until for r in c.execute(select(t.hosts))}

    def put_rest(self, host: str, until: float) -> None:
        """Write until when a host wants to be left alone."""
        with self._changing() as c:
            _put(c, t.hosts, "host", {"host": host, "rest_until": until})

    # what was told

    def told(self, channel: str) -> tuple[int, float] | None:
        """Up to which state of the ledger a channel was told, and when."""
        with self._changing() as c:
            row = c.execute(select(t.told).where(t.told.c.channel == channel)).first()
        return (row.seq, row.at) if row else None

    def tell(self, channel: str, seq: int, at: float, messages: Mapping[str, str] | None = None, id_: str = "") -> None:
        """Note that a channel is told up to ``seq``, and put what it is told into the outbox, in one step."""
        with self._changing() as c:
            _put(c, t.told, "channel", {"channel": channel, "seq": seq, "at": at})
            for target, body in (messages or {}).items():
                c.execute(t.outbox.insert().values(id=id_, target=target, body=body, tries=0, next_at=at, why=""))

    def outbox(self) -> dict[str, float]:
        """When the first message to each target is next tried."""
        first = select(func.min(t.outbox.c.n)).group_by(t.outbox.c.target)
        with self._changing() as c:
            rows = c.execute(select(t.outbox.c.target, t.outbox.c.next_at).where(t.outbox.c.n.in_(first)))
            return {r.target: r.next_at for r in rows}

    def first_message(self, target: str) -> Message | None:
        """What is to be sent to a target next: messages go in the order in which they were made."""
        query = select(t.outbox).where(t.outbox.c.target == target).order_by(t.outbox.c.n).limit(1)
        with self._changing() as c:
            row = c.execute(query).mappings().first()
        return Message(**{k: v for k, v in row.items() if k != "why"}) if row else None

    def sent(self, n: int) -> None:
        """A message has arrived."""
        with self._changing() as c:
            c.execute(delete(t.outbox).where(t.outbox.c.n == n))

    def not_sent(self, message: Message, next_at: float, why: str) -> None:
        """A message has not arrived; it stays."""
        values = {"tries": message.tries + 1, "next_at": next_at, "why": _shown(why)}
        with self._changing() as c:
            c.execute(update(t.outbox).where(t.outbox.c.n == message.n).values(**values))

    def unsent(self) -> Sequence[tuple[str, int, str]]:
        """To whom how many messages are still to be sent, and what was wrong with one of them."""
        query = select(t.outbox.c.target, func.count(), func.max(t.outbox.c.why)).group_by(t.outbox.c.target)
        with self._changing() as c:
            return [(r[0], r[1], r[2]) for r in c.execute(query)]


def fresh(feed: FeedState | None, url: str, now: float, longest: float) -> FeedState:
    """A feed's state at the start: one that was never asked is due now, and no clock that jumped delays it for long."""
    if feed is None:
        return FeedState(url, now)
    return replace(feed, next_at=min(feed.next_at, now + longest))


def _put(connection: Connection, table: Any, key: str, row: Mapping[str, Any]) -> None:
    """Write a row in the place of the one with the same key. One process writes here, so that nothing comes between."""
    done = connection.execute(update(table).where(table.c[key] == row[key]).values(**row))
    if not done.rowcount:
        connection.execute(table.insert().values(**row))


def _row(state: FeedState | ItemState | Rules) -> dict[str, Any]:
    """A state as a row. A reason may hold anything that a server said: no database takes all of that."""
    row = asdict(state)
    return {**row, "why": _shown(row["why"])}


def _shown(words: str) -> str:
    return "".join(c if c.isprintable() else " " for c in words)[:300]


def _reason(error: SQLAlchemyError) -> str:
    return " ".join(str(getattr(error, "orig", None) or error).split())[:200]


def _engine(where: str) -> Engine:
    if "://" in where:
        return create_engine(make_url(where).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    path = Path(where)
    if not path.parent.is_dir():
        raise FeedsError(f"{path}: there is no folder {path.parent}: make it first")
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # nobody else on this machine need read it
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": 2}, poolclass=NullPool)
    event.listen(engine, "connect", _alone)
    return engine


def _alone(raw: Any, _: object) -> None:
    # The lock is kept from the first write to the end of the process, however that comes.
    raw.execute("PRAGMA locking_mode=EXCLUSIVE")
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA synchronous=NORMAL")
