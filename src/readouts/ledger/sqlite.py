"""A ledger in one SQLite file: WAL, so that readers and the writer do not wait for each other, and FTS5 for words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, create_engine, event, text

from readouts.errors import LedgerError
from readouts.ledger.backup import new_file
from readouts.ledger.columns import Columns
from readouts.ledger.rows import Damage
from readouts.ledger.store import SqlStore
from readouts.ledger.words import index_sqlite

# A writer holds the file for one document's rows; two minutes is a whole import by somebody else.
_PATIENCE_S = 120
_INDEXES = ("document_words", "document_letters", "account_words", "account_letters")


class SqliteStore(SqlStore):
    """Keeps a ledger in one file. ``open_store`` makes them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        url = URL.create("sqlite", database=str(path))
        engine = create_engine(url, connect_args={"timeout": _PATIENCE_S}, max_overflow=-1)
        event.listen(engine, "connect", _settle)
        event.listen(engine, "begin", _begin)
        super().__init__(engine, str(path))

    def read_options(self, connection: Connection) -> None:
        """Readers see the moment of their first query."""
        connection.execution_options(readouts_begin="BEGIN")

    def write_options(self, connection: Connection) -> None:
        """The writer takes the file's lock as it begins, and so never has to give up half way."""
        connection.execution_options(readouts_begin="BEGIN IMMEDIATE")

    def lock(self, connection: Connection) -> None:
        """BEGIN IMMEDIATE has it already."""

    def index(self, connection: Connection, table: str, found: Sequence[Columns]) -> None:
        """Put the words of new rows into the FTS5 tables."""
        index_sqlite(connection, table, found)

    def advice(self, why: str) -> str:
        """What SQLite said, in words that say what to do."""
        known = {
            "file is not a database": "it is no SQLite file: name another",
            "unable to open database file": "the file cannot be opened: is its folder there, and may you write in it?",
            "attempt to write a readonly database": "it cannot be written: check its permissions",
            "database is locked": "another program keeps it locked: wait until that is done",
            "database or disk is full": "the disk is full: make room",
            "database disk image is malformed": "the file is damaged: restore a backup",
        }
        return known.get(why, why)

    def damage(self, connection: Connection) -> Iterator[Damage]:
        """SQLite's own check of the file, then of each search index against the texts."""
        try:
            for (line,) in connection.execute(text("PRAGMA integrity_check(100)")):
                if line != "ok":
                    yield Damage("file", str(self.path), "file", " ".join(str(line).split()))
        except Exception as error:  # whatever stops the check is what it looks for
            yield Damage("file", str(self.path), "file", " ".join(str(getattr(error, "orig", error)).split()))
            return
        yield from self._index_damage()

    def _index_damage(self) -> Iterator[Damage]:
        """FTS5 checks an index by an INSERT that writes nothing; it still needs a connection that may write."""
        with sqlite3.connect(self.path, timeout=_PATIENCE_S, isolation_level=None) as raw:
            for name in _INDEXES:
                try:
                    raw.execute(f"INSERT INTO {name}({name}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
                except sqlite3.DatabaseError as error:
                    yield Damage(name, "*", "index", f"it does not match the texts ({error})")
        raw.close()

    def backup(self, target: Path) -> None:
        """Copy the file page by page, as of one moment, while others go on."""
        with new_file(target) as unfinished:
            try:
                source = sqlite3.connect(self.path, timeout=_PATIENCE_S)
                copy = sqlite3.connect(unfinished)
                source.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it, until it is opened
            except sqlite3.Error as error:
                raise LedgerError(f"{target}: {self.advice(str(error))}") from error
            finally:
                copy.close()
                source.close()


def _settle(raw: Any, _: Any) -> None:
    """Every new connection: BEGIN is ours to say, foreign keys hold, and a commit is on the disk."""
    raw.isolation_level = None
    for pragma in ("foreign_keys=ON", "synchronous=FULL", "temp_store=MEMORY", "cache_size=-32000", "wal_autocheckpoint=4000"):
        raw.execute(f"PRAGMA {pragma}")
    if raw.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        raw.execute("PRAGMA journal_mode=WAL")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("readouts_begin", "BEGIN"))
