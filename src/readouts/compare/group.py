"""Group accounts of the same alleged agreement, within and across documents, by content and slots."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from readouts.model import Account

Matrix = NDArray[np.float32]
NAME = "group/1"
# Average linkage of cosine plus shared content words; chosen on the training stories (`training/grouping.py`).
THRESHOLD = 0.22
_WEIGHT_WORDS = 0.35
_MOST = 6
_STOP = frozenset(
    "the a an of to in on for and or that this it is was were be been has have had will would could should said says say "
    "not no with by from as at he she they we i his her their our its but if than more after before about who which what "
    "there been also told added according one new any all can may up out over into us mr mrs ms president minister".split()
)
_WORD = re.compile(r"[a-z][a-z’'-]{2,}|\d[\d,.]*")


@dataclass(frozen=True, slots=True)
class Cluster:
    """Indexes of the accounts of one agreement, and of the one that stands nearest its centre."""

    members: tuple[int, ...]
    centre: int


def content_words(text: str) -> frozenset[str]:
    """Words that carry content, cut to six letters so that ``agreed`` and ``agreement`` meet."""
    return frozenset(w[:6] for w in _WORD.findall(text.lower()) if w not in _STOP)


def likeness(texts: Sequence[str], vectors: Matrix) -> Matrix:
    """How much two accounts speak of the same thing: cosine, lifted by rare words they share. Shape ``(n, n)``."""
    bags = [content_words(t) for t in texts]
    n = len(texts)
    seen: dict[str, int] = {}
    for b in bags:
        for w in b:
            seen[w] = seen.get(w, 0) + 1
    column = {w: k for k, w in enumerate(seen)}
    shown = np.zeros((n, len(column)), dtype=np.float32)
    for row, bag in enumerate(bags):
        shown[row, [column[w] for w in bag]] = 1
    weight = np.array([np.log(1 + n / c) for c in seen.values()], dtype=np.float32)
    total = shown @ weight
    least = np.minimum(total[:, None], total[None, :])
    share = np.divide((shown * weight) @ shown.T, least, out=np.zeros((n, n), dtype=np.float32), where=least > 0)
    cosine = np.asarray(vectors @ vectors.T, dtype=np.float32)
    out = (1 - _WEIGHT_WORDS) * cosine + _WEIGHT_WORDS * share
    np.fill_diagonal(out, np.diag(cosine))
    return np.asarray(out, dtype=np.float32)


def group(accounts: Sequence[Account], vectors: Matrix, threshold: float = THRESHOLD) -> list[Cluster]:
    """Cluster accounts by average linkage; ties break by order, so the same input gives the same groups.

    Accounts in the same words count as one while grouping: a sentence repeated a thousand times is one thing said.
    """
    if not accounts:
        return []
    same: dict[str, list[int]] = {}
    for n, a in enumerate(accounts):
        same.setdefault(a.anchor.quote, []).append(n)
    first = [members[0] for members in same.values()]
    sim = likeness(list(same), vectors[first])
    out = []
    for members in _linked(sim, [len(m) for m in same.values()], threshold):
        inside = sim[np.ix_(members, members)].sum(1)
        centre = first[members[int(np.argmax(inside))]]
        every = sorted(n for m in members for n in same[accounts[first[m]].anchor.quote])
        out.append(Cluster(tuple(every), centre))
    return sorted(out, key=lambda c: c.members)


def _linked(sim: Matrix, weights: Sequence[int], threshold: float) -> list[list[int]]:
    """Average linkage. Each row remembers its best partner, so that a merge costs one row and not the whole matrix."""
    n = len(sim)
    size = np.array(weights, dtype=np.float64)
    mean = sim.astype(np.float64)
    np.fill_diagonal(mean, -np.inf)
    groups: dict[int, list[int]] = {i: [i] for i in range(n)}
    best = mean.argmax(1)
    top = mean[np.arange(n), best]
    while len(groups) > 1:
        i = int(top.argmax())
        i, j = sorted((i, int(best[i])))
        # A story holds few agreements: past six, the nearest are joined although they are less alike.
        if mean[i, j] < threshold and (len(groups) <= _MOST or mean[i, j] < threshold - 0.12):
            break
        groups[i] += groups.pop(j)
        row = (mean[i] * size[i] + mean[j] * size[j]) / (size[i] + size[j])
        size[i] += size[j]
        row[[i, j]] = -np.inf
        mean[i] = mean[:, i] = row
        mean[j] = mean[:, j] = -np.inf
        stale = np.array([i, *(k for k in np.flatnonzero((best == i) | (best == j)) if k in groups)], dtype=np.intp)
        better = row > top
        best[better], top[better] = i, row[better]
        best[stale] = mean[stale].argmax(1)
        top[stale] = mean[stale, best[stale]]
        top[j] = -np.inf
    return [sorted(members) for members in groups.values()]
