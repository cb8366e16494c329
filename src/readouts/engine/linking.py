"""Linking: the agreements a new document speaks of, looked up among those that earlier documents spoke of.

A document is compared with the few that share rare words and parties with it, never with all. One of its groups of
accounts joins the agreement it is most like, one group an agreement; what is like none begins an agreement of its own.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from readouts.compare import rarity
from readouts.compare.group import Cluster
from readouts.compare.ledger import clusters_of
from readouts.model import Account

Matrix = NDArray[np.float32]
Places = list[tuple["Told", tuple[int, ...]]]
NAME = "linking/1"
# What the likeness is made of, and the least that joins; chosen on the development stories, each judged by the others
# (`python -m tests.eval.linking`).
_WORDS, _TOPIC, _SETTING = 0.5, 1.0, 1.0
LEAST = 1.55
# Two documents that do not share a party need more likeness; so do two that are years apart, and two that name other
# people and places: releases about visits and calls word all of them alike.
_STRANGERS, _YEAR, _NAMED, _APART = 0.15, 0.1, 0.3, 0.5
# A name of fewer than one in a hundred statements tells one visit from another; that of a great power does not.
_RARE = 4.6
_MOST_NAMED = 12
# Sums in another order differ by less.
_ROUNDING = 1e-5
# Numbers a document puts into the index, how many of them two must share, and the likeliest that are compared.
_BLOCKS, _MEET, MOST = 24, 3, 24
# A capital inside a sentence; one at its beginning says nothing.
_WITHIN = re.compile(r"(?<=[a-z,;’'] )[A-Z][a-z]{2,}")
_CAPITAL = re.compile(r"\b[A-Z][a-z]{2,}")
_NOBODY = frozenset({"narration", "unnamed"})


@dataclass(frozen=True, slots=True)
class Names:
    """Whom and what a document names: ``most`` often or in its title, the rare ones in its title, and all of them."""

    most: frozenset[str] = frozenset()
    titled: frozenset[str] = frozenset()
    every: frozenset[str] = frozenset()

    def apart(self, other: Names) -> bool:
        """True when each title is about somebody whom the other document does not name at all."""
        return bool(self.titled and other.titled) and not (self.titled & other.every or other.titled & self.every)


@dataclass(frozen=True)
class Told:
    """What one document tells: its accounts, their vectors (one row each, unit length), and when it came out."""

    key: str
    accounts: tuple[Account, ...]
    vectors: Matrix
    published: str | None = None
    names: Names = Names()
    kind: str = "news"

    @cached_property
    def middle(self) -> Matrix:
        """The mean direction of all its accounts."""
        return _unit(self.vectors.mean(0)) if len(self.vectors) else np.zeros(self.vectors.shape[1], np.float32)

    @cached_property
    def bags(self) -> tuple[frozenset[str], ...]:
        """The content words of each account."""
        return tuple(rarity.content_words(a.anchor.quote) for a in self.accounts)

    @cached_property
    def words(self) -> frozenset[str]:
        """The content words of all its accounts."""
        return frozenset().union(*self.bags)

    @cached_property
    def parties(self) -> frozenset[str]:
        """The named parties."""
        return frozenset(a.party.name.lower() for a in self.accounts) - _NOBODY


@dataclass(frozen=True, slots=True)
class Joined:
    """Where one group of accounts belongs: an agreement that was there, with how like, or None for one of its own."""

    members: tuple[int, ...]
    centre: int
    agreement: str | None
    score: float | None


def names_in(title: str, text: str) -> Names:
    """The people and places a document names, cut to six letters.

    >>> found = names_in("Talks with Ana Ruiz", "In Brann, Ana Ruiz met the crews. They said Ruiz will return to Brann, and to Brann.")
    >>> sorted(found.most), sorted(found.titled)
    (['ana', 'brann', 'ruiz'], ['ana', 'ruiz'])
    """
    counted = Counter(w.lower()[:6] for w in _WITHIN.findall(text))
    most = [w for w in sorted(counted, key=lambda w: (-counted[w], w)) if counted[w] > 1][:_MOST_NAMED]
    titled = frozenset(w.lower()[:6] for w in _CAPITAL.findall(title)) & counted.keys()
    rare = frozenset(w for w in titled if rarity.rarity(w) >= _RARE)
    return Names(frozenset(most) | titled, rare, frozenset(counted))


def groups(told: Told) -> list[Cluster]:
    """The agreements of one document by itself, the one with most accounts first."""
    return clusters_of(told.accounts, told.vectors, {told.key: told.kind})


def blocks(told: Told) -> tuple[int, ...]:
    """Numbers by which a document that speaks of the same thing is found: its rarest words.

    They depend on the words alone, and have 62 bits, so that they do not meet those of copies in the same index.
    """
    weight: Counter[str] = Counter()
    for bag in told.bags:
        for w in bag:
            weight[w] += 1
    best = sorted(weight, key=lambda w: (-rarity.rarity(w) * (1 + np.log(weight[w])), w))[:_BLOCKS]
    return tuple(_number(f"word:{w}") for w in best)


def _number(word: str) -> int:
    return zlib.crc32(word.encode()) << 30 | zlib.crc32(word[::-1].encode()) >> 2


def likely(met: Mapping[str, int], leave_out: Iterable[str] = ()) -> list[str]:
    """Of the documents that share block numbers, the ones to compare in full, the likeliest first.

    >>> likely({"a": 2, "b": 3, "c": 9}, leave_out=["c"])
    ['b']
    """
    out = set(leave_out)
    near = sorted((-n, key) for key, n in met.items() if n >= _MEET and key not in out)
    return [key for _, key in near[:MOST]]


def link(told: Told, clusters: Sequence[Cluster], near: Sequence[Told], roots: Mapping[str, Told]) -> list[Joined]:
    """Join each group of a new document to an agreement, or to none.

    Args:
        told: the new document.
        clusters: its own groups, as ``groups`` gives them.
        near: the documents to compare with; their accounts carry their agreement.
        roots: for each agreement of those, the document it began with.
    """
    found = []
    beside = {t.key: _beside(told, t) for t in (*near, *roots.values())}
    for name, there in _places(near).items():
        if not _within_reach(there, roots.get(name), beside):
            continue
        for n, c in enumerate(clusters):
            score = _likeness(told, c.members, there, beside)
            if score >= LEAST and _rooted(told, c.members, name, roots, beside):
                found.append((-score, n, name))
    taken: dict[int, tuple[str, float]] = {}
    for minus, n, name in sorted(found):
        if n not in taken and all(name != other for other, _ in taken.values()):
            taken[n] = (name, -minus)
    return [_joined(c, taken.get(n)) for n, c in enumerate(clusters)]


def _joined(c: Cluster, to: tuple[str, float] | None) -> Joined:
    return Joined(c.members, c.centre, to[0] if to else None, round(to[1], 3) if to else None)


def _places(near: Sequence[Told]) -> dict[str, Places]:
    """Agreement -> where it is told: the documents and the indexes of their accounts."""
    out: dict[str, list[tuple[Told, tuple[int, ...]]]] = defaultdict(list)
    for other in near:
        here: dict[str, list[int]] = defaultdict(list)
        for n, a in enumerate(other.accounts):
            if a.agreement is not None:
                here[a.agreement].append(n)
        for name, members in here.items():
            out[name].append((other, tuple(members)))
    return dict(sorted(out.items()))


def _within_reach(there: Places, root: Told | None, beside: Mapping[str, float]) -> bool:
    """False where the documents are so unlike that no two of their accounts could make up for it: none are compared."""
    weight = sum(len(theirs) for _, theirs in there)
    most = sum(len(theirs) * beside[other.key] for other, theirs in there) / weight
    if root is not None:
        most = min(most, beside[root.key])
    return most + 1 + _WORDS >= LEAST - _ROUNDING


def _likeness(told: Told, members: Sequence[int], there: Places, beside: Mapping[str, float]) -> float:
    """How like a group is to an agreement, over the documents that tell of it, each weighed by its accounts."""
    total = weight = 0.0
    for other, theirs in there:
        total += len(theirs) * (_pair(told, members, other, theirs) + beside[other.key])
        weight += len(theirs)
    return total / weight


def _pair(told: Told, members: Sequence[int], other: Told, theirs: Sequence[int]) -> float:
    """How like the accounts of two groups are by themselves: at most 1 for their vectors, and their words."""
    cosine = float((told.vectors[list(members)] @ other.vectors[list(theirs)].T).mean())
    mine = frozenset().union(*(told.bags[m] for m in members))
    yours = frozenset().union(*(other.bags[m] for m in theirs))
    return cosine + _WORDS * rarity.shared(mine, yours)


def _beside(told: Told, other: Told) -> float:
    """How like two documents are, whichever of their accounts are compared: topic, setting, parties, names, time."""
    score = _TOPIC * float(told.middle @ other.middle) + _SETTING * rarity.shared(told.words, other.words)
    if not told.parties & other.parties:
        score -= _STRANGERS
    if told.names.most and other.names.most:
        score -= _NAMED * (1 - rarity.shared(told.names.most, other.names.most))
    if told.names.apart(other.names):
        score -= _APART
    return score - _YEAR * _years(told.published, other.published)


def _years(one: str | None, other: str | None) -> float:
    """How far apart two ISO dates are; 0 where either is not known."""
    if not one or not other:
        return 0.0
    (y1, m1), (y2, m2) = ((int(d[:4]), int(d[5:7] or 1)) for d in (one, other))
    return abs((y1 - y2) + (m1 - m2) / 12)


def _rooted(
    told: Told, members: Sequence[int], name: str, roots: Mapping[str, Told], beside: Mapping[str, float]
) -> bool:
    """A chain of near neighbours must not drift: the group is as like the document its agreement began with."""
    root = roots.get(name)
    theirs = [n for n, a in enumerate(root.accounts) if a.agreement == name] if root else []
    if root is None or not theirs:
        return True
    return _pair(told, members, root, theirs) + beside[root.key] >= LEAST


def _unit(v: Matrix) -> Matrix:
    return np.asarray(v / max(float(np.linalg.norm(v)), 1e-9), dtype=np.float32)
