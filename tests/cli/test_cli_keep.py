from __future__ import annotations

import json

import pytest
from tests.keeping.plain import Plain
from typer.testing import CliRunner

from readouts.cli import chain
from readouts.cli.app import app

PIER = "Ostria said it had agreed to mend the eastern pier and dredge the ferry basin."
NO = "Velland denied that it agreed to mend the eastern pier and dredge the ferry basin."


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setattr(chain, "started", lambda name, actors: Plain())
    monkeypatch.delenv("READOUTS_DB_URL", raising=False)
    (tmp_path / "a.txt").write_text(PIER, encoding="utf-8")
    (tmp_path / "b.txt").write_text(NO, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str):
    return CliRunner().invoke(app, list(words))


def test_add_is_told_in_one_line_and_a_second_time_adds_nothing(place):
    first = run("add", "a.txt", "b.txt", "--ledger", "x.ledger")
    assert (first.exit_code, first.stdout) == (0, "2 added\n")
    again = run("add", "a.txt", "b.txt", "--ledger", "x.ledger")
    assert (again.exit_code, again.stdout) == (0, "2 known\n")


def test_each_failure_is_a_line_with_its_reason_and_is_retried(place):
    (place / "c.txt").write_text(f"UNREADABLE {NO}", encoding="utf-8")
    done = run("add", "a.txt", "c.txt", "missing.txt", "--ledger", "x.ledger")
    assert done.exit_code == 3
    assert "c.txt: not assessed: ValueError: the parser gave up" in done.stderr
    assert "missing.txt: not found" in done.stderr
    (place / "missing.txt").write_text(NO, encoding="utf-8")
    again = run("retry", "--ledger", "x.ledger")
    assert again.exit_code == 3
    assert "c.txt" in again.stderr
    assert again.stdout == "1 not assessed, 1 added\n"


def test_nothing_to_retry_is_said_and_no_error(place):
    run("add", "a.txt", "--ledger", "x.ledger")
    done = run("retry", "--ledger", "x.ledger")
    assert (done.exit_code, done.stdout) == (0, "nothing there\n")


def test_each_document_as_a_json_line(place):
    done = run("add", "a.txt", "b.txt", "--ledger", "x.ledger", "--json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(r["source"], r["outcome"], r["agreements"]) for r in lines] == [("a.txt", "added", 1), ("b.txt", "added", 1)]


def test_versions_show_what_changed_and_where_the_words_stand(place):
    run("add", "a.txt", "--ledger", "x.ledger")
    (place / "a.txt").write_text(PIER.replace("eastern", "western"), encoding="utf-8")
    assert run("add", "a.txt", "--ledger", "x.ledger").stdout == "1 version\n"
    shown = run("versions", "a.txt", "--ledger", "x.ledger")
    assert "removed eastern" in shown.stdout
    assert "added   western" in shown.stdout
    assert "lost    Ostria said" in shown.stdout
    [step] = json.loads(run("versions", "a.txt", "--ledger", "x.ledger", "--json").stdout)
    assert [a["state"] for a in step["anchors"]] == ["lost"]


def test_a_source_or_a_ledger_that_is_not_there_is_one_line(place):
    run("add", "a.txt", "--ledger", "x.ledger")
    assert run("versions", "no.txt", "--ledger", "x.ledger").exit_code == 1
    missing = run("retry", "--ledger", "none.ledger")
    assert missing.exit_code == 1
    assert len(missing.stderr.splitlines()) == 1
    assert not (place / "none.ledger").exists()
