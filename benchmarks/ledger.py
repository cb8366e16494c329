"""Adding a corpus to a kept ledger: documents a second, memory, size, what became of each, and one document more.

    python benchmarks/ledger.py CORPUS.jsonl.gz FOLDER ... [--limit 100] [--ledger FILE] [--one 5]

Every source is read with the limit of documents given for each (all without it). The last ``--one`` of all are held back:
each is added to the full ledger by a process state that has seen nothing of it, and to an empty ledger, and the median
times are compared. An existing ``--ledger`` goes on where it was.
"""

from __future__ import annotations

import argparse
import itertools
import platform
import resource
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from readouts.engine.inline import Inline
from readouts.engine.keeping import Keeper
from readouts.ledger import open_store
from readouts.model import Document
from readouts.read import Failure, read

GOAL = 1.5


def documents(sources: list[str], limit: int | None) -> list[Document]:
    """What the sources hold; a source that fails ends the benchmark, since nothing is to be lost."""
    out: list[Document] = []
    for source in sources:
        for item in itertools.islice(read([source]), limit):
            if isinstance(item, Failure):
                raise SystemExit(f"{item}: the benchmark needs sources that can be read")
            out.append(item)
    return out


def fill(where: str, chain: Inline, given: list[Document]) -> tuple[Counter[str], float]:
    """Add all; what became of them, and the seconds."""
    outcomes: Counter[str] = Counter()
    store = open_store(where)
    keeper = Keeper(store, lambda: chain)
    began = last = time.perf_counter()
    for n, d in enumerate(given, 1):
        outcomes[keeper.keep(d).outcome] += 1
        if time.perf_counter() - last > 30:
            last = time.perf_counter()
            print(f"  {n} of {len(given)}, {n / (last - began):.2f} a second", file=sys.stderr, flush=True)
    took = time.perf_counter() - began
    store.close()
    return outcomes, took


def one_more(where: str, chain: Inline, d: Document) -> float | None:
    """Processor seconds to add one document by a keeper that remembers nothing, the models being loaded; None if it was known."""
    store = open_store(where)
    keeper = Keeper(store, lambda: chain)
    began = time.process_time()  # the processor's, so that what else the machine does is left out
    outcome = keeper.keep(d).outcome
    took = time.process_time() - began
    store.close()
    return took if outcome != "known" else None


def compared(where: str, chain: Inline, held: list[Document]) -> tuple[float, float]:
    """Median processor seconds of adding each held document to the full ledger and to an empty one."""
    full: list[float] = []
    empty: list[float] = []
    with tempfile.TemporaryDirectory() as room:
        for n, d in enumerate(held):
            chain.extract(d)  # so that neither of the two is the first to see it
            alone, among = one_more(str(Path(room) / f"{n}.ledger"), chain, d), one_more(where, chain, d)
            if alone is not None and among is not None:
                empty.append(alone)
                full.append(among)
    if not full:
        raise SystemExit("every document held back was in the ledger already: give a new --ledger")
    return statistics.median(full), statistics.median(empty)


def reconciled(where: str, given: list[Document], outcomes: Counter[str]) -> list[str]:
    """Counts of the ledger beside those of the corpus; the difference is what was lost."""
    store = open_store(where, create=False)
    with store.reading() as ledger:
        counts = ledger.counts()
        kept = {k.key for k in ledger.documents()}
        biggest = Counter(ledger.linked().values()).most_common(1)
    store.close()
    digests = {d.digest[:24] for d in given}
    lines = [f"given {len(given)}, of them {len(digests)} different; became {dict(outcomes)}"]
    lines.append(f"lost {len(digests - kept)}; in the ledger {len(kept)} documents")
    lines.append(", ".join(f"{n} {name}" for name, n in counts.items() if n))
    lines.append(f"largest agreement: {biggest[0][1] if biggest else 0} accounts")
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="+")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--ledger")
    parser.add_argument("--one", type=int, default=5)
    options = parser.parse_args()
    given = documents(options.sources, options.limit)
    if len(given) <= options.one:
        raise SystemExit(f"{len(given)} documents are too few to hold {options.one} back")
    given, held = given[: -options.one], given[-options.one :]
    with tempfile.TemporaryDirectory() as room:
        where = options.ledger or str(Path(room) / "benchmark.ledger")
        chain = Inline()
        chain.extract(Document(id="warm", text="The guild said that the port had agreed to new shifts.", language="en"))
        outcomes, took = fill(where, chain, given)
        print(f"{platform.platform()}, Python {platform.python_version()}, {chain.names}")
        print(f"{len(given)} documents in {took:.1f} s: {len(given) / took:.2f} a second")
        for line in reconciled(where, given, outcomes):
            print(line)
        if Path(where).is_file():
            size = sum(p.stat().st_size for p in Path(where).parent.glob(Path(where).name + "*"))
            print(f"file {size / 1e6:.1f} MB, {size / len(given) / 1e3:.1f} kB a document")
        full, empty = compared(where, chain, held)
        print(
            f"one more document: {full:.3f} s of processor time, into an empty ledger {empty:.3f} s: {full / empty:.2f} times (goal {GOAL})"
        )
    scale = 1e6 if sys.platform == "darwin" else 1e3
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
