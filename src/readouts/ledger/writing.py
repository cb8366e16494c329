"""Writing one transaction: new rows in, what is there already left as it is, and the hash of all of it at the end."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, update

from readouts.errors import LedgerError
from readouts.ledger import columns
from readouts.ledger import rows as r
from readouts.ledger import tables as t
from readouts.ledger.columns import Columns
from readouts.ledger.parts import parts
from readouts.ledger.reading import SqlReading

_AT_ONCE = 400
Indexer = Callable[[Connection, str, Sequence[Columns]], None]
# Rows that correct each other: written only where they say something else than the latest of the same key.
_CORRECTED = {"extractions": ("doc",), "links": ("account",), "copies": ("doc",)}


def content_of(lines: Iterable[str]) -> str:
    """The hash of a transaction's rows, in whatever order they were written."""
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def chain_of(before: str, seq: int, at: str, kind: str, author: str, rows: int, content: str) -> str:
    """The hash that ties a transaction to all before it."""
    return hashlib.sha256(r.canonical([before, seq, at, kind, author, rows, content]).encode()).hexdigest()


class Inserter:
    """Puts columns into their tables, many rows at a time, and their words into the search index."""

    def __init__(self, connection: Connection, index: Indexer) -> None:
        self.connection = connection
        self._index = index
        self._next: dict[str, int] = {}

    def put(self, table: Table, found: Sequence[Columns]) -> None:
        """Insert the rows; those of a table with row numbers get the next ones."""
        if not found:
            return
        if "n" in t.LOCAL_COLUMNS.get(table.name, ()):
            first = self._first(table)
            self._next[table.name] = first + len(found)
            found = [c | {"n": first + n} for n, c in enumerate(found)]
        self.connection.execute(insert(table), found)
        self._index(self.connection, table.name, found)

    def _first(self, table: Table) -> int:
        if table.name not in self._next:
            last = self.connection.execute(select(func.max(table.c.n))).scalar_one()
            self._next[table.name] = (last or 0) + 1
        return self._next[table.name]


