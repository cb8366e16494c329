"""The networks, read back by networkx."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import networkx as nx
import pytest
from lxml import etree
from odd import EMPTY, EVIDENCE, RECORD

from readouts.errors import ExportError
from readouts.export import export
from readouts.model import Document, Evidence, Ledger

READERS: dict[str, Callable[[Any], Any]] = {
    "graphml": lambda f: nx.read_graphml(f, force_multigraph=True), "gexf": nx.read_gexf,
}  # fmt: skip
A1, A2 = "agreement:a1", "agreement:a2"
UNION, CITY = 'party:=HYPERLINK("http://x.test")', "party:Città 🏙 di Ane"


def read(form: str, evidence: Evidence = EVIDENCE, **options: Any) -> Any:
    return READERS[form](io.BytesIO(export(evidence, to=form, **options).content))


def edges(graph: Any) -> dict[tuple[str, str, str], dict[str, Any]]:
    out = {}
    for a, b, data in graph.edges(data=True):
        one, other = sorted((a, b), reverse=True)
        out[one, other, data.get("stance") or data["relation"]] = data
    return out


@pytest.mark.parametrize("form", READERS)
def test_parties_and_agreements_with_stances_between(form: str) -> None:
    graph = read(form)
    kinds = nx.get_node_attributes(graph, "type")
    assert {n for n, k in kinds.items() if k == "agreement"} == {A1, A2, "agreement:a3"}
    assert {n for n, k in kinds.items() if k == "party"} == {"party:Port Ane", UNION, CITY}
    found = edges(graph)
    assert set(found) == {
        ("party:Port Ane", A1, "affirms"), (UNION, A1, "hedges"), (UNION, A1, "denies"), (CITY, A1, "affirms"),
        (CITY, A2, "conditions"),
    }  # fmt: skip
    port = found["party:Port Ane", A1, "affirms"]
    assert port["weight"] == 2  # the text and the title; the copy adds nothing
    assert (port["sign"], port["first"], port["last"]) == (1, "2031-03-03", "2031-03-03")
    assert found[UNION, A1, "denies"]["sign"] == -1 and found[UNION, A1, "hedges"]["sign"] == 0
    assert found[CITY, A2, "conditions"]["undated"] == 1 and "first" not in found[CITY, A2, "conditions"]
    assert graph.nodes[A1]["status"] == "disputed" and graph.nodes[UNION]["label"] == UNION.removeprefix("party:")
    assert "\ufffd" in graph.nodes["agreement:a3"]["label"]  # the zero byte that XML cannot hold


@pytest.mark.parametrize("form", READERS)
def test_windows_give_a_weight_each(form: str) -> None:
    found = edges(read(form, window=7))
    port, union = found["party:Port Ane", A1, "affirms"], found[UNION, A1, "denies"]
    assert port["weight_2031-03-03_2031-03-09"] == 2 and port["weight_2031-03-10_2031-03-16"] == 0
    assert union["weight_2031-03-03_2031-03-09"] == 0 and union["weight_2031-03-10_2031-03-16"] == 1
    undated = found[CITY, A2, "conditions"]
    assert sum(v for k, v in undated.items() if k.startswith("weight_")) == 0 and undated["weight"] == 1


@pytest.mark.parametrize("form", READERS)
def test_the_projection_has_conflict_and_concord(form: str) -> None:
    graph = read(form, projection=True)
    found = edges(graph)
    assert set(found) == {("party:Port Ane", UNION, "conflict"), ("party:Port Ane", CITY, "concord")}
    conflict, concord = found["party:Port Ane", UNION, "conflict"], found["party:Port Ane", CITY, "concord"]
    assert (conflict["weight"], conflict["sign"], conflict["first"]) == (1, -1, "2031-03-10")
    assert (concord["weight"], concord["sign"], concord["first"]) == (1, 1, "2031-03-10")
    assert conflict["agreements"] == "work a night shift"
    assert not [n for n in graph if n.startswith("agreement:")]


def test_nobody_is_no_node_and_is_counted() -> None:
    graph = read("graphml")
    assert not [n for n in graph if "unnamed" in n or "narration" in n]
    assert graph.graph["left_out"] == 2


@pytest.mark.parametrize("form", READERS)
def test_ids_are_each_their_own(form: str) -> None:
    root = etree.fromstring(export(EVIDENCE, to=form).content)
    for kind in ("node", "edge"):
        ids = [e.get("id") for e in root.iter(f"{{*}}{kind}")]
        assert ids and len(ids) == len(set(ids))


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("projection", [False, True])
def test_empty_and_undated_ledgers_are_networks_too(form: str, projection: bool) -> None:
    assert len(read(form, EMPTY, window=30, projection=projection)) == 0
    assert len(read(form, RECORD, window=30, projection=projection)) > 0


def test_a_copy_counts_where_its_original_is_not_there() -> None:
    only = tuple(a for a in EVIDENCE.ledger.accounts if a.anchor.doc == "vier")
    book = Ledger("s", ("vier",), EVIDENCE.ledger.agreements, only, copies=EVIDENCE.ledger.copies)
    assert edges(read("graphml", replace(EVIDENCE, ledger=book)))["party:Port Ane", A1, "affirms"]["weight"] == 1


def test_a_window_needs_a_day() -> None:
    with pytest.raises(ExportError, match="0 days is none"):
        export(Evidence(Ledger("s", ()), (Document("d", "x"),)), to="gexf", window=0)
