"""The words that are searched, beside the tables: what each store needs to find them fast.

SQLite has FTS5 tables over the texts where they stand (``content=``), so that no text is kept twice. Their rowid is
``documents.n`` or ``accounts.n``:

* ``document_words(title, text)`` and ``account_words(quote)``: words, without case and accents (unicode61)
* ``document_letters(title)`` and ``account_letters(quote)``: any three letters in a row (trigram)

PostgreSQL has ``document_words(n, part, words)`` and ``account_words(n, part, words)`` with a GIN index on the
tsvector, made by the configuration ``simple`` of the ``folded`` text, so that both stores see the same words; a long
text takes several parts. Where the server has ``pg_trgm``, an index over ``lower(title)`` and ``lower(quote)`` finds
letters; where it has not, the same queries work, more slowly.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, text

from readouts.ledger.columns import Columns
from readouts.ledger.parts import parts

# A tsvector holds at most 1 MB; a part of this many characters is always below it.
_PART = 150_000
WORDS = {"documents": "document_words", "accounts": "account_words"}
_SQLITE = {
    "documents": (
        "INSERT INTO document_words(rowid, title, text) VALUES (:n, :title, :text)",
        "INSERT INTO document_letters(rowid, title) VALUES (:n, :title)",
    ),
    "accounts": (
        "INSERT INTO account_words(rowid, quote) VALUES (:n, :quote)",
        "INSERT INTO account_letters(rowid, quote) VALUES (:n, :quote)",
    ),
}
_POSTGRES = "INSERT INTO {table}(n, part, words) VALUES (:n, :part, to_tsvector('simple', :words))"


def folded(words: str) -> str:
    """Words as they are searched: lower case, without accents, one space for all that is neither letter nor digit.

    >>> folded("Sergei Lavrov's «Éléments», 21-22 May")
    'sergei lavrov s elements 21 22 may'
    """
    plain = (c for c in unicodedata.normalize("NFKD", words.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())


def index_sqlite(connection: Connection, table: str, found: Sequence[Columns]) -> None:
    """Put the words of new rows into the FTS5 tables."""
    for statement in _SQLITE.get(table, ()):
        connection.execute(text(statement), list(found))


def index_postgres(connection: Connection, table: str, found: Sequence[Columns]) -> None:
    """Put the words of new rows into the tables of tsvectors."""
    if table not in WORDS:
        return
    statement = text(_POSTGRES.format(table=WORDS[table]))
    for some in parts(_worded(table, found), 200):
        connection.execute(statement, some)


def _worded(table: str, found: Sequence[Columns]) -> Iterator[Columns]:
    for c in found:
        words = folded(f"{c['title']}\n{c['text']}" if table == "documents" else c["quote"])
        for part, piece in enumerate(_pieces(words)):
            yield {"n": c["n"], "part": part, "words": piece}


def _pieces(words: str) -> Iterator[str]:
    """The text in pieces short enough for a tsvector, cut between words; an overlong word is cut to what can be kept."""
    start = 0
    while start < len(words):
        end = len(words)
        if end - start > _PART:
            end = words.rfind(" ", start, start + _PART)
            end = end if end > start else start + _PART
        # No word of more than 2 kB fits a tsvector, and none of a language is that long.
        yield " ".join(w[:400] for w in words[start:end].split())
        start = end
