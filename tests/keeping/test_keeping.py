from __future__ import annotations

from dataclasses import replace

import pytest

from readouts.compare.status import counts_of
from readouts.engine.keeping import Keeper
from readouts.ledger import open_store
from readouts.model import Document
from tests.keeping.making import notes, written
from tests.keeping.plain import Plain

PIER = "Ostria said it had agreed to mend the eastern pier and dredge the ferry basin."
NO = "Velland denied that it agreed to mend the eastern pier and dredge the ferry basin."
BAND = "The harbour band, which had been hired for the evening, was paid and sent away before it played a note."


def note(name: str, *lines: str, **fields: str) -> Document:
    return Document(id=name, text="\n".join(lines), **({"published": "2031-05-01", "language": "en"} | fields))


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path / "kept.ledger")
    yield opened
    assert not list(opened.verify())
    opened.close()


@pytest.fixture
def keeper(store):
    return Keeper(store, Plain)


def test_the_same_content_twice_is_one_document_and_writes_nothing(store, keeper):
    assert keeper.keep(note("a", PIER)).outcome == "added"
    with store.reading() as before:
        assert keeper.keep(note("a", PIER)).outcome == "known"
    with store.reading() as after:
        assert after.seq == before.seq
        assert after.counts()["documents"] == 1


def test_a_second_source_of_the_same_words_is_no_second_document(store, keeper):
    keeper.keep(note("a", PIER))
    assert keeper.keep(note("b", PIER)).outcome == "copy"
    with store.reading() as ledger:
        assert ledger.counts()["documents"] == 1
        assert len(ledger.snapshots()) == 2
        assert len(ledger.accounts()) == 1


def test_accounts_of_two_documents_meet_in_one_agreement_and_part_there(store, keeper):
    keeper.keep(note("a", PIER, BAND))
    keeper.keep(note("b", NO, published="2031-05-03"))
    with store.reading() as ledger:
        [agreement] = ledger.agreements()
        assert {k.account.party.name for k in ledger.accounts(agreement=agreement.id)} == {"Ostria", "Velland"}
        assert [r.kind for r in ledger.relations(agreement=agreement.id).relations] == ["contradiction"]


def test_another_matter_of_the_same_parties_is_another_agreement(store, keeper):
    keeper.keep(note("a", PIER))
    keeper.keep(note("b", "Ostria promised to return the bell of the cathedral."))
    with store.reading() as ledger:
        assert len(ledger.agreements()) == 2


def test_a_new_document_touches_only_the_agreements_it_concerns(store, keeper):
    keeper.keep(note("a", PIER))
    keeper.keep(note("b", NO))
    keeper.keep(note("c", "Brann promised to return the bell of the cathedral."))
    with store.reading() as ledger:
        seq = ledger.seq
    keeper.keep(note("d", "Brann refused to return the bell of the cathedral.", published="2031-06-01"))
    with store.reading() as ledger:
        assert {r.agreement for r in ledger.all_relations(since=seq)} <= {
            a.id for a in ledger.agreements() if "bell" in a.label
        }
        assert ledger.all_relations(since=seq), "a party that took back its promise has moved"


def test_five_articles_of_one_origin_count_once(store, keeper):
    keeper.keep(note("o", PIER, BAND, NO))
    for n in range(4):
        assert keeper.keep(note(f"c{n}", f"By desk {n}.", PIER, BAND, NO)).outcome == "copy"
    with store.reading() as ledger:
        [agreement] = ledger.agreements()
        docs = [k.account.anchor.doc for k in ledger.accounts(agreement=agreement.id)]
        copies = {doc: c.of for doc, c in ledger.copies().items() if c.of}
        counts = counts_of([k.account for k in ledger.accounts(agreement=agreement.id)], {}, copies)
        assert (counts.documents, counts.copies) == (1, 4), "5 articles, 1 origin"
        assert len(docs) == 10, "nothing is merged away"
        assert ledger.copies(docs[:1]) == {}
        assert ledger.copies(docs) == ledger.copies()