class SqlWriting(SqlReading):
    """One transaction under way; it sees what it wrote."""

    def __init__(
        self, connection: Connection, last: r.Transaction | None, index: Indexer, at: str, kind: str, author: str
    ) -> None:
        super().__init__(connection, (last.seq if last else 0) + 1)
        self._about = {"at": at, "kind": kind, "author": author}
        self._before = last.chain if last else ""
        self._inserter = Inserter(connection, index)
        self._begun = False
        self._lines: list[str] = []
        self._texts: dict[str, dict[str, str]] = {}
        self._judged: set[tuple[str, str]] = set()

    def add(self, *rows: r.Row) -> int:
        """Write rows; returns how many were new."""
        for row in rows:
            if isinstance(row, r.KeptDocument):  # before a key is made of it
                columns.check(row.document.title, f"{row.document.id!r}: title")
                columns.check(row.document.text, f"{row.document.id!r}: text")
        try:
            return sum(self._add_group(group) for group in _grouped(rows))
        except UnicodeEncodeError as error:
            raise LedgerError(f"{error.object[:60]!r} holds half a character: take it out of the source") from None

    def _add_group(self, group: list[r.Row]) -> int:
        """Rows of one kind: leave out what is there, then write the rest with its spans."""
        fresh: dict[tuple[Any, ...], r.Row] = {}
        there = self._there(group)
        for row in group:
            key = _key(row)
            if key in fresh and isinstance(row, r.AccountLink | r.Relations | r.Extraction | r.CopyOf):
                raise LedgerError(f"two {type(row).__name__} rows of {key[0]} in one transaction: which one counts?")
            if key not in there:
                fresh.setdefault(key, row)
        put: dict[str, list[Columns]] = defaultdict(list)
        written = 0
        for row in fresh.values():
            self._check(row)
            laid = [(name, c) for name, c in columns.of_row(row, self._text_of)]
            if isinstance(row, r.Fingerprint):
                laid = self._new_values(laid)
            written += bool(laid)
            for name, c in laid:
                self._lines.append(columns.line_of(name, c))
                put[name].append(c | {"seq": self.seq})
        if put:
            self._begin()
        for table in t.KEPT:
            self._inserter.put(table, put[table.name])
        return written

    def _begin(self) -> None:
        """Put the transaction's own row before the rows that point at it, its hashes still to come.

        While SQLite has a reference that leads nowhere yet, each new row costs it a scan of all tables for others that
        waited for this one.
        """
        if not self._begun:
            self._begun = True
            open_row = {"seq": self.seq, **self._about, "rows": 0, "content": "", "chain": ""}
            self.connection.execute(insert(t.transactions), [open_row])

    def _there(self, group: list[r.Row]) -> set[tuple[Any, ...]]:
        """The keys, of those in the group, that need not be written."""
        first = group[0]
        if isinstance(first, r.Relations):
            return {_key(x) for x in group if isinstance(x, r.Relations) and self._stands(x)}
        if isinstance(first, r.FailedSource):
            waiting = {(f.source, f.stage, f.reason) for f in self.failures()}
            return waiting & {_key(x) for x in group}
        if isinstance(first, r.Fingerprint):
            return set()
        name = _TABLE[type(first)]
        table = t.metadata.tables[name]
        if name in _CORRECTED:
            return {_key(x) for x in self._said_already(table, group)}
        key = "key" if name == "documents" else "id"
        found = self._among(select(table.c[key]), table.c[key], [str(_key(x)[0]) for x in group])
        return {(row[key],) for row in found}

    def _stands(self, row: r.Relations) -> bool:
        before = self.relations(agreement=row.agreement, doc=row.doc)
        if before is None or before.engine != row.engine:
            return False
        said = [[x.kind, dict(x.record), list(x.accounts)] for x in before.relations]
        return r.canonical(said) == r.canonical([[x.kind, dict(x.record), list(x.accounts)] for x in row.relations])

    def _said_already(self, table: Table, group: list[r.Row]) -> Iterator[r.Row]:
        """The rows that say what the latest of their key says."""
        (key,) = _CORRECTED[table.name]
        query = select(table).where(self.latest(table, key))
        found = self._among(query, table.c[key], [getattr(row, key) for row in group])
        before = {found_row[key]: found_row for found_row in found}
        for row in group:
            [(_, said)] = columns.of_row(row, self._text_of)
            last = before.get(getattr(row, key))
            if last is not None and all(last[name] == value for name, value in said.items()):
                yield row

    def _new_values(self, laid: list[columns.Put]) -> list[columns.Put]:
        table = t.fingerprints
        doc = laid[0][1]["doc"] if laid else ""
        there: set[int] = set()
        for part in parts((c["value"] for _, c in laid), _AT_ONCE):
            query = select(table.c.value).where(table.c.doc == doc, table.c.value.in_(part))
            there.update(row["value"] for row in self.found(query))
        return [(name, c) for name, c in laid if c["value"] not in there]

    def _check(self, row: r.Row) -> None:
        """What no foreign key says: accounts belong to an extraction, relations are between accounts."""
        if isinstance(row, r.KeptDocument):
            self._texts[row.key] = {"text": row.document.text, "title": row.document.title}
        elif isinstance(row, r.KeptAccount | r.KeptAttribution):
            doc = row.account.anchor.doc if isinstance(row, r.KeptAccount) else row.attribution.doc
            if not self._is_judged(doc, row.engine):
                raise LedgerError(f"{row.id}: {doc} has no extraction by engine {row.engine}: add that first")
        elif isinstance(row, r.Relations):
            named = list(dict.fromkeys(a for x in row.relations for a in x.accounts))
            query = select(t.accounts.c.id)
            there = {found["id"] for found in self._among(query, t.accounts.c.id, named)}
            if missing := [a for a in named if a not in there]:
                raise LedgerError(f"relations of {row.agreement or row.doc}: no account {missing[0]}")

    def _is_judged(self, doc: str, engine: str) -> bool:
        e = t.extractions
        if (doc, engine) not in self._judged:
            if not self.found(select(e.c.seq).where(e.c.doc == doc, e.c.engine == engine).limit(1)):
                return False
            self._judged.add((doc, engine))
        return True

    def _text_of(self, doc: str, field: str) -> str:
        if doc not in self._texts:
            kept = self.document(doc)
            if kept is None:
                raise LedgerError(f"no document {doc} in the ledger: add it before what names it")
            self._texts[doc] = {"text": kept.document.text, "title": kept.document.title}
        return self._texts[doc][field]

    def finish(self) -> None:
        """Seal the transaction with the hashes of what was added; there is none where nothing was."""
        if not self._begun:
            return
        rows, content = len(self._lines), content_of(self._lines)
        chain = chain_of(self._before, self.seq, **self._about, rows=rows, content=content)
        seal = update(t.transactions).where(t.transactions.c.seq == self.seq)
        self.connection.execute(seal.values(rows=rows, content=content, chain=chain))


_TABLE: dict[type[Any], str] = {
    r.Engine: "engines", r.KeptDocument: "documents", r.Snapshot: "snapshots", r.Extraction: "extractions",
    r.KeptAttribution: "attributions", r.KeptAccount: "accounts", r.KeptAgreement: "agreements",
    r.AccountLink: "links", r.CopyOf: "copies", r.Judgement: "judgements",
}  # fmt: skip


def _key(row: r.Row) -> tuple[Any, ...]:
    match row:
        case r.KeptDocument():
            return (row.key,)
        case r.Extraction() | r.CopyOf():
            return (row.doc,)
        case r.AccountLink():
            return (row.account,)
        case r.Relations():
            return (row.agreement or row.doc,)
        case r.FailedSource():
            return (row.source, row.stage, row.reason)
        case r.Fingerprint():
            return (row.doc, row.values)
        case _:
            return (row.id,)


def _grouped(rows: Sequence[r.Row]) -> list[list[r.Row]]:
    """Neighbours of one kind together: a statement for each kind, not for each row, in the order given."""
    out: list[list[r.Row]] = []
    for row in rows:
        if out and type(out[-1][0]) is type(row):
            out[-1].append(row)
        else:
            out.append([row])
    return out
