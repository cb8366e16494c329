from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from readouts.cli.app import app
from readouts.engine.many import protocol
from readouts.engine.many.folder import read_manifest
from readouts.engine.many.protocol import Recipe
from tests.keeping.killing import contents
from tests.keeping.plain import Plain
from tests.many.making import lines, notes

_ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(protocol, "recipe", lambda *given: Recipe(Plain))
    monkeypatch.delenv("READOUTS_DB_URL", raising=False)
    monkeypatch.delenv("READOUTS_CLUSTER", raising=False)
    monkeypatch.chdir(tmp_path)
    lines(tmp_path / "notes.jsonl", notes(12))
    return tmp_path


def call(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_run_and_load_tell_in_one_line_what_became_of_all(room: Path) -> None:
    done = call("run", "notes.jsonl", "--out", "shards", "--engine", "inline", "--shard", "5")
    assert (done.exit_code, done.stdout) == (0, "12 documents: 12 done; 24 accounts, 3 shards in shards\n"), done.stderr
    kept = call("load", "shards", "--ledger", "kept.ledger")
    assert (kept.exit_code, sum(int(w) for w in kept.stdout.split() if w.isdigit())) == (0, 12)
    again = call("load", "shards", "--ledger", "kept.ledger", "--json")
    assert {json.loads(line)["outcome"] for line in again.stdout.splitlines()} == {"known"}


def test_what_failed_is_a_line_each_and_exit_code_3(room: Path) -> None:
    (room / "notes.jsonl").open("a").write("{not json\n")
    done = call("run", "notes.jsonl", "nowhere", "--out", "shards", "--engine", "inline", "--json")
    assert done.exit_code == 3
    counts = json.loads(done.stdout)["counts"]
    assert (counts["documents"], counts["done"], counts["unreadable"]) == (14, 12, 2)
    assert "notes.jsonl:13: the line is not valid JSON" in done.stderr and "nowhere: not found" in done.stderr
    kept = call("load", "shards", "--ledger", "kept.ledger")
    assert kept.exit_code == 3
    assert "notes.jsonl:13: the line is not valid JSON" in kept.stderr and "nowhere: not found" in kept.stderr


def test_of_many_that_cannot_be_read_the_first_are_told_and_the_rest_counted(room: Path) -> None:
    (room / "notes.jsonl").open("a").write("{not json\n" * 50)
    done = call("run", "notes.jsonl", "--out", "shards", "--engine", "inline", "--shard", "30")
    assert done.exit_code == 3
    assert done.stderr.count("is not valid JSON") == 20
    assert "and 30 more" in done.stderr


def test_nothing_read_is_exit_code_1(room: Path) -> None:
    assert call("run", "nowhere", "--out", "shards", "--engine", "inline").exit_code == 1


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("run", "notes.jsonl", "--out", "shards", "--cluster", "auto"), "--cluster is for --engine daft"),
        (("load", "nowhere", "--ledger", "x.ledger"), "name the folder that `readouts run` wrote"),
        (("run", "notes.jsonl", "--out", "notes.jsonl/x"), "cannot be written"),
    ],
)
def test_what_cannot_be_is_one_line_and_exit_code_1(room: Path, words: tuple[str, ...], why: str) -> None:
    done = call(*words)
    assert done.exit_code == 1
    assert why in done.stderr


def test_a_load_of_an_unfinished_run_says_so_and_exits_with_3(room: Path) -> None:
    call("run", "notes.jsonl", "--out", "shards", "--engine", "inline", "--shard", "5")
    journal = (room / "shards" / "shards.jsonl").read_text().splitlines()
    (room / "shards" / "shards.jsonl").write_text("\n".join(journal[:2]) + "\n")
    manifest = json.loads((room / "shards" / "manifest.json").read_text())
    (room / "shards" / "manifest.json").write_text(json.dumps({**manifest, "complete": False}))
    kept = call("load", "shards", "--ledger", "kept.ledger")
    assert kept.exit_code == 3
    assert "10 of 12 entries are in shards; run it again" in kept.stderr


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_stopped_by_a_signal_it_leaves_a_folder_that_can_be_gone_on_with(room: Path, sign: signal.Signals) -> None:
    lines(room / "many.jsonl", notes(400))
    code = (
        "from readouts.engine.many import protocol\nfrom tests.keeping.plain import Plain\n"
        "protocol.recipe = lambda *given: protocol.Recipe(Plain)\n"
        "import readouts.cli.many as many\n"
        "many._lines = lambda status: lambda done, total, words: print('at', done, flush=True)\n"
        "from readouts.cli import main\n"
        "if __name__ == '__main__':\n    main()\n"
    )
    (room / "program.py").write_text(code)
    known = os.environ | {"PYTHONPATH": f"{_ROOT / 'src'}:{_ROOT}"}
    command = [sys.executable, "program.py", "run", "many.jsonl", "--out", "shards", "--workers", "1", "--shard", "10"]
    started = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=known)
    assert started.stdout is not None
    for line in started.stdout:
        if int(line.split()[1]) >= 15:
            break
    started.send_signal(sign)
    _, said = started.communicate()
    assert started.returncode == 130, said
    assert "interrupted" in said and "Traceback" not in said
    manifest = read_manifest(room / "shards")
    assert manifest is not None and not manifest["complete"] and manifest["counts"]["done"] >= 10
    assert call("run", "many.jsonl", "--out", "shards", "--engine", "inline", "--shard", "10").exit_code == 0


def test_the_whole_chain_through_the_pool_gives_what_adding_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("READOUTS_DB_URL", raising=False)
    source = str(_ROOT / "examples" / "harbour-strike")
    one, two = str(tmp_path / "added.ledger"), str(tmp_path / "loaded.ledger")
    assert call("add", source, "--ledger", one).exit_code == 0
    done = call("run", source, "--out", str(tmp_path / "shards"), "--engine", "pool", "--workers", "1", "--shard", "2")
    assert done.exit_code == 0, done.stderr
    assert call("load", str(tmp_path / "shards"), "--ledger", two).exit_code == 0
    assert contents(one) == contents(two)
