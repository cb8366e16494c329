"""`readouts ledger`: what a user sees when a ledger is backed up, checked, taken out and put back."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from tests.ledger.making import fill

from readouts.ledger import open_store


def run(*words: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from readouts.cli import main; main()", "ledger", *words]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", input=given, check=False, timeout=120)


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("READOUTS_DB_URL", raising=False)
    path = tmp_path / "book.db"
    store = open_store(path)
    fill(store)
    store.close()
    return path


def test_a_backup_is_made_and_verified(book: Path, tmp_path: Path) -> None:
    done = run("backup", str(tmp_path / "copy.db"), "--ledger", str(book))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    checked = run("verify", "--ledger", str(tmp_path / "copy.db"))
    assert checked.returncode == 0
    assert checked.stdout.startswith("sound: 4 transactions, 3 documents")
    again = run("backup", str(tmp_path / "copy.db"), "--ledger", str(book))
    assert again.returncode == 1
    assert again.stderr.count("\n") == 1 and "already" in again.stderr


def test_damage_is_one_line_each_and_an_exit_code(book: Path) -> None:
    raw = sqlite3.connect(book)
    with raw:
        raw.execute("UPDATE accounts SET quote = 'had refused' WHERE seq = 1")
    raw.close()
    done = run("verify", "--ledger", str(book))
    assert done.returncode == 1
    assert any("accounts" in line and "anchor" in line for line in done.stdout.splitlines())
    assert "restore a backup" in done.stderr
    as_json = run("verify", "--json", "--ledger", str(book))
    assert as_json.returncode == 1
    assert {"table", "id", "kind", "why"} == set(json.loads(as_json.stdout.splitlines()[0]))


def test_export_and_import_through_files_and_pipes(book: Path, tmp_path: Path) -> None:
    file = tmp_path / "book.jsonl"
    assert run("export", str(file), "--ledger", str(book)).returncode == 0
    piped = run("export", "--ledger", str(book))
    assert piped.stdout == file.read_text(encoding="utf-8")
    first = run("import", str(file), "--ledger", str(tmp_path / "first.db"))
    assert first.returncode == 0 and "4 transactions" in first.stderr
    assert run("import", "-", "--ledger", str(tmp_path / "second.db"), given=piped.stdout).returncode == 0
    for name in ("first.db", "second.db"):
        assert run("export", "-", "--ledger", str(tmp_path / name)).stdout == piped.stdout
    full = run("import", str(file), "--ledger", str(book))
    assert full.returncode == 1 and "import into a new one" in full.stderr


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("verify",), "READOUTS_DB_URL"),
        (("verify", "--ledger", "none.db"), "no such file"),
        (("import", "none.jsonl", "--ledger", "new.db"), "cannot be read"),
        (("export", "no/such/folder.jsonl", "--ledger", "BOOK"), "make it first"),
    ],
)
def test_what_goes_wrong_is_one_line(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], why: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*(str(book) if w == "BOOK" else w for w in words))
    assert done.returncode == (2 if words == ("verify",) else 1)
    assert done.stderr.count("\n") == 1 and why in done.stderr, done.stderr


def test_a_file_that_is_no_text_is_said(book: Path, tmp_path: Path) -> None:
    done = run("import", str(book), "--ledger", str(tmp_path / "new.db"))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1 and "no export" in done.stderr
