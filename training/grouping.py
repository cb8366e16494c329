"""Choose the threshold of grouping: accounts of one agreement, pairwise, over the annotated documents.

python training/grouping.py ../shared/data/accounts
"""

from __future__ import annotations

import gzip
import json
import sys
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from readouts.compare import group
from readouts.encoders import statements as reader


def load(folder: Path, part: str) -> list[dict[str, Any]]:
    name = folder / ("train.jsonl.gz" if part == "train" else "dev.jsonl")
    opener = gzip.open if part == "train" else open
    with opener(name, "rt", encoding="utf8") as f:
        return [r for r in map(json.loads, f) if len(r["accounts"]) > 1]


def score(records: list[dict[str, Any]], vectors: list[Any], threshold: float) -> tuple[float, float, float]:
    tp = found = gold = 0
    for r, v in zip(records, vectors, strict=True):
        accounts: Any = [SimpleNamespace(anchor=SimpleNamespace(quote=a["quote"])) for a in r["accounts"]]
        which = {m: n for n, c in enumerate(group.group(accounts, v, threshold)) for m in c.members}
        for i, j in combinations(range(len(accounts)), 2):
            same, told = r["accounts"][i]["agreement"] == r["accounts"][j]["agreement"], which[i] == which[j]
            tp, found, gold = tp + (same and told), found + told, gold + same
    p, r_ = tp / max(1, found), tp / max(1, gold)
    return round(100 * p, 1), round(100 * r_, 1), round(200 * p * r_ / max(1e-9, p + r_), 1)


def main(folder: Path) -> None:
    for part in ("train", "dev"):
        records = load(folder, part)[:: 3 if part == "train" else 1]
        vectors = [reader.embed([a["quote"] for a in r["accounts"]]) for r in records]
        for threshold in np.arange(0.0, 0.6, 0.06):
            print(part, f"threshold {threshold:.2f}: pairs P R F1", *score(records, vectors, float(threshold)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
