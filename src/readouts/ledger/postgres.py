"""A ledger in a PostgreSQL database, for teams: an advisory lock round each write, readers in one snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import URL, Connection, create_engine, text

from readouts.ledger.columns import Columns
from readouts.ledger.rows import Damage
from readouts.ledger.store import SqlStore
from readouts.ledger.words import WORDS, index_postgres

# Locks are numbers that all programs of a database share; the schema tells ledgers beside each other apart.
_LOCK = "SELECT pg_advisory_xact_lock(7234, hashtext(current_schema()))"


class PostgresStore(SqlStore):
    """Keeps a ledger in the first schema of the connection's search path. ``open_store`` makes them."""

    def __init__(self, url: URL) -> None:
        # Before each use a connection is tried: a server that was started again is no error to a reader.
        engine = create_engine(url.set(drivername="postgresql+psycopg"), max_overflow=-1, pool_pre_ping=True)
        super().__init__(engine, url.render_as_string(hide_password=True))

    def read_options(self, connection: Connection) -> None:
        """Readers see one moment, and cannot write."""
        connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def write_options(self, connection: Connection) -> None:
        """Each statement sees what was there when the lock was given."""
        connection.execution_options(isolation_level="READ COMMITTED", postgresql_readonly=False)

    def lock(self, connection: Connection) -> None:
        """One writer at a time, over all processes and machines."""
        connection.execute(text(_LOCK))

    def index(self, connection: Connection, table: str, found: Sequence[Columns]) -> None:
        """Put the words of new rows into the tables of tsvectors."""
        index_postgres(connection, table, found)

    def advice(self, why: str) -> str:
        """What the server said, in words that say what to do."""
        if "Connection refused" in why or "could not translate host name" in why or "failed to resolve host" in why:
            return "no server answers there: is it running, and is the address right?"
        if "password authentication failed" in why or "no password supplied" in why:
            return "the server does not know this user and password"
        return why

    def damage(self, connection: Connection) -> Iterator[Damage]:
        """Rows whose words are not indexed, and words of no row."""
        for table, words in WORDS.items():
            key = "key" if table == "documents" else "id"
            unindexed = f"SELECT {key} FROM {table} x WHERE NOT EXISTS (SELECT 1 FROM {words} w WHERE w.n = x.n)"  # noqa: S608
            for (name,) in connection.execute(text(f"{unindexed} LIMIT 100")):
                yield Damage(words, str(name), "index", "its words cannot be searched")
            lost = f"SELECT n FROM {words} w WHERE NOT EXISTS (SELECT 1 FROM {table} x WHERE x.n = w.n) LIMIT 100"  # noqa: S608
            for (n,) in connection.execute(text(lost)):
                yield Damage(words, str(n), "index", f"there is no such row in {table}")
