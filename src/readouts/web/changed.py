"""What is new in the ledger since a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from readouts.engine.changes import Change, Changes
from readouts.ledger.rows import Heading
from readouts.web.accounts import AccountView, account_view, named, source_of


@dataclass(frozen=True, slots=True)
class Dispute:
    """A contradiction that was not there before."""

    kind: str
    a: AccountView
    b: AccountView


@dataclass(frozen=True, slots=True)
class Moved:
    """A shift that was not there before."""

    party: str
    before: str
    after: str
    quote: str
    doc: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One agreement that is not as it was; ``before`` is None where it is new."""

    agreement: str
    label: str
    before: str | None
    after: str
    newly_disputed: bool
    accounts: tuple[AccountView, ...]
    gone: int
    disputes: tuple[Dispute, ...]
    shifts: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class JudgementRow:
    """Something that a person said since."""

    author: str
    at: str
    verdict: str
    of: str
    target: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document that came since."""

    doc: str
    title: str
    publisher: str
    published: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class ChangesView:
    """Everything that changed since ``since``: by when the ledger learnt of it, not by when it was published."""

    since: str
    until: str | None
    documents: tuple[DocumentRow, ...]
    agreements: tuple[ChangeView, ...]
    judgements: tuple[JudgementRow, ...]
    documents_left_out: int
    concerned: int
    page: int
    pages: int


MOST, PAGE = 200, 30


def changes_view(found: Changes, since: str, until: str | None, concerned: int, page: int) -> ChangesView:
    """One page of what changed: of ``concerned`` agreements; of many documents the first 200 are shown, the rest counted."""
    return ChangesView(
        since, until, tuple(_document(h) for h in found.documents[:MOST]),
        tuple(_change(c) for c in found.agreements),
        tuple(
            JudgementRow(j.author, j.at, j.verdict, j.target_kind, j.target, _value(j.value), j.note)
            for j in found.judgements[:MOST]
        ),
        max(0, len(found.documents) - MOST), concerned, page, max(1, -(-concerned // PAGE)),
    )  # fmt: skip


def _document(h: Heading) -> DocumentRow:
    return DocumentRow(h.key, named(h, h.key), source_of(h, h.key), h.published, h.url)


def _change(c: Change) -> ChangeView:
    none: Mapping[tuple[str, str], str] = {}
    return ChangeView(
        c.agreement, c.label, c.before, c.after, c.newly_disputed,
        tuple(account_view(j, c.headings, none) for j in c.accounts), len(c.gone),
        tuple(Dispute(x.kind, account_view(a, c.headings, none), account_view(b, c.headings, none)) for x, a, b in c.disputes),
        tuple(Moved(s.party, s.before, s.after, s.anchor.quote, s.anchor.doc) for s in c.shifts),
    )  # fmt: skip


def _value(value: Mapping[str, object] | None) -> str:
    """What a judgement says in words.

    >>> _value({"stance": "hedges", "saw": "g1"})
    'stance hedges'
    """
    shown = {k: v for k, v in (value or {}).items() if k not in ("saw", "settles")}
    return ", ".join(f"{k} {len(v) if isinstance(v, list) else v}" for k, v in shown.items())
