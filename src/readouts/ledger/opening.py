"""From a path or an address to the store that keeps it."""

from __future__ import annotations

import importlib.util
import sqlite3
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from readouts.errors import LedgerError
from readouts.ledger.migrate import VERSION_TABLE, in_the_way
from readouts.ledger.postgres import PostgresStore
from readouts.ledger.sqlite import SqliteStore

_POSTGRES = ("postgresql", "postgres", "postgresql+psycopg")


def open_at(where: str, *, create: bool) -> SqliteStore | PostgresStore:
    """Open a ledger, and bring its schema up to date.

    Raises:
        LedgerError: the message says why it cannot be opened and what to do.
    """
    if not where:
        raise LedgerError("no ledger is named: give --ledger FILE, or set READOUTS_DB_URL")
    store = _at_address(where, create=create) if "://" in where else _in_file(Path(where), create=create)
    try:
        store.bring_up_to_date(create=create)
    except BaseException:
        store.close()
        raise
    return store


def _at_address(where: str, *, create: bool) -> SqliteStore | PostgresStore:
    try:
        url: URL = make_url(where)
    except (ArgumentError, ValueError):
        raise LedgerError(f"{where.partition('://')[0]}://...: this address cannot be read") from None
    if url.drivername == "sqlite" and url.database:
        return _in_file(Path(url.database), create=create)
    if url.drivername not in _POSTGRES:
        raise LedgerError(f"{url.drivername}: a ledger is a file, sqlite:///FILE or postgresql://HOST/DATABASE")
    if importlib.util.find_spec("psycopg") is None:
        raise LedgerError("PostgreSQL needs one more package: pip install 'readouts[postgres]'")
    return PostgresStore(url)


def _in_file(path: Path, *, create: bool) -> SqliteStore:
    """The store of a file; SQLite itself would make a file of any name, and say nothing of a missing folder."""
    if path.is_dir():
        raise LedgerError(f"{path}: it is a folder: name a file in it")
    if not path.exists():
        if not create:
            raise LedgerError(f"{path}: there is no such file: name another, or add documents first")
        if not path.parent.is_dir():
            raise LedgerError(f"{path}: there is no folder {path.parent}: make it first")
    elif (names := _tables(path, create=create)) and VERSION_TABLE not in names:
        raise LedgerError(in_the_way(str(path), names))
    return SqliteStore(path)


def _tables(path: Path, *, create: bool) -> set[str]:
    """The tables of a file, by a look that changes nothing in it: a store would set how the file is written."""
    raw = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        names = {str(name) for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.Error:
        return set()  # the store says what is wrong with it
    finally:
        raw.close()
    if not names and not create:
        raise LedgerError(f"{path}: there is no ledger there: name another, or add documents first")
    return names
