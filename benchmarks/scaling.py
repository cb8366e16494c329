"""Whether a document costs the same among many: extracting, memory, and grouping into a ledger, at few and at many.

    python benchmarks/scaling.py CORPUS.jsonl.gz ... --out FOLDER [--few 400] [--many 4000] [--engine pool] [--workers 1]
    python benchmarks/scaling.py --out FOLDER [--few 400] [--many 4000]     of shards that are there, finished or not

Without CORPUS nothing is extracted: the shards in FOLDER are taken as they are. Extracting is measured by processor
seconds for 1,000 characters, since documents differ in length: of the first FEW documents and of the last FEW of MANY.
Memory is the largest process over the first FEW and over all. Grouping is measured with the same documents twice: the
last FEW of MANY are loaded into an empty ledger, and into one that holds all those before them. Processor seconds, so
that what else the machine does is left out as far as it can be.
"""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from readouts.engine.keeping import Keeper
from readouts.engine.many.alone import Alone
from readouts.engine.many.folder import journal, shard_rows
from readouts.engine.many.load import Shelved
from readouts.engine.many.pool import Pool
from readouts.engine.many.protocol import recipe
from readouts.engine.many.rows import found_in
from readouts.engine.many.run import run
from readouts.ledger import open_store
from readouts.read import Failure

GOALS = {"extracting": 1.15, "grouping": 1.5, "memory": 1.2}


def shards(folder: Path, many: int) -> list[dict[str, Any]]:
    """The shards in order, up to so many documents."""
    out: list[dict[str, Any]] = []
    for record in sorted(journal(folder), key=lambda r: int(r["shard"])):
        if sum(r["rows"] for r in out) + record["rows"] > many:
            break
        out.append(record)
    return out


def taken(listed: Sequence[dict[str, Any]], few: int) -> list[dict[str, Any]]:
    """The first shards that hold so many documents."""
    out: list[dict[str, Any]] = []
    for record in listed:
        if sum(r["rows"] for r in out) >= few:
            break
        out.append(record)
    return out


def cost(listed: Sequence[dict[str, Any]]) -> tuple[float, float]:
    """Processor seconds for 1,000 characters, and for a document."""
    seconds = sum(r["processor_seconds"] for r in listed)
    return 1000 * seconds / sum(r["characters"] for r in listed), seconds / sum(r["rows"] for r in listed)


def rows(folder: Path, listed: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for record in listed:
        yield from shard_rows(folder, record)


def grouped(where: str, names: tuple[str, ...], given: Iterator[dict[str, Any]]) -> tuple[int, int, float]:
    """Load rows; documents, accounts and processor seconds."""
    store = open_store(where)
    shelf = Shelved(names)
    keeper = Keeper(store, lambda: shelf)
    documents = accounts = 0
    began = time.process_time()
    for row in given:
        found = found_in(row)
        if isinstance(found, Failure):
            continue
        shelf.lay(row)
        keeper.keep(getattr(found, "document", found), source=row["place"])
        documents, accounts = documents + 1, accounts + row["accounts"]
    took = time.process_time() - began
    store.close()
    return documents, accounts, took


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="*")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--few", type=int, default=400)
    parser.add_argument("--many", type=int, default=4000)
    parser.add_argument("--engine", choices=["inline", "pool"], default="pool")
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    if options.corpus:
        engine = Alone() if options.engine == "inline" else Pool(options.workers)
        size = max(1, options.few // 4)
        run(options.corpus, options.out, engine, recipe(), size=size, progress=lambda *a: None)
    listed = shards(options.out, options.many)
    first = taken(listed, options.few)
    last = taken(listed[::-1], options.few)[::-1]
    there = sum(r["rows"] for r in listed)
    if there < 2 * options.few:
        raise SystemExit(f"{there} documents are in shards: too few to compare {options.few} with")
    print(f"{platform.platform()}, Python {platform.python_version()}, {listed[0]['engine']}")
    print(f"first {sum(r['rows'] for r in first)} documents against {there}")
    (few, few_each), (many, many_each) = cost(first), cost(last)
    print(f"{'what':46s} {'few':>10s} {'many':>10s} {'times':>7s} {'goal':>6s}")
    line("extracting 1,000 characters, s", few, many, GOALS["extracting"])
    line("extracting a document, s (lengths differ)", few_each, many_each)
    line(
        "largest process, MB", max(r["megabytes"] for r in first), max(r["megabytes"] for r in listed), GOALS["memory"]
    )
    with tempfile.TemporaryDirectory() as room:
        names = tuple(listed[0]["engine"])
        count, accounts, alone = grouped(f"{room}/few.ledger", names, rows(options.out, last))
        before = listed[: len(listed) - len(last)]
        grouped(f"{room}/many.ledger", names, rows(options.out, before))
        _, _, among = grouped(f"{room}/many.ledger", names, rows(options.out, last))
        line(f"grouping one of {count} documents, s", alone / count, among / count, GOALS["grouping"])
        print(f"{'grouping one of their accounts, s':46s} {alone / accounts:10.4f} {among / accounts:10.4f}")
        size = sum(p.stat().st_size for p in Path(room).glob("many.ledger*"))
        print(
            f"ledger of {there} documents: {size / 1e6:.1f} MB; shards {sum(r['bytes'] for r in listed) / 1e6:.1f} MB"
        )
    return 0


def line(what: str, few: float, many: float, goal: float | None = None) -> None:
    print(f"{what:46s} {few:10.4f} {many:10.4f} {many / few:7.2f} {goal or '':>6}")


if __name__ == "__main__":
    sys.exit(main())
