"""The first page: what the ledger holds, what was said last, and what waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from readouts.engine.asking import Inquiry
from readouts.engine.overview import Overview
from readouts.model import STATUSES
from readouts.web.listing import Count, Row, ordered, row

_RECENT = 8
_FAILURES = 20


@dataclass(frozen=True, slots=True)
class Failure:
    """A source or document that could not be read or judged, and why."""

    source: str
    reason: str
    stage: str


@dataclass(frozen=True, slots=True)
class StartView:
    """What the first page shows."""

    documents: int
    accounts: int
    agreements: int
    judgements: int
    statuses: tuple[Count, ...]
    recent: tuple[Row, ...]
    failures: tuple[Failure, ...]
    failed: int


def start_view(inquiry: Inquiry, overview: Overview) -> StartView:
    """The first page of a ledger."""
    counts: Mapping[str, int] = inquiry.reading.counts()
    states: dict[str, int] = {}
    for g in overview:
        states[g.agreement.status] = states.get(g.agreement.status, 0) + 1
    failures = inquiry.reading.failures()
    return StartView(
        counts.get("documents", 0), counts.get("accounts", 0), len(overview.glances), len(inquiry.judgements),
        tuple(Count(s, states[s]) for s in STATUSES if s in states),
        tuple(row(g) for g in ordered(list(overview), "latest")[:_RECENT]),
        tuple(Failure(f.source, f.reason, f.stage) for f in failures[:_FAILURES]), len(failures),
    )  # fmt: skip
