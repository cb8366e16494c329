"""Status of an agreement, derived from its accounts and contradictions by rules that fit on one page."""

from __future__ import annotations

from collections.abc import Sequence

from readouts.compare import cues
from readouts.compare.contradict import kind_of
from readouts.model import Account, Contradiction, Counts, DisputeKind, Status

NAME = "status/3"
_NOBODY = frozenset({"narration", "unnamed"})
# Words by which a denial answers what somebody else says; and how sure it must be. Chosen on the training stories.
_ANSWERS = frozenset({"deny", "not_agreed", "breach"})
_SURE = 0.2
# That two sides say the same is a strong word: a doubtful reading of one of them is not enough for it.
_FIRM = 0.4


def status_of(
    accounts: Sequence[Account], contradictions: Sequence[Contradiction], beside: Sequence[Account] = ()
) -> tuple[Status, tuple[DisputeKind, ...], tuple[str, ...]]:
    """Status, dispute kinds and the rule that gave them, for the accounts of one agreement.

    ``beside`` are all accounts of the comparison: who says in the same documents that it was agreed may stand under another heading.
    The rules are tried in order: disputed, withdrawn, refused, conditional, corroborated, open, one_sided.
    """
    by: dict[str, set[str]] = {}
    for a in accounts:
        by.setdefault(a.stance, set()).add(a.party.name)
    sides = {stance: names - _NOBODY for stance, names in by.items()}
    affirm, deny, refuse = (sides.get(s, set()) for s in ("affirms", "denies", "refuses"))
    kinds = tuple(dict.fromkeys(c.kind for c in contradictions))
    told = [k for k in kinds if k != "substance"]
    if told:
        return "disputed", kinds, (f"status.disputed: {len(affirm)} affirm, {len(deny)} deny",)
    if kinds and _agreed(accounts, beside):
        return "disputed", kinds, ("status.disputed: one says it was agreed, another will not do it",)
    if answer := _answered(accounts):
        return "disputed", (*kinds, *answer[0]), answer[1]
    if sides.get("withdraws", set()):
        return "withdrawn", (), ("status.withdrawn: a party pulled back",)
    if refuse and not (len(affirm - refuse) > 1 and len(refuse) == 1 and not kinds):
        return "refused", (), (f"status.refused: {', '.join(sorted(refuse))}",)
    hedge, condition = sides.get("hedges", set()), sides.get("conditions", set())
    firm = affirm & {a.party.name for a in accounts if a.stance == "affirms" and (a.certainty or 0.5) >= _FIRM}
    if len(firm) >= 2:
        return "corroborated", (), (f"status.corroborated: {', '.join(sorted(firm))}",)
    if condition and not len(affirm) > len(condition):
        return "conditional", (), (f"status.conditional: set by {', '.join(sorted(condition))}",)
    if hedge and (not affirm or len(hedge) > len(affirm)):
        return "open", (), ("status.open: sides hedge",)
    if not accounts:
        return "not_assessed", (), ("status.not_assessed: no account",)
    return "one_sided", (), ("status.one_sided: no other side's stance found",)


def _answered(accounts: Sequence[Account]) -> tuple[tuple[DisputeKind, ...], tuple[str, ...]] | None:
    """A plain denial of what another voice says, although that voice is only the reporter's or speaks for no known side."""
    for b in accounts:
        if b.stance != "denies" or b.party.name == "narration" or (b.certainty or 0.5) < _SURE:
            continue
        words = next((w for name, w in cues.shown(b.anchor.quote).items() if name in _ANSWERS), None)
        said = next(
            (a for a in accounts if a.stance in ("affirms", "conditions") and a.party.name != b.party.name), None
        )
        if words and said:
            return (kind_of(said, b)[0],), (f"status.disputed: denies what another says, {words!r}",)
    return None


def _agreed(accounts: Sequence[Account], beside: Sequence[Account]) -> bool:
    """True when somebody says in these documents that it was agreed (past), not merely that he offers or wants it."""
    docs = {a.anchor.doc for a in accounts}
    return any("claims.agreed" in a.reasons for a in (*accounts, *(b for b in beside if b.anchor.doc in docs)))


def counts_of(accounts: Sequence[Account], published: dict[str, str | None], copies: dict[str, str]) -> Counts:
    """How many parties, accounts, independent documents and copies stand behind an agreement, and from when to when."""
    docs = {a.anchor.doc for a in accounts}
    dates = sorted(p[:10] for d in docs if (p := published.get(d)))
    return Counts(
        parties=len({a.party.name for a in accounts} - _NOBODY),
        accounts=len(accounts),
        documents=len({copies.get(d, d) for d in docs}),
        copies=len({d for d in docs if d in copies}),
        first=dates[0] if dates else None,
        last=dates[-1] if dates else None,
    )
