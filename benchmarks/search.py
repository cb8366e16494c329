"""How long a search takes over a ledger of some thousand documents.

python benchmarks/search.py DOCUMENTS.jsonl.gz ... [--most N] [--queries N] [--keep FILE] [--url postgresql://...]

The documents are added as they are; every few sentences stand in as an account each (party, stance and agreement
drawn by a fixed seed), since the time depends on how many there are and not on whether they are right.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import statistics
import tempfile
import time
from pathlib import Path

from readouts.engine.asking import Inquiry
from readouts.ledger import Store, open_store
from readouts.ledger import rows as r
from readouts.ledger.search import Search
from readouts.model import STANCES, STATUSES, Account, Anchor, Document, Party, Speaker, from_record

ENGINE = r.Engine(("benchmark 1",))
SENTENCE = re.compile(r"[A-Z][^.!?\n]{40,300}[.!?]")


def documents(paths: list[Path], most: int) -> list[Document]:
    out: dict[str, Document] = {}
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for n, line in enumerate(lines):
                if n >= most:
                    break
                d = from_record(Document, json.loads(line))
                if "\0" not in d.text:
                    out[d.digest] = d
    return list(out.values())


def fill(store: Store, given: list[Document], rng: random.Random) -> int:
    many = 0
    for start in range(0, len(given), 50):
        with store.writing("add", "benchmark") as w:
            w.add(ENGINE)
            for d in given[start : start + 50]:
                w.add(r.KeptDocument(d), r.Snapshot(d.url or d.id, r.key_of(d), d.id, d.published, d.publisher, d.url))
                w.add(r.Extraction(r.key_of(d), ENGINE.id))
                kept = Document(id=r.key_of(d), text=d.text)
                for n, m in enumerate(list(SENTENCE.finditer(d.text))[:24:2]):
                    name = f"{kept.id}{n}"
                    anchor = Anchor.at(kept, m.start(), m.end())
                    party = Party(f"Party {min(rng.randrange(200), rng.randrange(200))}")
                    a = Account(
                        name, anchor, party, Speaker("s", "person"), rng.choice(STANCES), "direct", certainty=0.7
                    )
                    w.add(r.KeptAccount(a, ENGINE.id))
                    group = r.content_id("g", min(rng.randrange(len(given)), rng.randrange(len(given))))
                    w.add(r.KeptAgreement(group, m[0][:80], name, ENGINE.id), r.AccountLink(name, group, ENGINE.id))
                    many += 1
    return many


def queries(given: list[Document], rng: random.Random, many: int) -> list[tuple[Search, str | None]]:
    out: list[tuple[Search, str | None]] = []
    for n in range(many):
        words = re.findall(r"\w{3,}", rng.choice(given).text) or ["nothing"]
        at = rng.randrange(len(words))
        said = (
            words[at],
            " ".join(words[at : at + 2]),
            f'"{" ".join(words[at : at + 2])}"',
            words[at][:4] + "*",
            "the",
        )[n % 5]
        filters = (
            {}, {"party": f"Party {rng.randrange(50)}"}, {"stance": rng.choice(STANCES)},
            {"since": "2016-01-01", "until": "2022-12-31"}, {"source": "kremlin"},
        )[n // 5 % 5]  # fmt: skip
        out.append((Search(said, **filters), rng.choice(STATUSES) if n % 10 == 7 else None))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--most", type=int, default=2000)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--url")
    parser.add_argument("--queries", type=int, default=500)
    given = parser.parse_args()
    rng = random.Random(1)
    docs = documents(given.paths, given.most)
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(given.url or given.keep or Path(folder) / "search.ledger")
        with store.reading() as reading:
            filled = reading.counts()["accounts"]
        many = filled or fill(store, docs, rng)
        print(f"{len(docs)} documents, {many} accounts")
        took: dict[str, list[float]] = {"plain": [], "with a status": [], "documents": []}
        for wanted, status in queries(docs, rng, given.queries):
            begun = time.perf_counter()
            with store.reading() as reading:
                Inquiry(reading).search(wanted, status=status)
            took["with a status" if status else "plain"].append(time.perf_counter() - begun)
            begun = time.perf_counter()
            with store.reading() as reading:
                reading.search_documents(wanted)
            took["documents"].append(time.perf_counter() - begun)
        for name, times in took.items():
            cuts = statistics.quantiles(times, n=100)
            print(
                f"{name:14} n {len(times)}  median {cuts[49] * 1000:.1f} ms  p95 {cuts[94] * 1000:.1f} ms  max {max(times) * 1000:.0f} ms"
            )
        store.close()


if __name__ == "__main__":
    main()