def test_a_silent_edit_is_a_version_and_a_shift(store, keeper):
    old = note("r", PIER, BAND, url="https://example.org/r")
    new = note("r", PIER.replace("said it had agreed", "refused"), BAND, url="https://example.org/r")
    keeper.keep(old)
    assert keeper.keep(new).outcome == "version"
    with store.reading() as ledger:
        first, second = ledger.snapshots(source="https://example.org/r")
        assert second.previous == first.id
        shifts = [r for b in ledger.all_relations() if b.doc for r in b.relations if r.kind == "shift"]
        assert [(s.record["from"], s.record["to"]) for s in shifts] == [("affirms", "refuses")]
        assert ledger.copy_of(second.doc).of == first.doc
        assert len(ledger.agreements()) == 1


def test_what_cannot_be_judged_is_kept_named_and_retried(store, keeper):
    [bad, foreign] = [note("x", "UNREADABLE.", PIER), note("f", "Rien.", language="fr")]
    assert keeper.keep(bad).why == "ValueError: the parser gave up"
    assert "not supported" in keeper.keep(foreign).why
    with store.reading() as ledger:
        assert ledger.counts()["documents"] == 2
        assert {f.source for f in ledger.failures()} == {"x", "f"}

    class Better(Plain):
        names = ("plain/2",)

        def extract(self, document):
            found = super().extract(replace(document, text=document.text.replace("UNREADABLE", "UNREACHABLE")))
            found.document = document
            found.accounts = []
            return found

    outcomes = {k.source: k.outcome for k in Keeper(store, Better).retry()}
    assert outcomes == {"x": "added", "f": "not_assessed"}
    with store.reading() as ledger:
        assert [f.source for f in ledger.failures()] == ["f"]


def test_a_file_that_failed_is_read_again(store, keeper, tmp_path):
    path = tmp_path / "note.txt"
    assert [k.outcome for k in keeper.add([path])] == ["failed"]
    path.write_text(f"{PIER}\n", encoding="utf-8")
    assert [k.outcome for k in keeper.retry()] == ["added"]
    with store.reading() as ledger:
        assert ledger.failures() == []
    assert list(keeper.retry()) == []


def test_files_of_one_name_in_two_folders_are_no_versions(store, keeper, tmp_path):
    for folder, words in (("a", PIER), ("b", NO)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "note.txt").write_text(words, encoding="utf-8")
        assert [k.outcome for k in keeper.add([tmp_path / folder / "note.txt"])] == ["added"]


def test_the_order_in_which_files_are_named_in_two_runs_does_not_matter(store, keeper, tmp_path):
    path = written(tmp_path, notes(20))
    first = [k.outcome for k in keeper.add([path])]
    assert set(first) <= {"added", "copy"}
    assert {k.outcome for k in keeper.add([path])} == {"known"}


def test_a_text_that_no_ledger_can_keep_is_one_failure_and_the_rest_goes_on(store, keeper):
    assert "U+0000" in keeper.keep(note("z", "Nul\0l.")).why
    assert "half a character" in keeper.keep(note("h", "Half \ud800.")).why
    assert keeper.keep(note("a", PIER)).outcome == "added"


def test_a_version_that_comes_back_is_a_version_again(store, keeper):
    old, new = note("r", PIER, BAND), note("r", NO, BAND)
    assert [keeper.keep(d).outcome for d in (old, new, old, old)] == ["added", "version", "version", "known"]
    with store.reading() as ledger:
        assert ledger.counts()["documents"] == 2
        assert len(ledger.snapshots(source="r")) == 3


def test_two_writers_at_once_lose_nothing(store, tmp_path):
    from threading import Thread

    given = notes(24)
    parts = [given[::2], given[1::2], given]
    said = []
    threads = [Thread(target=lambda p=p: said.append(Keeper(store, Plain).keep_all(p))) for p in parts]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert sum(s.done for s in said) == 48
    with store.reading() as ledger:
        assert {k.document.id for k in ledger.documents()} == {d.id for d in given}
        assert all(k.account.agreement for k in ledger.accounts())
