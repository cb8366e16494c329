"""Versions: what changed between two texts of one source, and where the words of the old one stand in the new one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from readouts.model import Account, Anchor, Document, Shift, Span

NAME = "versions/1"
# Characters on either side that an anchor remembers, and the least of them that tell one place from another.
_CONTEXT, _LEAST = 32, 12
_UNIT = re.compile(r"[^\n.!?]*(?:[.!?]+[\"”’')\]]*|\n+|$)\s*")
_WORD = re.compile(r"\S+\s*|\s+")
# Past so many words on both sides a changed passage is shown whole, not word by word.
_FINE = 400


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that only one of two versions has: ``removed`` from the old one, or ``added`` in the new one."""

    change: Literal["added", "removed"]
    span: Span
    words: str


def difference(old: str, new: str) -> tuple[Passage, ...]:
    """What was removed and what was added, in the order of the text. Taking both away leaves the same text of either.

    >>> for p in difference("They will sign in May. It rained.", "They will not sign in May. It rained."):
    ...     print(p.change, repr(p.words))
    added 'not '
    """
    out: list[Passage] = []
    for i1, i2, j1, j2 in _changed(old, new, _UNIT):
        a, b = old[i1:i2], new[j1:j2]
        if a and b and max(len(_WORD.findall(a)), len(_WORD.findall(b))) <= _FINE:
            for k1, k2, m1, m2 in _changed(a, b, _WORD):
                out += _passages(old, new, i1 + k1, i1 + k2, j1 + m1, j1 + m2)
        else:
            out += _passages(old, new, i1, i2, j1, j2)
    return tuple(out)


def _passages(old: str, new: str, i1: int, i2: int, j1: int, j2: int) -> Iterator[Passage]:
    if i1 < i2:
        yield Passage("removed", Span(i1, i2), old[i1:i2])
    if j1 < j2:
        yield Passage("added", Span(j1, j2), new[j1:j2])


def _changed(old: str, new: str, unit: re.Pattern[str]) -> Iterator[tuple[int, int, int, int]]:
    """Character offsets of what differs, piece by piece."""
    a, b = ([p for p in unit.findall(t) if p] for t in (old, new))
    starts = [[0, *_running(x)] for x in (a, b)]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag != "equal":
            yield starts[0][i1], starts[0][i2], starts[1][j1], starts[1][j2]


def _running(pieces: Sequence[str]) -> Iterator[int]:
    at = 0
    for p in pieces:
        at += len(p)
        yield at


def kept(old: str, new: str) -> float:
    """How much of the old text the new one still has, from 0 to 1.

    >>> kept("It rained. They will sign.", "They will sign.") > 0.5
    True
    """
    gone = sum(len(p.words) for p in difference(old, new) if p.change == "removed")
    return 1 - gone / len(old) if old else 1.0


def refind(anchor: Anchor, old: Document, new: Document) -> Anchor:
    """The same words in a later version: ``found`` where they stood, ``moved`` with new offsets, or ``lost``.

    Words count as the same ones only where what stands beside them is the same too, on one side at least, and where
    no second place fits as well. A look-alike is never taken for them. A lost anchor keeps its old document and offsets.

    >>> old = Document(id="a", text="Brann agreed to pay. Sund said it will sign.")
    >>> new = Document(id="b", text="On Monday: Brann agreed to pay. Sund said it will sign.")
    >>> refind(Anchor.at(old, 0, 20), old, new).state
    'moved'
    """
    before, after = (d.text if anchor.field == "text" else d.title for d in (old, new))
    if before[anchor.start : anchor.end] != anchor.quote:
        raise ValueError(f"the anchor does not stand in {old.id!r}: {anchor.quote[:40]!r}")
    at = _place(anchor, before, after)
    if at is None:
        return replace(anchor, state="lost")
    here = Anchor.at(new, at, at + len(anchor.quote), field=anchor.field)
    return replace(here, state="found" if at == anchor.start else "moved")


def _place(anchor: Anchor, before: str, after: str) -> int | None:
    """Where the words are now; None where they are gone or it cannot be told."""
    start, end = anchor.start, anchor.end
    # Nothing changed from the beginning up to past the words, or from before them to the end: they are the same words.
    if _unchanged(before, after, end):
        return start
    shift = len(after) - len(before)
    if _unchanged(before[::-1], after[::-1], len(before) - start):
        return start + shift
    if not anchor.quote.strip():
        return None
    there, here = _beside(before, anchor.quote), _beside(after, anchor.quote)
    mine = there[start]
    rivals = [side for at, side in there.items() if at != start]
    best: list[tuple[int, int]] = []
    for at, side in here.items():
        both = _same(mine, side)
        # What fits another place of the old text as well as this one tells nothing.
        if both and all(both > _same(rival, side) for rival in rivals):
            best.append((both, at))
    best.sort(reverse=True)
    if not best or (len(best) > 1 and best[0][0] == best[1][0]):
        return None
    return best[0][1]


def _unchanged(before: str, after: str, end: int) -> bool:
    """True when the text is the same up to a little past ``end``, so that the words did not only happen to be there."""
    past = end + _CONTEXT
    if past >= len(before):
        return before == after
    return before[:past] == after[:past]


Sides = tuple[str, str]


def _beside(text: str, quote: str) -> dict[int, Sides]:
    """Every place of the words, with what stands before and after; the ends of the text are marked."""
    marked = f"\x02{text}\x03"
    out: dict[int, Sides] = {}
    at = text.find(quote)
    while at >= 0:
        end = at + len(quote)
        out[at] = (marked[max(0, at + 1 - _CONTEXT) : at + 1], marked[end + 1 : end + 1 + _CONTEXT])
        at = text.find(quote, at + 1)
    return out


def _same(one: Sides, other: Sides) -> int:
    """How well two surroundings agree, 0 where they do not: one side wholly the same, or a good part of both."""
    before = _shared(one[0][::-1], other[0][::-1])
    after = _shared(one[1], other[1])
    whole = (one[0] == other[0] and len(one[0]) >= _LEAST) or (one[1] == other[1] and len(one[1]) >= _LEAST)
    return before + after if whole or min(before, after) >= _LEAST else 0


def _shared(a: str, b: str) -> int:
    n = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        n += 1
    return n


def edited(
    before: Sequence[Account], after: Sequence[Account], old: Document, new: Document
) -> tuple[tuple[Shift, Account], ...]:
    """Shifts by an edit that nobody announced, each with the account that shows the new position.

    A party's words on an agreement are gone from the new version, and words that the old one did not have take another
    stance. ``old.id`` and ``new.id`` are the ids that the accounts' anchors name.
    """
    gone = [a for a in before if a.agreement and refind(a.anchor, old, new).state == "lost"]
    fresh = [b for b in after if b.agreement and refind(b.anchor, new, old).state == "lost"]
    still = {(a.agreement, a.party.name, a.stance) for a in after}
    out, seen = [], set()
    for b in fresh:
        for a in gone:
            same = a.agreement == b.agreement and a.party.name == b.party.name and a.party.name not in _NOBODY
            key = (b.agreement, b.party.name, b.stance)
            if same and a.stance != b.stance and (a.agreement, a.party.name, a.stance) not in still and key not in seen:
                seen.add(key)
                why = ("shift.edited version", f"was: {a.anchor.quote[:80]!r}")
                out.append((Shift(b.agreement, b.party.name, a.stance, b.stance, b.anchor, None, why), b))
    return tuple(out)


_NOBODY = frozenset({"narration", "unnamed"})
