"""The whole of Readouts beside what one might take instead: one run, one thread's worth, the same documents. Linux and macOS.

    python benchmarks/baselines.py [--documents N] [--set-size K] [--runs R] [--pairs P]

Documents: the example sets; and where the folder that READOUTS_SHARED names, or ``../shared``, holds
data/corpora/whitehouse.jsonl.gz, N of its documents, picked by a fixed seed, ordered by date and cut into sets of K.
A set is what is compared together.

* bare parse: spaCy's small English pipeline, nothing kept.
* textacy: direct quotations upon that parse. No dependency: ``pip install textacy`` where it is wanted.
* Readouts: the inline engine, from text to ledger: who said what, for whom, which stance, what contradicts what.
* NLI, all pairs: every two sentences of a set that come from different documents through a cross-encoder, one way round
  only. Its cost is modelled, not its answers: the shipped tagger's encoder (MiniLM with six layers, int8, as a MiniLM
  cross-encoder has; a head to classify pairs would cost nothing) reads P of the pairs, drawn by a fixed seed, and the seconds are
  PROJECTED to all of them. The parse that cuts the sentences is added.

Seconds are processor time, all threads of the process together: what one thread alone would take. Models are loaded and
everything done once on the smallest set before the clock starts; the ways take turns, and the median of the runs counts.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from typing import Any

from readouts import Document, read
from readouts.encoders import onnx
from readouts.encoders.parse import parse, pipeline, pipeline_name
from readouts.encoders.windows import CLS, SEP
from readouts.engine.inline import Inline
from readouts.text.units import statements

ROOT = Path(__file__).resolve().parents[1]
THREADS = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
SEED = 7
BATCH, MOST_PIECES = 16, 128
GOAL = 2.0
Sets = list[list[Document]]


def examples() -> Sets:
    """The example sets."""
    folders = sorted(f for f in (ROOT / "examples").iterdir() if f.is_dir())
    return [[d for d in read(str(f)) if isinstance(d, Document)] for f in folders]


def releases(count: int, size: int) -> Sets:
    """Documents of the shared collection, in sets by date; none where it is not there."""
    path = Path(os.environ.get("READOUTS_SHARED") or ROOT.parent / "shared") / "data/corpora/whitehouse.jsonl.gz"
    if not path.is_file() or not count:
        return []
    known = {f.name for f in fields(Document)}
    with gzip.open(path, "rt", encoding="utf8") as lines:
        rows = [{k: v for k, v in json.loads(line).items() if k in known} for line in lines if line.strip()]
    rows = [r for r in rows if r.get("language") in (None, "en")]
    chosen = sorted(random.Random(SEED).sample(rows, min(count, len(rows))), key=lambda r: str(r.get("published")))
    documents = [Document(**r) for r in chosen]
    return [documents[at : at + size] for at in range(0, len(documents), size)]


def bare(sets: Sets) -> dict[str, int]:
    """spaCy alone."""
    return {"tokens": sum(len(doc) for doc in pipeline().pipe(d.text for s in sets for d in s))}


def quotations(sets: Sets) -> dict[str, int]:
    """spaCy and textacy's direct quotations; a document whose quotation marks it cannot pair counts none."""
    from textacy.extract import triples

    found = given_up = 0
    for doc in pipeline().pipe(d.text for s in sets for d in s):
        try:
            found += len(list(triples.direct_quotations(doc)))
        except ValueError:
            given_up += 1
    return {"quotations": found} | ({"documents given up": given_up} if given_up else {})


def readouts(engine: Inline, sets: Sets) -> dict[str, int]:
    """Text to ledger, set by set."""
    found = dict.fromkeys(("attributions", "accounts", "agreements", "contradictions"), 0)
    for documents in sets:
        done = [engine.extract(d) for d in documents]
        ledger = engine.compare_extracted(done)
        found["attributions"] += sum(len(e.attributions) for e in done)
        for layer in ("accounts", "agreements", "contradictions"):
            found[layer] += len(getattr(ledger, layer))
    return found


@dataclass(frozen=True, slots=True)
class Pairs:
    """All pairs, and the word pieces of those that are read."""

    count: int
    drawn: list[list[int]]


