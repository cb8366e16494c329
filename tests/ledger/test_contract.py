"""What every store must do, in SQLite and in PostgreSQL: append, read as of, keep out what does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from readouts.errors import LedgerError
from readouts.ledger import Store, open_store, rows
from readouts.model import Anchor, Document
from tests.ledger.making import (
    DENIAL,
    ENGINE,
    HARBOUR,
    REPRINT,
    account_of,
    attribution_of,
    document_rows,
    fill,
    numbered,
    told,
)


@pytest.fixture
def store(where: str) -> Iterator[Store]:
    opened = open_store(where)
    yield opened
    opened.close()


def test_what_is_written_is_read_again(store: Store) -> None:
    t = fill(store)
    key = rows.key_of(HARBOUR)
    with store.reading() as r:
        assert r.seq == 4
        assert r.document(key) == rows.KeptDocument(HARBOUR, 1)
        assert [d.document.id for d in r.documents()] == ["harbour", "denial", "reprint"]
        assert r.engine(ENGINE.id) == replace(ENGINE, seq=1)
        [snapshot] = r.snapshots(doc=key)
        assert snapshot == r.snapshot(snapshot.id)
        assert (snapshot.source, snapshot.publisher) == ("https://example.org/harbour", "The Odden Post")
        assert r.extraction(key) == rows.Extraction(key, ENGINE.id, "Odden", seq=1)
        assert r.attributions(key) == [replace(attribution_of(HARBOUR), seq=1)]
        linked = replace(t.said.account, agreement=t.agreement.id)
        assert r.accounts(doc=key, vectors=True) == [replace(t.said, account=linked, seq=1)]
        assert [a.id for a in r.accounts(agreement=t.agreement.id)] == [t.said.id, t.denied.id]
        assert [a.id for a in r.accounts(party="Guild")] == [t.denied.id]
        assert r.vectors() == [(t.said.id, key, bytes(range(8)), 1), (t.denied.id, rows.key_of(DENIAL), bytes(range(8)), 2)]
        assert r.agreements() == [replace(t.agreement, seq=1)]
        assert r.copy_of(rows.key_of(REPRINT)) == rows.CopyOf(rows.key_of(REPRINT), key, 1.0, ENGINE.id, 3)
        assert r.copy_of(key) is None
        assert r.alike([7, 2**63 - 1, 5]) == {key: 2}
        assert r.judgements(target=t.denied.id) == [replace(t.judgement, seq=4)]
        assert [x.author for x in r.transactions(since=3)] == ["ana"]
        assert r.counts()["accounts"] == 2


def test_relations_name_their_accounts_and_the_latest_batch_counts(store: Store) -> None:
    t = fill(store)
    with store.reading() as r:
        found = r.relations(agreement=t.agreement.id)
        assert found is not None
        assert [x.kind for x in found.relations] == ["contradiction", "shift"]
        assert found.relations[0].accounts == (t.said.id, t.denied.id)
        assert r.relations(doc=rows.key_of(DENIAL)) == rows.Relations((), ENGINE.id, doc=rows.key_of(DENIAL), seq=2)
        assert len(r.all_relations()) == 2
    with store.writing("add", "readouts") as w:
        assert w.add(replace(found, seq=0)) == 0
        assert w.add(rows.Relations(found.relations[:1], ENGINE.id, agreement=t.agreement.id)) == 1
    with store.reading() as r:
        latest = r.relations(agreement=t.agreement.id)
        assert latest is not None and len(latest.relations) == 1
    with store.reading(as_of=4) as r:
        assert r.relations(agreement=t.agreement.id) == found


def test_the_same_again_is_no_transaction(store: Store) -> None:
    t = fill(store)
    before = list(store.export_lines())
    with store.writing("add", "readouts") as w:
        again = [*document_rows(HARBOUR, "https://example.org/harbour"), attribution_of(HARBOUR), t.said, t.agreement]
        assert w.add(*again, rows.AccountLink(t.said.id, t.agreement.id, ENGINE.id, score=1, reasons=("first",))) == 0
        assert w.add(rows.Fingerprint(rows.key_of(HARBOUR), (7,)), t.judgement) == 0
        assert w.add(rows.FailedSource("https://example.org/gone", "404")) == 0
    assert list(store.export_lines()) == before


def test_a_block_that_raises_leaves_nothing(store: Store) -> None:
    fill(store)
    before = list(store.export_lines())
    with pytest.raises(RuntimeError, match="halfway"), store.writing("add", "readouts") as w:
        w.add(*numbered(1))
        raise RuntimeError("halfway")
    assert list(store.export_lines()) == before
    assert not list(store.verify())


def test_as_of_shows_the_ledger_as_it_stood(store: Store) -> None:
    t = fill(store)
    expected = {0: 0, 1: 1, 2: 2, "2031-03-01": 0, "2031-03-02": 1, "2031-03-04T07:59": 1, "2031-03-04T08:00Z": 2, "2040-01-01": 3}
    for as_of, count in expected.items():
        with store.reading(as_of=as_of) as r:  # type: ignore[arg-type]
            assert len(list(r.documents())) == count, as_of
    with store.reading("2031-03-02") as r:
        assert [a.id for a in r.accounts(agreement=t.agreement.id)] == [t.said.id]
        assert r.judgements() == [] and r.copies() == {} and r.relations(agreement=t.agreement.id) is None
        assert r.document(rows.key_of(DENIAL)) is None
        assert r.counts()["spans"] == 4
    with pytest.raises(LedgerError, match="no date"), store.reading("last May"):
        pass


def test_a_link_corrects_the_one_before_and_erases_nothing(store: Store) -> None:
    t = fill(store)
    with store.writing("judge", "ana") as w:
        w.add(rows.AccountLink(t.denied.id, None, judgement=t.judgement.id))
    with store.reading() as r:
        assert r.linked() == {t.said.id: t.agreement.id}
        assert r.linked([t.denied.id]) == {}
        assert [a.id for a in r.accounts(agreement=t.agreement.id)] == [t.said.id]
        assert [link.agreement for link in r.links(account=t.denied.id)] == [t.agreement.id, None]
    with store.writing("add", "readouts") as w:
        w.add(rows.AccountLink(t.denied.id, t.agreement.id, ENGINE.id, score=0.1))
    with store.reading() as r:
        assert [a.id for a in r.accounts(agreement=t.agreement.id)] == [t.said.id, t.denied.id]
        assert len(r.links(agreement=t.agreement.id)) == 3


def test_several_are_read_at_once_as_each_alone(store: Store) -> None:
    t = fill(store)
    keys = [rows.key_of(d) for d in (DENIAL, HARBOUR, REPRINT)]
    with store.writing("add", "readouts") as w:
        w.add(rows.Relations((), ENGINE.id, agreement=t.agreement.id), rows.Relations((), ENGINE.id, doc=keys[0]))
    with store.reading() as r:
        assert [a.id for a in r.accounts(doc=keys)] == [t.said.id, t.denied.id]
        assert r.accounts(doc=keys[:1]) == r.accounts(doc=keys[0]) != []
        assert r.accounts(agreement=[t.agreement.id, "none"]) == r.accounts(agreement=t.agreement.id) != []
        assert [a.id for a in r.accounts(agreement=[t.agreement.id], ids=[t.denied.id])] == [t.denied.id]
        assert r.accounts(doc=[]) == r.accounts(agreement=[]) == []
        assert [e.doc for e in r.extractions(keys)] == [e.doc for e in r.extractions() if e.doc in keys] != []
        assert r.extractions([]) == []
        found = r.relations_of([t.agreement.id, keys[0], "none"])
        assert found[t.agreement.id] == r.relations(agreement=t.agreement.id)
        assert found[keys[0]] == r.relations(doc=keys[0])
        assert "none" not in found and r.relations_of([]) == {}


def test_a_later_extraction_takes_the_place_of_the_one_before(store: Store) -> None:
    t = fill(store)
    newer = rows.Engine(("rules 2",))
    key = rows.key_of(HARBOUR)
    said = replace(t.said.account, id=rows.content_id("newer"), attribution=None)
    with store.writing("add", "readouts") as w:
        w.add(newer, rows.Extraction(key, newer.id), rows.KeptAccount(said, newer.id))
    with store.reading() as r:
        assert [a.id for a in r.accounts(doc=key)] == [said.id]
        assert r.attributions(key) == []
        assert {a.id for a in r.accounts()} == {said.id, t.denied.id}
        assert [a.id for a in r.accounts(ids=[t.said.id])] == [t.said.id]
    with store.reading(as_of=4) as r:
        assert [a.id for a in r.accounts(doc=key)] == [t.said.id]


def test_a_failure_waits_until_its_source_is_read_or_judged(store: Store) -> None:
    fill(store)
    with store.reading() as r:
        assert [f.source for f in r.failures()] == ["https://example.org/gone", "reprint.txt"]
    other = rows.Engine(("rules 3",))
    with store.writing("retry", "readouts") as w:
        w.add(rows.Snapshot("https://example.org/gone", rows.key_of(HARBOUR)))
        w.add(other, rows.Extraction(rows.key_of(REPRINT), other.id, not_assessed="still too long"))
    with store.reading() as r:
        assert [f.source for f in r.failures()] == ["reprint.txt"]
    with store.writing("retry", "readouts") as w:
        w.add(rows.Extraction(rows.key_of(REPRINT), other.id))
    with store.reading() as r:
        assert r.failures() == []
        assert len(r.failures(everything=True)) == 2


def test_an_anchor_that_does_not_hold_is_not_let_in(store: Store) -> None:
    t = told()
    wrong = replace(t.said.account, anchor=replace(t.said.account.anchor, start=t.said.account.anchor.start + 1))
    with pytest.raises(LedgerError, match="the words at"), store.writing("add", "readouts") as w:
        w.add(*document_rows(HARBOUR, "x"), replace(t.said, account=replace(wrong, attribution=None)))
    far = Anchor(rows.key_of(HARBOUR), 5000, 5010, "ten letters")
    with pytest.raises(LedgerError, match="the words at"), store.writing("add", "readouts") as w:
        w.add(*document_rows(HARBOUR, "x"), replace(t.said, account=replace(t.said.account, anchor=far)))
    with store.reading() as r:
        assert r.seq == 0


def test_a_row_that_points_at_nothing_is_not_let_in(store: Store) -> None:
    t = told()
    missing = {
        "no extraction by": [ENGINE, attribution_of(HARBOUR)],
        "no extraction": [ENGINE, rows.KeptDocument(HARBOUR), replace(t.said, account=replace(t.said.account, attribution=None))],
        "no account": [ENGINE, rows.Relations((rows.Relation("contradiction", {}, ("nobody",)),), ENGINE.id, doc="x")],
        "(?i)foreign key": [ENGINE, rows.CopyOf("nothing", None, 0.0, ENGINE.id)],
    }
    for message, given in missing.items():
        with pytest.raises(LedgerError, match=message), store.writing("add", "readouts") as w:
            w.add(*given)  # type: ignore[arg-type]
    with store.reading() as r:
        assert r.seq == 0


def test_two_links_of_one_account_in_one_transaction_are_refused(store: Store) -> None:
    t = fill(store)
    with pytest.raises(LedgerError, match="which one counts"), store.writing("add", "readouts") as w:
        w.add(rows.AccountLink(t.said.id, None), rows.AccountLink(t.said.id, t.agreement.id, ENGINE.id))


@pytest.mark.parametrize(("text", "named"), [("a\0b", "U[+]0000 at 1"), ("ab\ud83d", "U[+]D83D at 2")])
def test_characters_that_cannot_be_kept_are_named(store: Store, text: str, named: str) -> None:
    with pytest.raises(LedgerError, match=named), store.writing("add", "readouts") as w:
        w.add(rows.KeptDocument(Document(id="d", text=text)))


def test_time_does_not_run_backwards(store: Store) -> None:
    fill(store)
    with pytest.raises(LedgerError, match="before the last"), store.writing("add", "x", at="2031-03-01") as w:
        w.add(*numbered(1))
    with store.writing("add", "readouts") as w:  # the clock says an earlier year
        w.add(*numbered(1))
    with store.reading() as r:
        assert r.transactions(since=4)[0].at == "2031-03-06T10:00:00.000000Z"


def test_a_thread_does_not_wait_for_itself(store: Store) -> None:
    with store.writing("add", "x"), pytest.raises(LedgerError, match="writing already"), store.writing("add", "x"):
        pass


def test_a_long_list_of_ids_is_no_hindrance(store: Store) -> None:
    with store.writing("add", "readouts") as w:
        w.add(*(row for n in range(40) for row in numbered(n)))
    with store.reading() as r:
        keys = [d.key for d in r.documents()]
        unknown = [f"none{n}" for n in range(3000)]
        assert len(list(r.documents([*unknown, *keys]))) == 40
        assert len(r.accounts(ids=[*unknown, *r.linked()])) == 40
        assert r.alike(range(5000)) == {}


def test_a_very_long_text_is_kept(store: Store) -> None:
    text = " ".join(f"word{n}" for n in range(200_000)) + " " + "x" * 5000 + " the end"
    with store.writing("add", "readouts") as w:
        w.add(*document_rows(Document(id="long", text=text), "long.txt"))
    assert not list(store.verify())


def test_an_account_of_both_stores_is_the_same(store: Store) -> None:
    again = account_of(DENIAL, "any night ferry 🚢", "Guild", "denies")
    with store.writing("add", "readouts") as w:
        w.add(*document_rows(DENIAL, "denial.txt"), again)
    with store.reading() as r:
        [read] = r.accounts(doc=rows.key_of(DENIAL))
        assert DENIAL.text[read.account.anchor.start : read.account.anchor.end] == "any night ferry 🚢"


def test_what_was_written_is_there_when_it_is_opened_again(where: str) -> None:
    first = open_store(where)
    t = fill(first)
    first.close()
    again = open_store(where, create=False)
    with again.reading() as r:
        assert r.accounts(ids=[t.said.id])
    again.close()


def test_a_ledger_that_is_not_there_is_one_line(where: str, tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=r"there is no (such file|ledger there)"):
        open_store(where, create=False)
    assert not (tmp_path / "ledger0.db").exists()
