"""Choose the tagger's thresholds on the development part.

python training/attribution_tune.py --gold D.jsonl.gz [--weights FOLDER]

The model runs once with low thresholds; the decoder alone runs for each setting. Each threshold is tried in turn
while the others stay, and the one with the best who-said-what F1 (as in the project's scorer) is kept.
"""

from __future__ import annotations

import argparse
import bisect
import gzip
import json
import pickle
import re
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from readouts.encoders.onnx import WEIGHTS, OnnxModel
from readouts.extract.attribution.tagger import Reading, TaggerEngine, Thresholds, decode
from readouts.model import Span

GRID = {
    "same": (0.1, 0.2, 0.3, 0.5, 0.8),
    "begin": (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6),
    "content": (0.2, 0.25, 0.3, 0.35, 0.4, 0.45),
    "whole": (0.4, 0.5, 0.6, 0.7, 0.8),
    "source": (0.15, 0.2, 0.25, 0.3, 0.35, 0.4),
}
WORD = re.compile(r"\w+")


Words = tuple[set[int], set[int]]  # of the content, of the source


def words(record: dict[str, Any], spans: Iterable[tuple[int, int]]) -> set[int]:
    """Numbers of the words that a span touches."""
    starts, ends = record["starts"], record["ends"]
    return {n for s, e in spans for n in range(bisect.bisect_right(ends, s), bisect.bisect_left(starts, e))}


def prepare(record: dict[str, Any]) -> list[Words]:
    """Gold attributions as word sets."""
    found = list(WORD.finditer(record["text"]))
    record["starts"], record["ends"] = [m.start() for m in found], [m.end() for m in found]
    return [(words(record, y["content"]), words(record, y["source"])) for y in record["attributions"]]


def made(record: dict[str, Any], readings: list[Reading], t: Thresholds) -> list[Words]:
    """Decoded attributions as word sets."""
    found = decode(record["text"], readings, t)
    return [
        (words(record, [(s.start, s.end) for s in f.content]), words(record, [(s.start, s.end) for s in f.source]))
        for f in found
    ]


def score(cases: list[tuple[dict[str, Any], list[Words], list[Reading]]], t: Thresholds) -> float:
    """Who-said-what F1: one-to-one by content IoU of at least a half, sources that overlap or are both absent."""
    right = total = 0
    for record, gold, readings in cases:
        got = made(record, readings, t)
        total += len(gold) + len(got)
        pairs = [(g, p, len(gold[g][0] & got[p][0])) for g in range(len(gold)) for p in range(len(got))]
        shares = [(n / len(gold[g][0] | got[p][0]), g, p) for g, p, n in pairs if n]
        left, taken = set(range(len(gold))), set(range(len(got)))
        for share, g, p in sorted(shares, reverse=True):
            if share >= 0.5 and g in left and p in taken:
                left.remove(g)
                taken.remove(p)
                right += bool(gold[g][1] & got[p][1]) or not (gold[g][1] or got[p][1])
    return 200 * right / max(1, total)


def write(path: Path, cases: list[tuple[dict[str, Any], list[Words], list[Reading]]], t: Thresholds) -> None:
    """What these thresholds give, in the form the project's scorer reads."""
    with path.open("w", encoding="utf8") as out:
        for record, _, readings in cases:
            found = [
                {"source": _pairs(f.source), "cue": _pairs((f.cue,)), "content": _pairs(f.content)}
                for f in decode(record["text"], readings, t)
            ]
            out.write(json.dumps({"id": record["id"], "attributions": found}) + "\n")


def _pairs(spans: Iterable[Span]) -> list[list[int]]:
    return [[s.start, s.end] for s in spans]


def main() -> None:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--gold", required=True)
    p.add_argument("--weights", default=str(WEIGHTS / "attribution"))
    p.add_argument("--docs", type=int, default=1000)
    p.add_argument("--rounds", type=int, default=2)
    p.add_argument("--keep", help="a file for what the model said: read when it is there, else written")
    p.add_argument("--write", help="a file for the attributions the chosen thresholds give")
    args = p.parse_args()
    with gzip.open(args.gold, "rt", encoding="utf8") as lines:
        records = [json.loads(line) for line in lines][: args.docs]
    engine = TaggerEngine(replace(Thresholds(), begin=0.2), OnnxModel(Path(args.weights), threads=2))
    begin = time.time()
    keep = Path(args.keep) if args.keep else None
    kept = keep is not None and keep.exists()
    said = pickle.loads(keep.read_bytes()) if keep and kept else [list(engine.readings(r["text"])) for r in records]
    if keep:
        keep.write_bytes(pickle.dumps(said))
    cases = [(r, prepare(r), s) for r, s in zip(records, said, strict=False)]
    took = time.time() - begin
    best = Thresholds()
    print(f"{len(cases)} documents in {took:.1f} s; as set: {score(cases, best):.2f}", flush=True)
    for _ in range(args.rounds):
        for name, values in GRID.items():
            tried = {v: score(cases, replace(best, **{name: v})) for v in values}
            best = replace(best, **{name: max(tried, key=lambda v: tried[v])})
            print(name, " ".join(f"{v}:{s:.2f}" for v, s in tried.items()), flush=True)
    print(best, f"{score(cases, best):.2f}")
    if args.write:
        write(Path(args.write), cases, best)


if __name__ == "__main__":
    main()
