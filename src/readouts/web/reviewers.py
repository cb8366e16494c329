"""How far reviewers agree, and what is left for somebody to settle."""

from __future__ import annotations

from dataclasses import dataclass

from readouts.engine.asking import Inquiry
from readouts.ledger.review_reliability import Reliability
from readouts.web.accounts import Said, said_of


@dataclass(frozen=True, slots=True)
class Measured:
    """One coefficient: of which question, between whom, and over how many things."""

    question: str
    label: str | None
    measure: str
    reviewers: str
    value: float | None
    units: int
    why: str


@dataclass(frozen=True, slots=True)
class Left:
    """One thing on which reviewers differ, or that somebody left open."""

    kind: str
    id: str
    parts: tuple[str, ...]
    unsure: tuple[str, ...]
    said: tuple[Said, ...]
    party: str | None
    stance: str | None
    quote: str | None


@dataclass(frozen=True, slots=True)
class ReviewersView:
    """Everything the page shows."""

    measures: tuple[Measured, ...]
    left: tuple[Left, ...]
    authors: tuple[tuple[str, int], ...]


def reviewers_view(inquiry: Inquiry) -> ReviewersView:
    """The page of reviewers, of the judgements that may be seen."""
    measures = []
    for c in inquiry.concords():
        measures.append(_measured(c.question, c.label, "alpha", "all", c.alpha))
        measures += [_measured(c.question, c.label, "kappa", f"{a}, {b}", k) for a, b, k in c.kappas]
    found = inquiry.adjudication()
    ids = [d.target for d in found if d.kind == "account"]
    known = {k.id: k.account for k in inquiry.reading.accounts(ids=ids)} if ids else {}
    left = []
    for d in found:
        a = known.get(d.target)
        left.append(Left(
            d.kind, d.target, d.parts, d.unsure, said_of(d.opinions, None), a.party.name if a else None,
            a.stance if a else None, a.anchor.quote if a else None,
        ))  # fmt: skip
    counts: dict[str, int] = {}
    for j in inquiry.judgements:
        counts[j.author] = counts.get(j.author, 0) + 1
    return ReviewersView(tuple(measures), tuple(left), tuple(sorted(counts.items())))


def _measured(question: str, label: str | None, measure: str, who: str, r: Reliability) -> Measured:
    return Measured(question, label, measure, who, r.value, r.units, r.why)
