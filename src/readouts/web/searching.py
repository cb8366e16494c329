"""A search for accounts, with how many of what was found have which party, stance, status and source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from readouts.engine.asking import Finding, Inquiry
from readouts.engine.facets import MOST, facets
from readouts.engine.overview import Overview
from readouts.ledger.search import Search
from readouts.web.accounts import AccountView, account_view, named, source_of, texts_of

PAGE = 20
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for, as it stands in the page's address."""

    words: str = ""
    party: str | None = None
    stance: str | None = None
    status: str | None = None
    source: str | None = None
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """One value of a filter and how many of the accounts found have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class FoundView:
    """One account that was found, and its agreement."""

    account: AccountView
    label: str
    status: str | None


@dataclass(frozen=True, slots=True)
class DocumentHit:
    """One document whose title or text has the words."""

    doc: str
    title: str
    publisher: str
    published: str | None


@dataclass(frozen=True, slots=True)
class SearchView:
    """One page of what was found. ``more`` says that there may be more than was counted;
    ``by_letters`` that no word is the same. ``pages`` is how many there are at least.
    """

    query: Query
    found: tuple[FoundView, ...]
    documents: tuple[DocumentHit, ...]
    count: int
    more: bool
    by_letters: bool
    page: int
    pages: int
    facets: Mapping[str, tuple[Facet, ...]]
    why: str | None = None


def search_view(inquiry: Inquiry, overview: Overview, wanted: Query, page: int) -> SearchView:
    """Search the ledger.

    Raises:
        LedgerError: every word is one that must not be there.
    """
    search = Search(wanted.words, wanted.party, wanted.stance, wanted.source, wanted.since, wanted.until, limit=PAGE + 1)
    hits = inquiry.search(replace(search, offset=(page - 1) * PAGE), status=wanted.status)
    counts = facets(inquiry, search, overview)
    count = counts["status"].get(wanted.status, 0) if wanted.status else counts["counted"]["hits"]
    states = {g.id: g.agreement.status for g in overview}
    texts = texts_of(inquiry.reading, (f.judged.account.anchor.doc for f in hits[:PAGE]))
    return SearchView(
        wanted, tuple(_found(f, states, texts) for f in hits[:PAGE]), _documents(inquiry, wanted) if page == 1 else (),
        count, counts["counted"]["hits"] >= MOST, bool(hits) and all(f.by == "letters" for f in hits), page,
        page + (len(hits) > PAGE),
        {k: tuple(Facet(v, n) for v, n in list(counts[k].items())[:_SHOWN] if v) for k in ("party", "stance", "status", "publisher")},
    )  # fmt: skip


def _found(f: Finding, states: Mapping[str, str], texts: Mapping[tuple[str, str], str]) -> FoundView:
    a = account_view(f.judged, {f.heading.key: f.heading}, texts)
    return FoundView(a, f.label, states.get(a.agreement or ""))


def _documents(inquiry: Inquiry, wanted: Query) -> tuple[DocumentHit, ...]:
    """Documents with the words; only where words are looked for."""
    if not wanted.words.strip() or wanted.status:
        return ()
    search = Search(wanted.words, wanted.party, wanted.stance, wanted.source, wanted.since, wanted.until, limit=10)
    keys = [h.id for h in inquiry.reading.search_documents(search)]
    known = inquiry.reading.headings(keys) if keys else {}
    return tuple(
        DocumentHit(k, named(known[k], k), source_of(known[k], k), known[k].published) for k in keys if k in known
    )
