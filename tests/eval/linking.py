"""How well accounts of the same agreement find each other across documents, on the development stories.

    python -m tests.eval.linking                 figures, and the errors by agreement
    python -m tests.eval.linking --groups gold   with the annotated groups inside each document

All documents of all stories go into one ledger, in the order of their dates. Every pair of accounts that stand in two
documents counts: it is right when both the annotators and the system put the two into one agreement. The data is not
part of the project; see ``tests.eval.gate``.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from readouts.compare.group import Cluster
from readouts.encoders import statements as reader
from readouts.engine import linking
from readouts.model import Account, Anchor, Party, Speaker
from tests.eval.gate import lines, shared


@dataclass
class Found:
    """Pairs of accounts across documents: right, said, and annotated; and what went wrong, most pairs first."""

    right: int
    said: int
    there: int
    errors: list[tuple[int, str, str, str]]

    @property
    def precision(self) -> float:
        return self.right / max(1, self.said)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.there)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, self.said + self.there)


def told(folder: Any) -> list[tuple[linking.Told, list[str]]]:
    """Every development document with its annotated accounts, and the agreement of each; by date, undated last."""
    documents = {d["id"]: d for d in lines(folder / "data/accounts/dev_docs.jsonl.gz")}
    published = {name: d.get("published") for name, d in documents.items()}
    by: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for story in lines(folder / "data/accounts/dev.jsonl"):
        for a in story["accounts"]:
            if a["agreement"]:
                by[a["doc"]].append(a | {"gold": f"{story['story']}/{a['agreement']}"})
    out = []
    for doc in sorted(by, key=lambda d: (published[d] or "9999", d)):
        accounts = tuple(_account(a, n) for n, a in enumerate(by[doc]))
        vectors = reader.embed([a.anchor.quote for a in accounts])
        names = linking.names_in(documents[doc].get("title") or "", documents[doc]["text"])
        out.append((linking.Told(doc, accounts, vectors, published[doc], names), [a["gold"] for a in by[doc]]))
    return out


def _account(a: dict[str, Any], n: int) -> Account:
    start = a.get("start", 0)
    anchor = Anchor(a["doc"], start, start + len(a["quote"]), a["quote"])
    speaker = Speaker(a["speaker"] or "", "unnamed")
    return Account(f"{a['doc']}#{n}", anchor, Party(a["party"]), speaker, a["stance"], a["voice"])


def measure(documents: list[tuple[linking.Told, list[str]]], *, gold_groups: bool = False) -> Found:
    """Link all documents one after the other and count the pairs."""
    kept: list[linking.Told] = []
    roots: dict[str, linking.Told] = {}
    index = {key: set(numbers) for key, numbers in ((d.key, linking.blocks(d)) for d, _ in documents)}
    for d, gold in documents:
        clusters = list(_gold_groups(gold)) if gold_groups else linking.groups(d)
        met = {k.key: len(index[d.key] & index[k.key]) for k in kept}
        near = [k for key in linking.likely(met) for k in kept if k.key == key]
        names = {}
        for n, j in enumerate(linking.link(d, clusters, near, roots)):
            names |= dict.fromkeys(j.members, j.agreement or f"{d.key}:{n}")
        placed = replace(d, accounts=tuple(replace(a, agreement=names[n]) for n, a in enumerate(d.accounts)))
        kept.append(placed)
        for name in set(names.values()):
            roots.setdefault(name, placed)
    return _counted([(k, gold) for k, (_, gold) in zip(kept, documents, strict=True)])


def _gold_groups(gold: list[str]) -> Iterator[Cluster]:
    for name in dict.fromkeys(gold):
        members = tuple(n for n, g in enumerate(gold) if g == name)
        yield Cluster(members, members[0])


def _counted(kept: list[tuple[linking.Told, list[str]]]) -> Found:
    right = said = there = 0
    errors: Counter[tuple[str, str, str]] = Counter()
    for (one, mine), (other, yours) in combinations(kept, 2):
        for a, g in zip(one.accounts, mine, strict=True):
            for b, h in zip(other.accounts, yours, strict=True):
                found, same = a.agreement == b.agreement, g == h
                right, said, there = right + (found and same), said + found, there + same
                if found != same:
                    errors["missed" if same else "false", g, h] += 1
    return Found(right, said, there, [(n, *e) for e, n in sorted(errors.items(), key=lambda x: (-x[1], x[0]))])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--groups", choices=["gold", "own"], default="own")
    options = parser.parse_args()
    folder = shared()
    if folder is None:
        print("linking: the development data is not here; nothing is measured")
        return 0
    found = measure(told(folder), gold_groups=options.groups == "gold")
    print(f"pairs across documents: {found.there} annotated, {found.said} said, {found.right} right")
    print(f"precision {found.precision:.3f}  recall {found.recall:.3f}  F1 {found.f1:.3f}")
    for n, kind, g, h in found.errors:
        print(f"{n:5d} {kind:7s} {g}" + (f"  with  {h}" if g != h else ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
