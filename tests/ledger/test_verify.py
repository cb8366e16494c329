"""Every kind of damage that somebody plants is found, and said to be what it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from readouts.errors import LedgerError
from readouts.ledger import Store, open_store
from tests.ledger.making import fill, numbered

# What is done to the ledger, and the kind (with the table) that verify must report.
PLANTED = {
    "a quote changed": ("UPDATE accounts SET quote = 'had refused to run the night ferry' WHERE seq = 1", "accounts", "anchor"),
    "an account moved": ("UPDATE accounts SET start = start + 1, stop = stop + 1 WHERE seq = 1", "accounts", "anchor"),
    "an account past the end": ("UPDATE accounts SET start = 90000, stop = 90010 WHERE seq = 1", "accounts", "anchor"),
    "the text changed": ("UPDATE documents SET text = replace(text, 'agreed', 'argued') WHERE seq = 1", "accounts", "anchor"),
    "the text changed elsewhere": ("UPDATE documents SET text = text || '!' WHERE seq = 1", "documents", "hash"),
    "the title changed": ("UPDATE documents SET title = 'No ferry' WHERE seq = 1", "documents", "hash"),
    "a date changed": ("UPDATE documents SET published = '2030-01-01' WHERE seq = 1", "transactions", "hash"),
    "a span moved": ("UPDATE spans SET start = start + 1 WHERE role = 'cue'", "spans", "anchor"),
    "a span's quote changed": ("UPDATE spans SET quote = 'x' WHERE role = 'source'", "spans", "anchor"),
    "a span and its quote moved": (
        "UPDATE spans SET start = 9, stop = 12, quote = (SELECT substr(text, 10, 3) FROM documents d WHERE d.key = spans.doc)"
        " WHERE role = 'source'", "spans", "record"),
    "a span taken away": ("DELETE FROM spans WHERE role = 'content' AND n = 1", "spans", "rows"),
    "a relation's anchor": (
        "UPDATE relations SET record = replace(record, 'denies that', 'admits that') WHERE kind = 'shift'",
        "relations", "anchor"),
    "a relation's account": (
        "UPDATE relations SET accounts = '[\"nobody\",\"noone\"]' WHERE kind = 'contradiction'",
        "relations", "foreign_key"),
    "a relation unreadable": ("UPDATE relations SET record = '{' WHERE kind = 'shift'", "relations", "record"),
    "a stance changed": ("UPDATE accounts SET stance = 'denies' WHERE seq = 1", "accounts", "record"),
    "a record changed": ("UPDATE accounts SET record = replace(record, 'affirms', 'denies') WHERE seq = 1", "accounts", "record"),
    "a record unreadable": ("UPDATE accounts SET record = '{}' WHERE seq = 1", "accounts", "record"),
    "both changed": (
        "UPDATE accounts SET stance = 'denies', record = replace(record, 'affirms', 'denies') WHERE seq = 1", "transactions", "hash"),
    "a vector changed": ("UPDATE accounts SET vector = NULL WHERE seq = 1", "transactions", "hash"),
    "an engine renamed": ("UPDATE engines SET names = '[\"rules 9\"]'", "engines", "hash"),
    "a snapshot's source": ("UPDATE snapshots SET source = 'elsewhere' WHERE seq = 1", "snapshots", "hash"),
    "a judgement changed": ("UPDATE judgements SET verdict = 'accept'", "judgements", "hash"),
    "a judgement taken away": ("DELETE FROM judgements", "transactions", "rows"),
    "a link redirected": ("UPDATE links SET agreement = NULL WHERE seq = 2", "transactions", "hash"),
    "a link to nothing": ("UPDATE links SET agreement = 'nothing' WHERE seq = 2", "links", "foreign_key"),
    "a document taken away": ("DELETE FROM documents WHERE seq = 2", "accounts", "foreign_key"),
    "an account taken away": ("DELETE FROM accounts WHERE seq = 2", "links", "foreign_key"),
    "a batch taken away": ("DELETE FROM batches WHERE seq = 2", "relations", "foreign_key"),
    "a similarity changed": ("UPDATE copies SET similarity = 0.5", "transactions", "hash"),
    "a fingerprint slipped in": (
        "INSERT INTO fingerprints(value, doc, seq) SELECT 99, key, 1 FROM documents WHERE seq = 1",
        "transactions", "rows"),
    "a failure hidden": ("DELETE FROM failures WHERE seq = 1", "transactions", "rows"),
    "a transaction's time": ("UPDATE transactions SET at = '2031-03-03T08:00:00.000000Z' WHERE seq = 1", "transactions", "hash"),
    "a transaction's author": ("UPDATE transactions SET author = 'eve' WHERE seq = 4", "transactions", "hash"),
    "a transaction taken away": ("DELETE FROM transactions WHERE seq = 2", "transactions", "hash"),
    "times out of order": ("UPDATE transactions SET at = '2040-01-01T00:00:00.000000Z' WHERE seq = 2", "transactions", "hash"),
    "a table taken away": ("DROP TABLE fingerprints", "fingerprints", "schema"),
}  # fmt: skip


@pytest.fixture
def store(where: str) -> Iterator[Store]:
    opened = open_store(where)
    fill(opened)
    with opened.writing("add", "readouts") as w:
        w.add(*(row for n in range(5) for row in numbered(n)))
    yield opened
    opened.close()


def _do(where: str, statement: str) -> None:
    """Change a ledger behind its back, with nothing that would stop it."""
    if "://" in where:
        engine = create_engine(where.replace("postgresql://", "postgresql+psycopg://"))
        with engine.begin() as connection:
            connection.execute(text("SET session_replication_role = replica"))
            connection.exec_driver_sql(statement)
        engine.dispose()
        return
    raw = sqlite3.connect(where)
    raw.execute("PRAGMA foreign_keys=OFF")
    with raw:
        raw.execute(statement)
    raw.close()


def test_a_sound_ledger_has_no_damage(store: Store) -> None:
    assert list(store.verify()) == []


@pytest.mark.parametrize("what", PLANTED)
def test_planted_damage_is_found(store: Store, where: str, what: str) -> None:
    statement, table, kind = PLANTED[what]
    if "://" in where and statement.startswith(("DELETE FROM documents", "DELETE FROM accounts")):
        _do(where, f"DELETE FROM {'document' if 'documents' in statement else 'account'}_words")
    _do(where, statement)
    found = list(store.verify())
    assert (table, kind) in {(d.table, d.kind) for d in found}, "\n".join(map(str, found))


def test_an_index_that_lost_words_is_found(store: Store, where: str) -> None:
    if "://" in where:
        _do(where, "DELETE FROM account_words WHERE n = 2")
    else:
        _do(where, "INSERT INTO account_words(account_words, rowid, quote) SELECT 'delete', n, quote FROM accounts WHERE n = 2")
    assert {(d.table, d.kind) for d in store.verify()} == {("account_words", "index")}


def test_a_file_with_overwritten_pages_is_found(place: Callable[[str], str]) -> None:
    path = Path(place("sqlite"))
    store = open_store(path)
    with store.writing("add", "readouts") as w:
        w.add(*(row for n in range(300) for row in numbered(n)))
    store.close()
    assert not path.with_name(path.name + "-wal").exists()
    with path.open("r+b") as file:
        size = path.stat().st_size
        file.seek(size // 2 // 4096 * 4096)
        file.write(b"\xa5" * 4096 * 4)
    try:
        again = open_store(path)
        found = list(again.verify())
        again.close()
    except LedgerError as error:
        assert "damaged" in str(error)
    else:
        assert "file" in {d.kind for d in found}


def test_another_version_of_the_schema_is_said(store: Store, where: str) -> None:
    _do(where, "UPDATE readouts_schema SET version_num = '0000'")
    assert [(d.table, d.kind) for d in store.verify()] == [("readouts_schema", "schema")]
