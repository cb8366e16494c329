"""Rows to the columns of their tables, and back; and one line of text for what a row says, which hashes are taken of."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from readouts.errors import LedgerError
from readouts.ledger import rows as r
from readouts.ledger import tables
from readouts.ledger.rows import canonical
from readouts.model import Account, Attribution, Document, Span, from_record, to_record

Columns = dict[str, Any]
Put = tuple[str, Columns]
TextOf = Callable[[str, str], str]


def line_of(table: str, columns: Mapping[str, Any]) -> str:
    """What a row says, as one line of JSON: the same from every store.

    Raises:
        LedgerError: the row holds a character that cannot be kept.
    """
    said = []
    for name, is_json in _said_by(table):
        value = table if name == "table" else columns[name]
        if value is None:
            text = "null"
        elif is_json:  # canonical as it stands
            text = value
        elif isinstance(value, str):
            check(value, f"{table}.{name}")
            text = _quoted(value)
        elif isinstance(value, bytes | memoryview):
            text = f'"{base64.b64encode(bytes(value)).decode()}"'
        else:
            text = canonical(value)
        said.append(f'"{name}":{text}')
    return f"{{{','.join(said)}}}"


@lru_cache(maxsize=64)
def _said_by(table: str) -> tuple[tuple[str, bool], ...]:
    """The names that a line of this table has, in their order, and which of them hold JSON."""
    names = sorted(("table", *tables.logical(tables.metadata.tables[table])))
    return tuple((n, n in tables.JSON_COLUMNS.get(table, ())) for n in names)


_quoted = json.JSONEncoder(ensure_ascii=False).encode


def check(value: str, where: str) -> None:
    """Neither store can keep a NUL or half a surrogate pair; to leave it out would move every offset after it.

    Raises:
        LedgerError: the value has one; the message says which and where.
    """
    if (at := value.find("\0")) >= 0:
        raise LedgerError(f"{where}: the character U+0000 at {at} cannot be kept: take it out of the source")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        code = f"U+{ord(value[error.start]):04X}"
        raise LedgerError(f"{where}: {code} at {error.start} is no character: take it out of the source") from None


def from_line(record: Mapping[str, Any]) -> Put:
    """The table and columns of a parsed line.

    Raises:
        LedgerError: there is no such table, or a column is missing or unknown.
    """
    name = record.get("table")
    table = tables.metadata.tables.get(name) if isinstance(name, str) else None
    if table is None or table is tables.transactions:
        raise LedgerError(f"no table {name!r} in a ledger")
    wanted = tables.logical(table)
    if set(record) != {"table", *wanted}:
        wrong = sorted(set(record) ^ {"table", *wanted})
        raise LedgerError(f"{table.name}: columns missing or unknown: {', '.join(wrong)}")
    columns = {n: record[n] for n in wanted}
    for n in tables.JSON_COLUMNS.get(table.name, ()):
        if columns[n] is not None:
            columns[n] = canonical(columns[n])
    if columns.get("vector") is not None:
        columns["vector"] = base64.b64decode(columns["vector"])
    return table.name, columns


def of_row(row: r.Row, text_of: TextOf) -> Iterator[Put]:  # noqa: PLR0912 - one case for each kind of row
    """The columns a row takes, first its own, then those of its spans. ``text_of`` gives a document's field.

    Raises:
        LedgerError: an anchor's slice is not its quote.
    """
    match row:
        case r.Engine():
            yield "engines", {"id": row.id, "names": canonical(row.names), "settings": canonical(dict(row.settings))}
        case r.KeptDocument():
            yield "documents", _document(row.document)
        case r.Snapshot():
            yield "snapshots", {"id": row.id} | _plain(row)
        case r.Extraction():
            yield "extractions", _plain(row)
        case r.KeptAttribution():
            yield from _attribution(row, text_of)
        case r.KeptAccount():
            yield from _account(row, text_of)
        case r.KeptAgreement():
            yield "agreements", _plain(row)
        case r.AccountLink():
            score = None if row.score is None else float(row.score)
            yield "links", _plain(row) | {"reasons": canonical(row.reasons), "score": score}
        case r.Relations():
            yield from _relations(row, text_of)
        case r.CopyOf():
            yield "copies", _plain(row) | {"similarity": float(row.similarity)}
        case r.Fingerprint():
            yield from (("fingerprints", {"doc": row.doc, "value": v}) for v in sorted(set(row.values)))
        case r.FailedSource():
            yield "failures", _plain(row)
        case r.Judgement():
            value = None if row.value is None else canonical(dict(row.value))
            yield "judgements", {"id": row.id} | _plain(row) | {"value": value}


def _plain(row: Any) -> Columns:
    return {name: getattr(row, name) for name in row.__slots__ if name != "seq"}


def _document(d: Document) -> Columns:
    layout = {k: to_record(getattr(d, k)) for k in ("furniture", "pages", "notes")}
    same = {k: getattr(d, k) for k in _SAME}
    return {"key": r.key_of(d), "digest": d.digest, "name": d.id, "layout": canonical(layout), **same}


_SAME = ("title", "text", "published", "url", "publisher", "kind", "language", "story")


def _span(owner: str, role: str, n: int, doc: str, span: Span, text_of: TextOf, field: str = "text") -> Put:
    text = text_of(doc, field)
    if span.end > len(text):
        raise LedgerError(f"{owner}: no words at {span.start}..{span.end} of {doc} ({len(text)} characters)")
    place = {"doc": doc, "field": field, "start": span.start, "stop": span.end, "quote": span.of(text)}
    return "spans", {"owner": owner, "role": role, "n": n, **place}


def _hold(owner: str, anchor: Mapping[str, Any], text_of: TextOf) -> None:
    found = text_of(anchor["doc"], anchor.get("field", "text"))[anchor["start"] : anchor["end"]]
    if found != anchor["quote"]:
        at = f"{anchor['start']}..{anchor['end']} of {anchor['doc']}"
        raise LedgerError(f"{owner}: the words at {at} are {found[:60]!r}, not {anchor['quote'][:60]!r}")


def _attribution(row: r.KeptAttribution, text_of: TextOf) -> Iterator[Put]:
    a = row.attribution
    same = {"id": a.id, "doc": a.doc, "parent": a.parent, "engine": row.engine}
    yield "attributions", {**same, "record": canonical(to_record(a))}
    for role, found in (("source", a.source), ("cue", a.cue), ("content", a.content)):
        yield from (_span(a.id, role, n, a.doc, s, text_of) for n, s in enumerate(found))


def _account(row: r.KeptAccount, text_of: TextOf) -> Iterator[Put]:
    a = row.account
    record = to_record(replace(a, agreement=None))
    _hold(a.id, record, text_of)
    yield "accounts", {
        "id": a.id, "doc": a.anchor.doc, "field": a.anchor.field, "start": a.anchor.start, "stop": a.anchor.end,
        "quote": a.anchor.quote, "party": a.party.name, "party_id": a.party.id, "party_kind": a.party.kind,
        "speaker": a.speaker.surface, "speaker_name": a.speaker.name, "stance": a.stance,
        "certainty": None if a.certainty is None else float(a.certainty),
        "said_from": a.when and a.when.earliest, "said_to": a.when and a.when.latest,
        "about_from": a.about_when and a.about_when.earliest, "about_to": a.about_when and a.about_when.latest,
        "attribution": a.attribution, "engine": row.engine, "record": canonical(record), "vector": row.vector,
    }  # fmt: skip


def _relations(row: r.Relations, text_of: TextOf) -> Iterator[Put]:
    subject = row.agreement or row.doc or ""
    yield "batches", {"subject": subject, "agreement": row.agreement, "doc": row.doc, "engine": row.engine}
    for n, relation in enumerate(row.relations):
        record = dict(relation.record)
        same = {"subject": subject, "n": n, "kind": relation.kind, "accounts": canonical(relation.accounts)}
        yield "relations", {**same, "record": canonical(record)}
        if "quote" in record:
            _hold(subject, record, text_of)
            span = Span(record["start"], record["end"])
            yield _span(subject, relation.kind, n, record["doc"], span, text_of, record.get("field", "text"))


def document(c: Mapping[str, Any]) -> r.KeptDocument:
    """A document from its columns."""
    record = {"id": c["name"], **{k: c[k] for k in _SAME}, **json.loads(c["layout"])}
    return r.KeptDocument(from_record(Document, record), c["seq"])


def attribution(c: Mapping[str, Any]) -> r.KeptAttribution:
    """An attribution from its columns."""
    return r.KeptAttribution(from_record(Attribution, json.loads(c["record"])), c["engine"], c["seq"])


def account(c: Mapping[str, Any], agreement: str | None) -> r.KeptAccount:
    """An account from its columns, with the agreement that its latest link leads to."""
    made = replace(_account_of(c["record"]), agreement=agreement)
    vector = c.get("vector")
    return r.KeptAccount(made, c["engine"], bytes(vector) if vector is not None else None, c["seq"])


@lru_cache(maxsize=4096)
def _account_of(record: str) -> Account:
    """An account by its own words: what they say can never be something else, so that it is worked out once."""
    return from_record(Account, json.loads(record))


def engine(c: Mapping[str, Any]) -> r.Engine:
    """What spoke, from its columns."""
    return r.Engine(tuple(json.loads(c["names"])), json.loads(c["settings"]), c["seq"])


def link(c: Mapping[str, Any]) -> r.AccountLink:
    """A link from its columns."""
    return r.AccountLink(**dict(c) | {"reasons": tuple(json.loads(c["reasons"]))})


def judgement(c: Mapping[str, Any]) -> r.Judgement:
    """A judgement from its columns."""
    value = None if c["value"] is None else json.loads(c["value"])
    return r.Judgement(**{k: v for k, v in c.items() if k != "id"} | {"value": value})


def snapshot(c: Mapping[str, Any]) -> r.Snapshot:
    """A snapshot from its columns."""
    return r.Snapshot(**{k: v for k, v in c.items() if k != "id"})


def relation(c: Mapping[str, Any]) -> r.Relation:
    """One relation from its columns."""
    return r.Relation(c["kind"], json.loads(c["record"]), tuple(json.loads(c["accounts"])))
