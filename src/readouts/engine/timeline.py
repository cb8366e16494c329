"""What each party held from when to when: a later word takes the place of an earlier one and erases none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from readouts.engine.dossier import Dossier, day_of
from readouts.ledger.rows import Heading
from readouts.model import Account, StanceName

_NOBODY = frozenset({"narration", "unnamed"})


@dataclass(frozen=True, slots=True)
class Position:
    """What one party said of one agreement from ``since`` until it said otherwise (``until``, None while it stands).

    ``last`` is the day it was last said. A party that said two things on one day held both. ``copies`` are prints of
    the same words elsewhere: they are shown, and say nothing new.
    """

    agreement: str
    party: str
    stances: tuple[StanceName, ...]
    since: str | None
    last: str | None
    until: str | None
    accounts: tuple[Account, ...]
    copies: tuple[Account, ...] = ()


def positions(dossier: Dossier) -> list[Position]:
    """The positions of every party on one agreement, oldest first; those of no known day come last."""
    by: dict[str, list[Account]] = defaultdict(list)
    for j in dossier.standing:
        if j.account.party.name not in _NOBODY:
            by[j.account.party.name].append(j.account)
    out = [p for party, own in by.items() for p in _of_party(dossier, party, own)]
    return sorted(out, key=lambda p: (p.since is None, p.since or "", p.party))


def _of_party(dossier: Dossier, party: str, own: Iterable[Account]) -> list[Position]:
    days: dict[str, list[Account]] = defaultdict(list)
    copied: list[Account] = []
    undated: list[Account] = []
    for a in own:
        day = said_on(a, dossier.headings)
        (copied if a.anchor.doc in dossier.copies else undated if day is None else days[day]).append(a)
    runs: list[tuple[frozenset[StanceName], list[str]]] = []
    for day in sorted(days):
        said = frozenset(a.stance for a in days[day])
        if runs and runs[-1][0] == said:
            runs[-1][1].append(day)
        else:
            runs.append((said, [day]))
    out = []
    for n, (_, held) in enumerate(runs):
        until = runs[n + 1][1][0] if n + 1 < len(runs) else None
        found = [a for day in held for a in days[day]]
        out.append(_position(dossier.id, party, found, held[0], held[-1], until, copied))
    if undated:
        out.append(_position(dossier.id, party, undated, None, None, None, copied))
    if not out and copied:  # the original is not in this agreement: then the copy is what there is
        out.append(_position(dossier.id, party, copied, None, None, None, []))
    return out


def _position(
    agreement: str, party: str, found: list[Account], since: str | None, last: str | None, until: str | None,
    copied: list[Account],
) -> Position:  # fmt: skip
    words = {a.anchor.quote for a in found}
    again = tuple(a for a in copied if a.anchor.quote in words and a not in found)
    stances = tuple(dict.fromkeys(a.stance for a in found))
    return Position(agreement, party, stances, since, last, until, tuple(found), again)


def said_on(a: Account, headings: Mapping[str, Heading]) -> str | None:
    """The day something was said: that which the text gives, else the day of publication, else None."""
    published = day_of(headings.get(a.anchor.doc))
    said = a.when.latest[:10] if a.when and a.when.latest else None
    # What a text dates after its own publication is a plan, not the day it was said.
    return min(said, published) if said and published else said or published
