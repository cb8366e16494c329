"""Contradictions: two accounts of one agreement, by different parties, that cannot both be right."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import cast

from readouts.compare import cues
from readouts.compare.pairs import content_words
from readouts.encoders.logistic import Logistic
from readouts.model import Account, Contradiction, DisputeKind

NAME = "contradict/3"
WEIGHTS = Path(__file__).with_name("weights") / "contradict.json"
_ASSERTS = frozenset({"affirms", "conditions", "hedges"})
_DENIES = frozenset({"denies", "refuses", "withdraws"})
_NOBODY = frozenset({"narration", "unnamed"})
# Of each party's accounts of one agreement on one side, so many of the surest: the rest could only say it again.
_MOST_EACH = 5
# Share of content words from which two accounts with other figures say the same sentence: then the figures are the quarrel.
_SAME_FRAME = 0.4
_SMALL = frozenset(
    {"the", "of", "and", "government", "party", "department", "ministry", "administration", "office", "union"}
)
_NAME = re.compile(r"[^\W_]+")
Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class Weights:
    """Whether a pair contradicts, how many pairs of parties a story keeps, and one linear score a kind.

    Written by ``training/contradictions.py``.
    """

    pair: Logistic
    most: int
    kinds: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Side:
    """One account as the comparison sees it: what its words show, its content words, its figures, its party's name."""

    index: int
    account: Account
    shown: Mapping[str, str]
    bag: frozenset[str]
    figures: frozenset[str]
    name: frozenset[str]


@lru_cache(maxsize=1)
def load() -> Weights:
    """Read the shipped weights once."""
    w = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Weights(Logistic.of(w["pair"]), w["most"], w["kinds"])


def contradictions(accounts: Sequence[Account]) -> tuple[Contradiction, ...]:
    """The likeliest contradictions of each pair of parties in each agreement, the likeliest pairs of all.

    A pair may part twice over one agreement: one side denies that it was agreed, and also will not do it.

    A party's own earlier word does not count against another side once it has taken it back, and an omission is
    never a contradiction. Narration and unnamed voices contradict nobody: they are not a side.
    """
    w = load()
    best: dict[tuple[str, bool, frozenset[str]], tuple[float, Side, Side]] = {}
    for a, b, x in candidates(accounts):
        p = w.pair.probability(x)
        names = frozenset((a.account.party.name.lower(), b.account.party.name.lower()))
        key = (str(a.account.agreement), b.account.stance == "denies", names)
        if p >= w.pair.threshold and (key not in best or p > best[key][0]):
            best[key] = (p, a, b)
    top: dict[frozenset[str], float] = {}
    for (*_, names), (p, _, _) in best.items():
        top[names] = max(p, top.get(names, 0.0))
    # A story is about few quarrels: past the likeliest, more pairs are more often wrong than right.
    kept = sorted(top, key=lambda names: (-top[names], sorted(names)))[: w.most]
    out = [_made(p, a, b, w) for (*_, names), (p, a, b) in best.items() if names in kept]
    return tuple(sorted(out, key=lambda c: (c.a, c.b)))


def _made(p: float, a: Side, b: Side, w: Weights) -> Contradiction:
    kind, why = kind_of(a.account, b.account, w)
    return Contradiction(str(a.account.agreement), a.index, b.index, kind, (*why, f"contradict: {p:.2f}"))


def candidates(accounts: Sequence[Account], quarrel: float | None = None) -> Iterator[tuple[Side, Side, Features]]:
    """Pairs of accounts of one agreement by two sides, the one that asserts first, with what speaks for or against.

    ``quarrel`` is how likely the reader of whole documents takes one of them for a place where accounts part; None
    looks it up in the accounts' own reasons.
    """
    if quarrel is None:
        quarrel = max((cues.chance(a, "quarrel") for a in accounts), default=0.0)
    said = Counter(a.party.name for a in accounts if a.party.name not in _NOBODY)
    leading = {name for name, _ in said.most_common(2)}
    groups: dict[str, list[Side]] = {}
    for i, account in enumerate(accounts):
        if account.agreement is not None and account.party.name not in _NOBODY:
            groups.setdefault(account.agreement, []).append(_side(i, account))
    for every in groups.values():
        members = [s for s in every if not superseded(s, every)]
        own = {id(s): _own(s, said, leading) for s in members}
        asserts, denies = _surest(members, False), _surest(members, True)
        whole = {"parties": math.log(len(said)), "noes": math.log(1 + len(denies)), "quarrel": quarrel}
        for b in denies:
            for a in (*asserts, *denies):
                if _two_sides(a, b):
                    x = {f"a.{k}": v for k, v in own[id(a)].items()} | {f"b.{k}": v for k, v in own[id(b)].items()}
                    yield a, b, x | whole | _between(a, b)


def _side(index: int, account: Account) -> Side:
    quote = account.anchor.quote
    figures = frozenset(cues.FIGURE.findall(quote))
    return Side(index, account, cues.shown(quote), content_words(quote), figures, words_of(account.party.name))


def words_of(name: str) -> frozenset[str]:
    """The words that tell one party from another.

    >>> sorted(words_of("the Government of Ostria"))
    ['ostria']
    """
    return frozenset(_NAME.findall(name.lower())) - _SMALL


