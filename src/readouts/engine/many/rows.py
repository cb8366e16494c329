"""One document as a row of a shard, and back: the document, what it gave or why it gave nothing, the vectors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from readouts.columns import Kind
from readouts.encoders import statements as reader
from readouts.engine.inline import Extracted, vectors_of
from readouts.engine.many.protocol import Outcome, Row
from readouts.extract.elsewhere import Introduced
from readouts.model import (
    Account,
    Attribution,
    Condition,
    Document,
    MandateDoubt,
    NotAssessed,
    Party,
    Shift,
    from_record,
    to_record,
)
from readouts.read.documents import Derived
from readouts.read.entries import Found
from readouts.read.limits import Failure
from readouts.read.records import Placed

# In the order of the file. `document` and `extraction` are JSON in ASCII, so that no text can be refused.
COLUMNS: dict[str, tuple[Kind, str]] = {
    "entry": ("integer", "which entry of all that were given, counted from 0"),
    "part": ("integer", "which document of that entry"),
    "source": ("text", "the file that it was read from"),
    "place": ("text", "where in that file, or the file"),
    "outcome": ("text", "done, not_assessed, poisoned or unreadable"),
    "reason": ("text", "why there is nothing, where there is nothing"),
    "id": ("text", "the document's id"),
    "published": ("text", "ISO 8601, as far as it is known"),
    "derived": ("boolean", "its id was made from its file name or address"),
    "accounts": ("integer", "how many accounts it gave"),
    "document": ("text", "the document as JSON"),
    "extraction": ("text", "attributions, accounts and what else it states, as JSON"),
    "vectors": ("bytes", "one vector an account: little-endian numbers of 16 bit"),
}
_PARTS: dict[str, type[Any]] = {
    "attributions": Attribution, "accounts": Account, "doubts": MandateDoubt, "shifts": Shift, "conditions": Condition,
}  # fmt: skip


def unjudged(entry: int, part: int, source: str, found: Found, outcome: Outcome, reason: str | None) -> Row:
    """The row of something that was read and not judged, or could not be read."""
    place, document, derived = source, None, False
    if isinstance(found, Failure):
        place = found.where
    else:
        place = found.where if isinstance(found, Placed) else source
        document = found if isinstance(found, Document) else found.document
        derived = isinstance(found, Derived)
    return {
        "entry": entry, "part": part, "source": source, "place": place, "outcome": outcome, "reason": reason,
        "id": document.id if document else None, "published": document.published if document else None,
        "derived": derived, "accounts": 0, "document": _json(to_record(document)) if document else None,
        "extraction": None, "vectors": None,
    }  # fmt: skip


def judged(row: Row, given: Extracted) -> Row:
    """The row with what the document gave."""
    if given.not_assessed is not None:
        return {**row, "outcome": "not_assessed", "reason": given.not_assessed.reason}
    quotes = [a.anchor.quote for a in given.accounts]
    record = {name: to_record(getattr(given, name)) for name in _PARTS}
    record |= {
        "issuer": given.issuer,
        "people": [
            {"name": p.name, "doc": p.doc, "party": to_record(p.party) if p.party else None, "basis": p.basis}
            for p in given.people
        ],
        "open_names": given.open_names,
    }
    return {
        **row, "outcome": "done", "accounts": len(given.accounts), "extraction": _json(record),
        "vectors": vectors_of(quotes, given.vectors).astype("<f2").tobytes(),
    }  # fmt: skip


def found_in(row: Mapping[str, Any]) -> Document | Derived | Placed | Failure:
    """What was read, as the reader gave it."""
    if row["document"] is None:
        return Failure(row["place"], row["reason"])
    document = from_record(Document, _without_none(json.loads(row["document"])))
    if row["derived"]:
        return Derived(document)
    return Placed(document, row["place"]) if row["place"] != row["source"] else document


def extracted(row: Mapping[str, Any], document: Document) -> Extracted:
    """What a document gave, under the id that it has in the end."""
    out = Extracted(document)
    if row["outcome"] != "done":
        why = row["reason"] if row["outcome"] == "not_assessed" else f"set aside: {row['reason']}"
        out.not_assessed = NotAssessed(document.id, why)
        return out
    record = json.loads(row["extraction"])
    for name, kind in _PARTS.items():
        setattr(out, name, [from_record(kind, r) for r in record[name]])
    out.issuer, out.open_names = record["issuer"], record["open_names"]
    out.people = [
        Introduced(p["name"], p["doc"], from_record(Party, p["party"]) if p["party"] else None, p["basis"])
        for p in record["people"]
    ]
    vectors = np.frombuffer(row["vectors"], dtype="<f2").astype(np.float32).reshape(-1, reader.DIM)
    out.vectors = {a.anchor.quote: v for a, v in zip(out.accounts, vectors, strict=True)}
    return _renamed(out, row["id"], document.id) if row["id"] != document.id else out


def _renamed(given: Extracted, before: str, now: str) -> Extracted:
    """Two files of one name: the second document got an id of its own, and what was found in it follows."""

    def of(name: str | None) -> str | None:
        return f"{now}{name[len(before) :]}" if name and name.startswith(f"{before}#") else name

    given.attributions = [replace(a, id=str(of(a.id)), doc=now, parent=of(a.parent)) for a in given.attributions]
    given.accounts = [
        replace(a, id=str(of(a.id)), anchor=replace(a.anchor, doc=now), attribution=of(a.attribution))
        for a in given.accounts
    ]
    given.doubts = [replace(m, anchor=replace(m.anchor, doc=now)) for m in given.doubts]
    given.shifts = [replace(s, anchor=replace(s.anchor, doc=now)) for s in given.shifts]
    given.conditions = [replace(c, anchor=replace(c.anchor, doc=now)) for c in given.conditions]
    given.people = [replace(p, doc=now) for p in given.people]
    return given


def _without_none(record: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in record.items() if v is not None}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))
