"""How many pairs of accounts are compared of all there are, and whether what contradicts still meets.

    python benchmarks/blocks.py                            the development and the training stories, in one ledger
    python benchmarks/blocks.py --shards FOLDER ...        what `readouts run` wrote
    python benchmarks/blocks.py --shards FOLDER --limit 1000

Documents come one after the other, as into a ledger. Two accounts are compared when they stand in one document, or when
the block index brings their documents together (at most 24 to a new one) and linking then puts the two beside each other:
what it looks at is counted there, each pair once. A contradiction is reached when accounts of its two documents are.
The development data is not part of the project; see ``tests.eval.gate``.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.eval.gate import lines, shared
from tests.eval.linking import DEV
from tests.eval.linking import told as annotated

from readouts.compare import contradict
from readouts.engine import linking
from readouts.engine.keeping_rows import prepare
from readouts.engine.many.folder import journal, shard_rows
from readouts.engine.many.rows import extracted, found_in
from readouts.model import Account
from readouts.read import Failure

GOALS = {"pairs": 1.0, "reached": 98.0}


class Compared:
    """Documents put beside one another as a ledger does it, with every pair of accounts that is looked at counted."""

    def __init__(self) -> None:
        self.accounts = self.documents = self.inside = self.across = self.opposed = 0
        self.near: set[tuple[str, str]] = set()
        self._index: dict[int, list[str]] = defaultdict(list)
        self._kept: dict[str, linking.Told] = {}
        self._roots: dict[str, linking.Told] = {}
        self._members: dict[str, list[Account]] = defaultdict(list)
        self._looked_at: set[tuple[int, str, int]] = set()
        likeness = linking._pair

        def counted(told: linking.Told, members: Sequence[int], other: linking.Told, theirs: Sequence[int]) -> float:
            self._looked_at |= {(m, other.key, n) for m in members for n in theirs}
            return likeness(told, members, other, theirs)

        linking._pair = counted

    @property
    def every(self) -> int:
        """All pairs there are."""
        return self.accounts * (self.accounts - 1) // 2

    def add(self, told: linking.Told) -> None:
        """One document more."""
        numbers = linking.blocks(told)
        met = Counter(key for n in numbers for key in self._index[n])
        near = [self._kept[k] for k in linking.likely(met, [told.key])]
        names = sorted({str(a.agreement) for t in near for a in t.accounts})
        roots = {name: self._roots[name] for name in names}
        clusters = linking.groups(told) if told.accounts else []
        self._looked_at.clear()
        joined = linking.link(told, clusters, near, roots) if near else []
        group = {m: j.agreement or f"{told.key}:{n}" for n, j in enumerate(joined) for m in j.members}
        group = group or {m: f"{told.key}:{n}" for n, c in enumerate(clusters) for m in c.members}
        placed = replace(told, accounts=tuple(replace(a, agreement=group[n]) for n, a in enumerate(told.accounts)))
        mine = len(told.accounts)
        self.inside += mine * (mine - 1) // 2
        self.across += len(self._looked_at)
        self.near |= {(pair[1], told.key) for pair in self._looked_at}
        self._opposed(placed)
        self.accounts += mine
        self.documents += 1
        self._kept[told.key] = placed
        for n in numbers:
            self._index[n].append(told.key)
        for name in set(group.values()):
            self._roots.setdefault(name, placed)

    def _opposed(self, placed: linking.Told) -> None:
        """Pairs that are asked whether they contradict: of the agreements that the document touches, and with it new."""
        for name in {str(a.agreement) for a in placed.accounts}:
            before = self._members[name]
            fresh = [a for a in placed.accounts if a.agreement == name]
            every = [*before, *fresh]
            pairs = ((a.index, b.index) for a, b, _ in contradict.candidates(every, quarrel=0.0))
            self.opposed += sum(max(pair) >= len(before) for pair in pairs)
            before += fresh

    def met(self, one: str, other: str) -> bool:
        """Whether the accounts of two documents were compared."""
        return one == other or (one, other) in self.near or (other, one) in self.near


def kept(folders: Iterable[Path], limit: int | None) -> Iterator[linking.Told]:
    """The documents of shards, as a ledger would link them."""
    rows = (row for f in folders for record in journal(f) for row in shard_rows(f, record) if row["outcome"] == "done")
    seen: set[str] = set()
    for row in itertools.islice(rows, limit):
        found = found_in(row)
        if isinstance(found, Failure):
            continue
        told = prepare(extracted(row, getattr(found, "document", found)), ()).told
        if told.key not in seen:
            seen.add(told.key)
            yield told


def row(name: str, c: Compared, reached: tuple[int, int] | None = None) -> str:
    every = max(1, c.every)
    share, asked = 100 * (c.inside + c.across) / every, 100 * c.opposed / every
    said = f"{reached[0]} of {reached[1]} ({100 * reached[0] / max(1, reached[1]):.0f}%)" if reached else "-"
    return (
        f"{name:22s} {c.documents:6d} {c.accounts:8d} {c.every:12,d} {c.inside:9,d} {c.across:11,d} {share:8.2f}%"
        f" {asked:8.3f}% {said:>16s}"
    )


TRAINING = ("train.jsonl.gz", "train_docs.jsonl.gz")


def stories(folder: Path, files: Sequence[tuple[str, str]]) -> tuple[Compared, tuple[int, int]]:
    """The annotated accounts of all these stories in one ledger, and how many contradictions it reaches."""
    compared = Compared()
    for one in annotated(folder, files=files):
        compared.add(one.told)
    pairs = [
        (story["accounts"][c["a"]]["doc"], story["accounts"][c["b"]]["doc"])
        for name, _ in files
        for story in lines(folder / "data/accounts" / name)
        for c in story["contradictions"]
    ]
    return compared, (sum(compared.met(*p) for p in pairs), len(pairs))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shards", type=Path, nargs="*", default=[])
    parser.add_argument("--limit", type=int)
    options = parser.parse_args()
    print(
        f"{'accounts of':22s} {'docs':>6s} {'accounts':>8s} {'all pairs':>12s} {'inside':>9s} {'across':>11s} {'compared':>9s}"
        f" {'opposed':>9s} {'contradictions':>16s}"
    )
    if (folder := shared()) is not None:
        print(row("development stories", *stories(folder, DEV)), flush=True)
        print(row("and training stories", *stories(folder, (*DEV, TRAINING))), flush=True)
    if options.shards:
        compared, began = Compared(), time.process_time()
        mark = 250
        for n, told in enumerate(kept(options.shards, options.limit), 1):
            compared.add(told)
            if n == mark:
                print(row(f"shards, first {n}", compared), flush=True)
                mark *= 2
        print(row("shards", compared), f"  {time.process_time() - began:.0f} s")
    print(
        f"goals: compared under {GOALS['pairs']:g}% on the larger set, contradictions reached at least {GOALS['reached']:g}%"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
