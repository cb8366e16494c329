"""Fit which accounts set a condition, on accounts found in the annotated documents.

    python training/conditions.py ../shared/data/accounts LEDGERS.jsonl src/readouts/compare/weights/conditions.json

``LEDGERS.jsonl`` as for ``training/contradictions.py``. An account sets a condition where it shares half of the shorter of
the two with an annotated one. Cross-validated by story.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from contradictions import FOLDS, fold, lines
from readouts import Ledger, from_record
from readouts.compare import conditions
from readouts.model import Span

STRENGTH = 0.3
NEAR = 1.0
Row = tuple[str, dict[str, float], bool]


def rows(folder: Path, ledgers: Path) -> tuple[list[Row], int]:
    """One row an account: story, features, sets a condition or not; and how many conditions are annotated."""
    gold = {r["story"]: r["conditions"] for r in lines(folder / "train.jsonl.gz")}
    out, n = [], 0
    for record in lines(ledgers):
        ledger = from_record(Ledger, record)
        n += len(gold[ledger.story])
        spans = [(c["doc"], Span(c["start"], c["end"])) for c in gold[ledger.story] if c.get("start") is not None]
        for a in {(a.anchor.doc, a.anchor.span): a for a in ledger.accounts}.values():
            hit = any(doc == a.anchor.doc and shares(a.anchor.span, s) for doc, s in spans)
            out.append((ledger.story, conditions.features(a)[0], hit))
    return out, n


def shares(a: Span, b: Span) -> bool:
    shared = min(a.end, b.end) - max(a.start, b.start)
    return shared >= 0.5 * min(a.end - a.start, b.end - b.start)


def main(folder: Path, ledgers: Path, out: Path) -> None:
    found, gold = rows(folder, ledgers)
    names = sorted({k for _, x, _ in found for k in x})
    x: Any = np.array([[f.get(k, 0.0) for k in names] for _, f, _ in found])
    y = np.array([hit for *_, hit in found])
    which = np.array([fold(s) for s, *_ in found])
    p = np.zeros(len(y))
    for k in range(FOLDS):
        model = LogisticRegression(C=STRENGTH, max_iter=1000).fit(x[which != k], y[which != k])
        p[which == k] = model.predict_proba(x[which == k])[:, 1]
    table = [(200 * (y & (p >= t)).sum() / ((p >= t).sum() + gold), float(t)) for t in np.arange(0.08, 0.5, 0.01)]
    # Where the figure is flat, the surer half: a condition that is none does more harm than one that is missed.
    f1, threshold = max(table)
    f1, threshold = max((row for row in table if row[0] >= f1 - NEAR), key=lambda row: row[1])
    print(f"{len(y)} accounts, {y.sum()} of {gold} conditions; cross-validated F1 {f1:.1f} at {threshold:.2f}")
    model = LogisticRegression(C=STRENGTH, max_iter=1000).fit(x, y)
    weights = {k: round(float(v), 3) for k, v in zip(names, model.coef_[0], strict=True)}
    head = {"bias": round(float(model.intercept_[0]), 3), "threshold": round(threshold, 2), "weights": weights}
    out.write_text(json.dumps(head, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
