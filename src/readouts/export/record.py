"""Records that ``readouts compare`` printed, brought to the form that every export is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from readouts.errors import ExportError
from readouts.model import Account, Anchor, Document, Evidence, Ledger

T = TypeVar("T")


def evidence_of(ledgers: Iterable[Ledger], documents: Iterable[Document] = ()) -> Evidence:
    """Bring one or more records, and the documents they were made from, to one body of evidence.

    The ids of several records are made distinct by their story. Documents that no record names are left out.

    Raises:
        ExportError: a document has other words where a record quotes it, or two have the same id.

    >>> evidence_of([Ledger("strike", ("d",)), Ledger("talks", ("e",))]).ledger.docs
    ('d', 'e')
    """
    books = list(ledgers)
    named = {doc for book in books for doc in book.docs}
    texts: dict[str, Document] = {}
    for d in documents:
        if d.id in texts and d.digest != texts[d.id].digest:
            raise ExportError(f"{d.id}: two documents of this name have different words: give one of them")
        if d.id in named:
            texts[d.id] = d
    book = _one([_parted(b, n, books) for n, b in enumerate(books)] if len(books) > 1 else books)
    _check(book, texts)
    return Evidence(book, tuple(texts[doc] for doc in book.docs if doc in texts))


def _parted(book: Ledger, n: int, books: Sequence[Ledger]) -> Ledger:
    """The same record with ids that no other of these has."""
    stories = [b.story for b in books]
    prefix = book.story if book.story and stories.count(book.story) == 1 else f"{book.story or 'record'}-{n + 1}"
    return _renamed(book, f"{prefix}/")


def _renamed(book: Ledger, prefix: str) -> Ledger:
    def other(row: Any) -> Any:
        return replace(row, agreement=f"{prefix}{row.agreement}") if row.agreement is not None else row

    accounts: tuple[Account, ...] = tuple(replace(other(a), id=f"{prefix}{a.id}") for a in book.accounts)
    return replace(
        book, accounts=accounts, agreements=tuple(replace(g, id=f"{prefix}{g.id}") for g in book.agreements),
        contradictions=tuple(map(other, book.contradictions)), shifts=tuple(map(other, book.shifts)),
        conditions=tuple(map(other, book.conditions)), silences=tuple(map(other, book.silences)),
    )  # fmt: skip


def _one(books: Sequence[Ledger]) -> Ledger:
    if len(books) == 1:
        return books[0]

    def every(name: str) -> tuple[Any, ...]:
        return tuple(dict.fromkeys(row for book in books for row in getattr(book, name)))

    contradictions, before = [], 0
    for book in books:
        contradictions += [replace(c, a=c.a + before, b=c.b + before) for c in book.contradictions]
        before += len(book.accounts)
    story = " · ".join(dict.fromkeys(b.story for b in books if b.story))
    return Ledger(
        story, every("docs"), every("agreements"), tuple(a for book in books for a in book.accounts),
        tuple(contradictions), every("shifts"), every("conditions"), every("mandate_doubts"), every("silences"),
        every("copies"), every("not_assessed"), every("engine"),
    )  # fmt: skip


def _check(book: Ledger, texts: Mapping[str, Document]) -> None:
    """Every quote stands where the record says, in the documents that came along."""
    anchors: list[Anchor] = [a.anchor for a in book.accounts]
    anchors += [row.anchor for rows in (book.shifts, book.conditions, book.mandate_doubts) for row in rows]
    for at in anchors:
        document = texts.get(at.doc)
        if document is None:
            continue
        words = document.title if at.field == "title" else document.text
        if words[at.start : at.end] != at.quote:
            raise ExportError(
                f"{at.doc}: it has other words at {at.start}–{at.end} than the record quotes: "
                "give the documents that the record was made from"
            )
    there = range(len(book.accounts))
    if any(c.a not in there or c.b not in there for c in book.contradictions):
        raise ExportError("the record is damaged: a contradiction names an account that is not in it")
