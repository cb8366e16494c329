"""A denial belongs to what it denies: one that stands in a group where nobody asserts anything joins the nearest that has."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from readouts.compare.group import Cluster
from readouts.model import Account

NAME = "rejoin/1"
# A withdrawal takes back the party's own word, so it has nothing to join.
_DENIES = frozenset({"denies", "refuses"})
_ASSERTS = frozenset({"affirms", "conditions"})
_NOBODY = frozenset({"narration", "unnamed"})
# Least cosine with the middle of the other group; chosen on the training stories. "We agreed to nothing" shares few words.
LEAST = 0.1


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
    middle = np.stack([vectors[list(c.members)].mean(0) for c in clusters])
    for m, a in enumerate(accounts):
        if a.stance not in _DENIES or a.party.name in _NOBODY or told[where[m]] - {a.party.name}:
            continue
        near = middle @ vectors[m]
        fit = [n for n in range(len(clusters)) if asserting[n] - {a.party.name} and near[n] >= least]
        if fit:
            best = max(fit, key=lambda n: (float(near[n]), -n))
            members[where[m]].remove(m)
            members[best].append(m)
    kept = [(sorted(inside), c.centre) for inside, c in zip(members, clusters, strict=True) if inside]
    return [Cluster(tuple(inside), centre if centre in inside else inside[0]) for inside, centre in kept]
