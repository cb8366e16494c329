"""A backup is a whole ledger, made while others write, and nothing is overwritten by it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from readouts.errors import LedgerError
from readouts.ledger import Store, open_store
from tests.ledger.making import fill, numbered


@pytest.fixture
def store(where: str) -> Iterator[Store]:
    opened = open_store(where)
    fill(opened)
    yield opened
    opened.close()


def test_a_backup_is_the_same_ledger(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    store.backup(target)
    assert [p.name for p in tmp_path.iterdir() if "copy" in p.name] == ["copy.db"]
    copy = open_store(target, create=False)
    assert list(copy.export_lines()) == list(store.export_lines())
    assert not list(copy.verify())
    copy.close()


def test_a_backup_while_others_write_is_one_moment(store: Store, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        n = 0
        while not stop.is_set():
            with store.writing("add", "w") as w:
                w.add(*numbered(n))
            n += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for n in range(3):
            store.backup(tmp_path / f"copy{n}.db")
    finally:
        stop.set()
        writer.join()
    whole = list(store.export_lines())
    for n in range(3):
        copy = open_store(tmp_path / f"copy{n}.db")
        assert not list(copy.verify())
        lines = list(copy.export_lines())
        assert lines[:-1] == whole[: len(lines) - 1]
        copy.close()


def test_nothing_is_overwritten(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "letters.txt"
    target.write_text("Dear Sir")
    with pytest.raises(LedgerError, match="already"):
        store.backup(target)
    assert target.read_text() == "Dear Sir"
    with pytest.raises(LedgerError, match="make it first"):
        store.backup(tmp_path / "no" / "such.db")
