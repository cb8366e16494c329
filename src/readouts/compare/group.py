"""Group accounts of the same alleged agreement, within and across documents: those join that a pair model takes for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from readouts.compare import pairs
from readouts.model import Account

Matrix = NDArray[np.float32]
NAME = "group/2"
# A story holds few agreements: past so many, groups join that are less alike, by so much of the log odds.
_MOST, _LENIENT = 6, 0.3


@dataclass(frozen=True, slots=True)
class Cluster:
    """Indexes of the accounts of one agreement, and of the one that stands nearest its centre."""

    members: tuple[int, ...]
    centre: int


def group(accounts: Sequence[Account], vectors: Matrix, kinds: Mapping[str, str] | None = None) -> list[Cluster]:
    """Cluster accounts by average linkage of the log odds that two belong together; the same input gives the same groups.

    Accounts in the same words count as one while grouping: a sentence repeated a thousand times is one thing said.
    ``vectors`` has one row an account, unit length; ``kinds`` is the kind of each document.
    """
    if not accounts:
        return []
    same: dict[str, list[int]] = {}
    for n, a in enumerate(accounts):
        same.setdefault(a.anchor.quote, []).append(n)
    first = [members[0] for members in same.values()]
    odds = pairs.logits([accounts[n] for n in first], vectors[first], kinds)
    out = []
    for members in linked(odds, [len(m) for m in same.values()]):
        inside = odds[np.ix_(members, members)].sum(1)
        centre = first[members[int(np.argmax(inside))]]
        every = sorted(n for m in members for n in same[accounts[first[m]].anchor.quote])
        out.append(Cluster(tuple(every), centre))
    return sorted(out, key=lambda c: c.members)


def linked(sim: Matrix, weights: Sequence[int], threshold: float = 0.0) -> list[list[int]]:
    """Average linkage down to a threshold. Each row remembers its best partner, so that a merge costs one row and not the whole matrix."""
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
        if mean[i, j] < threshold and (len(groups) <= _MOST or mean[i, j] < threshold - _LENIENT):
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
