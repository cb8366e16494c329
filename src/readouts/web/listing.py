"""The list of agreements with its filters and counts, and the table of parties by agreements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from readouts.engine.matrix import matrix
from readouts.engine.overview import Glance, Side
from readouts.model import STATUSES
from readouts.web.filters import Filters
from readouts.web.wording import origins, span_of_days

PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One agreement of a list."""

    id: str
    label: str
    status: str
    dispute_kinds: tuple[str, ...]
    parties: tuple[str, ...]
    accounts: int
    articles: int
    origins: int
    counted: str
    first: str | None
    last: str | None
    days: str
    open: int


@dataclass(frozen=True, slots=True)
class Count:
    """How many agreements have one value of a filter."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class AgreementsView:
    """One page of the list. ``found`` fit the filters, ``total`` are there; the counts are of those found."""

    rows: tuple[Row, ...]
    filters: Filters
    found: int
    total: int
    page: int
    pages: int
    statuses: tuple[Count, ...]
    parties: tuple[Count, ...]
    sort: str


@dataclass(frozen=True, slots=True)
class HeldView:
    """What one party holds of one agreement; ``moved`` where it held something else before."""

    party: str
    stances: tuple[str, ...]
    accounts: int
    moved: bool
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One agreement and what each party of the table holds of it, None where it is not heard."""

    agreement: Row
    cells: tuple[HeldView | None, ...]


@dataclass(frozen=True, slots=True)
class MatrixView:
    """Parties by agreements. ``left_out`` parties have no column."""

    parties: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    left_out: int
    filters: Filters
    found: int
    page: int
    pages: int


def row(g: Glance) -> Row:
    """An agreement as a row."""
    a, c = g.agreement, g.agreement.counts
    return Row(
        g.id, a.label, a.status, a.dispute_kinds, a.parties, c.accounts, c.documents + c.copies, c.documents, origins(c),
        c.first, c.last, span_of_days(c.first, c.last), g.open,
    )  # fmt: skip


def ordered(glances: Sequence[Glance], sort: str) -> list[Glance]:
    """Agreements in the order asked for: ``latest``, ``accounts``, ``label``, or as they came."""
    if sort == "accounts":
        return sorted(glances, key=lambda g: -g.agreement.counts.accounts)
    if sort == "label":
        return sorted(glances, key=lambda g: g.agreement.label.casefold())
    if sort == "latest":
        return sorted(glances, key=lambda g: g.agreement.counts.last or "", reverse=True)
    return list(glances)


def agreements_view(found: Sequence[Glance], wanted: Filters, total: int, page: int, sort: str) -> AgreementsView:
    """One page of the agreements found."""
    states = Counter(g.agreement.status for g in found)
    heard = Counter(p for g in found for p in g.agreement.parties)
    shown, page, pages = part(ordered(found, sort), page)
    return AgreementsView(
        tuple(row(g) for g in shown), wanted, len(found), total, page, pages,
        tuple(Count(s, states[s]) for s in STATUSES if states[s]),
        tuple(Count(p, n) for p, n in sorted(heard.items(), key=lambda x: (-x[1], x[0]))[:12]), sort,
    )  # fmt: skip


def matrix_view(
    found: Sequence[Glance], wanted: Filters, page: int, parties: Sequence[str] = (), most: int = 8
) -> MatrixView:
    """One page of the table of parties by agreements."""
    shown, page, pages = part(ordered(found, "latest"), page)
    made = matrix(shown, most=most, parties=parties)
    rows = tuple(MatrixRow(row(g), tuple(_held(s) for s in sides)) for g, sides in made.rows)
    return MatrixView(made.parties, rows, made.left_out, wanted, len(found), page, pages)


def _held(s: Side | None) -> HeldView | None:
    return HeldView(s.party, s.stances, s.accounts, s.moved, s.first, s.last) if s else None


def part(found: Sequence[Glance], page: int) -> tuple[Sequence[Glance], int, int]:
    """One page of a list: what is on it, its number and how many there are; a number too high is the last one.

    >>> part([], 3)
    ([], 1, 1)
    """
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(1, page), pages)
    return found[(page - 1) * PAGE : page * PAGE], page, pages
