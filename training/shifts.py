"""Fit which statements say that somebody moved, on the annotated documents.

    python training/shifts.py ../shared/data/accounts STATEMENTS.jsonl src/readouts/extract/moves.json

``STATEMENTS.jsonl`` has one statement a line, ``{"story", "doc", "start", "end", "words", "found", "stance", "sure", "moving"}``, as
judged by a stance model that has not seen its story. Cross-validated by story.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from logistic import fit, lines, shares, write
from readouts.extract import moves
from readouts.extract.stance import Judged
from readouts.model import Span

STRENGTH = 0.2


def judged(s: dict[str, Any]) -> Judged:
    return Judged(Span(s["start"], s["end"]), s["found"], s["stance"], s["sure"], (), moving=s["moving"])


def main(folder: Path, statements: Path, out: Path) -> None:
    gold = [
        (s["doc"], Span(s["start"], s["end"]))
        for r in lines(folder / "train.jsonl.gz")
        for s in r["shifts"]
        if s.get("start") is not None
    ]
    by: dict[str, list[Span]] = {}
    for doc, span in gold:
        by.setdefault(doc, []).append(span)
    found = [s for s in lines(statements) if s["found"] >= moves._LEAST and moves.moved(s["words"])]
    rows = [
        (
            s["story"], moves.features(s["words"], judged(s)),
            any(shares(Span(s["start"], s["end"]), g) for g in by.get(s["doc"], ())),
        )
        for s in found
    ]  # fmt: skip
    write(fit(rows, len(gold), STRENGTH), out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
