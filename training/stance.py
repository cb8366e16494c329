"""Train the stance model from the annotated documents: which statements take a stance, and which.

Run with an interpreter that has scikit-learn, scipy and this package::

    python training/stance.py ../shared/data/accounts src/readouts/extract/stance/weights

Held out: every fifth training document by hash of its id is the blind check, never fitted on when figures are printed.
The weights that ship are fitted on all training documents; the development stories only report.
"""

from __future__ import annotations

import collections
import gzip
import hashlib
import json
import pickle
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

from readouts.encoders import sentences
from readouts.encoders.parse import parse_many
from readouts.extract.stance import features
from readouts.extract.stance.model import context
from readouts.model import STANCES, Document, Span
from readouts.text.units import statements

SCALE = (3.0, 0.3)
FOLDS = 5
# By statement, cross-validation takes a lower one; by account (one statement each) the development stories take this.
THRESHOLD = 0.48
STRENGTH = {"found": 0.15, "stance": 0.3}


@dataclass
class Example:
    id: str
    part: str
    texts: list[str]
    dense: Any
    labels: list[int]  # -1 none, else index into STANCES


def load(folder: Path, cache: Path | None) -> list[Example]:
    if cache and cache.exists():
        return pickle.loads(cache.read_bytes())
    out = []
    for part in ("train", "dev"):
        opener = gzip.open if part == "train" else open
        name = folder / ("train.jsonl.gz" if part == "train" else "dev.jsonl")
        records = [json.loads(line) for line in opener(name, "rt", encoding="utf8")]
        with gzip.open(folder / f"{part}_docs.jsonl.gz", "rt", encoding="utf8") as f:
            docs = {d["id"]: d for d in map(json.loads, f)}
        wanted = [(r, docs[i]) for r in records for i in r["docs"]]
        for (record, d), parsed in zip(wanted, parse_many(d["text"] for _, d in wanted), strict=True):
            document = Document(id=d["id"], text=d["text"], title=d["title"] or "", kind=d["kind"])
            spans = statements(parsed)
            if spans:
                labels = label(spans, [a for a in record["accounts"] if a["doc"] == d["id"]])
                texts = [s.of(document.text) for s in spans]
                out.append(Example(d["id"], part, texts, features.dense(document, spans), labels))
    if cache:
        cache.write_bytes(pickle.dumps(out))
    return out


def label(spans: list[Span], accounts: list[dict[str, Any]]) -> list[int]:
    """A statement has the stance of the first account that shares half of the shorter of the two with it."""
    out = [-1] * len(spans)
    for a in accounts:
        if a.get("start") is None:
            continue
        for n, s in enumerate(spans):
            shared = min(s.end, a["end"]) - max(s.start, a["start"])
            if out[n] < 0 and shared >= 0.5 * min(s.end - s.start, a["end"] - a["start"]):
                out[n] = STANCES.index(a["stance"])
    return out


class Fitted:
    """Vocabulary and the layers, fitted on some examples."""

    def __init__(self, examples: list[Example]) -> None:
        seen = collections.Counter(w for e in examples for t in e.texts for w in set(features.words(t)))
        kept = sorted(w for w, c in seen.items() if c >= 4)
        n = sum(len(e.texts) for e in examples)
        self.vocabulary = {w: i for i, w in enumerate(kept)}
        self.idf = np.array([np.log(n / seen[w]) for w in kept], dtype=np.float32)
        x, y = self.matrix(examples), np.concatenate([e.labels for e in examples])
        self.found = LogisticRegression(C=STRENGTH["found"], max_iter=100).fit(x, y >= 0)
        # Rare stances count more, by the square root of how rare: else denials drown in affirmations.
        often = np.bincount(y[y >= 0], minlength=len(STANCES))
        weight = np.sqrt(often.max() / np.maximum(often, 1))[y[y >= 0]]
        self.stance = LogisticRegression(C=STRENGTH["stance"], max_iter=120).fit(x[y >= 0], y[y >= 0], weight)

    def matrix(self, examples: list[Example]) -> Any:
        words = sp.vstack([sp.csr_matrix(features.lexical(e.texts, self.vocabulary, self.idf)) for e in examples])
        dense = np.vstack([e.dense for e in examples])
        return sp.hstack([words * SCALE[0], sp.csr_matrix(dense * SCALE[1])]).tocsr()

    def first(self, e: Example) -> Any:
        return self.found.decision_function(self.matrix([e])).astype(np.float32)


