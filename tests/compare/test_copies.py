"""Fifty originals, five ways of printing each again, three kinds of text that only look like it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from readouts.compare import copies, shingles
from readouts.model import Document
from tests.compare import wire

NUMBERS = range(50)


@pytest.fixture(scope="module")
def corpus():
    documents: list[Document] = []
    printed: dict[str, str] = {}
    for n in NUMBERS:
        first = wire.original(n)
        again = wire.copies(first, n)
        documents += [first.document, *again, *wire.look_alikes(first, n)]
        printed |= {d.id: first.document.id for d in again}
    return documents, printed


def test_copies_are_found_and_look_alikes_are_not(corpus):
    documents, printed = corpus
    found = {c.doc: c.of for c in copies.find_copies(documents)}
    right = sum(printed.get(doc) == of for doc, of in found.items())
    precision, recall = right / len(found), right / len(printed)
    wrong = sorted(doc for doc, of in found.items() if printed.get(doc) != of)
    missed = sorted(set(printed) - set(found))
    assert precision >= 0.95, f"precision {precision:.3f}: {wrong}"
    assert recall >= 0.95, f"recall {recall:.3f}: {missed}"


@pytest.mark.parametrize("kind", ["headline", "trimmed", "added", "both", "house"])
def test_each_way_of_printing_it_again_is_found(corpus, kind):
    documents, printed = corpus
    found = {c.doc for c in copies.find_copies(documents)}
    mine = [doc for doc in printed if doc.endswith(kind)]
    assert sum(doc in found for doc in mine) >= 0.95 * len(mine)


@pytest.mark.parametrize(("kind", "most"), [("follow", 0), ("form", 0), ("update", 3)])
def test_each_look_alike_stays_its_own(corpus, kind, most):
    documents, _ = corpus
    taken = [c for c in copies.find_copies(documents) if c.doc.endswith(kind)]
    assert len(taken) <= most


def test_the_index_misses_nothing_that_comparing_with_all_would_find(corpus):
    documents, _ = corpus
    some = documents[:90]
    numbers = {d.id: set(copies.fingerprint(d.text)) for d in some}
    for n, d in enumerate(some):
        for other in some[:n]:
            if copies.likeness(d.text, other.text):
                assert len(numbers[d.id] & numbers[other.id]) >= copies.MEET, (d.id, other.id)


def test_a_document_is_compared_with_few_however_many_there_are(corpus, monkeypatch):
    documents, _ = corpus
    compared = []
    whole = copies.likeness
    monkeypatch.setattr(copies, "likeness", lambda a, b: compared.append((a, b)) or whole(a, b))
    copies.find_copies(documents)
    assert 0 < len(compared) <= len(documents) * copies.MOST


def test_numbers_are_the_same_in_another_process():
    code = "from readouts.compare.copies import fingerprint; print(fingerprint('a b c d e f g h i j k l m n o p'))"
    said = set()
    for seed in ("1", "2"):
        known = {"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)}
        run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=known)
        said.add(run.stdout)
    assert len(said) == 1
    assert said.pop().startswith("(")


def test_a_note_too_short_to_tell_is_a_copy_only_when_it_is_the_same():
    one, other = Document(id="a", text="They agreed, he said."), Document(id="b", text="They agreed, he said.")
    assert [c.of for c in copies.find_copies([one, other])] == ["a"]
    assert copies.find_copies([one, Document(id="b", text="They agreed, she said.")]) == ()
    assert len(shingles.shingles("They agreed, he said.")) == 0


def test_one_changed_word_in_each_sentence_is_no_copy():
    first = wire.original(7).document
    text = first.text.replace(" said", " denied").replace("would", "would not").replace("will", "will not")
    assert not copies.likeness(first.text, text)
