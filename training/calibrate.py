"""Turn the reader's scores into probabilities, and choose what is shown, on documents that it was not trained on.

    python training/calibrate.py EXAMPLES.pkl src/readouts/extract/stance/scales.json build/[012]/scores.pkl

``EXAMPLES.pkl`` is the cache that ``train_reader.py --examples`` writes. Prints reliability and the expected calibration
error over the same documents, halves fitted and measured crosswise, and over the development stories.
"""

from __future__ import annotations

import json
import pickle
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from readouts.extract.stance.model import rules
from readouts.model import STANCES
from statements import Example

# Where found F1 is flat, this is the threshold by account on the development stories.
THRESHOLD = 0.6
# The strong rules decide whatever the reader makes of the words: the labels are as likely with 0.2 as with 0.8.
RULES = 0.6
BINS = 10
Array = Any


def stacked(examples: Sequence[Example], scores: dict[str, Any]) -> tuple[Array, Array, Array, Array]:
    """Found and kind scores, labels, and what the rules of structure add at weight one."""
    found = np.concatenate([scores[e.id][0] for e in examples])
    kind = np.concatenate([scores[e.id][1] for e in examples])
    labels = np.concatenate([e.labels for e in examples])
    bonus = np.zeros_like(kind)
    for n, text in enumerate(t for e in examples for t in e.texts):
        for _, name, weight in rules(text):
            bonus[n, STANCES.index(name)] += weight
    return found, kind, labels, bonus


def platt(score: Array, hit: Array) -> tuple[float, float]:
    model = LogisticRegression(C=1e6).fit(score[:, None], hit)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def likelihood(kind: Array, labels: Array) -> float:
    p = np.exp(kind - kind.max(1, keepdims=True))
    return float(np.log((p / p.sum(1, keepdims=True))[np.arange(len(labels)), labels] + 1e-9).mean())


def scale_of(kind: Array, bonus: Array, labels: Array) -> float:
    """The scale of the kind scores that makes the labels likeliest."""
    return float(max(np.arange(0.4, 1.8, 0.05), key=lambda a: likelihood(kind * a + bonus * RULES, labels)))


def error(p: Array, right: Array) -> float:
    """Expected calibration error, percent: how far confidence lies from the share that is right, over ten equal bins."""
    total = 0.0
    for n in range(BINS):
        at = (p >= n / BINS) & (p < (n + 1) / BINS + (n + 1 == BINS))
        if at.any():
            total += at.sum() * abs(p[at].mean() - right[at].mean())
    return 100 * total / len(p)


class Scaled:
    """Fitted scales, applied."""

    def __init__(self, found: Array, kind: Array, labels: Array, bonus: Array) -> None:
        hit = labels >= 0
        self.found = platt(found, hit)
        self.kind = scale_of(kind[hit], bonus[hit], labels[hit])

    def __call__(self, found: Array, kind: Array, bonus: Array) -> tuple[Array, Array]:
        p = 1 / (1 + np.exp(-(found * self.found[0] + self.found[1])))
        k = np.exp(kind * self.kind + bonus * RULES)
        return p, k / k.sum(1, keepdims=True)


def tell(name: str, p: Array, k: Array, labels: Array) -> None:
    gold = labels >= 0
    right = k.argmax(1) == labels
    print(f"{name}: calibration error of found {error(p, gold):.1f}, of stance given a stance {error(k.max(1)[gold], right[gold]):.1f}, "
          f"of both {error(p * k.max(1), right):.1f} (percent)")  # fmt: skip
    for t in (0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8):
        hit = p >= t
        both, said = (hit & gold).sum(), max(1, hit.sum())
        print(f"  threshold {t:.2f}: found P {100 * both / said:.1f} R {100 * both / gold.sum():.1f} "
              f"F1 {200 * both / (hit.sum() + gold.sum()):.1f}, stance right given found {100 * right[hit & gold].mean():.1f}")  # fmt: skip
    bins = [(n / BINS, (p >= n / BINS) & (p < (n + 1) / BINS)) for n in range(BINS)]
    print("  reliability of found:", ", ".join(f"{100 * gold[at].mean():.0f}% of {at.sum()} at {b:.1f}" for b, at in bins if at.any()))


def main(cache: Path, out: Path, files: Sequence[Path]) -> None:
    examples = pickle.loads(cache.read_bytes())
    kept = [pickle.loads(f.read_bytes()) for f in files]
    scores = {k: v for f in kept for k, v in f.items()}
    train = [e for e in examples if e.part == "train" and e.id in scores]
    data = stacked(train, scores)
    half = np.concatenate([[n % 2 == 0] * len(e.labels) for n, e in enumerate(train)])
    p, k = np.zeros(len(half)), np.zeros_like(data[1])
    for side in (half, ~half):
        scaled = Scaled(*(x[~side] for x in data))
        p[side], k[side] = scaled(data[0][side], data[1][side], data[3][side])
    tell("training documents, each by a reader that has not seen it", p, k, data[2])
    scaled = Scaled(*data)
    dev = [e for e in examples if e.part == "dev"]
    found, kind, labels, bonus = stacked(dev, kept[0])
    tell("development stories", *scaled(found, kind, bonus), labels)
    record = {
        "found": [round(v, 4) for v in scaled.found], "kind": round(scaled.kind, 2), "rules": RULES,
        "threshold": THRESHOLD,
    }  # fmt: skip
    out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(record)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), [Path(f) for f in sys.argv[3:]])
