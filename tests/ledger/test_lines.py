"""A ledger goes out as lines and comes back the same, within a store and from one kind to the other."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from readouts.errors import LedgerError
from readouts.ledger import Store, open_store
from tests.conftest import KINDS
from tests.ledger.making import fill, numbered


@pytest.fixture
def full(place: Callable[[str], str], request: pytest.FixtureRequest) -> Iterator[Store]:
    store = open_store(place(getattr(request, "param", "sqlite")))
    fill(store)
    with store.writing("add", "readouts") as w:
        w.add(*(row for n in range(25) for row in numbered(n)))
    yield store
    store.close()


@pytest.mark.parametrize("into", KINDS)
@pytest.mark.parametrize("full", KINDS, indirect=True)
def test_the_same_bytes_come_back(full: Store, into: str, place: Callable[[str], str]) -> None:
    lines = list(full.export_lines())
    other = open_store(place(into))
    assert other.import_lines(lines) == 5
    assert list(other.export_lines()) == lines
    assert not list(other.verify())
    with full.reading() as a, other.reading() as b:
        assert a.counts() == b.counts()
        assert a.accounts(vectors=True) == b.accounts(vectors=True)
        assert a.linked() == b.linked() and a.all_relations() == b.all_relations()
        assert list(a.documents()) == list(b.documents())
    with other.writing("add", "readouts") as w:  # and it goes on from there
        w.add(*numbered(99))
    assert not list(other.verify())
    other.close()


def test_the_small_ledger_is_the_same_in_both_stores(place: Callable[[str], str]) -> None:
    made = []
    for kind in KINDS:
        store = open_store(place(kind))
        fill(store)
        made.append(list(store.export_lines()))
        store.close()
    assert made[0] == made[1]


def test_an_empty_ledger_goes_out_and_in(where: str, place: Callable[[str], str]) -> None:
    store, other = open_store(where), open_store(place("sqlite"))
    assert other.import_lines(store.export_lines()) == 0
    store.close()
    other.close()


def _changed(lines: list[str], what: str) -> list[str]:  # noqa: PLR0912 - one case for each change
    row = next(n for n, line in enumerate(lines) if '"table":"documents"' in line)
    heads = [n for n, line in enumerate(lines) if line.startswith('{"transaction"')]
    match what:
        case "cut off":
            return lines[:-1]
        case "cut in a row":
            return [*lines[:row], lines[row][:20]]
        case "a word changed":
            return [*lines[:row], lines[row].replace("agreed", "argued"), *lines[row + 1 :]]
        case "a row gone":
            return [*lines[:row], *lines[row + 1 :]]
        case "a transaction gone":
            return [*lines[: heads[1]], *lines[heads[2] :]]
        case "the last transaction gone":
            return [*lines[: heads[-1]], lines[-1]]
        case "a head only":
            return lines[:1]
        case "no export":
            return ['{"story": "s"}\n']
        case "no JSON":
            return ["Dear Sir,\n"]
        case "nothing":
            return []
        case "an unknown table":
            return [*lines[:row], json.dumps({"table": "rumours"}) + "\n", *lines[row:]]
        case "a column gone":
            record = json.loads(lines[row])
            del record["digest"]
            return [*lines[:row], json.dumps(record) + "\n", *lines[row + 1 :]]
        case "a wrong type":
            record = json.loads(lines[row]) | {"text": ["a"]}
            return [*lines[:row], json.dumps(record) + "\n", *lines[row + 1 :]]
        case "a list":
            return [*lines[:row], "[1]\n", *lines[row:]]
        case _:
            return [*lines, lines[row]]


CHANGES = (
    "cut off,cut in a row,a word changed,a row gone,a transaction gone,the last transaction gone,a head only,"
    "no export,no JSON,nothing,an unknown table,a column gone,a wrong type,a list,more after the end"
).split(",")


@pytest.mark.parametrize("what", CHANGES)
def test_what_is_not_as_it_was_exported_does_not_come_in(full: Store, what: str, place: Callable[[str], str]) -> None:
    other = open_store(place("sqlite"))
    with pytest.raises(LedgerError, match=r"^line|nothing in it"):
        other.import_lines(_changed(list(full.export_lines()), what))
    with other.reading() as r:
        assert set(r.counts().values()) == {0}
    assert other.import_lines(full.export_lines()) == 5
    other.close()


def test_a_ledger_with_something_in_it_takes_no_import(where: str, full: Store) -> None:
    store = open_store(where)
    fill(store)
    before = list(store.export_lines())
    with pytest.raises(LedgerError, match="import into a new one"):
        store.import_lines(full.export_lines())
    assert list(store.export_lines()) == before
    store.close()