def pairs_of(sets: Sets, wanted: int) -> Pairs:
    """Count every pair of sentences of different documents of a set, and draw some with equal chance."""
    tokenizer = onnx.load("attribution").tokenizer
    told = [[[s.of(d.text) for s in statements(parse(d.text), d.furniture)] for d in documents] for documents in sets]
    counts = [(a, b, len(a) * len(b)) for documents in told for a, b in combinations(documents, 2)]
    total = sum(n for *_, n in counts)
    rng = random.Random(SEED)
    drawn = []
    for a, b, _ in rng.choices(counts, [n for *_, n in counts], k=wanted if total else 0):
        first, second = (tokenizer.encode(rng.choice(x), add_special_tokens=False).ids for x in (a, b))
        room = MOST_PIECES - 3
        second = second[: max(room - len(first), room // 2)]
        drawn.append([CLS, *first[: room - len(second)], SEP, *second, SEP])
    return Pairs(total, drawn)


def cross_encoded(pairs: Pairs) -> dict[str, int]:
    """The drawn pairs through the encoder, those of like length together."""
    model = onnx.load("attribution")
    order = sorted(pairs.drawn, key=len)
    for at in range(0, len(order), BATCH):
        ids = onnx.pad(order[at : at + BATCH], 0)
        model.run("encoder", {"ids": ids, "features": ids * 0, "mask": (ids > 0).astype("int64")})
    return {"pairs": len(order)}


def turns(ways: dict[str, Callable[[], dict[str, int]]], runs: int) -> Iterator[tuple[str, float, dict[str, int]]]:
    """Each way's median processor seconds and what it found; they take turns, so that other work slows all of them."""
    took: dict[str, list[float]] = {name: [] for name in ways}
    found: dict[str, dict[str, int]] = {}
    for _ in range(runs):
        for name, way in ways.items():
            at = time.process_time()
            found[name] = way()
            took[name].append(time.process_time() - at)
    for name in ways:
        yield name, statistics.median(took[name]), found[name]


def compared(title: str, sets: Sets, engine: Inline, options: Any) -> None:
    """Measure all ways over the sets and print the table."""
    pairs = pairs_of(sets, options.pairs)
    ways: dict[str, Callable[[], dict[str, int]]] = {"bare parse": lambda: bare(sets)}
    if find_spec("textacy") is not None:
        ways["textacy quotations"] = lambda: quotations(sets)
    ways["Readouts, whole"] = lambda: readouts(engine, sets)
    ways["NLI, all pairs"] = lambda: cross_encoded(pairs)
    documents = sum(map(len, sets))
    characters = sum(len(d.text) for s in sets for d in s)
    print(f"\n{title}: {documents} documents in {len(sets)} sets, {characters / 1000:.0f} thousand characters")
    print(f"{'what':20s} {'cpu s':>10s} {'x parse':>10s} {'docs/s':>9s}  finds")
    base = 0.0
    for name, seconds, found in turns(ways, options.runs):
        took, said = seconds, ", ".join(f"{n} {what}" for what, n in found.items())
        if name == "NLI, all pairs":
            each = seconds / max(1, len(pairs.drawn))
            took = base + each * pairs.count
            said = f"scores for {pairs.count} pairs, PROJECTED from {len(pairs.drawn)} at {each * 1000:.1f} ms; names nobody"
        base = base or took
        print(f"{name:20s} {took:10.2f} {took / base:10.2f} {documents / took:9.3f}  {said}", flush=True)


def main() -> None:
    """Measure and print."""
    if any(os.environ.get(name) != "1" for name in THREADS):
        # Libraries read these when they load: start again with them set.
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | THREADS)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=30, help="how many of the shared collection; 0 for none")
    parser.add_argument("--set-size", type=int, default=5, help="how many of them are compared together")
    parser.add_argument("--runs", type=int, default=3, help="runs of each; their median counts")
    parser.add_argument("--pairs", type=int, default=256, help="pairs that are read to project from")
    options = parser.parse_args()
    if min(options.set_size, options.runs, options.pairs) < 1 or options.documents < 0:
        parser.error("--set-size, --runs and --pairs take 1 or more, --documents 0 or more")
    engine, known = Inline(), examples()
    small = min(known, key=len)
    readouts(engine, [small])
    cross_encoded(pairs_of([small], BATCH))
    if find_spec("textacy") is None:
        print("textacy is not installed, and left out: pip install textacy")
    else:
        quotations([small])
    print(f"{pipeline_name()}, {', '.join(engine.names[1:])}; Python {platform.python_version()}, {platform.machine()}; ", end="")
    print(f"processor time, median of {options.runs} runs that took turns; the goal is {GOAL:.1f} x the bare parse")
    compared("examples", known, engine, options)
    if more := releases(options.documents, options.set_size):
        compared("White House releases", more, engine, options)
    elif options.documents:
        print("\nno shared collection here: only the examples were measured")


if __name__ == "__main__":
    main()
