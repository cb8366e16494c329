"""What the API answers is what the ledger holds."""

from __future__ import annotations

import pytest

from tests.api.making import Served
from tests.asking.making import ACCOUNTS, BRIDGE, SHIFT, TEXTS, key

V1 = "/api/v1"


def test_agreements_have_status_counts_and_facets(alone: Served) -> None:
    said = alone.client().get(f"{V1}/agreements").json()
    assert [(a["id"], a["status"]) for a in said["agreements"]] == [(SHIFT, "disputed"), (BRIDGE, "one_sided")]
    assert said["agreements"][0]["counts"]["copies"] == 1
    assert said["facets"]["status"] == {"disputed": 1, "one_sided": 1}
    assert said["total"] == 2
    assert said["next"] is None


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("status=disputed", [SHIFT]),
        ("party=city of ane", [BRIDGE]),
        ("party=ane", [BRIDGE]),
        ("dispute=record", [SHIFT]),
        ("q=BRIDGE brod", [BRIDGE]),
        ("since=2031-03-07", [BRIDGE]),
        ("until=2031-03-06", [SHIFT]),
        ("order=latest", [BRIDGE, SHIFT]),
        ("party=nobody", []),
    ],
)
def test_agreements_are_filtered(alone: Served, query: str, wanted: list[str]) -> None:
    said = alone.client().get(f"{V1}/agreements?{query}").json()
    assert [a["id"] for a in said["agreements"]] == wanted


def test_a_dossier_has_everything_about_one_agreement(alone: Served) -> None:
    d = alone.client().get(f"{V1}/agreements/{SHIFT[:8]}").json()
    assert d["id"] == SHIFT
    assert [a["stance"] for a in d["accounts"]] == ["affirms", "affirms", "denies", "affirms"]
    assert [a["copy_of"] for a in d["accounts"]] == [None, key("monday"), None, None]
    [c] = d["contradictions"]
    assert (c["a"], c["b"], c["kind"]) == (ACCOUNTS["monday"].id, ACCOUNTS["tuesday"].id, "record")
    [s] = d["shifts"]
    assert (s["from"], s["to"], s["party"]) == ("denies", "affirms", "Quay Workers' Union")
    assert {h["name"] for h in d["sources"]} == {"monday", "monday-copy", "tuesday", "thursday"}


def test_every_quote_stands_where_it_says(alone: Served) -> None:
    client = alone.client()
    for name, text in TEXTS.items():
        d = client.get(f"{V1}/documents/{key(name)}").json()
        assert d["text"] == text
        for a in d["accounts"]:
            assert d[a["field"]][a["start"] : a["end"]] == a["quote"]
    for a in client.get(f"{V1}/accounts?limit=200").json()["accounts"]:
        one = client.get(f"{V1}/accounts/{a['id']}").json()
        assert one["quote"] == a["quote"]


def test_documents_are_listed_and_searched(alone: Served) -> None:
    client = alone.client()
    every = client.get(f"{V1}/documents").json()
    assert [d["name"] for d in every["documents"]] == list(TEXTS)
    found = client.get(f"{V1}/documents?q=bridge&source=brod").json()
    assert [d["name"] for d in found["documents"]] == ["friday"]
    filtered = client.get(f"{V1}/documents?source=brod&until=2031-03-05").json()
    assert [d["name"] for d in filtered["documents"]] == ["monday-copy"]


def test_timelines(alone: Served) -> None:
    client = alone.client()
    of_one = client.get(f"{V1}/agreements/{SHIFT}/timeline").json()["positions"]
    union = [(p["stances"], p["since"], p["until"]) for p in of_one if p["party"].startswith("Quay")]
    assert union == [(["denies"], "2031-03-04", "2031-03-06"), (["affirms"], "2031-03-06", None)]
    of_party = client.get(f"{V1}/timeline", params={"party": "quay workers' union"}).json()["positions"]
    assert [(p["stances"], p["since"], p["until"]) for p in of_party] == union


def test_the_matrix_has_a_cell_for_each_party(alone: Served) -> None:
    m = alone.client().get(f"{V1}/matrix").json()
    at = m["parties"].index("Quay Workers' Union")
    [row] = [r for r in m["rows"] if r["agreement"]["id"] == SHIFT]
    assert (row["cells"][at]["stances"], row["cells"][at]["moved"]) == (["affirms"], True)
    assert row["cells"][m["parties"].index("City of Ane")] is None
    narrow = alone.client().get(f"{V1}/matrix?columns=1&rows=1").json()
    assert (len(narrow["parties"]), narrow["left_out"]) == (1, {"agreements": 1, "parties": 1})


