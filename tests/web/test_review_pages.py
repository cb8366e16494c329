"""Judging by buttons, without scripts: each press is one judgement, and the next item follows."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from readouts.ledger import open_store
from readouts.ledger.review_session import Review
from tests.asking.making import ACCOUNTS, BRIDGE, SHIFT
from tests.web import making
from tests.web.reading import Page

FILLER = "It rained over the harbour all day, and nobody went out to look at the boats that lay there since March."


def desk(client: TestClient, query: str = "") -> Any:
    return client.get(f"/review.json{query}").json()


def press(client: TestClient, verdict: str, at: str = "", query: str = "", **more: str) -> tuple[Page, Any]:
    """Send the form that the page has, as a browser does; the page that follows and its data."""
    shown = Page(client.get(f"/review{query}").text)
    csrf = next(e["value"] for e in shown.all("input") if e["name"] == "csrf")
    here = at or next(e["value"] for e in shown.all("input") if e["name"] == "at")
    answer = client.post(f"/review{query}", data={"csrf": csrf, "at": here, "verdict": verdict, **more})
    path = str(answer.url).partition("/review")[2]
    return Page(answer.text), client.get(f"/review.json{path}").json()


def account(name: str) -> str:
    return f"account:{ACCOUNTS[name].id}"


def test_yes_no_unsure_and_back(judging: TestClient) -> None:
    first = desk(judging)
    assert (first["place"], first["judged"]) == (1, 0) and first["item"]["id"] == ACCOUNTS["monday"].id
    shown, second = press(judging, "accept")
    assert shown.id("did").text == "accepted" and second["item"]["id"] != first["item"]["id"] and second["judged"] == 1
    _, third = press(judging, "reject", f"account:{second['item']['id']}")
    _, fourth = press(judging, "unsure", f"account:{third['item']['id']}")
    assert fourth["judged"] == 3
    shown, back = press(judging, "undo")
    assert back["item"]["id"] == third["item"]["id"] and back["judged"] == 2
    assert [h["undone"] for h in back["item"]["history"]] == [True]
    for _ in range(2):
        press(judging, "undo")
    shown, _ = press(judging, "undo")
    assert shown.id("did").text == "there is nothing of yours to take back"


def test_a_correction_shows_on_the_agreement(judging: TestClient) -> None:
    _, after = press(judging, "correct", account("tuesday"), stance="hedges", party="", note="reads softer")
    assert after["item"]["id"] == ACCOUNTS["tuesday"].id and after["item"]["mine"]["parts"] == [["stance", "hedges"]]
    view = judging.get(f"/agreements/{SHIFT}.json").json()
    [a] = [a for d in view["days"] for c in d["cells"] for a in c["accounts"] if a["id"] == ACCOUNTS["tuesday"].id]
    assert (a["stance"], a["machine_stance"]) == ("hedges", "denies")
    assert "Corrected by reviewers" in judging.get(f"/agreements/{SHIFT}").text
    assert "Corrected" not in judging.get(f"/agreements/{SHIFT}?machine=1").text


def test_split_merge_and_note(judging: TestClient) -> None:
    shown, _ = press(judging, "split", account("thursday"))
    assert shown.id("did").text == "split off"
    press(judging, "merge", account("friday"), into=SHIFT[:5])
    press(judging, "note", account("friday"), note="a <b>bold</b> note")
    view = judging.get(f"/agreements/{SHIFT}.json").json()
    ids = {a["id"] for d in view["days"] for c in d["cells"] for a in c["accounts"]}
    assert ACCOUNTS["thursday"].id not in ids and ACCOUNTS["friday"].id in ids and view["merged"] == [BRIDGE]
    assert "“a <b>bold</b> note”" in Page(judging.get(f"/review?at={account('friday')}").text).id("main").text


@pytest.mark.parametrize(
    ("verdict", "more", "why"),
    [
        ("correct", {}, "say what is right"), ("correct", {"stance": "maybe"}, "is no stance"),
        ("correct", {"agreement_id": "zz"}, "no agreement begins so"), ("merge", {"into": ""}, "say which agreement"),
        ("merge", {"into": SHIFT}, "merged into itself"), ("note", {"note": " "}, "no words"), ("destroy", {}, "no such verdict"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_said_on_the_desk(judging: TestClient, verdict: str, more: dict[str, str], why: str) -> None:
    shown, _ = press(judging, verdict, account("monday"), **more)
    assert why in " ".join(e.text for e in shown.elements if e["role"] == "alert")
    assert desk(judging)["judged"] == 0


def test_a_relation_is_judged_too_and_what_is_gone_is_said(judging: TestClient) -> None:
    items = desk(judging, f"?agreement={SHIFT}")
    assert items["total"] > 6
    found = judging.get(f"/review.json?agreement={SHIFT}&words=record by hand").json()
    assert found["item"]["kind"] == "contradiction" and len(found["item"]["accounts"]) == 2
    press(judging, "reject", f"contradiction:{found['item']['id']}")
    assert judging.get(f"/agreements/{SHIFT}.json").json()["partings"] == []
    shown, _ = press(judging, "correct", f"contradiction:{found['item']['id']}", stance="hedges")
    assert "only an account can be corrected" in shown.id("main").text
    shown, _ = press(judging, "accept", "account:none")
    assert "no such item waits" in shown.id("main").text
    assert judging.get("/review?agreement=zzz").status_code == 404
    assert judging.get("/review.json?words=crocodile").json()["found"] is False


def test_no_token_no_judgement(judging: TestClient) -> None:
    answer = judging.post("/review", data={"at": account("monday"), "verdict": "accept"})
    assert answer.status_code == 403 and "token" in Page(answer.text).id("main").text
    other = judging.post("/review", data={"verdict": "accept"}, headers={"origin": "https://evil.example"})
    assert other.status_code == 403
    assert desk(judging)["judged"] == 0


def test_reviewers_who_differ_and_one_who_settles(judging: TestClient) -> None:
    store = open_store(judging.app.state.settings.ledger)  # type: ignore[attr-defined]
    Review(store, "Holt").reject(ACCOUNTS["monday"].id)
    store.close()
    press(judging, "accept", account("monday"))
    view = judging.get("/review/reviewers.json").json()
    assert [(d["id"], d["parts"]) for d in view["left"]] == [(ACCOUNTS["monday"].id, ["verdict"])]
    assert {m["measure"] for m in view["measures"]} == {"alpha", "kappa"}
    shown = Page(judging.get(f"/review?at={account('monday')}").text)
    assert "Reviewers differ on verdict" in shown.id("main").text and "Holt" in shown.id("main").text
    blind = Page(judging.get(f"/review?at={account('monday')}&blind=1").text)
    assert "Holt" not in blind.id("main").text and "differ" not in blind.id("main").text
    assert desk(judging, "?settle=1")["total"] == 1
    press(judging, "accept", query="?settle=1")
    assert judging.get("/review/reviewers.json").json()["left"] == []


def test_new_documents_wait_and_judgements_do_not_read_the_ledger_again(judging: TestClient) -> None:
    before = desk(judging)["total"]
    press(judging, "accept")
    kept = judging.app.state.waiting._queue._items  # type: ignore[attr-defined]
    assert desk(judging)["total"] == before and judging.app.state.waiting._queue._items is kept  # type: ignore[attr-defined]
    shown = Page(judging.get("/").text)
    csrf = next(e["value"] for e in shown.all("input") if e["name"] == "csrf")
    answer = judging.post("/add", data={"csrf": csrf, "text": "Brann promised to mend the pier. " + FILLER, "title": "Pier"}, files={"x": b""})
    assert answer.url.path.startswith("/jobs/"), answer.text
    for _ in range(2000):
        job = judging.get(f"{answer.url.path}.json").json()
        if job["over"]:
            break

        time.sleep(0.05)
    assert job["state"] == "done" and job["results"][0]["document"], (job["why"], job["results"])
    assert desk(judging)["total"] == before + 1


def test_an_empty_ledger(tmp_path: Path) -> None:
    with making.client(making.made(str(tmp_path / "empty.ledger"), create=True)) as client:
        for path in ("/", "/agreements", "/matrix", "/timeline", "/network", "/changes", "/search", "/review", "/review/reviewers"):
            answer = client.get(path)
            assert answer.status_code == 200, (path, answer.text[:300])
            Page(answer.text)
        assert "Nothing waits to be judged" in client.get("/review").text
