"""What both stores share: one writer at a time, readers that see one moment, errors in one line."""

from __future__ import annotations

import os
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from readouts.errors import LedgerError
from readouts.ledger import lines, migrate
from readouts.ledger import rows as r
from readouts.ledger import tables as t
from readouts.ledger.backup import new_file
from readouts.ledger.columns import Columns
from readouts.ledger.moments import moment, now
from readouts.ledger.protocol import AsOf
from readouts.ledger.reading import SqlReading
from readouts.ledger.verify import damage_in
from readouts.ledger.writing import Inserter, SqlWriting


class SqlStore(ABC):
    """A ledger in a database that SQLAlchemy speaks to."""

    def __init__(self, engine: Engine, where: str) -> None:
        self._engine = engine
        self._where = where
        self._process = os.getpid()
        self._turn = threading.Lock()
        self._writer: int | None = None

    @property
    def where(self) -> str:
        """The file, or the address without its password."""
        return self._where

    @abstractmethod
    def read_options(self, connection: Connection) -> None:
        """Make the connection's next transaction one that reads a single moment."""

    @abstractmethod
    def write_options(self, connection: Connection) -> None:
        """Make the connection's next transaction one that may write."""

    @abstractmethod
    def lock(self, connection: Connection) -> None:
        """Wait, inside the transaction that began, until no other process writes."""

    @abstractmethod
    def index(self, connection: Connection, table: str, found: Sequence[Columns]) -> None:
        """Put the words of new rows into the search index."""

    @abstractmethod
    def damage(self, connection: Connection) -> Iterator[r.Damage]:
        """What the database itself finds wrong with its file or its index."""

    @contextmanager
    def plainly(self) -> Iterator[None]:
        """Whatever the database says comes out as one line."""
        try:
            yield
        except SQLAlchemyError as error:
            cause = getattr(error, "orig", None) or error
            why = " ".join(str(cause).split())[:300]
            raise LedgerError(f"{self._where}: {self.advice(why)}") from error

    def advice(self, why: str) -> str:
        """What the database said, and what to do where that is known."""
        return why

    def connect(self) -> Connection:
        """A connection of this process: what was open before a fork belongs to the parent."""
        if os.getpid() != self._process:
            self._engine.dispose(close=False)
            self._process = os.getpid()
            self._turn, self._writer = threading.Lock(), None
        return self._engine.connect()

    @contextmanager
    def reading_connection(self) -> Iterator[Connection]:
        """A connection inside a transaction that reads one moment."""
        with self.plainly(), self.connect() as connection:
            self.read_options(connection)
            with connection.begin():
                yield connection

    @contextmanager
    def writing_connection(self) -> Iterator[Connection]:
        """A connection inside the one transaction that may write now."""
        if self._writer == threading.get_ident():
            raise LedgerError(f"{self._where}: this thread is writing already: end that block first")
        with self.plainly(), self.connect() as connection, self._turn:
            self._writer = threading.get_ident()
            try:
                self.write_options(connection)
                with connection.begin():
                    self.lock(connection)
                    yield connection
            finally:
                self._writer = None

    @contextmanager
    def reading(self, as_of: AsOf = None) -> Iterator[SqlReading]:
        """Read the ledger as it stands now, or as it stood."""
        with self.reading_connection() as connection:
            yield SqlReading(connection, _seq_of(connection, as_of))

    @contextmanager
    def writing(self, kind: str, author: str, *, at: str | None = None) -> Iterator[SqlWriting]:
        """Write one transaction, all or nothing."""
        with self.writing_connection() as connection:
            last = last_transaction(connection)
            when = moment(at) if at is not None else max(now(), last.at if last else "")
            if last and when < last.at:
                raise LedgerError(f"{self._where}: {at} is before the last transaction ({last.at})")
            writing = SqlWriting(connection, last, self.index, when, kind, author)
            yield writing
            writing.finish()

    def backup(self, target: Path) -> None:
        """Write a consistent copy to a new SQLite file, while others go on."""
        from readouts.ledger.opening import open_at  # noqa: PLC0415 - opening knows the stores, which know this module

        with new_file(target) as unfinished:
            copy = open_at(str(unfinished), create=True)
            try:
                copy.import_lines(self.export_lines())
            finally:
                copy.close()

    def verify(self) -> Iterator[r.Damage]:
        """Everything that is not as it was written."""
        with self.reading_connection() as connection:
            broken = list(self.damage(connection))
            yield from broken
            if not any(d.kind == "file" for d in broken):
                yield from damage_in(connection)

    def export_lines(self) -> Iterator[str]:
        """The whole ledger as JSON lines."""
        with self.reading_connection() as connection:
            yield from lines.written(connection)

    def import_lines(self, given: Iterable[str]) -> int:
        """Fill this empty store from exported lines, all or nothing."""
        with self.writing_connection() as connection:
            if last_transaction(connection):
                raise LedgerError(f"{self._where}: there is a ledger in it already: import into a new one")
            return lines.read_into(given, Inserter(connection, self.index))

    def close(self) -> None:
        """Let go of files and connections."""
        self._engine.dispose()

    def bring_up_to_date(self, *, create: bool) -> None:
        """Make or migrate the tables where their version is not this one's.

        Raises:
            LedgerError: there is no ledger and none may be made, or it was written by a newer version.
        """
        with self.reading_connection() as connection:
            version = migrate.version_of(connection)
        if version == migrate.CURRENT:
            return
        if version is None and not create:
            raise LedgerError(f"{self._where}: there is no ledger there: name another, or add documents first")
        with self.writing_connection() as connection:
            migrate.upgrade(connection, self._where)


def last_transaction(connection: Connection) -> r.Transaction | None:
    """The transaction that ended last; None in an empty ledger."""
    table = t.transactions
    row = connection.execute(select(table).order_by(table.c.seq.desc()).limit(1)).mappings().first()
    return r.Transaction(**row) if row else None


def _seq_of(connection: Connection, as_of: AsOf) -> int:
    table = t.transactions
    last = connection.execute(select(func.max(table.c.seq))).scalar_one() or 0
    if as_of is None:
        return last
    if isinstance(as_of, int):
        return max(0, min(as_of, last))
    query = select(func.max(table.c.seq)).where(table.c.at <= moment(as_of))
    return connection.execute(query).scalar_one() or 0