def test_the_network_has_an_edge_where_parties_meet(alone: Served) -> None:
    n = alone.client().get(f"{V1}/network").json()
    assert {x["party"] for x in n["nodes"]} == {"Port Ane", "Quay Workers' Union", "City of Ane"}
    [e] = n["edges"]
    assert (e["agreements"], e["disputed"], e["kinds"]) == ([SHIFT], [SHIFT], {"record": 1})


def test_search_and_facets(alone: Served) -> None:
    client = alone.client()
    said = client.get(f'{V1}/accounts?q="night shift" -none&facets=true').json()
    assert {a["by"] for a in said["accounts"]} == {"words"}
    assert said["facets"]["counted"] == {"hits": len(said["accounts"])}
    assert said["facets"]["status"] == {"disputed": len(said["accounts"])}
    assert client.get(f"{V1}/accounts?q=-none").status_code == 422


def test_as_of_shows_the_ledger_as_it_stood(alone: Served) -> None:
    client = alone.client()
    said = client.get(f"{V1}/agreements?as_of=2031-03-03").json()
    assert [(a["id"], a["status"]) for a in said["agreements"]] == [(SHIFT, "one_sided")]
    assert client.get(f"{V1}/documents/{key('friday')}?as_of=2031-03-03").status_code == 404
    assert client.get(f"{V1}/agreements?as_of=yesterday").status_code == 422


def test_a_parameter_given_twice_is_no_silent_correction(alone: Served) -> None:
    client = alone.client()
    for path in ("agreements?status=disputed&status=open", "accounts?q=pier&q=quay", "documents?limit=1&limit=2", "matrix?party=a&party=b"):
        said = client.get(f"{V1}/{path}")
        assert said.status_code == 422 and "2 times: give it once" in said.json()["detail"], path
    assert client.get(f"{V1}/exports/jsonl?agreement={SHIFT}&agreement={BRIDGE}").status_code == 200


def test_changes_since_a_day(alone: Served) -> None:
    client = alone.client()
    said = client.get(f"{V1}/changes?since=2031-03-06").json()
    assert [d["name"] for d in said["documents"]] == ["thursday", "friday"]
    assert {c["agreement"]: c["before"] for c in said["agreements"]} == {SHIFT: "disputed", BRIDGE: None}
    assert client.get(f"{V1}/changes?since=2031-03-06&as_of=2031-03-03").status_code == 422
    assert client.get(f"{V1}/changes?since=long-ago-now").status_code == 422


def test_pages_stay_in_their_moment(alone: Served) -> None:
    client = alone.client()
    first = client.get(f"{V1}/documents?limit=2").json()
    client.post(f"{V1}/judgements", json={"verdict": "accept", "target": ACCOUNTS["monday"].id})
    names, page = [d["name"] for d in first["documents"]], first
    while page["next"]:
        page = client.get(f"{V1}/documents", params={"limit": 2, "cursor": page["next"]}).json()
        assert page["seq"] == first["seq"]
        names += [d["name"] for d in page["documents"]]
    assert names == list(TEXTS)


@pytest.mark.parametrize("cursor", ["", "x", "AAAA", "é", "a" * 400, "-_-_", "WzAsMV0", "%00"])
def test_a_cursor_that_was_made_up_is_refused(alone: Served, cursor: str) -> None:
    assert alone.client().get(f"{V1}/documents", params={"cursor": cursor}).status_code == 422


def test_a_cursor_is_good_for_its_own_question_only(alone: Served) -> None:
    client = alone.client()
    cursor = client.get(f"{V1}/documents?limit=2").json()["next"]
    assert client.get(f"{V1}/documents", params={"cursor": cursor, "limit": 2}).status_code == 200
    for other in ({"source": "brod"}, {"machine": True}, {"as_of": "2031-03-04"}):
        assert client.get(f"{V1}/documents", params={"cursor": cursor, **other}).status_code == 422
    changed = ("A" if cursor[-3] != "A" else "B").join((cursor[:-3], cursor[-2:]))
    assert client.get(f"{V1}/documents", params={"cursor": changed}).status_code == 422
    assert client.get(f"{V1}/accounts", params={"cursor": cursor}).status_code == 422


def test_a_judgement_is_laid_over_and_can_be_taken_back(alone: Served) -> None:
    client = alone.client()
    denied = ACCOUNTS["tuesday"].id
    made = client.post(f"{V1}/judgements", json={"verdict": "reject", "target": denied, "note": "a joke"})
    assert (made.status_code, made.json()["author"]) == (201, "Ruiz")
    now = client.get(f"{V1}/agreements/{SHIFT}").json()
    assert now["status"] != "disputed"
    [rejected] = [a for a in now["accounts"] if a["rejected"]]
    assert (rejected["id"], rejected["ruling"]["opinions"][0]["notes"]) == (denied, ["a joke"])
    assert client.get(f"{V1}/agreements?status=disputed").json()["agreements"] == []
    assert client.get(f"{V1}/agreements/{SHIFT}?machine=true").json()["status"] == "disputed"
    undone = client.post(f"{V1}/judgements/{made.json()['id']}/undo")
    assert undone.json() == {"done": True}
    assert client.get(f"{V1}/agreements/{SHIFT}").json()["status"] == "disputed"
    said = client.get(f"{V1}/judgements").json()["judgements"]
    assert [(j["verdict"], j["stands"]) for j in said] == [("undo", True), ("reject", False)]
    assert client.get(f"{V1}/judgements?standing=true").json()["total"] == 1


