"""Whether each row says what it was made to say: its words stand where it says, and its columns fit its record."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, select

from readouts.errors import LedgerError
from readouts.ledger import columns
from readouts.ledger import rows as r
from readouts.ledger import tables as t
from readouts.ledger.columns import Columns
from readouts.ledger.parts import parts
from readouts.ledger.rows import Damage

_TEXTS = 300
_AT_ONCE = 400


def name_of(table: Table, row: Mapping[str, Any]) -> str:
    """How a row is called: its id or key, or else the columns of its primary key."""
    for name in ("id", "key"):
        if name in row:
            return str(row[name])
    return " ".join(str(row[c.name]) for c in table.primary_key.columns)


class Texts:
    """The texts of the documents last asked for."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._kept: OrderedDict[str, dict[str, str]] = OrderedDict()

    def of(self, doc: str, field: str) -> str | None:
        """The field's text; None where there is no such document or field."""
        if doc not in self._kept:
            d = t.documents
            row = self._connection.execute(select(d.c.title, d.c.text).where(d.c.key == doc)).mappings().first()
            self._kept[doc] = dict(row) if row else {}
            if len(self._kept) > _TEXTS:
                self._kept.popitem(last=False)
        self._kept.move_to_end(doc)
        return self._kept[doc].get(field)


def damage_in(connection: Connection, found: Sequence[tuple[str, Columns]], texts: Texts) -> Iterator[Damage]:
    """The damage in the rows of one transaction."""
    wanted: dict[tuple[str, str, int], Columns] = {}
    there: dict[tuple[str, str, int], Columns] = {}
    named: dict[str, str] = {}
    for name, row in found:
        if name == "spans":
            there[row["owner"], row["role"], row["n"]] = row
        if name == "relations":
            named.update((a, row["subject"]) for a in _accounts(row))
        if name in ("spans", "accounts"):
            yield from _anchor(name, row, texts)
        yield from _record(name, row, texts, wanted)
    yield from _spans(wanted, there)
    for part in parts(named, _AT_ONCE):
        known = {a for (a,) in connection.execute(select(t.accounts.c.id).where(t.accounts.c.id.in_(part)))}
        for a in part:
            if a not in known:
                yield Damage("relations", named[a], "foreign_key", f"no accounts has its account {a}")


def _accounts(row: Columns) -> list[str]:
    try:
        return list(json.loads(row["accounts"]))
    except (ValueError, TypeError):
        return []  # that the record cannot be read is said elsewhere


def _anchor(name: str, row: Columns, texts: Texts) -> Iterator[Damage]:
    """Rule 1: the slice equals the quote."""
    text = texts.of(row["doc"], row["field"])
    if text is None:
        return  # the foreign key tells
    if not 0 <= row["start"] < row["stop"] or text[row["start"] : row["stop"]] != row["quote"]:
        where = f"{row['start']}..{row['stop']} of {row['doc']}"
        yield Damage(name, name_of(t.metadata.tables[name], row), "anchor", f"its words do not stand at {where}")


def _record(name: str, row: Columns, texts: Texts, wanted: dict[tuple[str, str, int], Columns]) -> Iterator[Damage]:
    """Make the row's columns again from what it says; note which spans it must have."""
    if name == "relations":
        yield from _relation(row, texts, wanted)
    make = _AGAIN.get(name)
    if make is None:
        return
    table = t.metadata.tables[name]

    def text_of(doc: str, field: str) -> str:
        return texts.of(doc, field) or ""

    try:
        again, *spans = columns.of_row(make(row), text_of)
    except LedgerError as error:
        yield Damage(name, name_of(table, row), "anchor", str(error))
        return
    except (ValueError, KeyError, TypeError) as error:
        yield Damage(name, name_of(table, row), "record", f"it cannot be read: {error}")
        return
    for _, span in spans:
        wanted[span["owner"], span["role"], span["n"]] = span
    for key, value in again[1].items():
        if row[key] != value:
            kind: r.DamageKind = "hash" if key in ("id", "key", "digest") else "record"
            yield Damage(name, name_of(table, row), kind, f"its {key} does not fit what it says")


def _spans(
    wanted: Mapping[tuple[str, str, int], Columns], there: Mapping[tuple[str, str, int], Columns]
) -> Iterator[Damage]:
    """Every span that a record names is there, at the same place, and none besides."""
    for key, span in wanted.items():
        row = there.get(key)
        if row is None:
            yield Damage("spans", " ".join(map(str, key)), "rows", "it is missing")
        elif (row["start"], row["stop"], row["doc"]) != (span["start"], span["stop"], span["doc"]):
            yield Damage("spans", " ".join(map(str, key)), "record", "it is not where its record says")
    for key in there.keys() - wanted.keys():
        yield Damage("spans", " ".join(map(str, key)), "rows", "no record names it")


def _relation(row: Columns, texts: Texts, wanted: dict[tuple[str, str, int], Columns]) -> Iterator[Damage]:
    """A relation's record can be read, and the words that it quotes stand where it says."""
    name = name_of(t.relations, row)
    try:
        record = columns.relation(row).record
        if "quote" not in record:
            return
        start, stop, doc = record["start"], record["end"], record["doc"]
        found = (texts.of(doc, record.get("field", "text")) or "")[start:stop]
    except (ValueError, KeyError, TypeError) as error:
        yield Damage("relations", name, "record", f"it cannot be read: {error}")
        return
    if found != record["quote"]:
        yield Damage("relations", name, "anchor", f"its words do not stand at {start}..{stop} of {doc}")
    wanted[row["subject"], row["kind"], row["n"]] = {"start": start, "stop": stop, "doc": doc}


_AGAIN: dict[str, Callable[[Columns], r.Row]] = {
    "documents": columns.document,
    "engines": columns.engine,
    "snapshots": columns.snapshot,
    "attributions": columns.attribution,
    "accounts": lambda row: columns.account(row, None),
    "judgements": columns.judgement,
}
