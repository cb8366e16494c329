"""Contradictions: two accounts of one agreement, by different parties, that cannot both be right."""

from __future__ import annotations

import re
from collections.abc import Sequence

from readouts.model import Account, Contradiction, DisputeKind

NAME = "contradict/1"
# Least product of the two certainties; chosen on the development stories.
LEAST = 0.2
_ASSERTS = frozenset({"affirms", "conditions"})
_DENIES = frozenset({"denies", "refuses", "withdraws"})
_BREACH = re.compile(
    r"\b(?:violat\w+|breach\w*|br(?:oke|oken|eaking)|reneg\w+|fail(?:ed|ure|ing)? to|betray\w*|abandon\w*|"
    r"(?:not|n[’']t|never) (?:\w+ )?(?:complied|comply|kept|keep|honou?red|honou?r|lived? up|fulfil\w*|implement\w*))\b", re.I,
)  # fmt: skip
_MANDATE = re.compile(r"\b(?:speaks? for|on behalf of|authori[sz]\w+|authority|mandate|power to|bind(?:ing)?)\b", re.I)
_RECORD = re.compile(
    r"\b(?:(?:not|n[’']t|never|no|nothing|denie[sd]|deny)\b[^.]{0,40}\b(?:agree\w*|promis\w+|deal|commit\w*|accept\w*|discuss\w*|"
    r"offer\w*|pledg\w+|sign\w*|reach\w*)|false|untrue|no such|lie[sd]?|lying)\b", re.I,
)  # fmt: skip
_FIGURE = re.compile(r"\d[\d,.]*")


def contradictions(accounts: Sequence[Account]) -> tuple[Contradiction, ...]:
    """The strongest contradiction of each pair of parties in each agreement.

    A party's own earlier word does not count against another side once it has taken it back, and an omission is
    never a contradiction. Narration and unnamed voices contradict nobody: they are not a side.
    """
    best: dict[tuple[str, frozenset[str]], tuple[float, Contradiction]] = {}
    asserts = [(i, a) for i, a in enumerate(accounts) if a.stance in _ASSERTS]
    denies = [(j, b) for j, b in enumerate(accounts) if b.stance in _DENIES]
    for i, a in asserts:
        for j, b in denies:
            if not _two_sides(a, b):
                continue
            kind, reasons = kind_of(a, b)
            weight = _weight(a, b, kind)
            if weight < LEAST:
                continue
            # A dispute about the record is what the two part on, even where one also says it will not do it.
            weight += kind != "substance"
            key = (str(a.agreement), frozenset((a.party.name.lower(), b.party.name.lower())))
            if key not in best or weight > best[key][0]:
                best[key] = (weight, Contradiction(str(a.agreement), i, j, kind, reasons))
    return tuple(c for _, c in sorted(best.values(), key=lambda x: (x[1].a, x[1].b)))


def kind_of(a: Account, b: Account) -> tuple[DisputeKind, tuple[str, ...]]:
    """What the two are at odds about, from the words of the one that says no."""
    words = b.anchor.quote
    if m := _MANDATE.search(words):
        return "mandate", (f"kind.mandate: {m.group(0)!r}",)
    if b.stance != "denies":
        return "substance", (f"stance: {a.stance} against {b.stance}",)
    if m := _BREACH.search(words):
        return "performance", (f"kind.performance: {m.group(0)!r}",)
    if m := _RECORD.search(words):
        return "record", (f"kind.record: {m.group(0)!r}",)
    mine, theirs = set(_FIGURE.findall(a.anchor.quote)), set(_FIGURE.findall(words))
    if mine and theirs and not mine & theirs:
        return "terms", (f"kind.terms: figures {sorted(mine)} against {sorted(theirs)}",)
    return "record", (f"stance: {a.stance} against {b.stance}",)


def _two_sides(a: Account, b: Account) -> bool:
    if a.agreement is None or a.agreement != b.agreement:
        return False
    names = {a.party.name.lower(), b.party.name.lower()}
    return len(names) == 2 and not names & {"narration", "unnamed"}


def _weight(a: Account, b: Account, kind: DisputeKind) -> float:
    """Certainty of both, less where the one that asserts only sets a condition for what the other refuses."""
    weight = (a.certainty or 0.5) * (b.certainty or 0.5)
    return weight * (0.5 if a.stance == "conditions" and b.stance != "denies" else 1.0)
