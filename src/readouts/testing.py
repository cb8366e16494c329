"""For your own tests: assert that what a ledger shows stands in the documents, word for word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from readouts.model import Anchor, Document, Ledger


def anchors(ledger: Ledger) -> Iterator[Anchor]:
    """Every anchor of a ledger: of accounts, shifts, conditions and mandate doubts."""
    for owners in (ledger.accounts, ledger.shifts, ledger.conditions, ledger.mandate_doubts):
        yield from (owner.anchor for owner in owners)


def assert_anchored(ledger: Ledger, documents: Iterable[Document]) -> None:
    """Fail unless every quote is the slice its offsets name, and every index and id in the ledger leads somewhere.

    >>> from readouts.model import Anchor, Condition
    >>> note = Document(id="note", text="Only if the fares fall, said the guild.")
    >>> words = Anchor.at(note, 0, 22)
    >>> assert_anchored(Ledger("s", ("note",), conditions=(Condition(None, "the guild", words),)), [note])

    Raises:
        AssertionError: names the document, the offsets, and what stands there instead.
    """
    known = {d.id: d for d in documents}
    for anchor in anchors(ledger):
        assert anchor.doc in known, f"an anchor names the document {anchor.doc!r}, which was not given"
        text = getattr(known[anchor.doc], anchor.field)
        there = text[anchor.start : anchor.end]
        where = f"{anchor.doc}:{anchor.start}-{anchor.end}"
        assert there, f"{where}: no words there"
        assert there == anchor.quote, f"{where}: the quote is {anchor.quote!r}, but there stands {there!r}"
    ids = {a.id for a in ledger.agreements}
    for account in ledger.accounts:
        assert account.agreement is None or account.agreement in ids, f"{account.id}: which agreement?"
    for pair in ledger.contradictions:
        assert 0 <= pair.a < len(ledger.accounts) and 0 <= pair.b < len(ledger.accounts), (
            f"no such accounts: {pair}"
        )
        one, other = ledger.accounts[pair.a].party, ledger.accounts[pair.b].party
        assert one != other, f"{one.name} cannot contradict itself: a later change is a shift"
