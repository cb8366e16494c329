"""Parties and agreements as a network: who takes which stance on what, or which parties part and which concur."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any

from readouts.export.formats import Options
from readouts.export.words import nobody, said_on
from readouts.model import Account, Evidence, StanceName

if TYPE_CHECKING:
    import networkx as nx

# +1 says that it was agreed, -1 that it was not or will not be; a condition or a hedge says neither.
SIGNS: dict[StanceName, int] = {
    "affirms": 1, "denies": -1, "refuses": -1, "withdraws": -1, "conditions": 0, "hedges": 0,
}  # fmt: skip
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass
class _Edge:
    """What speaks for one edge: the days on which it was said (None where no day is known)."""

    days: list[str | None] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)


def network(evidence: Evidence, options: Options) -> nx.MultiGraph[str]:
    """The network; parallel edges are stances, or conflict and concord.

    An edge weighs as many accounts (in the projection: agreements) as speak for it; a copy of a text adds nothing.
    Unnamed sources and narration are no nodes, since they are nobody in particular; ``left_out`` counts their accounts.
    """
    import networkx as nx  # noqa: PLC0415 - a fifth of a second that only networks need

    graph: nx.MultiGraph[str] = nx.MultiGraph(name=xml_text(evidence.ledger.story or "readouts"))
    counted = [a for a in evidence.ledger.accounts if not nobody(a.party)]
    graph.graph["left_out"] = len(evidence.ledger.accounts) - len(counted)
    for a in counted:
        facts = {"label": a.party.name, "type": "party", "kind": a.party.kind, "party_id": a.party.id}
        _node(graph, _party(a), facts)
    edges = _projected(evidence, counted) if options.projection else _stances(evidence, counted)
    if not options.projection:
        for g in evidence.ledger.agreements:
            facts = {"label": g.label, "type": "agreement", "status": g.status, "disputed": ", ".join(g.dispute_kinds)}
            _node(graph, f"agreement:{g.id}", facts)
    windows = _windows((d for e in edges.values() for d in e.days), options.window)
    for n, ((one, other, _), edge) in enumerate(edges.items(), 1):
        # The key becomes the edge's id in the file, which must be the only one of its name there.
        graph.add_edge(xml_text(one), xml_text(other), key=f"e{n}", **_weights(edge, windows), **_facts(edge.facts))
    return graph


def _stances(evidence: Evidence, accounts: Iterable[Account]) -> dict[tuple[str, str, str], _Edge]:
    texts = evidence.texts
    copies = evidence.copies
    there = {g.id for g in evidence.ledger.agreements}
    edges: dict[tuple[str, str, str], _Edge] = defaultdict(_Edge)
    for a in accounts:
        if a.agreement in there and a.anchor.doc not in copies:
            edge = edges[_party(a), f"agreement:{a.agreement}", a.stance]
            edge.days.append(said_on(a, texts.get(a.anchor.doc)))
            edge.facts = {"stance": a.stance, "sign": SIGNS[a.stance]}
    return edges


def _projected(evidence: Evidence, accounts: Iterable[Account]) -> dict[tuple[str, str, str], _Edge]:
    """Pairs of parties: in conflict where the ledger says their accounts part, in concord where both say yes, or no."""
    texts, every = evidence.texts, evidence.ledger.accounts
    copies = evidence.copies
    pairs: dict[tuple[str, str, str], dict[str, list[str | None]]] = defaultdict(lambda: defaultdict(list))
    for c in evidence.ledger.contradictions:
        a, b = every[c.a], every[c.b]
        if not nobody(a.party) and not nobody(b.party) and a.party.name != b.party.name:
            one, other = sorted((_party(a), _party(b)))
            pairs[one, other, "conflict"][c.agreement].append(_later(evidence, a, b))
    sides: dict[tuple[str, int], dict[str, list[Account]]] = defaultdict(lambda: defaultdict(list))
    for a in accounts:
        if a.agreement and SIGNS[a.stance] and a.anchor.doc not in copies:
            sides[a.agreement, SIGNS[a.stance]][_party(a)].append(a)
    for (agreement, _), by in sides.items():
        for one, other in combinations(sorted(by), 2):
            # They concur from the day on which the second of them has said so.
            first = [
                min((d for a in by[p] if (d := said_on(a, texts.get(a.anchor.doc)))), default=None)
                for p in (one, other)
            ]
            pairs[one, other, "concord"][agreement].append(None if None in first else max(d for d in first if d))
    labels = evidence.agreements
    return {
        key: _Edge(
            [min((d for d in days if d), default=None) for days in found.values()],
            {"relation": key[2], "sign": 1 if key[2] == "concord" else -1,
             "agreements": "; ".join(labels[g].label for g in found if g in labels)},
        )
        for key, found in pairs.items()
    }  # fmt: skip


def _later(evidence: Evidence, a: Account, b: Account) -> str | None:
    days = [said_on(x, evidence.texts.get(x.anchor.doc)) for x in (a, b)]
    return None if None in days else max(d for d in days if d)


def _party(a: Account) -> str:
    return f"party:{a.party.name}"


def _windows(days: Iterable[str | None], length: int | None) -> list[tuple[str, str]]:
    """The first and last day of each window, from the earliest day on; none where no window is asked for."""
    known = sorted(d for d in days if d)
    if length is None or not known:
        return []
    day, last, out = dt.date.fromisoformat(known[0]), dt.date.fromisoformat(known[-1]), []
    while day <= last:
        end = day + dt.timedelta(days=length - 1)
        if any(day.isoformat() <= d <= end.isoformat() for d in known):
            out.append((day.isoformat(), end.isoformat()))
        day = end + dt.timedelta(days=1)
    return out


def _weights(edge: _Edge, windows: list[tuple[str, str]]) -> dict[str, Any]:
    known = sorted(d for d in edge.days if d)
    out: dict[str, Any] = {"weight": len(edge.days), "undated": len(edge.days) - len(known)}
    if known:
        out |= {"first": known[0], "last": known[-1]}
    for start, end in windows:
        out[f"weight_{start}_{end}"] = sum(start <= d <= end for d in known)
    return out


def _node(graph: nx.MultiGraph[str], name: str, facts: dict[str, Any]) -> None:
    graph.add_node(xml_text(name), **_facts(facts))


def _facts(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts that are known, as XML can hold them."""
    return {k: xml_text(v) if isinstance(v, str) else v for k, v in facts.items() if v is not None and v != ""}


def xml_text(text: str) -> str:
    r"""Text that XML 1.0 can hold: what it forbids becomes the sign for a character that is missing.

    >>> xml_text("a\x00b") == "a\ufffdb"
    True
    """
    return _NOT_XML.sub("\ufffd", text)


def graphml(evidence: Evidence, options: Options) -> bytes:
    """The network as GraphML."""
    return _written(evidence, options, "graphml")


def gexf(evidence: Evidence, options: Options) -> bytes:
    """The network as GEXF 1.2, for Gephi."""
    return _written(evidence, options, "gexf")


def _written(evidence: Evidence, options: Options, form: str) -> bytes:
    import networkx as nx  # noqa: PLC0415

    out = io.BytesIO()
    (nx.write_graphml if form == "graphml" else nx.write_gexf)(network(evidence, options), out)
    return out.getvalue()
