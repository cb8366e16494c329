"""The gate's own rules, without the data: reading tables, floors only up, lowering needs a reason."""

from __future__ import annotations

import json

import pytest

from tests.eval import gate

TABLE = """accounts: party+stance     P  40.0 R  30.0 F1  34.3   (predicted 9, gold 12)
stories with a dispute     P 80.0 R 80.0 F1 80.0   (predicted 5, gold 5)
dispute yes/no right: 5/6 stories; kind right: 1/2 shared pairs; verbatim quotes: 9/9
"""


def test_figures_are_read_from_the_printed_table() -> None:
    assert gate.figures("accounts", TABLE) == {
        "accounts.party+stance": 34.3,
        "accounts.stories with a dispute": 80.0,
        "accounts.verbatim": 100.0,
    }


def test_a_figure_under_its_floor_is_named() -> None:
    floors = {"accounts.party+stance": {"floor": 35.0, "data": "d"}}
    assert gate.under(floors, {"accounts.party+stance": 34.3}, {"accounts": "d"}) == [
        "accounts.party+stance is 34.3, under its floor 35.0"
    ]


def test_changed_data_breaks_the_gate_even_when_the_figure_is_high() -> None:
    floors = {"accounts.found": {"floor": 10.0, "data": "old" * 8}}
    [line] = gate.under(floors, {"accounts.found": 99.0}, {"accounts": "new" * 8})
    assert "the data changed" in line


def test_a_figure_that_is_gone_breaks_the_gate() -> None:
    assert gate.under({"accounts.found": {"floor": 1.0, "data": "d"}}, {}, {"accounts": "d"})


def test_a_set_that_was_not_run_is_not_judged() -> None:
    assert gate.under({"attribution.x": {"floor": 1.0, "data": "d"}}, {}, {"accounts": "d"}) == []


def test_raising_never_lowers() -> None:
    floors = {"accounts.found": {"floor": 60.0, "data": "d"}}
    assert gate.raised(floors, {"accounts.found": 50.0}, {"accounts": "d"}) == floors
    assert gate.raised(floors, {"accounts.found": 70.0}, {"accounts": "d"})["accounts.found"]["floor"] == 69.0


def test_raising_does_not_move_a_floor_to_other_data() -> None:
    floors = {"accounts.found": {"floor": 60.0, "data": "old"}}
    assert gate.raised(floors, {"accounts.found": 90.0}, {"accounts": "new"}) == floors


def test_every_quote_must_stand_where_it_says() -> None:
    assert gate.raised({}, {"accounts.verbatim": 98.0}, {"accounts": "d"})["accounts.verbatim"]["floor"] == 100.0


def test_lowering_needs_a_reason_and_keeps_it() -> None:
    floors = {"accounts.found": {"floor": 60.0, "data": "d"}}
    with pytest.raises(SystemExit, match="reason"):
        gate.lowered(floors, "accounts.found", 50.0, "")
    with pytest.raises(SystemExit, match="raise"):
        gate.lowered(floors, "accounts.found", 61.0, "a good reason here")
    after = gate.lowered(floors, "accounts.found", 50.0, "the new parser misses lists")["accounts.found"]
    assert after["floor"] == 50.0
    assert after["lowered"] == [{"from": 60.0, "to": 50.0, "reason": "the new parser misses lists"}]


def test_without_the_data_it_says_so_and_passes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("READOUTS_SHARED", str(tmp_path))
    assert gate.main([]) == 0
    assert "nothing was measured" in capsys.readouterr().out


def test_the_floors_file_is_as_the_gate_would_write_it(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    written = gate.FLOORS.read_text(encoding="utf8")
    monkeypatch.setattr(gate, "FLOORS", tmp_path / "floors.json")
    gate.save(json.loads(written))
    assert gate.FLOORS.read_text(encoding="utf8") == written
