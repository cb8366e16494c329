"""Copies: the same wire text or release printed again counts once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from readouts.compare import shingles
from readouts.model import Copy, Document

NAME = "copies/2"
# Two of three shingles of the shorter text: rewritten headlines and trimmed endings pass, quoting a statement does not.
SAME = 0.66
# More than one changed sentence in four that both have: an update or a form filled anew, which says something else.
REWRITTEN = 0.25
# Sketch numbers that two texts share before they are compared in full; formulas of a house share one or two.
MEET = 4
# The likeliest that are compared in full.
MOST = 8


def likeness(one: str, other: str) -> float:
    """How much of the shorter text the longer one prints again, 0 when it is no copy of it.

    >>> said = "The two ministers met on Monday and said that they had agreed to open the border crossing again in June."
    >>> likeness(said, "By Our Staff. " + said)
    1.0
    >>> likeness(said, said.replace("had agreed to open", "would never open"))
    0.0
    """
    a, b = shingles.shingles(one), shingles.shingles(other)
    if min(len(a), len(b)) < shingles.LEAST:
        return float(one == other)
    share = shingles.shared(a, b)
    if share < SAME:
        return 0.0
    short, long = (one, b) if len(a) <= len(b) else (other, a)
    return share if shingles.rewritten(short, long) <= REWRITTEN else 0.0


def fingerprint(text: str) -> tuple[int, ...]:
    """Numbers by which a likely copy is found in an index: texts that share ``MEET`` of them are compared in full."""
    return shingles.sketch(shingles.shingles(text))


def likely(shared: Mapping[str, int]) -> list[str]:
    """Of the texts that share fingerprint numbers, the ones to compare in full, the likeliest first.

    >>> likely({"a": 1, "b": 9, "c": 40})
    ['c', 'b']
    """
    met = [(-n, key) for key, n in shared.items() if n >= MEET]
    return [key for _, key in sorted(met)[:MOST]]


def origin(document: Document, candidates: Iterable[Document]) -> Copy | None:
    """Which of the candidates this document prints again, the most alike and then the earliest; None where it is its own."""
    best: Copy | None = None
    for other in sorted(candidates, key=lambda d: (d.published or "9999", d.id)):
        found = round(likeness(document.text, other.text), 3)
        if found > (best.similarity if best else 0.0):
            best = Copy(document.id, other.id, found)
    return best


def find_copies(documents: Sequence[Document]) -> tuple[Copy, ...]:
    """Each later document that prints an earlier one again; a chain of copies points at its first.

    A document is compared with those that share words of its fingerprint, not with all.

    >>> body = "The two ministers met on Monday and said that they had agreed to open the border crossing again."
    >>> find_copies([Document(id="a", text=body), Document(id="b", text="By Our Staff. " + body)])[0].of
    'a'
    """
    order = sorted(range(len(documents)), key=lambda n: documents[n].published or "9999")
    where: dict[int, list[int]] = {}
    same: dict[str, int] = {}
    out: list[Copy] = []
    for n in order:
        d = documents[n]
        numbers = fingerprint(d.text)
        met = Counter(str(m) for h in numbers for m in where.get(h, ()))
        near = [documents[int(m)] for m in likely(met)]
        if d.text in same:
            near.append(documents[same[d.text]])
        if copy := origin(d, near):
            out.append(copy)
            continue
        same.setdefault(d.text, n)
        for h in numbers:
            where.setdefault(h, []).append(n)
    return tuple(out)
