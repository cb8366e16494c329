"""How well accounts of the same agreement find each other across documents, on the development stories.

    python -m tests.eval.linking                   figures, where the missed pairs are lost, and the errors by agreement
    python -m tests.eval.linking --groups gold     with the annotated groups inside each document
    python -m tests.eval.linking --accounts own    with the accounts that the chain finds, not those annotated
    python -m tests.eval.linking --turned          the documents added in the opposite order

All documents of all stories go into one ledger, in the order of their dates. Every pair of accounts that stand in two
documents counts: it is right when both the annotators and the system put the two into one agreement. With
``--accounts own`` a found account stands for the annotated one with which it shares at least half of the shorter span;
what is found and not annotated is left out of the count. The data is not part of the project; see ``tests.eval.gate``.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

from readouts.compare.group import Cluster
from readouts.encoders import statements as reader
from readouts.engine import linking
from readouts.engine.inline import Inline
from readouts.engine.keeping_rows import prepare
from readouts.model import Account, Anchor, Document, Party, Speaker, from_record
from tests.eval.gate import lines, shared

LOST = (
    ("not found", "one of the two accounts, or both, were not found in their document"),
    ("not compared", "the two documents share too few rare words, and were not compared"),
    (
        "parted",
        "another pair of the agreement is joined over these documents, and these accounts stand in other groups",
    ),
    ("not linked", "no two groups of the two documents that tell of the agreement were joined"),
)


@dataclass(frozen=True)
class Annotated:
    """One document as linking sees it, the annotated agreement of each account (None: the annotators have no such
    account), and the agreements of the annotated accounts that were not found."""

    told: linking.Told
    gold: tuple[str | None, ...]
    unfound: tuple[str, ...] = ()


@dataclass
class Found:
    """Pairs of accounts across documents: right, said, and annotated; and what went wrong, most pairs first.

    ``lost`` says where the missed pairs are lost, ``best`` what a linking without fault makes of the same groups: the
    pairs right and said when each group joins at most one of another document, and only where most pairs are right.
    """

    right: int
    said: int
    there: int
    errors: list[tuple[int, str, str, str]]
    lost: Counter[str] = field(default_factory=Counter)
    best: tuple[int, int] = (0, 0)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.said)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.there)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, self.said + self.there)


DEV = (("dev.jsonl", "dev_docs.jsonl.gz"),)


def told(folder: Any, *, own: bool = False, files: Sequence[tuple[str, str]] = DEV) -> list[Annotated]:
    """Every development document with its annotated accounts, or its ``own``; by date, undated last."""
    documents: dict[str, Document] = {}
    by: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for stories, texts in files:
        documents |= {row["id"]: from_record(Document, row) for row in lines(folder / "data/accounts" / texts)}
        for story in lines(folder / "data/accounts" / stories):
            for a in story["accounts"]:
                if a["agreement"]:
                    by[a["doc"]].append(a | {"gold": f"{story['story']}/{a['agreement']}"})
    chain = Inline() if own else None
    return [
        _read(chain, documents[d], by[d]) if chain else _annotated(documents[d], by[d])
        for d in sorted(by, key=lambda d: (documents[d].published or "9999", d))
    ]


def _annotated(d: Document, rows: Sequence[dict[str, Any]]) -> Annotated:
    accounts = tuple(_account(a, n) for n, a in enumerate(rows))
    vectors = reader.embed([a.anchor.quote for a in accounts])
    names = linking.names_in(d.title, d.text)
    return Annotated(linking.Told(d.id, accounts, vectors, d.published, names), tuple(a["gold"] for a in rows))


def _account(a: dict[str, Any], n: int) -> Account:
    start = a.get("start", 0)
    anchor = Anchor(a["doc"], start, start + len(a["quote"]), a["quote"])
    speaker = Speaker(a["speaker"] or "", "unnamed")
    return Account(f"{a['doc']}#{n}", anchor, Party(a["party"]), speaker, a["stance"], a["voice"])


def _read(chain: Inline, d: Document, rows: Sequence[dict[str, Any]]) -> Annotated:
    """The document as the chain reads it; each annotated account goes to the found one that it shares most with."""
    given = prepare(chain.extract(d), chain.names).told
    shares = sorted(
        (-s, m, n) for m, r in enumerate(rows) for n, a in enumerate(given.accounts) if (s := _share(r, a)) >= 0.5
    )
    gold: dict[int, int] = {}
    for _, m, n in shares:
        if n not in gold and m not in gold.values():
            gold[n] = m
    labels = tuple(rows[gold[n]]["gold"] if n in gold else None for n in range(len(given.accounts)))
    return Annotated(given, labels, tuple(r["gold"] for m, r in enumerate(rows) if m not in gold.values()))


def _share(row: dict[str, Any], a: Account) -> float:
    """What part of the shorter span the two share; nothing where one is in the title."""
    if bool(row.get("in_title")) != (a.anchor.field == "title"):
        return 0.0
    start, end = row.get("start", 0), row.get("start", 0) + len(row["quote"])
    return (min(end, a.anchor.end) - max(start, a.anchor.start)) / max(
        1, min(end - start, a.anchor.end - a.anchor.start)
    )


def measure(documents: Sequence[Annotated], *, gold_groups: bool = False) -> Found:
    """Link all documents one after the other and count the pairs."""
    kept: list[linking.Told] = []
    roots: dict[str, linking.Told] = {}
    compared: set[tuple[str, str]] = set()
    index = {d.told.key: set(linking.blocks(d.told)) for d in documents}
    for one in documents:
        d = one.told
        clusters = list(_gold_groups(one.gold)) if gold_groups else linking.groups(d)
        met = {k.key: len(index[d.key] & index[k.key]) for k in kept}
        near = [k for key in linking.likely(met) for k in kept if k.key == key]
        compared |= {(k.key, d.key) for k in near}
        names = {}
        for n, j in enumerate(linking.link(d, clusters, near, roots)):
            names |= dict.fromkeys(j.members, j.agreement or f"{d.key}:{n}")
        placed = replace(d, accounts=tuple(replace(a, agreement=names[n]) for n, a in enumerate(d.accounts)))
        kept.append(placed)
        for name in set(names.values()):
            roots.setdefault(name, placed)
    return _counted([replace(one, told=k) for k, one in zip(kept, documents, strict=True)], compared)


def _gold_groups(gold: Sequence[str | None]) -> Iterator[Cluster]:
    for name in dict.fromkeys(gold):
        members = tuple(n for n, g in enumerate(gold) if g == name)
        yield Cluster(members, members[0])


def _counted(kept: Sequence[Annotated], compared: set[tuple[str, str]]) -> Found:
    out = Found(0, 0, 0, [])
    errors: Counter[tuple[str, str, str]] = Counter()
    for one, other in combinations(kept, 2):
        cells: dict[tuple[Any, Any], list[int]] = defaultdict(lambda: [0, 0])
        missed: Counter[str] = Counter()
        joined = set()
        for a, g in zip(one.told.accounts, one.gold, strict=True):
            for b, h in zip(other.told.accounts, other.gold, strict=True):
                if g is None or h is None:
                    continue
                found, same = a.agreement == b.agreement, g == h
                out.right, out.said, out.there = out.right + (found and same), out.said + found, out.there + same
                cells[a.agreement, b.agreement][0] += same
                cells[a.agreement, b.agreement][1] += 1
                if found != same:
                    errors["missed" if same else "false", g, h] += 1
                if same and found:
                    joined.add(g)
                elif same:
                    missed[g] += 1
        met = (one.told.key, other.told.key) in compared
        for g, n in missed.items():
            out.lost["not compared" if not met else "parted" if g in joined else "not linked"] += n
        unfound = _unfound(one, other)
        out.lost["not found"] += unfound
        out.there += unfound
        right, said = _best(cells)
        out.best = (out.best[0] + right, out.best[1] + said)
    out.errors = [(n, *e) for e, n in sorted(errors.items(), key=lambda x: (-x[1], x[0]))]
    return out


def _unfound(one: Annotated, other: Annotated) -> int:
    """Annotated pairs of two documents of which one account at least was not found."""
    mine, yours = Counter(g for g in one.gold if g), Counter(g for g in other.gold if g)
    every = [Counter(one.unfound) + mine, Counter(other.unfound) + yours]
    return sum(n * every[1][g] - mine[g] * yours[g] for g, n in every[0].items())


def _best(cells: dict[tuple[Any, Any], list[int]]) -> tuple[int, int]:
    right = said = 0
    taken: set[tuple[int, Any]] = set()
    for (a, b), (same, every) in sorted(cells.items(), key=lambda c: (-c[1][0] / c[1][1], -c[1][0], c[0])):
        if 2 * same >= every and not taken & {(0, a), (1, b)}:
            taken |= {(0, a), (1, b)}
            right, said = right + same, said + every
    return right, said


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--groups", choices=["gold", "own"], default="own")
    parser.add_argument("--accounts", choices=["gold", "own"], default="gold")
    parser.add_argument("--turned", action="store_true", help="add the documents in the opposite order")
    options = parser.parse_args()
    folder = shared()
    if folder is None:
        print("linking: the development data is not here; nothing is measured")
        return 0
    documents = told(folder, own=options.accounts == "own")
    found = measure(documents[::-1] if options.turned else documents, gold_groups=options.groups == "gold")
    print(f"pairs across documents: {found.there} annotated, {found.said} said, {found.right} right")
    print(f"precision {found.precision:.3f}  recall {found.recall:.3f}  F1 {found.f1:.3f}")
    best = Found(*found.best, found.there, [])
    print(
        f"the same groups linked without fault: precision {best.precision:.3f}  recall {best.recall:.3f}  F1 {best.f1:.3f}"
    )
    for name, why in LOST:
        print(f"{found.lost[name]:5d} lost: {why}")
    for n, kind, g, h in found.errors:
        print(f"{n:5d} {kind:7s} {g}" + (f"  with  {h}" if g != h else ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
