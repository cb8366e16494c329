"""Which attribution stands inside which, and which of two rivals stays."""

from __future__ import annotations

from bisect import bisect_right

from readouts.extract.attribution.frames import Found
from readouts.model import Parse

_ORDER = ("aside", "quote", "ccomp", "turn", "according", "xcomp", "passive-xcomp", "dobj")


def one_a_head(found: list[Found]) -> list[Found]:
    """The strongest frame of each cue."""
    best: dict[int, Found] = {}
    for f in found:
        old = best.get(f.head)
        if old is None or _rank(f) < _rank(old):
            best[f.head] = f
    return list(best.values())


def _rank(f: Found) -> tuple[int, int]:
    order = _ORDER.index(f.frame) if f.frame in _ORDER else len(_ORDER)
    return order, -sum(s.end - s.start for s in f.content)


def parents(parse: Parse, found: list[Found]) -> list[int | None]:
    """For each candidate the number of the one whose content holds its cue, the smallest such.

    Where two hold each other's cue, or the same words twice over, only the larger is asked.
    """
    size = [sum(s.end - s.start for s in f.content) for f in found]
    order = sorted(range(len(found)), key=lambda n: -size[n])
    rank = {n: k for k, n in enumerate(order)}
    spans = sorted((s.start, s.end, n) for n, f in enumerate(found) for s in f.content)
    starts = [s[0] for s in spans]
    reach, far = [], 0
    for _, end, _ in spans:
        far = max(far, end)
        reach.append(far)
    out: list[int | None] = []
    for n, f in enumerate(found):
        at = parse.tokens[f.head].start
        k = bisect_right(starts, at) - 1
        holder: int | None = None
        while k >= 0 and reach[k] > at:
            _, end, m = spans[k]
            if end > at and m != n and rank[m] < rank[n] and (holder is None or size[m] < size[holder]):
                holder = m
            k -= 1
        out.append(holder)
    return out
