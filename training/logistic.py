"""What the fits of the small logistic models share: their input, the fold of a story, the fit itself and its threshold."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from readouts.model import Span

FOLDS = 5
NEAR = 1.0  # points of F1 that a surer threshold may cost
Row = tuple[str, dict[str, float], bool]  # story, features, whether it is one


def lines(path: Path) -> list[dict[str, Any]]:
    opener: Any = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf8") as f:
        return [json.loads(line) for line in f if line.strip()]


def fold(story: str) -> int:
    return int(hashlib.sha256(story.encode()).hexdigest(), 16) % FOLDS


def shares(a: Span, b: Span) -> bool:
    """True when two spans share half of the shorter: then they are about the same words."""
    shared = min(a.end, b.end) - max(a.start, b.start)
    return shared >= 0.5 * min(a.end - a.start, b.end - b.start)


def fit(rows: Sequence[Row], gold: int, strength: float) -> dict[str, Any]:
    """A record for ``Logistic.of``; prints F1 cross-validated by story. ``gold`` counts those no row could find too."""
    names = sorted({k for _, x, _ in rows for k in x})
    x: Any = np.array([[f.get(k, 0.0) for k in names] for _, f, _ in rows])
    y = np.array([hit for *_, hit in rows])
    which = np.array([fold(story) for story, *_ in rows])
    p = np.zeros(len(y))
    for k in range(FOLDS):
        model = LogisticRegression(C=strength, max_iter=1000).fit(x[which != k], y[which != k])
        p[which == k] = model.predict_proba(x[which == k])[:, 1]
    table = [(200 * (y & (p >= t)).sum() / ((p >= t).sum() + gold), float(t)) for t in np.arange(0.08, 0.5, 0.01)]
    # Where the figure is flat, the surer half: one that is none does more harm than one that is missed.
    f1 = max(table)[0]
    f1, threshold = max((row for row in table if row[0] >= f1 - NEAR), key=lambda row: row[1])
    print(f"{len(y)} rows, {y.sum()} of {gold} annotated; cross-validated F1 {f1:.1f} at {threshold:.2f}")
    model = LogisticRegression(C=strength, max_iter=1000).fit(x, y)
    weights = {k: round(float(v), 3) for k, v in zip(names, model.coef_[0], strict=True)}
    return {"bias": round(float(model.intercept_[0]), 3), "threshold": round(threshold, 2), "weights": weights}


def write(record: dict[str, Any], out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
