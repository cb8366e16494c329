"""Reviewers who are blind to each other stay so, whichever way they ask."""

from __future__ import annotations

import pytest

from tests.api.making import Served
from tests.asking.making import ACCOUNTS, BRIDGE, SHIFT, key

DENIED, FRIDAY = ACCOUNTS["tuesday"].id, ACCOUNTS["friday"].id
NOTE = "a secret remark by the other one"


@pytest.fixture
def judged(staff: Served) -> Served:
    """Quist rejected the denial, noted something, moved an account; Holt merged two agreements, and took it back."""
    quist, holt = staff.by_token("Quist"), staff.by_token("Holt")
    for given in (
        {"verdict": "reject", "target": DENIED, "note": NOTE},
        {"verdict": "correct", "target": FRIDAY, "stance": "hedges", "party": "Somebody Else"},
        {"verdict": "unsure", "target": SHIFT, "kind": "agreement", "note": NOTE},
    ):
        assert quist.post("/api/v1/judgements", json=given).status_code == 201
    merged = holt.post(
        "/api/v1/judgements", json={"verdict": "merge", "target": BRIDGE, "kind": "agreement", "into": SHIFT}
    )
    holt.post(f"/api/v1/judgements/{merged.json()['id']}/undo")
    return staff


PATHS = (
    "agreements", f"agreements/{SHIFT}", f"agreements/{BRIDGE}", f"agreements/{SHIFT}/timeline", "timeline?party=ane", "matrix",
    "network", "accounts?q=night&facets=true", "accounts?party=Somebody Else", "accounts?facets=true", f"accounts/{DENIED}",
    f"accounts/{FRIDAY}", f"documents/{key('tuesday')}", "changes?since=2031-03-01", "judgements", "exports/csv?rejected=true",
    "exports/jsonl", "agreements?differ=true",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_a_blind_reviewer_sees_the_machines_answer(judged: Served, path: str) -> None:
    query = "&" if "?" in path else "?"
    blind = judged.by_token("Brand").get(f"/api/v1/{path}")
    machine = judged.by_token("Ivo").get(f"/api/v1/{path}{query}machine=true")
    assert blind.status_code == machine.status_code == 200
    assert NOTE not in blind.text
    assert "Quist" not in blind.text
    if not path.startswith("exports"):
        assert blind.json() == machine.json()


def test_a_seeing_reviewer_sees_them(judged: Served) -> None:
    said = judged.by_token("Holt").get(f"/api/v1/accounts/{DENIED}").json()
    assert said["ruling"]["opinions"][0]["author"] == "Quist"
    assert judged.by_token("Holt").get(f"/api/v1/accounts/{DENIED}?blind=true").json()["ruling"]["opinions"] == []


def test_his_own_he_sees(judged: Served) -> None:
    judged.by_token("Brand").post("/api/v1/judgements", json={"verdict": "accept", "target": DENIED})
    said = judged.by_token("Brand").get(f"/api/v1/accounts/{DENIED}").json()["ruling"]
    assert [(o["author"], o["verdict"]) for o in said["opinions"]] == [("Brand", "accept")]
    assert said["open"] == []


def test_what_is_only_about_others_is_refused(judged: Served) -> None:
    brand = judged.by_token("Brand")
    for path in ("reliability", "adjudication"):
        assert brand.get(f"/api/v1/{path}").status_code == 403
    assert brand.get("/api/v1/reliability?blind=false&machine=false").status_code == 403
    assert brand.get("/api/v1/judgements?author=Quist&blind=false").json()["judgements"] == []
    settle = {"verdict": "accept", "target": DENIED, "settle": True}
    assert brand.post("/api/v1/judgements", json=settle).status_code == 422
    other = judged.by_token("Holt").get("/api/v1/judgements?author=Quist").json()["judgements"][0]["id"]
    said = brand.post(f"/api/v1/judgements/{other}/undo")
    assert (said.status_code, "Quist" in said.text) == (404, False)
    assert judged.by_token("Holt").post(f"/api/v1/judgements/{other}/undo").status_code == 403
