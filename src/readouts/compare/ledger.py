"""Accounts in, ledger out: agreements with their status, and everything that hangs on them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from readouts.compare import conditions, contradict, copies, group, rejoin, shift, status
from readouts.model import (
    Account,
    Agreement,
    Condition,
    Contradiction,
    Document,
    Ledger,
    MandateDoubt,
    NotAssessed,
    Shift,
)

NAMES = (group.NAME, rejoin.NAME, contradict.NAME, status.NAME, shift.NAME, conditions.NAME)
_LABEL = 12
# A withdrawal that no word of moving states is a shift only where the stance is sure.
SURE_MOVE = 0.5


@dataclass(frozen=True, slots=True)
class Told:
    """What the texts state outright, beside their accounts."""

    doubts: Sequence[MandateDoubt] = ()
    shifts: Sequence[Shift] = ()
    conditions: Sequence[Condition] = ()
    issuers: Mapping[str, str] = field(default_factory=dict)


def build(
    story: str, documents: Sequence[Document], accounts: Sequence[Account], vectors: NDArray[np.float32], told: Told,
    not_assessed: Sequence[NotAssessed], engine: Sequence[str],
) -> Ledger:  # fmt: skip
    """Group, contradict, shift and judge the status. ``vectors`` has one row an account, unit length."""
    found = copies.find_copies(documents)
    copied = {c.doc: c.of for c in found}
    order = {d.id: n for n, d in enumerate(sorted(documents, key=lambda d: d.published or ""))}
    kept = [n for n, a in enumerate(accounts) if a.anchor.doc not in copied]
    own = [accounts[n] for n in kept]
    kinds = {d.id: d.kind for d in documents}
    clusters = clusters_of(own, vectors[kept], kinds)
    named: dict[int, str] = {}
    centres: dict[str, Account] = {}
    for n, c in enumerate(clusters, 1):
        centres[f"a{n}"] = spokesman([accounts[kept[m]] for m in c.members], accounts[kept[c.centre]])
        named |= {kept[m]: f"a{n}" for m in c.members}
    grouped = _with_copies(accounts, named, copied)
    disputes = contradict.contradictions(grouped)
    published = {d.id: d.published for d in documents}
    agreements = tuple(_agreement(i, centre, grouped, disputes, published, copied) for i, centre in centres.items())
    return Ledger(
        story=story, docs=tuple(d.id for d in documents), agreements=agreements, accounts=grouped, contradictions=disputes,
        shifts=_shifts(grouped, copied, order, told.shifts),
        conditions=(
            *conditions.conditions(grouped, {d.id: d for d in documents}), *(c for c in told.conditions if c.anchor.doc not in copied),
        ), mandate_doubts=tuple(told.doubts),
        silences=shift.silences(documents, agreements, grouped, told.issuers),
        copies=found, not_assessed=tuple(not_assessed), engine=(*engine, *NAMES),
    )  # fmt: skip


def clusters_of(
    accounts: Sequence[Account], vectors: NDArray[np.float32], kinds: Mapping[str, str]
) -> list[group.Cluster]:
    """The agreements that accounts are about, the one with most accounts first; ``kinds`` is the kind of each document."""
    groups = rejoin.rejoin(group.group(accounts, vectors, kinds), accounts, vectors)
    found = rejoin.oppose(groups, accounts, vectors, kinds)
    return sorted(found, key=lambda c: (-len(c.members), c.members))


def spokesman(members: Sequence[Account], centre: Account) -> Account:
    """The account whose words label the agreement: the first that says it was agreed, since a denial names it backwards."""
    if centre.stance == "affirms":
        return centre
    return next((a for a in members if "claims.agreed" in a.reasons), centre)


def _with_copies(
    accounts: Sequence[Account], named: Mapping[int, str], copied: Mapping[str, str]
) -> tuple[Account, ...]:
    """Give every account its agreement; one in a copied document follows the same words in the original."""
    by_words = {(accounts[n].anchor.doc, accounts[n].anchor.quote): g for n, g in named.items()}
    out = []
    for n, a in enumerate(accounts):
        g = named.get(n) or by_words.get((copied.get(a.anchor.doc, ""), a.anchor.quote))
        if g is not None:
            out.append(replace(a, agreement=g))
    return tuple(out)


def _agreement(
    name: str, centre: Account, accounts: Sequence[Account], disputes: Sequence[Contradiction],
    published: dict[str, str | None], copied: dict[str, str],
) -> Agreement:  # fmt: skip
    own = [a for a in accounts if a.agreement == name]
    mine = [d for d in disputes if d.agreement == name]
    state, kinds, reasons = status.status_of(own, mine, accounts)
    parties = tuple(dict.fromkeys(a.party.name for a in own if a.party.name not in ("narration", "unnamed")))
    counts = status.counts_of(own, published, copied)
    return Agreement(name, label_of(centre.anchor.quote), parties, state, kinds, counts, reasons)


def label_of(quote: str) -> str:
    """At most twelve words taken from the text, from where the content begins.

    >>> label_of('The minister said that both sides had agreed to reopen the border crossing at Brod by June.')
    'both sides had agreed to reopen the border crossing at Brod by'
    >>> label_of('"The port will keep all the jobs," said Ana Ruiz, president of the guild of the port of Brann.')
    'The port will keep all the jobs'
    """
    first = re.match(r'["“]([^"”]{12,}?)[,.?!]?["”]', quote)
    if first:
        return " ".join(first[1].split()[:_LABEL]).strip("‘’,.;: ")
    m = re.search(r"\b(?:said|says|told \w+|added|insisted|stated|claimed)(?: on \w+)?(?: that)? ", quote)
    words = (quote[m.end() :] if m and len(quote) - m.end() > 40 else quote).split()
    return " ".join(words[:_LABEL]).strip('“”"‘’,.;: ')


def _shifts(
    accounts: Sequence[Account], copied: Mapping[str, str], order: Mapping[str, int], stated: Sequence[Shift]
) -> tuple[Shift, ...]:
    """What the text states outright first; then what the accounts show, where no stated one stands at the same words."""
    at = {(a.anchor.doc, a.anchor.start): a.agreement for a in accounts}
    first = [replace(s, agreement=at.get((s.anchor.doc, s.anchor.start))) for s in stated if s.anchor.doc not in copied]
    taken = {(s.anchor.doc, s.anchor.start) for s in first}
    own = [a for a in accounts if a.anchor.doc not in copied]
    shown = shift.shifts([a for a in own if a.stance != "withdraws" or (a.certainty or 0.5) >= SURE_MOVE], order)
    return (*first, *(s for s in shown if (s.anchor.doc, s.anchor.start) not in taken))
