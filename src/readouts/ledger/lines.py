"""A whole ledger as JSON lines and back: a head, each transaction followed by its rows, and an end that counts them.

The rows of a transaction stand in the order of their text, and nothing in them depends on the store: the same ledger
gives the same bytes from SQLite and from PostgreSQL.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, select

from readouts.errors import LedgerError
from readouts.ledger import rows as r
from readouts.ledger import tables as t
from readouts.ledger.columns import Columns, from_line, line_of
from readouts.ledger.writing import Inserter, chain_of, content_of

FORMAT = "readouts.store/1"
_WINDOW = 200
_AT_ONCE = 2000
_HEAD = {"ledger": FORMAT}


def by_transaction(connection: Connection) -> Iterator[tuple[r.Transaction, list[tuple[str, Columns]]]]:
    """Every transaction with the rows it wrote, oldest first."""
    seqs = [s for (s,) in connection.execute(select(t.transactions.c.seq).order_by(t.transactions.c.seq))]
    for n in range(0, len(seqs), _WINDOW):
        low, high = seqs[n], seqs[min(n + _WINDOW, len(seqs)) - 1]
        heads = connection.execute(
            select(t.transactions).where(t.transactions.c.seq.between(low, high)).order_by(t.transactions.c.seq)
        ).mappings()
        written: dict[int, list[tuple[str, Columns]]] = defaultdict(list)
        for table in t.KEPT:
            for row in connection.execute(select(table).where(table.c.seq.between(low, high))).mappings():
                written[row["seq"]].append((table.name, dict(row)))
        for head in heads.all():
            yield r.Transaction(**head), written[head["seq"]]


def written(connection: Connection) -> Iterator[str]:
    """The lines of a ledger, each with its newline."""
    count, chain = 0, ""
    yield r.canonical(_HEAD) + "\n"
    for head, found in by_transaction(connection):
        yield r.canonical({"transaction": {name: getattr(head, name) for name in r.Transaction.__slots__}}) + "\n"
        for line in sorted(line_of(name, c) for name, c in found):
            yield line + "\n"
        count, chain = count + 1, head.chain
    yield r.canonical({"end": {"transactions": count, "chain": chain}}) + "\n"


class _Reader:
    """Takes lines one after the other; rows go in by the thousand, a transaction only when its hash is right."""

    def __init__(self, inserter: Inserter) -> None:
        self._inserter = inserter
        self._waiting: dict[str, list[Columns]] = defaultdict(list)
        self._size = 0
        self._head: r.Transaction | None = None
        self._lines: list[str] = []
        self._chain = ""
        self.done = 0

    def row(self, line: str, record: dict[str, Any]) -> None:
        """A row of the transaction that is being read."""
        if self._head is None:
            raise LedgerError("a row stands before any transaction")
        name, columns = from_line(record)
        self._lines.append(line)
        self._waiting[name].append(columns | {"seq": self._head.seq})
        self._size += 1

    def transaction(self, said: Any) -> None:
        """The next transaction begins, so the one before is whole."""
        self.close()
        try:
            head = r.Transaction(**said)
        except TypeError:
            raise LedgerError("a transaction lacks a field or has one too many") from None
        if head.seq != self.done + 1:
            raise LedgerError(f"transaction {head.seq} follows {self.done}: lines are missing")
        self._head, self._lines = head, []

    def close(self) -> None:
        """Check the transaction that was read, and let its rows go in."""
        head = self._head
        if head is None:
            return
        content = content_of(self._lines)
        chain = chain_of(self._chain, head.seq, head.at, head.kind, head.author, len(self._lines), content)
        if (len(self._lines), content, chain) != (head.rows, head.content, head.chain):
            raise LedgerError(f"transaction {head.seq} is not as it was exported: export it again")
        self._chain, self.done, self._head = chain, head.seq, None
        self._waiting["transactions"].append({name: getattr(head, name) for name in r.Transaction.__slots__})
        if self._size >= _AT_ONCE:
            self.flush()

    def end(self, said: Any) -> None:
        """The last line: what was read must be what it counts."""
        self.close()
        if said != {"transactions": self.done, "chain": self._chain}:
            raise LedgerError("the end does not fit what stands before it: lines are missing")
        self.flush()

    def flush(self) -> None:
        """Insert what waits."""
        for table in t.metadata.tables.values():
            self._inserter.put(table, self._waiting.pop(table.name, []))
        self._size = 0


def read_into(lines: Iterable[str], inserter: Inserter) -> int:
    """Insert exported lines, inside the transaction that is open; returns how many transactions they held.

    Raises:
        LedgerError: the lines are no export, cut off, or changed since; the message names the line.
    """
    reader, ended, n = _Reader(inserter), False, 0
    for n, raw in enumerate(lines, 1):
        line = raw.rstrip("\r\n")
        try:
            ended = _take(reader, line, n, ended)
        except LedgerError as error:
            raise LedgerError(f"line {n}: {error}") from None
    if not n:
        raise LedgerError("there is nothing in it: it is no export of a ledger")
    if not ended:
        raise LedgerError(f"line {n}: the export is cut off there: export it again")
    return reader.done


def _take(reader: _Reader, line: str, n: int, ended: bool) -> bool:
    """Give one line to the reader; True when it was the end."""
    try:
        record = json.loads(line)
    except ValueError:
        raise LedgerError("it is no JSON" if n > 1 else "it is no export of a ledger") from None
    if n == 1:
        if record != _HEAD:
            raise LedgerError(f"it is no export of a ledger that this version reads ({FORMAT})")
        return False
    if ended or not isinstance(record, dict):
        raise LedgerError("nothing may stand after the end" if ended else "it is no row")
    if "transaction" in record:
        reader.transaction(record["transaction"])
    elif "end" in record:
        reader.end(record["end"])
        return True
    else:
        reader.row(line, record)
    return False
