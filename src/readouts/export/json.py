"""Ledgers and documents as JSON text, and back. The shape is published in ``schemas/``."""

from __future__ import annotations

import json

from readouts.errors import ReadError
from readouts.model import Account, Attribution, Document, Ledger, from_record, to_record


def dump(value: Ledger) -> str:
    """A ledger as indented JSON, for people and for files; ends with a newline.

    >>> print(dump(Ledger(story="s", docs=("d",))).splitlines()[1])
      "story": "s",
    """
    return json.dumps(to_record(value), ensure_ascii=False, indent=2) + "\n"


def dump_line(value: Ledger | Document | Account | Attribution) -> str:
    """One record on one line (JSONL); ends with a newline.

    >>> dump_line(Ledger(story="s", docs=("d",))).count("\\n")
    1
    """
    return json.dumps(to_record(value), ensure_ascii=False) + "\n"


def load(text: str, where: str = "ledger") -> Ledger:
    """Read a ledger that ``dump`` or ``dump_line`` wrote; ``where`` names it in the error.

    >>> load(dump(Ledger(story="s", docs=("d",)))).docs
    ('d',)
    """
    try:
        return from_record(Ledger, json.loads(text))
    except (ValueError, KeyError, TypeError) as error:
        raise ReadError(where, f"not a ledger: {error}") from None
