"""What the pages show, and that each has a twin with the same data."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote

import pytest
from starlette.testclient import TestClient

from readouts.web.timeline import draw
from tests.asking.making import ACCOUNTS, BRIDGE, SHIFT, key
from tests.web.making import HARM_GROUP, PAPER, PAPER_KEY
from tests.web.reading import Page

TWINS = (
    "/index", "/agreements", f"/agreements/{SHIFT}", f"/documents/{PAPER_KEY}", "/matrix", "/timeline", "/network", "/changes",
    "/search", "/review", "/review/reviewers", "/jobs",
)  # fmt: skip


def page(client: TestClient, path: str, status: int = 200) -> Page:
    answer = client.get(path)
    assert answer.status_code == status, answer.text[:500]
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Page(answer.text)


def data(client: TestClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text[:500]
    return answer.json()


@pytest.mark.parametrize("path", TWINS)
def test_each_page_names_its_twin(looking: TestClient, path: str) -> None:
    shown = page(looking, "/" if path == "/index" else path)
    [twin] = [e["href"] for e in shown.all("link") if e["type"] == "application/json"]
    assert twin == f"{path}.json"
    assert isinstance(data(looking, twin), dict)


def test_links_of_the_pages_lead_somewhere(looking: TestClient) -> None:
    todo, seen = ["/", f"/agreements/{SHIFT}", f"/documents/{PAPER_KEY}"], set()
    while todo and len(seen) < 120:
        path = todo.pop(0)
        plain = path.partition("#")[0]
        if plain in seen or plain.startswith("/api/v1/exports/"):
            continue
        seen.add(plain)
        answer = looking.get(plain)
        assert answer.status_code == 200, (path, answer.text[:300])
        if answer.headers["content-type"].startswith("text/html"):
            shown = Page(answer.text)
            ids = {e["id"] for e in shown.elements}
            links = [e["href"] for e in shown.all("a")]
            assert all(unquote(h[1:]) in ids for h in links if h.startswith("#")), path
            if "#" in path:
                assert unquote(path.partition("#")[2]) in ids, path
            todo += [h for h in links if h.startswith("/")]
    assert len(seen) > 60


def test_the_list_and_its_filters(looking: TestClient) -> None:
    every = data(looking, "/agreements.json")
    assert (every["found"], every["total"]) == (3, 3)
    assert every["rows"][0]["counted"] and {r["id"] for r in every["rows"]} == {SHIFT, BRIDGE, HARM_GROUP}
    for query, wanted in (
        ("status=one_sided", {BRIDGE}), ("party=city of ane", {BRIDGE}), ("kind=record&words=dockers", {SHIFT}),
        ("source=Brod Post&words=bridge", {BRIDGE}), ("since=2031-03-07", {BRIDGE}), ("until=2031-03-03", {SHIFT}),
        ("words=nowhere", set()), ("as_of=2031-03-04", {SHIFT}),
    ):  # fmt: skip
        assert {r["id"] for r in data(looking, f"/agreements.json?{query}")["rows"]} == wanted, query
    assert "any" in page(looking, "/agreements?words=nowhere").id("main").text
    assert page(looking, "/agreements?status=maybe", 422).id("main").text.count("use one of corroborated")
    assert "write it as" in page(looking, "/agreements?since=31.3.", 422).id("main").text


def test_state_is_kept_from_page_to_page(looking: TestClient) -> None:
    shown = page(looking, "/agreements?as_of=2031-03-04&machine=1")
    links = [e["href"] for e in shown.all("a") if e["href"].startswith(f"/agreements/{SHIFT}")]
    assert links and all("as_of=2031-03-04" in h and "machine=1" in h for h in links)
    assert "as it stood on 2031-03-04" in shown.html


def test_an_agreement_side_by_side(looking: TestClient) -> None:
    view = data(looking, f"/agreements/{SHIFT}.json")
    assert [c["party"] for c in view["columns"]] == ["Port Ane", "Quay Workers' Union", "Harbour Board"]
    days = [d["day"] for d in view["days"]]
    assert days == sorted(days) and all(len(d["cells"]) == 3 for d in view["days"])
    # The reprint is folded into its original.
    first = view["days"][0]["cells"][0]["accounts"]
    assert [a["id"] for a in first] == [ACCOUNTS["monday"].id]
    assert [p["name"] for p in first[0]["prints"]] == ["Brod Post"]
    assert view["counted"] == "5 articles, 4 origins"
    [parting] = view["partings"]
    assert (parting["kind"], parting["a"]["id"], parting["b"]["id"]) == ("record", ACCOUNTS["monday"].id, ACCOUNTS["tuesday"].id)
    assert view["silences"][0]["party"] == "Harbour Board" and view["doubts"][0]["quote"] == "Nobody speaks for Brod."
    shown = page(looking, f"/agreements/{SHIFT}")
    for a, b in (("monday", "tuesday"), ("tuesday", "monday")):
        [marker] = [e for e in shown.all("a", "pair") if e["href"] == f"#c-{ACCOUNTS[b].id}"]
        assert "Contradiction 1" in marker.text, a
    [port] = [a for d in view["days"] for c in d["cells"] for a in c["accounts"] if a["conditions"]]
    assert (port["id"], port["conditions"]) == ("paper-port", ["a night shift"])
    assert "That is no denial" in shown.id("main").text
    assert "the document is its own" not in shown.id("main").text
    assert "office: a table of offices" in shown.id("main").text


def test_every_quote_leads_to_its_words(looking: TestClient) -> None:
    shown = page(looking, f"/agreements/{SHIFT}")
    quotes = [e for e in shown.all("a", "quote") if "#a-" in e["href"]]
    assert len(quotes) >= 5
    for q in quotes:
        there = page(looking, q["href"].partition("#")[0])
        account = q["href"].partition("#a-")[2]
        pieces = [e for e in there.all("mark") if account in e["data-of"].split()]
        assert pieces and all("lit" in e.classes for e in pieces)
        assert there.id(f"a-{account}").tag == "a"
        if "“" not in q.text[:1]:
            assert "".join(e.text for e in pieces) == q.text


@pytest.mark.parametrize("path", ["/search?q=night", "/search?party=Port+Ane&stance=affirms", f"/documents/{PAPER_KEY}"])
def test_an_export_has_what_its_page_shows(looking: TestClient, path: str) -> None:
    shown = page(looking, path)
    [link] = [e["href"] for e in shown.all("a") if e["href"].startswith("/api/v1/exports/jsonl")]
    there = {json.loads(line)["id"] for line in looking.get(link).text.splitlines()}
    where, _, query = path.partition("?")
    view = data(looking, f"{where}.json?{query}")
    rows = [f["account"] for f in view["found"]] if "found" in view else view["accounts"]
    assert there == {a["id"] for a in rows} and there
    assert looking.get("/api/v1/exports/csv?document=none").status_code == 422


def test_a_document_with_all_that_was_found(looking: TestClient) -> None:
    shown = page(looking, f"/documents/{PAPER_KEY}?a=paper-union")
    assert shown.id("text").text == PAPER.text and shown.id("text")["lang"] == "en"
    assert [e["data-n"] for e in shown.all("span", "leaf")] == ["1", "2"]
    view = data(looking, f"/documents/{PAPER_KEY}.json")
    assert view["text"] == PAPER.text
    for m in view["marks"]:
        if m["kind"] == "account":
            [a] = [a for a in view["accounts"] if a["id"] == m["of"]]
            assert view["text"][m["start"] : m["end"]] == a["quote"] and a["page"] == 1
    assert [s["parent"] for s in view["speech"]] == [None, view["speech"][0]["number"]]
    plain = data(looking, f"/documents/{PAPER_KEY}.json?speech=0")
    assert {m["kind"] for m in plain["marks"]} == {"account", "page", "furniture"}
    copy = page(looking, f"/documents/{key('monday-copy')}")
    assert "counts for nothing by itself" in copy.id("main").text
    assert page(looking, "/documents/none", 404).id("main").text.count("no such document")


def test_the_matrix_is_a_table(looking: TestClient) -> None:
    shown = page(looking, "/matrix")
    heads = [e for e in shown.all("th") if e["scope"] == "col"]
    rows = [e for e in shown.all("th") if e["scope"] == "row"]
    assert len(rows) == 3 and "Port Ane" in [e.text for e in heads]
    view = data(looking, "/matrix.json")
    at = view["parties"].index("Quay Workers' Union")
    [shift] = [r for r in view["rows"] if r["agreement"]["id"] == SHIFT]
    assert shift["cells"][at]["stances"] == ["affirms"] and shift["cells"][at]["moved"]
    assert data(looking, "/matrix.json?most=1")["left_out"] == len(view["parties"]) - 1


def test_the_timeline_and_its_uncertain_days(looking: TestClient) -> None:
    view = data(looking, f"/timeline.json?agreement={SHIFT[:6]}")
    union = [r for r in view["rows"] if r["party"] == "Quay Workers' Union"]
    assert [r["stances"] for r in union][:2] == [["denies"], ["hedges"]]
    assert (union[1]["earliest"], union[1]["latest"]) == ("2031-03-01", "2031-03-05")
    shown = page(looking, f"/timeline?agreement={SHIFT}")
    assert len(shown.all("path", "range")) == 1 and len(shown.all("rect", "solid")) == len(view["rows"])
    assert draw([]) is None
    assert data(looking, "/timeline.json?party=port-ane")["rows"][0]["party"] == "Port Ane"


def test_the_network_within_a_window(looking: TestClient) -> None:
    every = data(looking, "/network.json")
    late = data(looking, "/network.json?since=2031-03-07")
    assert {r["agreement"] for r in late["rows"]} == {BRIDGE} < {r["agreement"] for r in every["rows"]}
    pair = next(p for p in every["pairs"] if {p["a"], p["b"]} == {"Port Ane", "Quay Workers' Union"})
    assert pair["disputed"] == 1
    assert len(page(looking, "/network").all("path", "tie")) == len(every["rows"])


def test_what_changed(looking: TestClient) -> None:
    view = data(looking, "/changes.json?since=2031-03-08")
    assert {d["title"] for d in view["documents"]} >= {"Minutes of the harbour board"}
    assert {c["agreement"] for c in view["agreements"]} == {SHIFT, HARM_GROUP}
    assert data(looking, "/changes.json?since=2032-01-01")["agreements"] == []
    assert (view["page"], view["pages"]) == (1, 1) and view["concerned"] >= len(view["agreements"])
    beyond = data(looking, "/changes.json?since=2031-03-08&page=2")
    assert beyond["agreements"] == [] and beyond["concerned"] == view["concerned"]
    assert data(looking, "/changes.json")["since"] == "2031-03-01"
    assert "write it as" in page(looking, "/changes?since=yesterday", 422).id("main").text


def test_a_search_and_its_facets(looking: TestClient) -> None:
    view = data(looking, "/search.json?q=night")
    assert view["count"] == len(view["found"]) and view["facets"]["stance"][0]["count"] >= 2
    narrowed = data(looking, "/search.json?q=night&stance=denies&status=disputed&party=quay workers' union")
    assert {f["account"]["stance"] for f in narrowed["found"]} == {"denies"} and narrowed["count"] == 1
    assert data(looking, "/search.json?q=-night")["why"]
    assert "letters" in page(looking, "/search?q=ockers").id("main").text
    shown = page(looking, "/search?q=night")
    facet = next(e["href"] for e in shown.all("a") if "stance=denies" in e["href"])
    assert "q=night" in facet


def test_exports_are_of_what_is_shown(looking: TestClient) -> None:
    shown = page(looking, f"/agreements/{SHIFT}?as_of=2031-03-05")
    [csv] = [e["href"] for e in shown.all("a") if e["href"].startswith("/api/v1/exports/csv?")]
    answer = looking.get(csv)
    assert answer.status_code == 200 and "attachment" in answer.headers["content-disposition"]
    assert "2031-03-04" in answer.text and "2031-03-06" not in answer.text
    listed = page(looking, "/agreements?status=one_sided&party=city of ane")
    [csv] = [e["href"] for e in listed.all("a") if e["href"].startswith("/api/v1/exports/csv?")]
    assert looking.get(csv).text.count("rebuild the bridge") >= 1 and "dockers" not in looking.get(csv).text


def test_an_id_may_be_begun(looking: TestClient) -> None:
    answer = looking.get(f"/agreements/{SHIFT[:5]}?as_of=2031-03-07")
    assert answer.url.path == f"/agreements/{SHIFT}" and answer.url.query == b"as_of=2031-03-07"
    assert "the list of agreements has them all" in page(looking, "/agreements/zzz", 404).id("main").text


def test_the_style_sheet_and_scripts_are_served_and_nothing_else(looking: TestClient) -> None:
    for name in ("readouts.css", "page.js", "htmx.min.js", "icon.svg"):
        assert looking.get(f"/static/{name}").status_code == 200
    for name in ("../pages.py", "%2e%2e/pages.py", "nothing.js"):
        assert looking.get(f"/static/{name}").status_code == 404
    css = looking.get("/static/readouts.css").text
    assert not re.search(r"url\(|@import", css)
