"""What ``extract`` prints: accounts of one document, or its bare attributions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from readouts.cli.session import write
from readouts.model import Account, Attribution, Document, to_record


def show(
    document: Document,
    found: Sequence[object],
    *,
    bare: bool,
    table: bool,
    offsets: bool = False,
) -> None:
    """Print one document's findings as a table or as lines of JSON."""
    if bare:
        write(json.dumps(record(document, found), ensure_ascii=False) + "\n")
    elif table:
        from readouts.cli.terminal import show_accounts  # noqa: PLC0415

        show_accounts(document, [a for a in found if isinstance(a, Account)], offsets=offsets)
    else:
        for account in found:
            write(json.dumps(to_record(account), ensure_ascii=False) + "\n")


def record(document: Document, found: Sequence[object]) -> dict[str, Any]:
    """One line for one document, in the shape that attribution scorers read.

    >>> record(Document(id="d", text="He said no."), [])
    {'id': 'd', 'text': 'He said no.', 'attributions': []}
    """
    rows = []
    for a in found:
        if isinstance(a, Attribution):
            row = {k: v for k, v in to_record(a).items() if k not in ("doc", "speaker")}
            row["type"] = a.voice
            row["speaker"] = None if a.speaker is None else a.speaker.name or a.speaker.surface
            rows.append(row)
    return {"id": document.id, "text": document.text, "attributions": rows}
