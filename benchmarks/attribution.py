"""What finding who said what costs beside the parse it rests on: one run, one thread, the same texts. Linux and macOS.

    python benchmarks/attribution.py [--documents N] [FILE.jsonl[.gz]]

Texts: ``text`` of each line of FILE; without it PolNeAR's development articles from the folder that READOUTS_SHARED names
or ``../shared``, else the shipped examples. Models are loaded, and one document read, before the clock starts; seconds are processor
time of the one thread. The goal is
at most twice the bare parse, model included. textacy's direct quotations, over the same parse, stand beside it where
textacy is installed (it is no dependency); it finds direct quotations only.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from readouts import Document
from readouts.encoders import onnx
from readouts.encoders.parse import parse_many, pipeline, pipeline_name
from readouts.extract.attribution.combined import CombinedEngine
from readouts.extract.attribution.protocol import AttributionEngine
from readouts.extract.attribution.rules import RulesEngine
from readouts.extract.attribution.tagger import TaggerEngine

ROOT = Path(__file__).resolve().parents[1]
GOAL = 2.0
THREADS = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def texts(named: Path | None, limit: int) -> tuple[str, list[str]]:
    """Where the texts are from, and the texts."""
    shared = Path(os.environ.get("READOUTS_SHARED") or ROOT.parent / "shared") / "data/attribution/polnear_dev.jsonl.gz"
    path = named or (shared if shared.is_file() else None)
    if path is None:
        files = sorted((ROOT / "examples").rglob("*.md"))
        return "examples", [f.read_text(encoding="utf8") for f in files if f.parent.name != "examples"][:limit]
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf8") as lines:
        return path.name, [json.loads(line)["text"] for line in lines if line.strip()][:limit]


def bare(nlp: Any, given: list[str]) -> int:
    """spaCy alone: nothing kept. Returns tokens."""
    return sum(len(doc) for doc in nlp.pipe(given))


def found_by(engine: AttributionEngine, given: list[str]) -> int:
    """Parse and attributions of all texts. Returns attributions."""
    documents = (Document(id=str(n), text=t) for n, t in enumerate(given))
    return sum(len(engine.attribute(d, p)) for d, p in zip(documents, parse_many(given), strict=True))


def textacy_quotations(nlp: Any, given: list[str]) -> int:
    """Parse and textacy's direct quotations. A document whose quotation marks it cannot pair counts none."""
    from textacy.extract import triples

    count = 0
    for doc in nlp.pipe(given):
        try:
            count += len(list(triples.direct_quotations(doc)))
        except ValueError:  # it gives up on a document with an odd number of marks
            continue
    return count


def timed(work: Callable[[], int], runs: int) -> tuple[float, int]:
    """Least processor seconds of the runs (a busy machine distorts them little), and what came out."""
    best, count = float("inf"), 0
    for _ in range(runs):
        start = time.process_time()
        count = work()
        best = min(best, time.process_time() - start)
    return best, count


def engines() -> Iterable[tuple[str, AttributionEngine]]:
    """The engines by name, the trained ones on one thread, where the weights are installed."""
    if TaggerEngine.available():
        trained = TaggerEngine(model=onnx.OnnxModel(onnx.WEIGHTS / "attribution", threads=1))
        yield "parse + default (auto)", CombinedEngine(trained, RulesEngine())
        yield "parse + tagger", trained
    yield "parse + rules", RulesEngine()


def main() -> None:
    """Measure and print the table."""
    if any(os.environ.get(name) != "1" for name in THREADS):
        # Libraries read these when they load: start again with them set.
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | THREADS)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--documents", type=int, default=10**9, help="only the first so many")
    parser.add_argument("--runs", type=int, default=2, help="runs of each; the fastest counts")
    options = parser.parse_args()
    source, given = texts(options.file, options.documents)
    nlp = pipeline()
    rows: list[tuple[str, Callable[[], int]]] = [("bare parse", lambda: bare(nlp, given))]
    for name, engine in engines():
        found_by(engine, given[:1])  # load, and let onnxruntime settle

        def work(engine: AttributionEngine = engine) -> int:
            return found_by(engine, given)

        rows.append((name, work))
    if find_spec("textacy") is not None:
        textacy_quotations(nlp, given[:1])
        rows.append(("parse + textacy quotations", lambda: textacy_quotations(nlp, given)))
    tokens = bare(nlp, given)
    print(f"{source}: {len(given)} documents, {tokens} tokens; {pipeline_name()}; ", end="")
    print(f"Python {platform.python_version()}, {platform.machine()}, one thread, best of {options.runs}")
    print(f"{'what':27s} {'cpu s':>8s} {'x parse':>8s} {'docs/s':>8s} {'tokens/s':>9s} {'found':>7s}")
    base = 0.0
    for name, work in rows:
        took, count = timed(work, options.runs)
        base = base or took
        shown = f"{count:7d}" if name != "bare parse" else ""
        print(
            f"{name:27s} {took:8.2f} {took / base:8.2f} {len(given) / took:8.2f} {tokens / took:9.0f} {shown}",
            flush=True,
        )
    print(f"goal: parse + default at most {GOAL:.1f} x the bare parse")


if __name__ == "__main__":
    main()
