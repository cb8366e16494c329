"""The ledger that is kept: documents, accounts, agreements and judgements over months, in SQLite or PostgreSQL."""

from __future__ import annotations

import os
from pathlib import Path

from readouts.ledger.protocol import AsOf, Reading, Store, Writing

__all__ = ["AsOf", "Reading", "Store", "Writing", "open_store"]


def open_store(where: str | Path | None = None, *, create: bool = True) -> Store:
    """Open a ledger: a path or ``sqlite:///`` URL is one file, ``postgresql://`` a server's database.

    Without ``where`` the environment variable ``READOUTS_DB_URL`` says which. A schema of an earlier version is
    brought up to date. With ``create=False`` a ledger that is not there is an error.

    Raises:
        LedgerError: it cannot be opened; the message says why and what to do.
    """
    from readouts.ledger.opening import open_at  # noqa: PLC0415 - SQLAlchemy takes 0.3 s, and --help needs none of it

    return open_at(str(where or os.environ.get("READOUTS_DB_URL", "")), create=create)
