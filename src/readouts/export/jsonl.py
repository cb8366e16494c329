"""One account a line as JSON: the account's own record, and beside it what it is about, where it stood, who judged it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from readouts.export.formats import Options
from readouts.export.rows import Told, told
from readouts.model import Evidence, Ruling, to_record


def write(evidence: Evidence, options: Options) -> bytes:
    """One line an account, UTF-8; an empty file where there is none."""
    return "".join(line(record(t)) for t in told(evidence, rejected=options.rejected)).encode()


def line(value: Any) -> str:
    r"""One JSON value on one line; half a character (a lone surrogate) becomes its escape, which JSON allows.

    >>> line({"a": "é\ud800"}) == '{"a": "é\\ud800"}\n'
    True
    """
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace").decode() + "\n"


def record(t: Told) -> dict[str, Any]:
    """One account as JSON values."""
    agreement = None if t.agreement is None else to_record(t.agreement)
    d = t.document
    source = {"name": t.name} if d is None else {
        "name": t.name, "title": d.title, "published": d.published, "publisher": d.publisher, "url": d.url,
        "language": d.language, "sha256": d.digest,
    }  # fmt: skip
    account: dict[str, Any] = to_record(t.account)
    at = {
        key: account.pop(key) for key in ("doc", "start", "end", "quote", "prefix", "suffix", "field", "page", "state")
    }
    return account | {
        "anchor": at, "source": source | {"copy_of": t.copy_of}, "about": agreement,
        "judgement": judgement(t.ruling), "counts_for_status": not t.rejected,
    }  # fmt: skip


def judgement(ruling: Ruling) -> dict[str, Any] | None:
    """What people hold, as JSON values; None where nobody said anything."""
    return asdict(ruling) if ruling.people else None
