"""Copies: the same wire text or release printed again counts once."""

from __future__ import annotations

import re
from collections.abc import Sequence

from readouts.model import Copy, Document

_WORD = re.compile(r"\w+")
_SHINGLE = 6
# Two of three shingles of the shorter text: rewritten headlines and trimmed endings pass, quoting a statement does not.
_SAME = 0.66


def shingles(text: str) -> frozenset[int]:
    """Hashes of every run of six words, lower case."""
    w = _WORD.findall(text.lower())
    return frozenset(hash(tuple(w[i : i + _SHINGLE])) for i in range(max(1, len(w) - _SHINGLE + 1)))


def find_copies(documents: Sequence[Document]) -> tuple[Copy, ...]:
    """Each later document that prints an earlier one again; a chain of copies points at its first.

    >>> body = "The two ministers met on Monday and said that they had agreed to open the border crossing again."
    >>> find_copies([Document(id="a", text=body), Document(id="b", text="By Our Staff. " + body)])[0].of
    'a'
    """
    order = sorted(documents, key=lambda d: d.published or "9999")
    seen: list[tuple[Document, frozenset[int]]] = []
    out: list[Copy] = []
    for d in order:
        mine = shingles(d.text)
        best, origin = 0.0, None
        for other, theirs in seen:
            # Short notes share their formulas; ten shingles are the least that say anything.
            least = min(len(mine), len(theirs))
            share = len(mine & theirs) / least if least >= 10 else float(d.text == other.text)
            if share > best:
                best, origin = share, other
        if origin is not None and best >= _SAME:
            out.append(Copy(d.id, origin.id, round(best, 3)))
        else:
            seen.append((d, mine))
    return tuple(out)
