"""Two writers and four readers at once, as threads and as processes: no row is lost, no reader sees an error."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable

import pytest

from readouts.ledger import Store, open_store, rows
from tests.ledger.making import numbered

WRITERS, READERS, DOCUMENTS = 2, 4, 15


def write(store: Store, writer: str) -> None:
    """Each document is its own transaction; every other one is one that the other writer brings too."""
    for n in range(DOCUMENTS):
        for name in (writer, "both"):
            with store.writing("add", writer) as w:
                w.add(*numbered(n, name))


def read(store: Store, is_over: Callable[[], bool]) -> int:
    """Every moment seen must be whole: each document with its account, its agreement and its link."""
    seen, rounds = 0, 0
    while not is_over() or not rounds:
        with store.reading() as r:
            documents = [d.key for d in r.documents()]
            accounts = r.accounts()
            assert len(documents) == len(accounts) == len(r.agreements()) == len(r.linked()) == r.seq >= seen
            assert {a.account.anchor.doc for a in accounts} == set(documents)
            seen = r.seq
            time.sleep(0.005)
            assert r.counts()["documents"] == len(documents)  # what is written meanwhile does not show
        rounds += 1
    return rounds


def _writer(where: str, writer: str) -> None:
    store = open_store(where)
    write(store, writer)
    store.close()


def _reader(where: str, over: object, answers: object) -> None:
    store = open_store(where)
    try:
        answers.put(read(store, over.is_set))  # type: ignore[attr-defined]
    except BaseException as error:
        answers.put(f"{type(error).__name__}: {error}")  # type: ignore[attr-defined]
        raise
    store.close()


def _check(where: str) -> None:
    store = open_store(where)
    with store.reading() as r:
        expected = {f"{name}{n}" for name in ("a", "b", "both") for n in range(DOCUMENTS)}
        assert {d.document.id for d in r.documents()} == expected
        assert [t.seq for t in r.transactions()] == list(range(1, 3 * DOCUMENTS + 1))
        assert len(r.accounts()) == 3 * DOCUMENTS
    assert not list(store.verify())
    store.close()


def test_threads_over_one_store(where: str) -> None:
    store = open_store(where)
    over = threading.Event()
    answers: list[int | BaseException] = []

    def reader() -> None:
        try:
            answers.append(read(store, over.is_set))
        except BaseException as error:
            answers.append(error)

    readers = [threading.Thread(target=reader) for _ in range(READERS)]
    writers = [threading.Thread(target=write, args=(store, name)) for name in "ab"]
    for thread in (*readers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    over.set()
    for thread in readers:
        thread.join()
    store.close()
    assert all(isinstance(a, int) and a for a in answers) and len(answers) == READERS, answers
    _check(where)


def test_processes_that_open_the_ledger_at_once(where: str) -> None:
    """No process has made the tables before: they all find an empty place and agree who does."""
    context = multiprocessing.get_context("spawn")
    over, answers = context.Event(), context.Queue()
    readers = [context.Process(target=_reader, args=(where, over, answers)) for _ in range(READERS)]
    writers = [context.Process(target=_writer, args=(where, name)) for name in "ab"]
    for process in (*readers, *writers):
        process.start()
    for process in writers:
        process.join(240)
    over.set()
    found = [answers.get(timeout=60) for _ in readers]
    for process in readers:
        process.join(60)
    assert [p.exitcode for p in (*readers, *writers)] == [0] * (READERS + WRITERS), found
    assert all(isinstance(rounds, int) and rounds for rounds in found), found
    _check(where)


def test_a_reader_that_stays_keeps_its_moment(where: str) -> None:
    store = open_store(where)
    with store.writing("add", "x") as w:
        w.add(*numbered(0))
    with store.reading() as r:
        with store.writing("add", "x") as w:
            w.add(*numbered(1))
        assert len(list(r.documents())) == 1
    with store.reading() as r:
        assert len(list(r.documents())) == 2
    store.close()


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="this system cannot fork")
def test_a_child_does_not_use_its_parents_connection(where: str) -> None:
    store = open_store(where)
    with store.writing("add", "x") as w:
        w.add(*numbered(0))
    child = multiprocessing.get_context("fork").Process(target=_writer_in, args=(store,))
    child.start()
    child.join(60)
    assert child.exitcode == 0
    with store.reading() as r:
        assert len(list(r.documents())) == 2
    with store.writing("add", "x") as w:
        assert w.add(rows.Engine(("late",))) == 1
    store.close()


def _writer_in(store: Store) -> None:
    with store.writing("add", "x") as w:
        w.add(*numbered(1))
