"""A denial belongs to what it denies, whatever group its words alone put it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from readouts.compare import contradict, pairs
from readouts.compare.group import Cluster
from readouts.model import Account

NAME = "rejoin/2"
# A withdrawal takes back the party's own word, so it has nothing to join.
_DENIES = frozenset({"denies", "refuses"})
_ASSERTS = frozenset({"affirms", "conditions"})
_NOBODY = frozenset({"narration", "unnamed"})
# Least cosine with the middle of the other group; chosen on the training stories. "We agreed to nothing" shares few words.
LEAST = 0.1
# How much likelier a contradiction across two groups must be than one inside a group; chosen on the training stories.
_STAYS = 0.15
# Log odds of being about one agreement under which two accounts are about different things, whatever they deny.
_FAR = -0.6


def rejoin(
    clusters: Sequence[Cluster], accounts: Sequence[Account], vectors: NDArray[np.float32], least: float = LEAST
) -> list[Cluster]:
    """The clusters after each lone denial has gone to the nearest one in which another named party asserts something.

    ``vectors`` has one row an account, unit length. A denial with nothing near stays where it is.
    """
    if not clusters:
        return []
    members = [list(c.members) for c in clusters]
    where = {m: n for n, c in enumerate(clusters) for m in c.members}
    asserting = [
        {accounts[m].party.name for m in c.members if accounts[m].stance in _ASSERTS} - _NOBODY for c in clusters
    ]
    told = [{accounts[m].party.name for m in c.members if accounts[m].stance in _ASSERTS} for c in clusters]
    strange = pairs.strangers(accounts, vectors)
    middle = np.stack([vectors[list(c.members)].mean(0) for c in clusters])
    for m, a in enumerate(accounts):
        if a.stance not in _DENIES or a.party.name in _NOBODY or told[where[m]] - {a.party.name}:
            continue
        near = middle @ vectors[m]
        fit = [
            n
            for n, c in enumerate(clusters)
            if asserting[n] - {a.party.name} and near[n] >= least and not strange[m, list(c.members)].all()
        ]
        if fit:
            best = max(fit, key=lambda n: (float(near[n]), -n))
            members[where[m]].remove(m)
            members[best].append(m)
    return _kept(members, clusters)


def oppose(
    clusters: Sequence[Cluster],
    accounts: Sequence[Account],
    vectors: NDArray[np.float32],
    kinds: Mapping[str, str] | None = None,
) -> list[Cluster]:
    """The clusters after the denials that most likely contradict an account of another group have gone to stand with it.

    What cannot both be right is about one thing, unless the two are plainly about different ones. A story is about few
    quarrels: only the likeliest pairs of parties count.
    """
    if len(clusters) < 2:
        return list(clusters)
    odds = pairs.logits(accounts, vectors, kinds)
    members = [list(c.members) for c in clusters]
    where = {m: n for n, c in enumerate(clusters) for m in c.members}
    w = contradict.load()
    best: dict[frozenset[str], tuple[float, int, int]] = {}
    for a, b, x in contradict.candidates([replace(account, agreement="all") for account in accounts]):
        if where[a.index] != where[b.index] and odds[a.index, b.index] < _FAR:
            continue
        p = w.pair.probability(x)
        rank = (p + _STAYS * (where[a.index] == where[b.index]), -a.index, -b.index)
        sides = frozenset((a.account.party.name.lower(), b.account.party.name.lower()))
        if p >= w.pair.threshold and rank > best.get(sides, (0.0, 0, 0)):
            best[sides] = rank
    for _, a_index, b_index in sorted(best.values(), reverse=True)[: w.most]:
        asserting, denying = where[-a_index], where[-b_index]
        if asserting != denying:
            members[denying].remove(-b_index)
            members[asserting].append(-b_index)
            where[-b_index] = asserting
    return _kept(members, clusters)


def _kept(members: Sequence[list[int]], clusters: Sequence[Cluster]) -> list[Cluster]:
    kept = [(sorted(inside), c.centre) for inside, c in zip(members, clusters, strict=True) if inside]
    return [Cluster(tuple(inside), centre if centre in inside else inside[0]) for inside, centre in kept]
