"""Whether a ledger is as it was written: every foreign key, every anchor, every hash, every record.

Each kind of check looks for its own kind of damage, and several may find the same: a changed quote breaks its anchor
and the hash of its transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, ForeignKeyConstraint, Table, and_, exists, inspect, select

from readouts.errors import LedgerError
from readouts.ledger import columns, migrate, records
from readouts.ledger import tables as t
from readouts.ledger.columns import Columns
from readouts.ledger.lines import by_transaction
from readouts.ledger.records import Texts, name_of
from readouts.ledger.rows import Damage
from readouts.ledger.writing import chain_of, content_of

_AT_MOST = 1000


def damage_in(connection: Connection) -> Iterator[Damage]:
    """All damage, cheap checks first."""
    missing = sorted(set(t.metadata.tables) - set(inspect(connection).get_table_names()))
    if missing or migrate.version_of(connection) != migrate.CURRENT:
        yield from (Damage(name, "*", "schema", "the table is not there") for name in missing)
        if not missing:
            yield Damage(migrate.VERSION_TABLE, "*", "schema", f"it does not say {migrate.CURRENT}")
        return
    for table in t.metadata.tables.values():
        for key in table.foreign_key_constraints:
            yield from _dangling(connection, table, key)
    yield from _written(connection)


def _dangling(connection: Connection, table: Table, key: ForeignKeyConstraint) -> Iterator[Damage]:
    """Rows that point at a row that is not there."""
    target = key.referred_table.alias()
    pairs = [(e.parent, target.c[e.column.name]) for e in key.elements]
    lost = and_(*(own.is_not(None) for own, _ in pairs), ~exists().where(*(own == there for own, there in pairs)))
    names = [own.name for own, _ in pairs]
    for row in connection.execute(select(table).where(lost).limit(_AT_MOST)).mappings():
        said = ", ".join(f"{n} {row[n]}" for n in names)
        yield Damage(table.name, name_of(table, dict(row)), "foreign_key", f"no {key.referred_table.name} has its {said}")


def _written(connection: Connection) -> Iterator[Damage]:
    """One walk over all transactions: hashes and chain, and each row by itself."""
    texts, chain, expected, last_at = Texts(connection), "", 1, ""
    for head, found in by_transaction(connection):
        seq = str(head.seq)
        if head.seq != expected:
            yield Damage("transactions", str(expected), "hash", f"missing: {head.seq} comes next")
        if head.at < last_at:
            yield Damage("transactions", seq, "hash", "its time is before that of the one before")
        expected, last_at = head.seq + 1, head.at
        if len(found) != head.rows:
            yield Damage("transactions", seq, "rows", f"it wrote {head.rows} rows, {len(found)} are there")
        yield from records.damage_in(connection, found, texts)
        if _content(found) != head.content:
            yield Damage("transactions", seq, "hash", "its rows are not those that were written")
        if chain_of(chain, head.seq, head.at, head.kind, head.author, head.rows, head.content) != head.chain:
            yield Damage("transactions", seq, "hash", "it does not follow from the one before")
        chain = head.chain


def _content(found: Sequence[tuple[str, Columns]]) -> str:
    """The hash of the rows as they stand; no hash where one cannot even be read."""
    try:
        return content_of(columns.line_of(name, row) for name, row in found)
    except (ValueError, LedgerError):
        return ""
