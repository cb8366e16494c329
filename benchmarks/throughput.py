"""Documents a second by engine and number of processes, all on the same documents in one run, in turns.

    python benchmarks/throughput.py CORPUS.jsonl.gz [--documents 60] [--rounds 2] [--workers 2] [--daft]

`inline` is this package in one process as a user runs it: its models run in threads beside the parse, so it fills more
than one processor. `pool N` is the same through N processes. `N alone` are N inline processes side by side that know
nothing of each other, each with its share of the documents: what this machine can give at most, since two processors
that share one core are not twice one. Reading the models and starting processes is left out of the rate and shown by
itself. The shards of all engines must be the same, or the benchmark fails.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

GOAL = 1.8
RUN = """
import sys, time, json
from pathlib import Path
from readouts.engine.many.protocol import recipe
from readouts.engine.many.run import run
kind, workers, source, out = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
if kind == "pool":
    from readouts.engine.many.pool import Pool
    engine = Pool(workers)
elif kind == "daft":
    from readouts.engine.many.cluster import Cluster
    engine = Cluster(workers)
else:
    from readouts.engine.many.alone import Alone
    engine = Alone()
times = []
if __name__ == "__main__":
    began = time.perf_counter()
    tell = lambda done, total, words: times.append((time.perf_counter() - began, done))
    run([source], Path(out), engine, recipe(), size=int(sys.argv[5]), progress=tell)
    print(json.dumps([times, time.perf_counter() - began]))
"""


def written(corpus: str, count: int, room: Path) -> tuple[Path, int]:
    """So many documents of a corpus, spread over the whole of it, as a file of their own; and their characters."""
    from readouts.read import Failure, read

    given = [d for d in itertools.islice(read([corpus]), None) if not isinstance(d, Failure)]
    chosen = given[:: max(1, len(given) // count)][:count]
    path = room / "documents.jsonl"
    path.write_text(
        "".join(
            json.dumps(
                {
                    "id": d.id,
                    "text": d.text,
                    "title": d.title,
                    "published": d.published,
                    "language": d.language,
                    "kind": d.kind,
                }
            )
            + "\n"
            for d in chosen
        )
    )
    return path, sum(len(d.text) for d in chosen)


def measured(kind: str, workers: int, sources: list[Path], room: Path, size: int) -> tuple[float, float, str]:
    """Documents a second once all have their models, seconds in all, and a digest of the shards."""
    program = room / "run.py"
    program.write_text(RUN)
    out = [room / f"{kind}{workers}-{time.monotonic_ns()}-{n}" for n in range(len(sources))]
    began = time.perf_counter()
    known = os.environ | {"OMP_NUM_THREADS": "1"}
    started = [
        subprocess.Popen(
            [sys.executable, str(program), kind, str(workers), str(s), str(o), str(size)],
            stdout=subprocess.PIPE,
            env=known,
        )
        for s, o in zip(sources, out, strict=True)
    ]
    said = [p.communicate()[0] for p in started]
    if any(p.returncode for p in started):
        raise SystemExit(f"{kind} {workers} failed")
    took = time.perf_counter() - began
    rate = sum(_rate(json.loads(s)[0]) for s in said)
    seen = hashlib.sha256()
    for o in out:
        for p in sorted(o.glob("shard-*.parquet")):
            seen.update(p.read_bytes())
    return rate, took, seen.hexdigest()


def _rate(times: list[tuple[float, int]]) -> float:
    """From the first document done to the last; what came before is starting."""
    done = [(t, n) for t, n in times if n > 0]
    (first, before), (last, after) = done[0], done[-1]
    return (after - before) / (last - first)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus")
    parser.add_argument("--documents", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--daft", action="store_true", help="also Daft on this machine")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        source, characters = written(options.corpus, options.documents, room)
        lines = source.read_text().splitlines(keepends=True)
        parts = [room / f"part{n}.jsonl" for n in range(options.workers)]
        for n, part in enumerate(parts):
            part.write_text("".join(lines[n :: options.workers]))
        print(
            f"{len(lines)} documents, {characters / len(lines):.0f} characters each; {platform.machine()}, "
            f"{os.cpu_count()} processors, Python {platform.python_version()}"
        )
        size = max(1, len(lines) // 4)
        plans = [
            ("inline", 1, [source]),
            ("pool", 1, [source]),
            ("pool", options.workers, [source]),
            ("inline", options.workers, parts),
        ]
        plans += [("daft", options.workers, [source])] if options.daft else []
        rates: dict[str, list[float]] = defaultdict(list)
        wholes: dict[str, list[float]] = defaultdict(list)
        digests = set()
        for n in range(options.rounds):
            for kind, workers, sources in plans if n % 2 == 0 else plans[::-1]:
                label = (
                    f"{workers} alone" if len(sources) > 1 else f"{kind} {workers}" if kind != "inline" else "inline"
                )
                rate, took, digest = measured(kind, workers, sources, room, size)
                rates[label].append(rate)
                wholes[label].append(took)
                if len(sources) == 1:
                    digests.add(digest)
        if len(digests) != 1:
            raise SystemExit("the engines wrote different shards")
        print(
            f"{'engine':10s} {'documents/s':>12s} {'times inline':>13s} {'times pool 1':>13s} {'whole, s':>9s}   rounds"
        )
        base, one = statistics.median(rates["inline"]), statistics.median(rates["pool 1"])
        for label, found in rates.items():
            rate = statistics.median(found)
            each = ", ".join(f"{r:.2f}" for r in found)
            print(
                f"{label:10s} {rate:12.2f} {rate / base:13.2f} {rate / one:13.2f} {statistics.median(wholes[label]):9.1f}   {each}"
            )
        print(f"goal: pool {options.workers} at least {GOAL} times inline")
    return 0


if __name__ == "__main__":
    sys.exit(main())
