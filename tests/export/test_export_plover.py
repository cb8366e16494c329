"""Event lines that no reader can take for events."""

from __future__ import annotations

import json
from typing import Any

import pytest
from odd import ACCOUNTS, CITY, EMPTY, EVIDENCE, UNION

from readouts.export import export
from readouts.export.plover import EVENTS
from readouts.model import STANCES


def lines() -> dict[str, dict[str, Any]]:
    rows = [json.loads(line) for line in export(EVIDENCE, to="plover").content.decode().split("\n") if line]
    return {r["id"]: r for r in rows}


def test_every_line_says_that_it_is_a_claim() -> None:
    rows = lines()
    assert list(rows) == [a.id for a in ACCOUNTS]
    for row in rows.values():
        assert row["record_type"] == "claim" and row["asserted"] is False and row["claim_status"]
        # Nothing at the top of a line looks like an event.
        assert not row.keys() & {"event_type", "event", "actor", "recipient", "mode", "context"}
        assert row["claim_status"] in row["claimed"]["context"]


def test_a_denial_is_negated_and_a_condition_hypothetical() -> None:
    rows = lines()
    assert (rows["c3"]["claim_status"], rows["c3"]["claimed"]["event_type"]) == ("denied", "AGREE")
    assert "negation" in rows["c3"]["claimed"]["context"]
    assert rows["c4"]["claim_status"] == "conditional" and "hypothetical" in rows["c4"]["claimed"]["context"]
    assert rows["c2"]["claim_status"] == "hedged"
    assert rows["c1"]["claimed"]["context"] == ["alleged"]


def test_who_agreed_is_told_with_its_basis() -> None:
    row = lines()["c1"]
    assert row["claimed"]["actor"] == ["Port Ane", UNION.name, CITY.name] and row["claimed"]["recipient"] == []
    assert row["claimed"]["actor_basis"] == "speaks_of_agreement"
    assert row["claimant"] == {"party": "Port Ane", "speaker": "he", "speaker_name": "Ilse Brand", "stance": "affirms"}


def test_a_withdrawal_is_the_partys_own_act_towards_the_others() -> None:
    from dataclasses import replace

    a = replace(ACCOUNTS[0], stance="withdraws")
    made = export(replace(EVIDENCE, ledger=replace(EVIDENCE.ledger, accounts=(a,), contradictions=())), to="plover")
    claimed = json.loads(made.content)["claimed"]
    assert (claimed["event_type"], claimed["actor"], claimed["actor_basis"]) == ("REJECT", ["Port Ane"], "own_act")
    assert claimed["recipient"] == [UNION.name, CITY.name]


def test_nobody_is_no_actor_and_no_date_is_none() -> None:
    rows = lines()
    assert rows["c8"]["claimed"]["actor"] == [] and rows["c8"]["claimant"]["party"] is None
    assert rows["c8"]["agreement"] is None and rows["c8"]["date"] is None
    assert rows["c3"]["date"] == "2031-03-10" and rows["c6"]["source"]["copy_of"] == "🗞/eins"


@pytest.mark.parametrize("stance", STANCES)
def test_every_stance_has_its_event(stance: str) -> None:
    event, _, status = EVENTS[stance]  # type: ignore[index]
    assert event in ("AGREE", "REJECT") and status in ("alleged", "denied", "conditional", "hedged")


def test_an_empty_ledger_has_no_line() -> None:
    assert export(EMPTY, to="plover").content == b""
