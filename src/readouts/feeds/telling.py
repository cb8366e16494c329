"""What a round brought, as one record: the same for the terminal, a pipe, a webhook and the digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from readouts.api import records
from readouts.engine.asking import Inquiry
from readouts.engine.changes import Changes, changes
from readouts.ledger import Store

MOST_DOCUMENTS, MOST_AGREEMENTS = 200, 100
Record = dict[str, Any]


def changed(store: Store, since: int, channel: str, where: str) -> tuple[int, Record | None]:
    """What the ledger has that it had not at the state ``since``: that state's number, and the record.

    The record is that of the API's ``/changes``, with an id that is the same whenever the same is told again.
    """
    with store.reading(since) as old, store.reading() as new:
        if new.seq <= since:
            return since, None
        after = Inquiry(new)
        before = after.at(old)
        found = changes(before, after)
        name = hashlib.sha256(f"{where}\0{channel}\0{since}\0{new.seq}".encode()).hexdigest()[:32]
        record: Record = {
            "id": f"msg_{name}", "at": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            **records.changes(_some(found), before, after), "left_out": {
                "documents": max(0, len(found.documents) - MOST_DOCUMENTS),
                "agreements": max(0, len(found.agreements) - MOST_AGREEMENTS),
                "judgements": max(0, len(found.judgements) - MOST_DOCUMENTS),
            },
        }  # fmt: skip
        return new.seq, record if found.documents or found.agreements or found.judgements else None


def _some(found: Changes) -> Changes:
    """Not more than a message has room for."""
    return Changes(
        found.documents[:MOST_DOCUMENTS], found.agreements[:MOST_AGREEMENTS], found.judgements[:MOST_DOCUMENTS]
    )


def headline(record: Record) -> str:
    """A record in one line.

    >>> headline({"documents": [{}], "agreements": [], "judgements": [], "left_out": {}})
    '1 new document'
    """
    left = record["left_out"]
    disputes = sum(bool(c["newly_disputed"]) for c in record["agreements"])
    shifts = sum(len(c["shifts"]) for c in record["agreements"])
    counts = (
        (disputes, "new dispute"), (shifts, "shift"),
        (len(record["agreements"]) + left.get("agreements", 0), "agreement changed"),
        (len(record["documents"]) + left.get("documents", 0), "new document"),
        (len(record["judgements"]) + left.get("judgements", 0), "judgement"),
    )  # fmt: skip
    return ", ".join(f"{n} {_several(n, name)}" for n, name in counts if n) or "nothing changed"


def _several(n: int, name: str) -> str:
    first, _, rest = name.partition(" changed")
    return (f"{first}s" if n != 1 else first) + (" changed" if "changed" in name else "") + rest


def lines(record: Record) -> Iterator[str]:
    """A record for people: each agreement that changed with its new words, then the documents."""
    for c in record["agreements"]:
        was = f"{c['before'] or 'new'} → " if c["before"] != c["after"] else ""
        mark = "NEW DISPUTE  " if c["newly_disputed"] else ""
        yield f"{mark}{_flat(c['label'])}  [{was}{c['after']}]  {c['agreement'][:8]}"
        for a in c["accounts"]:
            place = a["document"] or {}
            source = place.get("publisher") or place.get("url") or ""
            yield f"  {_flat(a['party'])} {a['stance']}: “{_flat(a['quote'])}”{f' ({_flat(source)})' if source else ''}"
        for s in c["shifts"]:
            yield f"  SHIFT {_flat(s['party'])}: {s['before']} → {s['after']}"
        if c["gone"]:
            yield f"  {len(c['gone'])} of its accounts count here no more"
    for h in record["documents"]:
        yield "+ " + "  ".join(_flat(x) for x in (h["title"], h["url"]) if x) or _flat(h["name"])
    left = {name: n for name, n in record["left_out"].items() if n}
    if left:
        yield "and " + ", ".join(f"{n} more {name}" for name, n in left.items()) + ": readouts diff has all"


def _flat(words: Any) -> str:
    return "".join(c if c.isprintable() else " " for c in " ".join(str(words or "").split()))[:400]
