"""Shifts and silences: a party's position that moves, and its own readout that leaves something out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from readouts.model import Account, Agreement, Document, Shift, Silence, StanceName

NAME = "shift/1"
_FOR = frozenset({"affirms", "conditions", "hedges"})
_AGAINST = frozenset({"denies", "refuses", "withdraws"})
_RELEASES = frozenset({"statement", "readout", "release", "press_release", "press release", "fact_sheet"})
# Two sides publish a readout of one meeting on the same day or the next, seldom later.
_SAME_MEETING = dt.timedelta(days=3)


def shifts(accounts: Sequence[Account], order: Mapping[str, int]) -> tuple[Shift, ...]:
    """A withdrawal is a shift by itself; else a party's later document (by ``order``) takes the opposite stance.

    A party that took that stance in an earlier document too has not moved: it says again what it said.
    """
    out: list[Shift] = []
    seen: dict[tuple[str | None, str], list[Account]] = {}
    for a in sorted(accounts, key=lambda a: (order.get(a.anchor.doc, 0), a.anchor.start)):
        key = (a.agreement, a.party.name)
        own = seen.setdefault(key, [])
        earlier = own[-1] if own else None
        if a.stance == "withdraws":
            before: StanceName = earlier.stance if earlier and earlier.stance in _FOR else "affirms"
            by = None if a.speaker.kind == "narration" else a.speaker.name or a.speaker.surface
            out.append(
                Shift(a.agreement, a.party.name, before, "withdraws", a.anchor, by, ("shift.withdraws", *a.reasons))
            )
        elif _known(a) and _moved(own, a):
            last = next(o for o in reversed(own) if o.anchor.doc != a.anchor.doc)
            out.append(
                Shift(a.agreement, a.party.name, last.stance, a.stance, a.anchor, None, ("shift.later document",))
            )
        own.append(a)
    return tuple(out)


def _moved(own: Sequence[Account], a: Account) -> bool:
    """True when the last word in an earlier document was the opposite, and none before this document was like this one."""
    before = [o for o in own if o.anchor.doc != a.anchor.doc]
    return (
        bool(before) and _opposite(before[-1].stance, a.stance) and not any(_alike(o.stance, a.stance) for o in before)
    )


def _alike(one: StanceName, other: StanceName) -> bool:
    return one == other or {one, other} <= _AGAINST


def _opposite(before: StanceName, after: StanceName) -> bool:
    return (before == "affirms" and after in _AGAINST) or (before in _AGAINST and after == "affirms")


def _known(a: Account) -> bool:
    return a.party.name not in ("narration", "unnamed")


def silences(
    documents: Sequence[Document],
    agreements: Sequence[Agreement],
    accounts: Sequence[Account],
    issuers: Mapping[str, str],
) -> tuple[Silence, ...]:
    """Agreements that one side's readout states and the other side's readout of the same meeting does not mention.

    ``issuers`` names the party that issued a document. Reported only between readouts of the same meeting: both are
    releases, by different parties, published within three days, each naming the other's party among those bound.
    """
    out: list[Silence] = []
    releases = [d for d in documents if d.kind in _RELEASES and d.id in issuers]
    for agreement in agreements:
        stating = {a.anchor.doc for a in accounts if a.agreement == agreement.id and a.stance == "affirms"}
        mentioned = {a.anchor.doc for a in accounts if a.agreement == agreement.id}
        for d in releases:
            mates = [
                o
                for o in releases
                if o.id in stating and issuers[o.id] != issuers[d.id] and _same_meeting(d, o, issuers)
            ]
            if mates and d.id not in mentioned:
                why = f"silence: {mates[0].id} states it, {d.id} is a readout of the same meeting and does not"
                out.append(Silence(agreement.id, issuers[d.id], d.id, (why,)))
    return tuple(out)


def _same_meeting(a: Document, b: Document, issuers: Mapping[str, str]) -> bool:
    if not a.published or not b.published:
        return False
    apart = abs(dt.date.fromisoformat(a.published[:10]) - dt.date.fromisoformat(b.published[:10]))
    names = issuers[b.id] in a.title + a.text[:600] and issuers[a.id] in b.title + b.text[:600]
    return apart <= _SAME_MEETING and names
