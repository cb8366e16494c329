"""From the schema a ledger has to the one of this version. Alembic is loaded only where they differ."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from readouts.errors import LedgerError
from readouts.ledger import tables as t

SCRIPTS = Path(__file__).parent / "migrations"
VERSION_TABLE = "readouts_schema"
# The newest file in migrations/versions; a test compares.
CURRENT = "0002"


def version_of(connection: Connection) -> str | None:
    """The version of the schema; None where there are no tables of a ledger."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608


def upgrade(connection: Connection, where: str, to: str = CURRENT) -> None:
    """Make or migrate the tables, inside the transaction that is open: all of it happens or none.

    Raises:
        LedgerError: a newer version wrote this ledger, or the database holds something else.
    """
    version = version_of(connection)
    if version == to:  # somebody else migrated it while we waited
        return
    if version is None:
        _need_room(connection, where)
    elif version > CURRENT:
        raise LedgerError(f"{where}: a newer readouts wrote it (schema {version}): upgrade readouts to open it")
    from alembic import command  # noqa: PLC0415 - 0.2 s that a ledger of this version does not need
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _need_room(connection: Connection, where: str) -> None:
    """Tables of another program are left alone: in a file of its own all of them, on a server those with our names."""
    there = set(inspect(connection).get_table_names())
    clash = there if connection.dialect.name == "sqlite" else there & set(t.metadata.tables)
    if clash:
        raise LedgerError(in_the_way(where, clash))


def in_the_way(where: str, tables: set[str]) -> str:
    """What to say where tables of another program stand.

    >>> in_the_way("a.db", {"sales"})
    "a.db: it holds something else (a table 'sales'): name another place"
    """
    return f"{where}: it holds something else (a table {min(tables)!r}): name another place"