def contexts(model: Fitted, examples: list[Example]) -> Any:
    return np.vstack([context(model.first(e), e.dense[:, : sentences.DIM] * SCALE[1]) for e in examples])


def fold(e: Example) -> int:
    return int(hashlib.sha256(e.id.encode()).hexdigest(), 16) % FOLDS


def second_layer(examples: list[Example]) -> tuple[LogisticRegression, float]:
    """The second look is fitted on first scores of documents that the first layer has not seen."""
    rows, labels = [], []
    for k in range(FOLDS):
        model = Fitted([e for e in examples if fold(e) != k])
        held = [e for e in examples if fold(e) == k]
        if held:
            rows.append(contexts(model, held))
            labels.append(np.concatenate([e.labels for e in held]))
    x, y = np.vstack(rows), np.concatenate(labels) >= 0
    second = LogisticRegression(C=1.0, max_iter=500).fit(x, y)
    p = second.predict_proba(x)[:, 1]
    grid = np.arange(0.2, 0.6, 0.02)
    best = max(grid, key=lambda t: f1(y, p > t)[2])
    print(
        f"cross-validated by document: found P R F1 {f1(y, p > best)} at {best:.2f}; first layer alone {best_f1(y, x[:, 0])}"
    )
    return second, float(best)


def best_f1(y: Any, score: Any) -> tuple[float, float, float]:
    return max((f1(y, score > t) for t in np.quantile(score, np.arange(0.5, 0.9, 0.02))), key=lambda r: r[2])


def f1(y: Any, hit: Any) -> tuple[float, float, float]:
    tp = float((y & hit).sum())
    p, r = tp / max(1, hit.sum()), tp / max(1, y.sum())
    return round(100 * p, 1), round(100 * r, 1), round(200 * p * r / max(p + r, 1e-9), 1)


def report(name: str, model: Fitted, second: LogisticRegression, threshold: float, examples: list[Example]) -> None:
    y = np.concatenate([e.labels for e in examples])
    p = second.predict_proba(contexts(model, examples))[:, 1]
    guess = model.stance.predict(model.matrix(examples))
    gold, hit = y >= 0, p > threshold
    print(f"{name}: found P R F1 {f1(gold, hit)}; stance right given found {100 * (guess == y)[gold & hit].mean():.1f}")
    each = ", ".join(
        f"{s} {int(((guess == y) & (y == n)).sum())} of {int((y == n).sum())}" for n, s in enumerate(STANCES)
    )
    print(f"{name}: stance of all gold statements: {each}")


def main(folder: Path, out: Path, cache: Path | None = None) -> None:
    examples = load(folder, cache)
    train, dev = [e for e in examples if e.part == "train"], [e for e in examples if e.part == "dev"]
    inner, blind = [e for e in train if fold(e) != 0], [e for e in train if fold(e) == 0]
    second, threshold = second_layer(train)
    report("blind check (fitted without it)", Fitted(inner), second, threshold, blind)
    model = Fitted(train)
    report("development stories", model, second, THRESHOLD, dev)
    out.mkdir(parents=True, exist_ok=True)
    half = np.float16
    stance_rows = [list(model.stance.classes_).index(n) for n in range(len(STANCES))]
    np.savez_compressed(
        out / "stance.npz", idf=model.idf.astype(half), found=model.found.coef_[0].astype(half),
        stance=model.stance.coef_[stance_rows].T.astype(half), stance_bias=model.stance.intercept_[stance_rows].astype(np.float32),
        second=second.coef_[0].astype(np.float32),
    )  # fmt: skip
    head = {
        "vocabulary": list(model.vocabulary), "found_bias": float(model.found.intercept_[0]), "scale": SCALE,
        "second_bias": float(second.intercept_[0]), "threshold": THRESHOLD,
    }  # fmt: skip
    (out / "stance.json").write_text(json.dumps(head, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)
