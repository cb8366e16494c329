"""Everything a ledger holds about one agreement, with people's judgements laid over it, and what follows from that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, cast, get_args

from readouts.compare.contradict import contradictions
from readouts.compare.ledger import label_of
from readouts.compare.status import counts_of, status_of
from readouts.ledger.review import relation_id
from readouts.ledger.review_view import JudgedAccount, View
from readouts.ledger.rows import Heading, Relation
from readouts.model import (
    Agreement,
    Condition,
    Contradiction,
    Copy,
    DisputeKind,
    Document,
    Ledger,
    MandateDoubt,
    Shift,
    Silence,
    Status,
    from_record,
)

_TYPES: dict[str, type[Any]] = {
    "shift": Shift, "condition": Condition, "mandate_doubt": MandateDoubt, "silence": Silence,
}  # fmt: skip


@dataclass(frozen=True)
class Dossier:
    """One agreement: the accounts people hold to be of it, what is between them, and where they stand.

    The status is computed when it is asked for. Rejected accounts stay in ``accounts`` and count for nothing.
    """

    id: str
    label: str
    accounts: tuple[JudgedAccount, ...]
    relations: tuple[Relation, ...]
    headings: Mapping[str, Heading]
    copies: Mapping[str, tuple[str, float]]
    view: View
    engine: tuple[str, ...] = field(default=())

    @cached_property
    def standing(self) -> tuple[JudgedAccount, ...]:
        """The accounts that count: all but those that people rejected."""
        whole = self.view.decision("agreement", self.id).verdict == "reject"
        return () if whole else tuple(j for j in self.accounts if not j.rejected)

    @cached_property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """Where accounts part, by index in ``standing``; found anew where a person changed what is compared."""
        own = [j.account for j in self.standing]
        at = {a.id: n for n, a in enumerate(own)}
        if self._touched:
            found = contradictions([replace(a, agreement=self.id) for a in own])
        else:
            found = tuple(c for r in self.relations if r.kind == "contradiction" for c in self._parting(r, at))
        kept = []
        for c in found:
            same = Relation("contradiction", {"kind": c.kind}, (own[c.a].id, own[c.b].id))
            if self.view.decision("contradiction", relation_id(same)).verdict != "reject":
                kept.append(c)
        return tuple(kept)

    def _parting(self, relation: Relation, at: Mapping[str, int]) -> Iterable[Contradiction]:
        kind = relation.record.get("kind")
        if len(relation.accounts) == 2 and all(a in at for a in relation.accounts) and kind in get_args(DisputeKind):
            a, b = (at[name] for name in relation.accounts)
            yield Contradiction(self.id, a, b, cast(DisputeKind, kind), tuple(relation.record.get("reasons", ())))

    @cached_property
    def _touched(self) -> bool:
        """True where a person's word changes which accounts stand against each other, or what they say."""
        merged = self.id in self.view.merged.values() or self.id in self.view.parted
        return merged or any(
            (j.account.party, j.account.stance, j.account.agreement)
            != (j.machine.party, j.machine.stance, j.machine.agreement)
            for j in self.standing
        )

    @cached_property
    def state(self) -> tuple[Status, tuple[DisputeKind, ...], tuple[str, ...]]:
        """The status, what is disputed, and the rule that gave it."""
        return status_of([j.account for j in self.standing], self.contradictions)

    @cached_property
    def agreement(self) -> Agreement:
        """The agreement with its status, the counts it rests on and the rule that gave it."""
        own = [j.account for j in self.standing]
        state, kinds, reasons = self.state
        parties = tuple(dict.fromkeys(a.party.name for a in own if a.party.name not in ("narration", "unnamed")))
        docs = {a.anchor.doc for a in own}
        published = {d: self.headings[d].published for d in docs if d in self.headings}
        counts = counts_of(own, published, {d: self.copies[d][0] for d in docs if d in self.copies})
        return Agreement(self.id, self.label, parties, state, kinds, counts, reasons)

    def others(self, kind: str) -> list[Any]:
        """The shifts, conditions, doubts or silences that no person rejected, as the types of the model."""
        out: dict[Any, Any] = {}
        rejected = {j.account.id for j in self.accounts if j.rejected}
        for r in self.relations:
            gone = self.view.decision(r.kind, relation_id(r)).verdict == "reject" or set(r.accounts) & rejected
            if r.kind == kind and not gone:
                made = from_record(_TYPES[kind], dict(r.record))
                # The same words found twice are one; what the text states outright comes first.
                at = (made.anchor.doc, made.anchor.start) if hasattr(made, "anchor") else (made.doc, made.party)
                out.setdefault(at, replace(made, agreement=self.id) if hasattr(made, "agreement") else made)
        return list(out.values())

    def ledger(self) -> Ledger:
        """The same as the record that a comparison gives, so that whatever shows or scores one can show this."""
        docs = tuple(dict.fromkeys(j.account.anchor.doc for j in self.standing))
        copies = tuple(Copy(d, of, similarity) for d, (of, similarity) in self.copies.items() if d in docs)
        return Ledger(
            "", docs, (self.agreement,), tuple(j.account for j in self.standing), self.contradictions,
            tuple(self.others("shift")), tuple(self.others("condition")), tuple(self.others("mandate_doubt")),
            tuple(self.others("silence")), copies, engine=self.engine,
        )  # fmt: skip

    def ledger_headings(self) -> list[Heading]:
        """What stands above the documents of its accounts, in the accounts' order."""
        docs = dict.fromkeys(j.account.anchor.doc for j in self.accounts)
        return [self.headings[d] for d in docs if d in self.headings]

    @property
    def open(self) -> int:
        """On how many things of this agreement reviewers differ."""
        return sum(bool(j.decision.open) for j in self.accounts) + bool(self.view.decision("agreement", self.id).open)


def label_for(accounts: Sequence[JudgedAccount]) -> str:
    """A label for an agreement that a person made: the words of the first account that affirms, else of the first."""
    own = [j.account for j in accounts]
    first = next((a for a in own if a.stance == "affirms"), own[0] if own else None)
    return label_of(first.anchor.quote) if first else ""


def day_of(document: Document | Heading | None) -> str | None:
    """The day a document was published, or None.

    >>> day_of(Document(id="d", text="x", published="2031-03-04T09:00+01:00"))
    '2031-03-04'
    """
    return document.published[:10] if document and document.published else None