def _surest(members: Sequence[Side], against: bool) -> list[Side]:
    kept: Counter[str] = Counter()
    out = []
    for s in sorted(members, key=lambda s: (-(s.account.certainty or 0.5), s.index)):
        if s.account.stance in (_DENIES if against else _ASSERTS) and kept[s.account.party.name] < _MOST_EACH:
            kept[s.account.party.name] += 1
            out.append(s)
    return out


def _two_sides(a: Side, b: Side) -> bool:
    """Two parties of different names, neither of which only says more of the other; two that say no must both accuse."""
    if a is b or not a.name or not b.name or a.name <= b.name or b.name <= a.name:
        return False
    if a.account.stance not in _DENIES:
        return True
    both = all(s.account.stance == "denies" and s.shown.keys() & {"breach", "accuse", "kept"} for s in (a, b))
    return both and a.index < b.index


def superseded(side: Side, members: Sequence[Side]) -> bool:
    """True when the same party said the opposite of the same thing at a later time: that is a shift."""
    a = side.account
    if a.when is None:
        return False
    against = a.stance in _DENIES
    later = (s.account for s in members if s.name == side.name and (s.account.stance in _DENIES) != against)
    return any(o.when is not None and o.when.earliest > a.when.latest for o in later)


def _own(s: Side, said: Mapping[str, int], leading: set[str]) -> Features:
    """What one account brings, whatever it is compared with."""
    a = s.account
    return dict.fromkeys(s.shown, 1.0) | {
        a.stance: 1.0,
        "certainty": math.log((a.certainty or 0.5) + 0.02),
        "known": float(a.party.id is not None),
        f"kind.{a.party.kind}": 1.0,
        "person": float(a.speaker.kind == "person"),
        "narrated": float(a.voice == "narration"),
        "direct": float(a.voice == "direct"),
        "outlet": float(bool(cues.OUTLET.search(a.party.name))),
        "said": math.log(said[a.party.name]),
        "leading": float(a.party.name in leading),
    }


def _between(a: Side, b: Side) -> Features:
    """What the two show together."""
    first, second = a.account, b.account
    # How sure both are weighs more than either: a doubtful reading on one side is enough to make a false quarrel.
    sure = (first.certainty or 0.5) * (second.certainty or 0.5)
    x = {f"{first.stance}>{second.stance}": 1.0, "sure": sure, f"sure.{first.stance}>{second.stance}": sure}
    x["share"] = _likeness(a.bag, b.bag)
    x["b.names_a"] = float(bool(a.name & words_of(second.anchor.quote)))
    x["a.names_b"] = float(bool(b.name & words_of(first.anchor.quote)))
    x["figures_differ"] = float(bool(a.figures and b.figures and not a.figures & b.figures))
    if first.anchor.doc == second.anchor.doc:
        x["apart"] = math.log(1 + abs(first.anchor.start - second.anchor.start) / 200)
    else:
        x["other_document"] = 1.0
    return x


def _likeness(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / max(1, min(len(a), len(b)))


def kind_features(a: Account, b: Account) -> tuple[Features, dict[str, str]]:
    """What the kind is read from: the stances, the word families of either side, figures; and the words of each."""
    x: Features = {"": 1.0, f"a.{a.stance}": 1.0, f"b.{b.stance}": 1.0}
    words: dict[str, str] = {}
    for side, account in (("a", a), ("b", b)):
        for name, found in cues.shown(account.anchor.quote).items():
            x[f"{side}.{name}"] = 1.0
            words[f"{side}.{name}"] = found
    if b.stance == "denies":
        x |= {f"denies&{k}": 1.0 for k in words if k.startswith("b.")}
    mine, theirs = set(cues.FIGURE.findall(a.anchor.quote)), set(cues.FIGURE.findall(b.anchor.quote))
    if mine and theirs:
        x["figures_shared" if mine & theirs else "figures_differ"] = 1.0
        words["figures_differ"] = f"{', '.join(sorted(mine))} against {', '.join(sorted(theirs))}"
    return x, words


def kind_of(a: Account, b: Account, w: Weights | None = None) -> tuple[DisputeKind, tuple[str, ...]]:
    """What the two are at odds about, and the words or stances that weigh most for it."""
    if m := cues.NO_MANDATE.search(b.anchor.quote):
        return "mandate", (f"kind.mandate: {m.group(0)!r}",)
    w = w or load()
    x, words = kind_features(a, b)
    if "figures_differ" in x and _likeness(content_words(a.anchor.quote), content_words(b.anchor.quote)) >= _SAME_FRAME:
        return "terms", (f"kind.terms: figures {words['figures_differ']}",)
    if b.stance == "denies" and (m := cues.NOT_AGREED.search(b.anchor.quote)):
        # "Had not agreed to keep the jobs" is about what was agreed; only a verb of keeping by itself is about keeping.
        return "record", (f"kind.record: {m.group(0)!r}", f"stance: {a.stance} against {b.stance}")
    scores = {kind: sum(row.get(k, 0.0) * v for k, v in x.items()) for kind, row in w.kinds.items()}
    kind = max(scores, key=lambda k: scores[k])
    weighs = {
        k: w.kinds[kind].get(k, 0.0) + w.kinds[kind].get(f"denies&{k}", 0.0) * (f"denies&{k}" in x) for k in words
    }
    best = max(weighs, key=lambda k: weighs[k], default="")
    stances = f"stance: {a.stance} against {b.stance}"
    if best and weighs[best] > 0.1:
        return cast(DisputeKind, kind), (f"kind.{kind}: {words[best]!r}", stances)
    return cast(DisputeKind, kind), (stances,)
