"""Fit what contradicts what, and what each contradiction is about, on the annotated documents.

    python training/contradictions.py ../shared/data/accounts LEDGERS.jsonl src/readouts/compare/weights/contradict.json

``LEDGERS.jsonl`` holds the ledgers (one a story, as ``to_record`` writes them) of a system whose stance model has not seen
these stories: one fitted on them is surer of their accounts than it will be of any other text. Pairs of parties are learnt
from those ledgers, kinds from the annotated accounts and from the pairs found. Cross-validated by story.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from logistic import FOLDS, NEAR, fold, lines, write
from readouts import Ledger, from_record
from readouts.compare import contradict, cues
from readouts.encoders.logistic import Logistic
from readouts.model import Account, Anchor, Party, Speaker
from readouts.vocabulary import Actors

STRENGTH = {"pair": 0.01, "kind": 0.3}
MOST = 3
CLEAR = 0.05  # what a pair of annotated accounts weighs beside a pair found
SURE = 0.95  # certainty of an annotated account
# A weight under this changes nothing that a reader could notice.
LEAST = 0.005
Names = frozenset[str]


@dataclass
class Story:
    """One story: its gold pairs of parties with their kinds, and the candidates of its ledger."""

    name: str
    gold: dict[Names, str]
    rows: list[tuple[Names, dict[str, float], Account, Account]]


def same(name: str, others: Sequence[str], actors: Actors) -> str:
    """The annotator's name of a party: one that is part of the other, or that the actor table takes for the same."""
    own = contradict.words_of(name)
    for other in others:
        theirs = contradict.words_of(other)
        if own and theirs and (own <= theirs or theirs <= own):
            return other
    return next((other for other in others if _principal(name, actors) == _principal(other, actors)), name)


def _principal(name: str, actors: Actors) -> str:
    found = actors.find(name)
    return found[0][1].name if found else name


def stories(folder: Path, ledgers: Path) -> list[Story]:
    found, _ = kept(ledgers)
    actors = Actors.default()
    out = []
    for r in lines(folder / "train.jsonl.gz"):
        if r["story"] not in found:
            continue
        accounts = found[r["story"]].accounts
        gold = {frozenset(r["accounts"][c[s]]["party"] for s in "ab"): c["kind"] for c in r["contradictions"]}
        names = sorted({n for pair in gold for n in pair})
        known = {a.party.name: same(a.party.name, names, actors) for a in accounts}
        rows = [
            (frozenset(known[s.account.party.name] for s in (a, b)), x, a.account, b.account)
            for a, b, x in contradict.candidates(accounts)
        ]
        out.append(Story(r["story"], gold, rows))
    return out


def kept(ledgers: Path) -> tuple[dict[str, Ledger], dict[str, float]]:
    """Ledgers by story, and the reader's chance of a quarrel in each."""
    found = {r["story"]: from_record(Ledger, r) for r in lines(ledgers)}
    quarrels = {s: max((cues.chance(a, "quarrel") for a in book.accounts), default=0.0) for s, book in found.items()}
    return found, quarrels


class Fitted:
    """A logistic model over named features; each pair of parties weighs little more for being said often."""

    def __init__(self, given: Sequence[Story], clear: Sequence[Story], strength: float) -> None:
        found = [*given, *clear]
        self.names = sorted({k for s in found for r in s.rows for k in r[1]})
        x = self.matrix(found)
        self.spread = x.std(0) + 1e-6
        y = np.array([r[0] in s.gold for s in found for r in s.rows])
        often = [Counter(r[0] for r in s.rows) for s in found]
        share = [1.0] * len(given) + [CLEAR] * len(clear)
        weight = np.array([c * o[r[0]] ** -0.5 for s, o, c in zip(found, often, share, strict=True) for r in s.rows])
        model = LogisticRegression(C=strength, max_iter=500).fit(x / self.spread, y, weight)
        self.coefficients = model.coef_[0] / self.spread
        self.bias = float(model.intercept_[0])

    def matrix(self, found: Sequence[Story]) -> Any:
        return np.array([[r[1].get(k, 0.0) for k in self.names] for s in found for r in s.rows])

    def weights(self) -> dict[str, float]:
        pairs = zip(self.names, self.coefficients, strict=True)
        return {k: round(float(v), 3) for k, v in pairs if abs(v) >= LEAST}


def best(story: Story, model: Logistic) -> dict[Names, float]:
    out: dict[Names, float] = {}
    for names, x, *_ in story.rows:
        out[names] = max(out.get(names, 0.0), model.probability(x))
    return out


def choose(found: Sequence[tuple[Story, dict[Names, float]]]) -> float:
    """The surest threshold that costs at most a point of F1 on pairs of parties, each story keeping its likeliest."""
    gold, disputed = sum(len(s.gold) for s, _ in found), sum(bool(s.gold) for s, _ in found)
    table = []
    for t in np.arange(0.1, 0.6, 0.02):
        kept = [(s, sorted((k for k, p in b.items() if p >= t), key=lambda k: -b[k])[:MOST]) for s, b in found]
        said, right = sum(len(k) for _, k in kept), sum(n in s.gold for s, k in kept for n in k)
        shown, both = sum(bool(k) for _, k in kept), sum(bool(k and s.gold) for s, k in kept)
        pairs, stories = 200 * right / max(1, said + gold), 200 * both / max(1, shown + disputed)
        table.append((pairs, stories, float(t), said, right))
    top = max(table)[0]
    pairs, stories, t, said, right = max((row for row in table if row[0] >= top - NEAR), key=lambda row: row[2])
    print(
        f"cross-validated: pairs of parties F1 {pairs:.1f} at {t:.2f} ({right} right of {said} said, {gold} annotated); "
        f"whether a story holds any F1 {stories:.1f}"
    )
    return t


