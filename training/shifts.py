"""Fit which statements say that somebody moved, on the annotated documents.

    python training/shifts.py ../shared/data/accounts STATEMENTS.jsonl src/readouts/extract/moves.json

``STATEMENTS.jsonl`` has one statement a line, ``{"story", "doc", "start", "end", "words", "found", "stance", "sure"}``, as
judged by a stance model that has not seen its story. Cross-validated by story.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from conditions import shares
from contradictions import FOLDS, fold, lines
from readouts.extract import moves
from readouts.model import Span

STRENGTH = 0.2
NEAR = 1.0


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
    features = [moves.features(s["words"], s["found"], s["stance"], s["sure"]) for s in found]
    names = sorted({k for x in features for k in x})
    x: Any = np.array([[f.get(k, 0.0) for k in names] for f in features])
    y = np.array([any(shares(Span(s["start"], s["end"]), g) for g in by.get(s["doc"], ())) for s in found])
    which = np.array([fold(s["story"]) for s in found])
    p = np.zeros(len(y))
    for k in range(FOLDS):
        model = LogisticRegression(C=STRENGTH, max_iter=1000).fit(x[which != k], y[which != k])
        p[which == k] = model.predict_proba(x[which == k])[:, 1]
    table = [(200 * (y & (p >= t)).sum() / ((p >= t).sum() + len(gold)), float(t)) for t in np.arange(0.08, 0.5, 0.01)]
    f1 = max(table)[0]
    f1, threshold = max((row for row in table if row[0] >= f1 - NEAR), key=lambda row: row[1])
    print(
        f"{len(y)} statements with words of moving, {y.sum()} of {len(gold)} shifts; cross-validated F1 {f1:.1f} at {threshold:.2f}"
    )
    model = LogisticRegression(C=STRENGTH, max_iter=1000).fit(x, y)
    weights = {k: round(float(v), 3) for k, v in zip(names, model.coef_[0], strict=True)}
    head = {"bias": round(float(model.intercept_[0]), 3), "threshold": round(threshold, 2), "weights": weights}
    out.write_text(json.dumps(head, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
