"""A search for accounts, with how many of what was found have which party, stance, status, source and month."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from readouts.engine.asking import Finding, Inquiry
from readouts.engine.overview import Overview
from readouts.ledger.search import Search
from readouts.web.accounts import AccountView, account_view, named, source_of, texts_of

PAGE = 20
# So many accounts are looked at for the counts; a search that finds more says so.
MOST = 500
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
    """One value of a filter and how many accounts have it. ``until`` is set where the value is a month's first day."""

    value: str
    count: int
    until: str | None = None


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
    """One page of what was found. ``more`` says that there is more than was counted; ``by_letters`` that no word is the same."""

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
    search = Search(wanted.words, wanted.party, wanted.stance, wanted.source, wanted.since, wanted.until, limit=MOST + 1)
    hits = inquiry.search(search)
    more = len(hits) > MOST
    states = {g.id: g.agreement.status for g in overview}
    found = [f for f in hits[:MOST] if not wanted.status or states.get(f.judged.account.agreement or "") == wanted.status]
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(1, page), pages)
    shown = found[(page - 1) * PAGE : page * PAGE]
    texts = texts_of(inquiry.reading, (f.judged.account.anchor.doc for f in shown))
    return SearchView(
        wanted, tuple(_found(f, states, texts) for f in shown), _documents(inquiry, wanted) if page == 1 else (),
        len(found), more, bool(found) and all(f.by == "letters" for f in found), page, pages, facets(found, states),
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


def facets(found: Sequence[Finding], states: Mapping[str, str]) -> dict[str, tuple[Facet, ...]]:
    """How many of the accounts found have which party, stance, status, source and month, the most first."""
    accounts = [f.judged.account for f in found]
    months = Counter((f.heading.published or "")[:7] for f in found if len(f.heading.published or "") >= 10)
    return {
        "party": _most(a.party.name for a in accounts),
        "stance": _most(a.stance for a in accounts),
        "status": _most(s for a in accounts if (s := states.get(a.agreement or ""))),
        "source": _most(p for f in found if (p := f.heading.publisher)),
        "since": tuple(Facet(f"{m}-01", n, _month_end(m)) for m, n in sorted(months.items(), reverse=True)[:_SHOWN]),
    }


def _most(values: Iterable[str]) -> tuple[Facet, ...]:
    counted = sorted(Counter(values).items(), key=lambda x: (-x[1], x[0]))
    return tuple(Facet(value, n) for value, n in counted[:_SHOWN])


def _month_end(month: str) -> str:
    """The last day of a month.

    >>> _month_end("2031-02")
    '2031-02-28'
    """
    year, number = int(month[:4]), int(month[5:7])
    return f"{month}-{calendar.monthrange(year, number)[1]:02d}"
