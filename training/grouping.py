"""Fit which two accounts are about the same agreement, on the annotated documents.

    python training/grouping.py ../shared/data/accounts src/readouts/compare/weights/grouping.json

Prints F1 over pairs of accounts and B-cubed, cross-validated by story, beside those of one group a story; then both over the
development stories, which are never fitted on.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from contradictions import _account
from logistic import FOLDS, fold, lines, write
from readouts.compare import group, pairs
from readouts.encoders import statements as reader
from readouts.vocabulary import Actors

STRENGTH = 0.01
# Probability from which two groups join. Pairs F1 is best where nearly all is one group, which shows nobody anything;
# up to here F1 is above that of one group a story, and no contradiction of the whole chain is lost.
THRESHOLD = 0.38
# A story of forty accounts has eight hundred pairs: each pair of a story weighs the less, the more there are.
CROWD = -0.5


@dataclass
class Story:
    """One story: which agreement each account is about, and what speaks for each pair."""

    name: str
    gold: list[str]
    named: dict[str, Any]

    @property
    def over(self) -> Any:
        return np.triu_indices(len(self.gold), 1)

    @property
    def same(self) -> Any:
        a, b = self.over
        gold = np.array(self.gold)
        return gold[a] == gold[b]


def load(folder: Path, part: str) -> list[Story]:
    rows = lines(folder / ("train.jsonl.gz" if part == "train" else "dev.jsonl"))
    kinds = {d["id"]: d["kind"] for d in lines(folder / f"{part}_docs.jsonl.gz")}
    actors, out = Actors.default(), []
    for r in rows:
        once = list({a["quote"]: a for a in r["accounts"]}.values())  # grouping takes the same words for one account
        if len(once) > 1:
            accounts = [_account(a, n, actors) for n, a in enumerate(once)]
            vectors = reader.embed([a["quote"] for a in once])
            named = dict(pairs.features(accounts, vectors, kinds))
            out.append(Story(r["story"], [a["agreement"] for a in once], named))
    return out


def matrix(stories: Sequence[Story], names: Sequence[str]) -> list[Any]:
    return [np.stack([s.named[n][s.over] for n in names], axis=1) for s in stories]


def fitted(x: Sequence[Any], y: Sequence[Any]) -> tuple[Any, float]:
    """Coefficients over the features as they are, and the bias."""
    rows = np.vstack(x)
    spread = rows.std(0) + 1e-6
    weight = np.concatenate([np.full(len(one), len(one) ** CROWD) for one in y])
    model = LogisticRegression(C=STRENGTH, max_iter=1000)
    model.fit(rows / spread, np.concatenate(y), weight / weight.mean())
    return model.coef_[0] / spread, float(model.intercept_[0])


def grouped(s: Story, odds: Any) -> list[list[int]]:
    n = len(s.gold)
    square = np.zeros((n, n), np.float32)
    square[s.over] = odds
    return group.linked(square + square.T, [1] * n)


def figures(found: Sequence[tuple[Story, list[list[int]]]]) -> str:
    tp = said = gold = 0
    p: list[float] = []
    r: list[float] = []
    for s, groups in found:
        which = {m: n for n, c in enumerate(groups) for m in c}
        for i, j in combinations(range(len(s.gold)), 2):
            same, told = s.gold[i] == s.gold[j], which[i] == which[j]
            tp, said, gold = tp + (same and told), said + told, gold + same
        for c in groups:
            for i in c:
                inside = sum(s.gold[k] == s.gold[i] for k in c)
                p.append(inside / len(c))
                r.append(inside / s.gold.count(s.gold[i]))
    b3 = 2 * np.mean(p) * np.mean(r) / (np.mean(p) + np.mean(r))
    each = sum(len(groups) for _, groups in found) / len(found)
    annotated = sum(len(set(s.gold)) for s, _ in found) / len(found)
    return (
        f"pairs P {100 * tp / max(1, said):.1f} R {100 * tp / gold:.1f} F1 {200 * tp / (said + gold):.1f}, B-cubed {100 * b3:.1f}, "
        f"{each:.2f} groups a story ({annotated:.2f} annotated)"
    )


def main(folder: Path, out: Path) -> None:
    train, dev = load(folder, "train"), load(folder, "dev")
    names = sorted(train[0].named)
    x, y = matrix(train, names), [s.same for s in train]
    cut = float(np.log(THRESHOLD / (1 - THRESHOLD)))
    odds: dict[int, Any] = {}
    for k in range(FOLDS):
        inner = [n for n, s in enumerate(train) if fold(s.name) != k]
        c, bias = fitted([x[n] for n in inner], [y[n] for n in inner])
        odds |= {n: x[n] @ c + bias for n, s in enumerate(train) if fold(s.name) == k}
    print("one group a story:", figures([(s, [list(range(len(s.gold)))]) for s in train]))
    for at in (cut - 0.4, cut - 0.2, cut, cut + 0.2):
        p = 1 / (1 + np.exp(-at))
        print(f"cross-validated, from {p:.2f}:", figures([(s, grouped(s, odds[n] - at)) for n, s in enumerate(train)]))
    c, bias = fitted(x, y)
    told = [(s, grouped(s, m @ c + bias - cut)) for s, m in zip(dev, matrix(dev, names), strict=True)]
    print(f"development stories, from {THRESHOLD}:", figures(told))
    weights = {k: round(float(v), 3) for k, v in zip(names, c, strict=True)}
    write({"bias": round(bias, 3), "threshold": THRESHOLD, "weights": weights}, out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