def kinds(folder: Path, found: Sequence[Story]) -> dict[str, dict[str, float]]:
    seen = {(s.name, n): contradict.kind_features(a, b)[0] for s in found for n, _, a, b in s.rows if n in s.gold}
    gold = {s.name: s.gold for s in found}
    rows = [*annotated(folder), *((story, x, gold[story][n]) for (story, n), x in seen.items())]
    names = sorted({k for _, x, _ in rows for k in x})
    x = np.array([[f.get(k, 0.0) for k in names] for _, f, _ in rows])
    y = np.array([kind for *_, kind in rows])
    which = np.array([fold(n) for n, *_ in rows])
    told = y.copy()
    for k in range(FOLDS):
        model = LogisticRegression(C=STRENGTH["kind"], max_iter=500).fit(x[which != k], y[which != k])
        told[which == k] = model.predict(x[which == k])
    each = {k: f"{((told == y) & (y == k)).sum()} of {(y == k).sum()}" for k in sorted(set(y))}
    print(f"cross-validated: kind right {100 * (told == y).mean():.1f}%, {each}")
    model = LogisticRegression(C=STRENGTH["kind"], max_iter=500).fit(x, y)
    out = {}
    for kind, row, bias in zip(model.classes_, model.coef_, model.intercept_, strict=True):
        weights = {k: round(float(v), 3) for k, v in zip(names, row, strict=True) if abs(v) >= LEAST}
        out[str(kind)] = weights | {"": round(weights.get("", 0.0) + float(bias), 3)}
    return out


def annotated(folder: Path) -> list[tuple[str, dict[str, float], str]]:
    """Each annotated contradiction once a pair of parties, the account that asserts first."""
    out = []
    for r in lines(folder / "train.jsonl.gz"):
        once = {(frozenset(r["accounts"][c[s]]["party"] for s in "ab"), c["kind"]): c for c in r["contradictions"]}
        for c in once.values():
            a, b = (_account(r["accounts"][c[s]]) for s in "ab")
            if a.stance in contradict._DENIES and b.stance not in contradict._DENIES:
                a, b = b, a
            out.append((r["story"], contradict.kind_features(a, b)[0], c["kind"]))
    return out


def _account(a: dict[str, Any], n: int = 0, actors: Actors | None = None) -> Account:
    """An annotated account as a perfect reader would give it: the right party and stance, and sure of both."""
    start = a.get("start") or 0
    anchor = Anchor(a["doc"], start, start + len(a["quote"]), a["quote"])
    party = (actors.party(a["party"]) if actors else None) or Party(a["party"])
    speaker = Speaker(a["speaker"], "narration" if a["voice"] == "narration" else "organization")
    named = replace(party, name=a["party"])
    return Account(f"{n}", anchor, named, speaker, a["stance"], a["voice"], agreement=a["agreement"], certainty=SURE)


def perfect(folder: Path, quarrels: dict[str, float]) -> list[Story]:
    """The stories with the annotated accounts in place of those found: what clear words on both sides look like."""
    actors, out = Actors.default(), []
    for r in lines(folder / "train.jsonl.gz"):
        accounts = [_account(a, n, actors) for n, a in enumerate(r["accounts"])]
        gold = {frozenset(r["accounts"][c[s]]["party"] for s in "ab"): c["kind"] for c in r["contradictions"]}
        rows = [
            (frozenset(s.account.party.name for s in (a, b)), x, a.account, b.account)
            for a, b, x in contradict.candidates(accounts, quarrels.get(r["story"], 0.0))
        ]
        out.append(Story(r["story"], gold, rows))
    return out


def main(folder: Path, ledgers: Path, out: Path) -> None:
    found = stories(folder, ledgers)
    said = [(s, {r[0] for r in s.rows}) for s in found]
    reach = sum(len(s.gold.keys() & k) for s, k in said)
    print(
        f"{len(found)} stories, {sum(len(k) for _, k in said)} pairs of parties, {reach} of {sum(len(s.gold) for s in found)} annotated"
    )
    clear = perfect(folder, kept(ledgers)[1])
    held: list[tuple[Story, dict[Names, float]]] = []
    for k in range(FOLDS):
        model = Fitted(*([s for s in part if fold(s.name) != k] for part in (found, clear)), STRENGTH["pair"])
        held += [(s, best(s, Logistic(model.bias, 0.0, model.weights()))) for s in found if fold(s.name) == k]
    threshold = choose(held)
    model = Fitted(found, clear, STRENGTH["pair"])
    pair = {"bias": round(model.bias, 3), "threshold": round(threshold, 2), "weights": model.weights()}
    write({"pair": pair, "most": MOST, "kinds": kinds(folder, found)}, out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
