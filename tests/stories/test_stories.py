"""A document in, the expected ledger out, and because."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

import readouts

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def paris():
    folder = EXAMPLES / "paris-2014"
    documents = [d for d in readouts.read(sorted(folder.glob("*.md"))) if isinstance(d, readouts.Document)]
    return {d.id: d for d in documents}, readouts.compare(documents, story="paris-2014")


def test_every_quote_is_the_slice_of_its_document(paris):
    documents, ledger = paris
    anchored = [*ledger.accounts, *ledger.shifts, *ledger.conditions, *ledger.mandate_doubts]
    assert ledger.accounts
    for x in anchored:
        assert documents[x.anchor.doc].text[x.anchor.start : x.anchor.end] == x.anchor.quote


@pytest.mark.parametrize(("folder", "column"), [("paris-2014", 70), ("paris-2014", 58), ("harbour-strike", 66)])
def test_lines_broken_at_a_column_change_nothing(folder, column):
    """As a mail or an old archive has the same words: the accounts are the same, and quote the text as it stands."""
    documents = [d for d in readouts.read(sorted((EXAMPLES / folder).glob("*.md"))) if isinstance(d, readouts.Document)]
    broken = [replace(d, text="\n".join(map(wrapped(column), d.text.split("\n")))) for d in documents]
    assert all(a.text.count("\n") < b.text.count("\n") for a, b in zip(documents, broken, strict=True))
    plain, ledger = readouts.compare(documents), readouts.compare(broken)
    texts = {d.id: d.text for d in broken}
    anchored = [*ledger.accounts, *ledger.shifts, *ledger.conditions, *ledger.mandate_doubts]
    assert all(texts[x.anchor.doc][x.anchor.start : x.anchor.end] == x.anchor.quote for x in anchored)
    assert any("\n" in a.anchor.quote for a in ledger.accounts)
    assert [told(a) for a in ledger.accounts] == [told(a) for a in plain.accounts]
    assert [g.status for g in ledger.agreements] == [g.status for g in plain.agreements]
    assert len(ledger.contradictions) == len(plain.contradictions)


def wrapped(column):
    return lambda line: textwrap.fill(line, column, break_long_words=False, break_on_hyphens=False)


def told(a):
    return (a.party, a.stance, a.speaker.name, a.anchor.start, " ".join(a.anchor.quote.split()))


def test_the_two_sides_part_on_whether_it_was_agreed(paris):
    _, ledger = paris
    at_odds = {
        frozenset((ledger.accounts[c.a].party.name, ledger.accounts[c.b].party.name)): c.kind
        for c in ledger.contradictions
    }
    assert frozenset(("United States", "Russia")) in at_odds, "one says agreed, the other says it agreed to nothing"
    assert "disputed" in {a.status for a in ledger.agreements}


def test_the_record_round_trips(paris):
    _, ledger = paris
    assert readouts.from_record(readouts.Ledger, readouts.to_record(ledger)) == ledger


def test_the_engines_that_spoke_are_named(paris):
    _, ledger = paris
    assert any(name.startswith("stance") for name in ledger.engine)
    assert all(a.engine and a.reasons for a in ledger.accounts)


def test_another_language_is_not_assessed_and_says_why():
    document = readouts.Document(id="ru", text="Министр заявил, что договорились обо всём.", language="ru")
    ledger = readouts.compare([document])
    assert not ledger.accounts
    assert [(n.doc, "ru" in n.reason) for n in ledger.not_assessed] == [("ru", True)]


def test_who_reports_a_refusal_does_not_own_it():
    text = (
        "Ostria's foreign minister, Ana Ruiz, said on Monday that Russia had refused to sign the treaty on the river."
    )
    accounts = readouts.extract(readouts.Document(id="d", text=text, published="2031-05-01"))
    assert {a.party.name for a in accounts if a.stance == "refuses"} <= {"Russia"}
