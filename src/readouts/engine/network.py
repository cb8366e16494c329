"""Who is heard on the same agreements as whom, and who contradicts whom there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from readouts.engine.overview import Glance
from readouts.model import DisputeKind


@dataclass(frozen=True, slots=True)
class Node:
    """A party: on how many agreements it is heard, in how many accounts, in how many contradictions it stands."""

    party: str
    party_id: str | None
    kind: str | None
    agreements: int
    accounts: int
    parting: int


@dataclass(frozen=True, slots=True)
class Edge:
    """Two parties heard on the same agreements; ``disputed`` are those of them on which they contradict each other."""

    a: str
    b: str
    agreements: tuple[str, ...]
    disputed: tuple[str, ...]
    kinds: tuple[tuple[DisputeKind, int], ...]


@dataclass(frozen=True, slots=True)
class Network:
    """Parties and what is between them, the most heard first. ``left_out`` parties are not shown."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    left_out: int = 0


def network(glances: Iterable[Glance], *, most: int = 60) -> Network:
    """The network of some agreements: at most so many parties, those heard on most agreements."""
    given = list(glances)
    heard: dict[str, list[str]] = defaultdict(list)
    accounts: Counter[str] = Counter()
    parting: Counter[str] = Counter()
    known = {s.party: s for g in given for s in g.sides}
    for g in given:
        for s in g.sides:
            heard[s.party].append(g.id)
            accounts[s.party] += s.accounts
        parting.update(name for a, b, _ in g.parting for name in {a, b})
    order = sorted(heard, key=lambda p: (-len(heard[p]), p))
    shown = set(order[:most])
    nodes = tuple(
        Node(p, known[p].party_id, known[p].kind, len(heard[p]), accounts[p], parting[p]) for p in order[:most]
    )
    return Network(nodes, _edges(given, shown), len(order) - len(nodes))


def _edges(given: Iterable[Glance], shown: set[str]) -> tuple[Edge, ...]:
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    disputed: dict[tuple[str, str], list[str]] = defaultdict(list)
    kinds: dict[tuple[str, str], Counter[DisputeKind]] = defaultdict(Counter)
    for g in given:
        for a, b in combinations(sorted({s.party for s in g.sides} & shown), 2):
            shared[a, b].append(g.id)
        for x, y, kind in g.parting:
            a, b = sorted((x, y))
            if (a, b) in shared:
                disputed[a, b].append(g.id)
                kinds[a, b][kind] += 1
    order = sorted(shared, key=lambda e: (-len(set(disputed[e])), -len(shared[e]), e))
    return tuple(
        Edge(*e, tuple(shared[e]), tuple(dict.fromkeys(disputed[e])), tuple(sorted(kinds[e].items()))) for e in order
    )
