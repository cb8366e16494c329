"""The questions on the command line: three forms each, as of a date, and one clear line for whatever is wrong."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from readouts.cli.app import app
from readouts.export import load
from readouts.export.schema import schema
from readouts.ledger import open_store
from readouts.ledger.review_session import Review
from readouts.model import Ledger
from tests.asking.making import ACCOUNTS, SHIFT, story

runner = CliRunner()


@pytest.fixture
def ledger(tmp_path: Path) -> str:
    path = tmp_path / "quarrel.ledger"
    story(path).close()
    return str(path)


def run(*args: str) -> tuple[int, str, str]:
    result = runner.invoke(app, list(args), env={"READOUTS_DB_URL": ""})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def rows(*args: str) -> list[dict[str, Any]]:
    code, out, err = run(*args)
    assert (code, err) == (0, "")
    found: list[dict[str, Any]] = json.loads(out)
    return found


ALL = {
    "agreements": (["agreements"], 2),
    "timeline": (["timeline", "aaaa"], 3),
    "search": (["search", "night"], 4),
    "documents": (["search", "news", "--documents"], 5),
    "diff": (["diff", "--since", "2031-03-04"], 10),
    "reliability": (["reliability"], 4),
    "adjudication": (["adjudication"], 0),
}


@pytest.mark.parametrize("name", ALL)
def test_json_and_csv_say_the_same(ledger: str, name: str) -> None:
    command, many = ALL[name]
    found = rows(*command, "--ledger", ledger)
    assert len(found) == many
    code, out, err = run(*command, "--ledger", ledger, "--csv")
    assert (code, err) == (0, "")
    lines = list(csv.reader(io.StringIO(out, newline="")))
    assert len(lines) == many + 1
    if found:
        assert lines[0] == list(found[0])
    assert run(*command, "--ledger", ledger, "--json", "--csv")[0] == 2


@pytest.mark.parametrize("name", [*ALL, "show"])
def test_a_terminal_gets_a_table(ledger: str, name: str) -> None:
    command = ALL[name][0] if name in ALL else ["show", "aaaa"]
    import pty

    main, other = pty.openpty()
    script = "from readouts.cli import main; main()"
    done = subprocess.Popen(
        [sys.executable, "-c", script, *command, "--ledger", ledger], stdout=other, env={**os.environ, "COLUMNS": "120"}
    )
    os.close(other)
    out = b""
    while True:
        try:
            piece = os.read(main, 4096)
        except OSError:
            break
        if not piece:
            break
        out += piece
    os.close(main)
    assert done.wait(60) == 0
    text = out.decode()
    assert ("differ on nothing" in text) if name == "adjudication" else ("│" in text and "Traceback" not in text)


def test_agreements_by_status_and_party_and_date(ledger: str) -> None:
    assert [r["status"] for r in rows("agreements", "--ledger", ledger, "--status", "disputed")] == ["disputed"]
    [only] = rows("agreements", "--ledger", ledger, "--party", "quay workers' union")
    assert (only["articles"], only["origins"]) == (4, 3)
    [only] = rows("agreements", "--ledger", ledger, "--as-of", "2031-03-03")
    assert only["status"] == "one_sided"


def test_show_is_the_record_of_a_comparison_with_the_judgements_beside_it(ledger: str) -> None:
    store = open_store(ledger)
    Review(store, "ruiz").correct(ACCOUNTS["tuesday"].id, stance="hedges", note="reads softer")
    store.close()
    code, out, _ = run("show", "aaaa", "--ledger", ledger)
    assert code == 0
    book = load(out)
    jsonschema.validate(
        {k: v for k, v in json.loads(out).items() if k not in ("sources", "judgements")}, schema(Ledger)
    )
    assert "hedges" in {a.stance for a in book.accounts}
    assert [j["note"] for j in json.loads(out)["judgements"]] == ["reads softer"]
    assert len(json.loads(out)["sources"]) == 4
    code, out, _ = run("show", "aaaa", "--ledger", ledger, "--machine")
    assert "hedges" not in {a.stance for a in load(out).accounts} and json.loads(out)["judgements"] == []
    code, out, _ = run("show", SHIFT, "--ledger", ledger, "--csv")
    changed = next(r for r in csv.DictReader(io.StringIO(out, newline="")) if r["account"] == ACCOUNTS["tuesday"].id)
    assert (changed["stance"], changed["machine_stance"], changed["verdict"]) == ("hedges", "denies", "accept")


def test_timeline_of_a_party(ledger: str) -> None:
    found = rows("timeline", "--party", "quay workers' union", "--ledger", ledger)
    assert [(r["stance"], r["until"], r["superseded"]) for r in found] == [
        ("denies", "2031-03-06", True),
        ("affirms", None, False),
    ]
    assert run("timeline", "--ledger", ledger)[2] == "readouts: timeline: give an agreement's id, or --party NAME\n"


def test_reliability_and_adjudication_of_two_reviewers(ledger: str) -> None:
    store = open_store(ledger)
    ruiz, holt = Review(store, "ruiz", blind=True), Review(store, "holt", blind=True)
    for name in ("monday", "tuesday", "thursday"):
        ruiz.accept(ACCOUNTS[name].id)
        holt.accept(ACCOUNTS[name].id)
    ruiz.reject(ACCOUNTS["friday"].id)
    holt.accept(ACCOUNTS["friday"].id)
    store.close()
    found = {(r["question"], r["label"], r["measure"]): r for r in rows("reliability", "--ledger", ledger)}
    # Eight judgements, one reject: chance 2 * 7 * 1 / 7 = 2, observed 2: alpha 0. Kappa: (3/4 - 3/4) / (1/4) = 0.
    assert found["accept", None, "alpha"]["value"] == 0 and found["accept", None, "kappa"]["value"] == 0
    assert found["stance", "denies", "alpha"]["value"] == 1
    [left] = rows("adjudication", "--ledger", ledger)
    assert left["id"] == ACCOUNTS["friday"].id and sorted(left["said"]) == ["holt: accept", "ruiz: reject"]


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (["show", "zzzz"], "zzzz: the ledger has no such agreement: `readouts agreements` lists them"),
        (["agreements", "--as-of", "yesterday"], "'yesterday' is no date: write it as"),
        (["diff", "--since", "31.3."], "'31.3.' is no date: write it as"),
        (["diff", "--since", "2031-03-06", "--as-of", "2031-03-03"], "is later than --as-of"),
        (["search", "x", "--from", "2031-13-01"], "'2031-13-01' is no date: write it as"),
        (["search", '"" -x'], "add a word that must"),
    ],
)
def test_bad_input_is_one_clear_line(ledger: str, command: list[str], why: str) -> None:
    code, out, err = run(*command, "--ledger", ledger)
    assert (code, out) == (1, "") and err.startswith("readouts: ") and err.count("\n") == 1 and why in err


@pytest.mark.parametrize("command", [c for c, _ in ALL.values()])
def test_a_ledger_that_is_none_is_one_clear_line(tmp_path: Path, command: list[str]) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("This is no ledger. " * 400)
    empty = tmp_path / "empty"
    empty.write_bytes(b"")
    for where, why in (
        (tmp_path / "gone", "there is no such file"),
        (text, "no SQLite file"),
        (tmp_path, "it is a folder"),
        (empty, "no ledger"),
    ):
        code, out, err = run(*command, "--ledger", str(where))
        assert (code, out) == (1, "") and err.count("\n") == 1 and why in err, err
    assert text.read_text().startswith("This is no ledger.")
    assert run(*command)[2] == "readouts: no ledger is named: give --ledger FILE, or set READOUTS_DB_URL\n"


@pytest.mark.parametrize("command", ["agreements", "show", "timeline", "search", "diff", "reliability", "adjudication"])
def test_each_help_has_an_example(command: str) -> None:
    code, out, _ = run(command, "--help")
    assert code == 0 and f"readouts {command}" in out and "Exit codes" in out
