"""Fit which accounts set a condition, on accounts found in the annotated documents.

    python training/conditions.py ../shared/data/accounts LEDGERS.jsonl src/readouts/compare/weights/conditions.json

``LEDGERS.jsonl`` as for ``training/contradictions.py``. An account sets a condition where it shares half of the shorter of
the two with an annotated one. Cross-validated by story.
"""

from __future__ import annotations

import sys
from pathlib import Path

from logistic import Row, fit, lines, shares, write
from readouts import Ledger, from_record
from readouts.compare import conditions
from readouts.model import Span

STRENGTH = 0.3


def rows(folder: Path, ledgers: Path) -> tuple[list[Row], int]:
    """One row an account: story, features, sets a condition or not; and how many conditions are annotated."""
    gold = {r["story"]: r["conditions"] for r in lines(folder / "train.jsonl.gz")}
    out, n = [], 0
    for record in lines(ledgers):
        record.pop("quarrel", None)
        ledger = from_record(Ledger, record)
        n += len(gold[ledger.story])
        spans = [(c["doc"], Span(c["start"], c["end"])) for c in gold[ledger.story] if c.get("start") is not None]
        for a in {(a.anchor.doc, a.anchor.span): a for a in ledger.accounts}.values():
            hit = any(doc == a.anchor.doc and shares(a.anchor.span, s) for doc, s in spans)
            out.append((ledger.story, conditions.features(a)[0], hit))
    return out, n


def main(folder: Path, ledgers: Path, out: Path) -> None:
    write(fit(*rows(folder, ledgers), STRENGTH), out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