def test_what_makes_no_sense_is_refused(alone: Served) -> None:
    client = alone.client()
    one = ACCOUNTS["monday"].id
    for given in (
        {"verdict": "accept", "target": "nothing-there"},
        {"verdict": "correct", "target": one},
        {"verdict": "merge", "target": SHIFT, "kind": "agreement", "into": SHIFT},
        {"verdict": "accept", "target": "a\0b"},
        {"verdict": "accept", "target": one, "nonsense": 1},
    ):
        assert client.post(f"{V1}/judgements", json=given).status_code == 422, given
    half = b'{"verdict": "note", "target": "' + one.encode() + b'", "note": "\\ud800"}'
    assert (
        client.post(f"{V1}/judgements", content=half, headers={"content-type": "application/json"}).status_code == 422
    )
    assert client.post(f"{V1}/judgements/none/undo").status_code == 404


def test_merging_and_splitting(alone: Served) -> None:
    client = alone.client()
    merged = client.post(
        f"{V1}/judgements", json={"verdict": "merge", "target": BRIDGE, "kind": "agreement", "into": SHIFT}
    )
    assert merged.status_code == 201
    assert client.get(f"{V1}/agreements/{BRIDGE}").json()["id"] == SHIFT
    assert client.get(f"{V1}/agreements").json()["total"] == 1
    client.post(f"{V1}/judgements/{merged.json()['id']}/undo")
    split = {"verdict": "split", "target": SHIFT, "kind": "agreement", "accounts": [ACCOUNTS["thursday"].id]}
    assert client.post(f"{V1}/judgements", json=split).status_code == 201
    assert client.get(f"{V1}/agreements").json()["total"] == 3


def test_reliability_and_adjudication(staff: Served) -> None:
    one = ACCOUNTS["monday"].id
    staff.by_token("Ana").post("/api/v1/judgements", json={"verdict": "accept", "target": one})
    staff.by_token("Holt").post("/api/v1/judgements", json={"verdict": "reject", "target": one})
    client = staff.by_token("Ivo")
    [d] = client.get(f"{V1}/adjudication").json()["differences"]
    assert (d["target"], d["parts"], d["account"]["quote"]) == (one, ["verdict"], ACCOUNTS["monday"].anchor.quote)
    accept = client.get(f"{V1}/reliability").json()["concords"][0]
    assert accept["question"] == "accept"
    assert accept["kappas"][0]["reviewers"] == ["Ana", "Holt"]
    staff.by_token("Ana").post("/api/v1/judgements", json={"verdict": "accept", "target": one, "settle": True})
    assert client.get(f"{V1}/adjudication").json()["differences"] == []


def test_versions_of_a_source(alone: Served) -> None:
    client = alone.client()
    said = client.get(f"{V1}/versions?source=https://example.org/monday").json()
    assert [d["name"] for d in said["documents"]] == ["monday"]
    assert said["steps"] == []
    assert client.get(f"{V1}/versions?source=https://example.org/none").status_code == 404


def test_exports(alone: Served) -> None:
    client = alone.client()
    assert "csv" in {f["name"] for f in client.get(f"{V1}/exports").json()["formats"]}
    said = client.get(f"{V1}/exports/csv?status=disputed&party=Port Ane")
    assert said.headers["content-type"] == "text/csv; charset=utf-8"
    assert said.headers["content-disposition"].startswith("attachment")
    assert said.text.count("Port Ane said") == 2
    assert "Union said" not in said.text
    assert client.get(f"{V1}/exports/abacus").status_code == 404
    assert client.get(f"{V1}/exports/csv?agreement=nothing").status_code == 422


def test_problems_are_problems(alone: Served) -> None:
    for path, status in (
        ("/api/v1/nowhere", 404),
        ("/api/v1/agreements/zzz", 404),
        ("/api/v1/agreements?limit=0", 422),
    ):
        said = alone.client().get(path)
        assert (said.status_code, said.headers["content-type"]) == (status, "application/problem+json")
        assert said.json()["status"] == status
        assert said.json()["detail"]
    put = alone.client().put("/api/v1/agreements")
    assert (put.status_code, put.headers["content-type"]) == (405, "application/problem+json")
    assert "GET" in put.headers["allow"]
