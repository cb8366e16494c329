"""Whatever a text, a name or a label is made of, every format writes it and somebody else's parser reads it."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from readouts.export import export
from readouts.model import (
    STANCES,
    Account,
    Agreement,
    Anchor,
    Document,
    Evidence,
    Ledger,
    Party,
    Ruling,
    Speaker,
    Verdict,
)

ANY = st.text(st.characters(), min_size=1, max_size=30)  # half characters too


@st.composite
def evidence(draw: st.DrawFn) -> Evidence:
    doc, agreement, name = draw(ANY), draw(ANY), draw(ANY)
    text = draw(st.text(st.characters(), min_size=1, max_size=80))
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    d = Document(doc, text, draw(ANY), draw(st.sampled_from([None, "2031-03-04", "soon"])), draw(ANY), draw(ANY))
    a = Account(
        name, Anchor.at(d, start, end), Party(draw(ANY)), Speaker(draw(ANY), "person", draw(ANY)),
        draw(st.sampled_from(STANCES)), "indirect", agreement,
    )  # fmt: skip
    said = Ruling("accept", (Verdict(draw(ANY), "2031-03-20T10:00:00+00:00", "accept", (draw(ANY),)),))
    return Evidence(Ledger(draw(ANY), (doc,), (Agreement(agreement, draw(ANY), (), "open"),), (a,)), (d,), {name: said})


whatever = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@whatever
@given(evidence())
def test_tables_and_lines(e: Evidence) -> None:
    [row] = csv.DictReader(io.StringIO(export(e, to="csv", columns=("all",)).content.decode(), newline=""))
    assert None not in row and row["start"] == str(e.ledger.accounts[0].anchor.start)
    for to in ("jsonl", "plover"):
        [line] = export(e, to=to).content.decode().rstrip("\n").split("\n")
        assert json.loads(line)["id"] == e.ledger.accounts[0].id


@whatever
@given(evidence())
def test_networks(e: Evidence) -> None:
    for projection in (False, True):
        nx.read_graphml(io.BytesIO(export(e, to="graphml", projection=projection, window=7).content))
        nx.read_gexf(io.BytesIO(export(e, to="gexf", projection=projection).content))


@whatever
@given(evidence())
def test_databases(e: Evidence) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.dna"
        path.write_bytes(export(e, to="dna").content)
        database = sqlite3.connect(path)
        [(text, start, stop)] = database.execute("SELECT d.Text, Start, Stop FROM STATEMENTS s JOIN DOCUMENTS d ON d.ID = DocumentId")
        database.close()
    at = e.ledger.accounts[0].anchor
    units = text.encode("utf-16-le")
    assert len(text) == len(e.documents[0].text)
    assert len(units[2 * start : 2 * stop].decode("utf-16-le")) == len(at.quote)


@whatever
@given(evidence())
def test_linked_data_and_sheets(e: Evidence) -> None:
    rdflib = pytest.importorskip("rdflib")
    for to in ("prov", "claim"):
        graph = rdflib.Graph().parse(data=export(e, to=to).content, format="json-ld")
        assert rdflib.Graph().parse(data=graph.serialize(format="nt"), format="nt")
    assert json.loads(export(e, to="annotation").content)["total"] == 2
    page = html.fromstring(export(e, to="sheet").content.decode())
    assert not page.xpath("//script | //img | //iframe | //object | //*[@onclick]")
    assert len(page.xpath('//*[@class="quote"]')) == 1
