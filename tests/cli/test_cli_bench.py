"""``readouts doctor --bench``: what it measures. How fast it is here is no matter of a test."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console
from typer.testing import CliRunner

from readouts.cli import bench
from readouts.cli.app import app
from readouts.errors import ReadoutsError


@pytest.fixture(scope="module")
def measured() -> bench.Bench:
    return bench.measure(0)


def test_each_way_is_measured_against_the_bare_parse(measured: bench.Bench) -> None:
    rows = {r.name: r for r in measured.rows}
    assert list(rows) == ["parse", "attribution", "statements", "whole"] and measured.rounds == 1
    parse = rows["parse"]
    assert (parse.times_parse, parse.times_parse_cpu) == (1, 1)
    for row in rows.values():
        assert row.seconds > 0 and row.found > 0
        assert row.times_parse == pytest.approx(row.seconds / parse.seconds, rel=0.05)
        assert row.documents_a_second == pytest.approx(measured.documents / row.seconds, rel=0.05)
        assert row.seconds_a_kb * measured.kb == pytest.approx(row.seconds, rel=0.05)
    # An attribution has a cue at least, and a statement a word: neither can outnumber the tokens.
    assert max(rows["attribution"].found, rows["statements"].found) < parse.found


def test_what_it_was_measured_on_is_told(measured: bench.Bench) -> None:
    assert measured.documents > 1 and measured.kb > 1 and measured.processors >= 1 and measured.threads_a_model >= 1
    assert measured.processor and measured.pipeline in measured.engine
    assert measured.peak_mb is None or measured.peak_mb > 50


def test_the_table_shows_every_row(measured: bench.Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr("rich.console.Console", lambda **_: Console(file=out, width=120))
    bench.show(measured)
    for words in (*bench.SHOWN.values(), "x parse", "MB at most" if measured.peak_mb else "unknown", measured.processor):
        assert words in out.getvalue()


def test_a_pipe_gets_json_and_a_missing_part_one_line(
    measured: bench.Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "measure", lambda: measured)
    said = CliRunner().invoke(app, ["doctor", "--bench"])
    assert said.exit_code == 0 and json.loads(said.stdout)["rows"][0]["name"] == "parse"

    def missing() -> bench.Bench:
        raise ReadoutsError("the examples are missing from this installation: reinstall readouts")

    monkeypatch.setattr(bench, "measure", missing)
    said = CliRunner().invoke(app, ["doctor", "--bench"])
    assert said.exit_code == 1 and said.stderr.startswith("readouts: doctor --bench: the examples are missing")


def test_the_processor_is_named_where_the_system_keeps_it_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pathlib.Path.read_text", lambda *_, **__: (_ for _ in ()).throw(OSError("no such file")))
    monkeypatch.setattr("platform.processor", lambda: "")
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    assert bench.processor() == "riscv64"
