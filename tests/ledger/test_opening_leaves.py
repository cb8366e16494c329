"""What is no ledger is left as it was, byte for byte."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from readouts.errors import LedgerError
from readouts.ledger import open_store


@pytest.mark.parametrize("create", [True, False])
def test_another_programs_file_is_refused_and_left_as_it_was(tmp_path: Path, create: bool):
    path = tmp_path / "sales.db"
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE sales (amount)")
    raw.close()
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="it holds something else"):
        open_store(path, create=create)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["sales.db"]


@pytest.mark.parametrize("content", [b"", b"notes of a meeting, in plain words, and no ledger at all"])
def test_a_file_without_a_ledger_is_only_filled_when_asked(tmp_path: Path, content: bytes):
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(LedgerError, match=r"no ledger there|no SQLite file"):
        open_store(path, create=False)
    assert path.read_bytes() == content


def test_an_empty_file_may_become_a_ledger(tmp_path: Path):
    path = tmp_path / "new.ledger"
    path.touch()
    open_store(path).close()
    open_store(path, create=False).close()
