"""The tables of a ledger, the same in SQLite and PostgreSQL. What a column means is said in ``rows``.

Foreign keys are checked when a transaction ends, so that rows may be written in any order. Every table leads with
``seq`` in an index of its own: what a transaction wrote, and what came after it, is read without a scan.
The words that are searched stand beside these tables, in ``words``.

Ids are hashes, so a table that SQLite sorts by them (``sqlite_with_rowid=False``) takes each new row on another page:
that is for small rows that are looked up by their key. Large rows are appended.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeEngine

metadata = MetaData()
# Ids and times compare byte by byte in both stores, whatever the language of the server.
Name: TypeEngine[str] = String().with_variant(String(collation="C"), "postgresql")


def _to(column: str) -> ForeignKey:
    return ForeignKey(column, deferrable=True, initially="DEFERRED")


def _seq(**options: Any) -> Column[int]:
    return Column("seq", Integer, _to("transactions.seq"), nullable=False, **options)


transactions = Table(
    "transactions", metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Name, nullable=False, index=True),
    Column("kind", Name, nullable=False),
    Column("author", Name, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("content", Name, nullable=False),
    Column("chain", Name, nullable=False),
)  # fmt: skip

engines = Table(
    "engines", metadata,
    Column("id", Name, primary_key=True),
    Column("names", Text, nullable=False),
    Column("settings", Text, nullable=False),
    _seq(index=True),
)  # fmt: skip

documents = Table(
    "documents", metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("key", Name, nullable=False, unique=True),
    Column("digest", Name, nullable=False),
    Column("name", Name, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("published", Name, index=True),
    Column("url", Name),
    Column("publisher", Name, index=True),
    Column("kind", Name, nullable=False),
    Column("language", Name),
    Column("story", Name),
    Column("layout", Text, nullable=False),
    _seq(index=True),
)  # fmt: skip

snapshots = Table(
    "snapshots", metadata,
    Column("id", Name, primary_key=True),
    Column("source", Name, nullable=False, index=True),
    Column("doc", Name, _to("documents.key"), nullable=False, index=True),
    Column("name", Name, nullable=False),
    Column("published", Name),
    Column("publisher", Name),
    Column("url", Name, index=True),
    Column("previous", Name, _to("snapshots.id")),
    Column("read_at", Name),
    _seq(index=True),
)  # fmt: skip

extractions = Table(
    "extractions", metadata,
    Column("doc", Name, _to("documents.key"), primary_key=True),
    _seq(primary_key=True, index=True),
    Column("engine", Name, _to("engines.id"), nullable=False),
    Column("issuer", Name),
    Column("not_assessed", Text),
    sqlite_with_rowid=False,
)  # fmt: skip

attributions = Table(
    "attributions", metadata,
    Column("id", Name, primary_key=True),
    Column("doc", Name, _to("documents.key"), nullable=False, index=True),
    Column("parent", Name, _to("attributions.id"), index=True),
    Column("engine", Name, _to("engines.id"), nullable=False),
    Column("record", Text, nullable=False),
    _seq(index=True),
)  # fmt: skip

accounts = Table(
    "accounts", metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("id", Name, nullable=False, unique=True),
    Column("doc", Name, _to("documents.key"), nullable=False, index=True),
    Column("field", Name, nullable=False),
    Column("start", Integer, nullable=False),
    Column("stop", Integer, nullable=False),
    Column("quote", Text, nullable=False),
    Column("party", Name, nullable=False),
    Column("party_id", Name),
    Column("party_kind", Name),
    Column("speaker", Text, nullable=False),
    Column("speaker_name", Text),
    Column("stance", Name, nullable=False),
    Column("certainty", Double),
    Column("said_from", Name),
    Column("said_to", Name),
    Column("about_from", Name),
    Column("about_to", Name),
    Column("attribution", Name, _to("attributions.id")),
    Column("engine", Name, _to("engines.id"), nullable=False),
    Column("record", Text, nullable=False),
    Column("vector", LargeBinary),
    _seq(index=True),
    Index("ix_accounts_party", "party", "seq"),
)  # fmt: skip

spans = Table(
    "spans", metadata,
    _seq(primary_key=True),
    Column("owner", Name, primary_key=True),
    Column("role", Name, primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("doc", Name, _to("documents.key"), nullable=False),
    Column("field", Name, nullable=False),
    Column("start", Integer, nullable=False),
    Column("stop", Integer, nullable=False),
    Column("quote", Text, nullable=False),
    sqlite_with_rowid=False,
)  # fmt: skip

agreements = Table(
    "agreements", metadata,
    Column("id", Name, primary_key=True),
    Column("label", Text, nullable=False),
    Column("account", Name, _to("accounts.id"), nullable=False),
    Column("engine", Name, _to("engines.id"), nullable=False),
    _seq(index=True),
)  # fmt: skip

links = Table(
    "links", metadata,
    Column("account", Name, _to("accounts.id"), primary_key=True),
    _seq(primary_key=True, index=True),
    Column("agreement", Name, _to("agreements.id")),
    Column("engine", Name, _to("engines.id")),
    Column("judgement", Name, _to("judgements.id")),
    Column("score", Double),
    Column("reasons", Text, nullable=False),
    Index("ix_links_agreement", "agreement", "account"),
    sqlite_with_rowid=False,
)  # fmt: skip

batches = Table(
    "batches", metadata,
    Column("subject", Name, primary_key=True),
    _seq(primary_key=True, index=True),
    Column("agreement", Name, _to("agreements.id")),
    Column("doc", Name, _to("documents.key")),
    Column("engine", Name, _to("engines.id"), nullable=False),
    sqlite_with_rowid=False,
)  # fmt: skip

relations = Table(
    "relations", metadata,
    Column("subject", Name, primary_key=True),
    _seq(primary_key=True, index=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("kind", Name, nullable=False),
    Column("accounts", Text, nullable=False),
    Column("record", Text, nullable=False),
    ForeignKeyConstraint(
        ["subject", "seq"], ["batches.subject", "batches.seq"], deferrable=True, initially="DEFERRED"
    ),
    sqlite_with_rowid=False,
)  # fmt: skip

copies = Table(
    "copies", metadata,
    Column("doc", Name, _to("documents.key"), primary_key=True),
    _seq(primary_key=True, index=True),
    Column("of", Name, _to("documents.key"), index=True),
    Column("similarity", Double, nullable=False),
    Column("engine", Name, _to("engines.id"), nullable=False),
    sqlite_with_rowid=False,
)  # fmt: skip

fingerprints = Table(
    "fingerprints", metadata,
    Column("value", BigInteger, primary_key=True, autoincrement=False),
    Column("doc", Name, _to("documents.key"), primary_key=True),
    _seq(index=True),
    sqlite_with_rowid=False,
)  # fmt: skip

failures = Table(
    "failures", metadata,
    Column("source", Name, primary_key=True),
    Column("stage", Name, primary_key=True),
    _seq(primary_key=True, index=True),
    Column("doc", Name, _to("documents.key")),
    Column("reason", Text, nullable=False),
    sqlite_with_rowid=False,
)  # fmt: skip

judgements = Table(
    "judgements", metadata,
    Column("id", Name, primary_key=True),
    Column("author", Name, nullable=False, index=True),
    Column("at", Name, nullable=False),
    Column("target_kind", Name, nullable=False),
    Column("target", Name, nullable=False, index=True),
    Column("verdict", Name, nullable=False),
    Column("value", Text),
    Column("note", Text, nullable=False),
    Column("undoes", Name, _to("judgements.id")),
    _seq(index=True),
)  # fmt: skip

KEPT = tuple(t for t in metadata.tables.values() if t is not transactions)
# Columns that hold JSON, by table: in the database as canonical text, in an export as what they mean.
JSON_COLUMNS = {
    "engines": ("names", "settings"),
    "documents": ("layout",),
    "attributions": ("record",),
    "accounts": ("record",),
    "links": ("reasons",),
    "relations": ("accounts", "record"),
    "judgements": ("value",),
}
# What is numbered anew wherever a row is put, and so is no part of what it says.
LOCAL_COLUMNS = {"documents": ("n",), "accounts": ("n",)}


def logical(table: Table) -> tuple[str, ...]:
    """The columns that say something: all but ``seq``, which the transaction tells, and local row numbers."""
    return tuple(c.name for c in table.columns if c.name not in ("seq", *LOCAL_COLUMNS.get(table.name, ())))
