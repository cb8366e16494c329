"""Shingles: short runs of words as numbers, so that two long texts can be compared and looked up by what they share."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
SHINGLE = 6
# Numbers that a text puts into an index. Two texts of which one holds a third of the other share a dozen of them.
SKETCH = 48
# Short notes share their formulas; ten shingles are the least that say anything.
LEAST = 10
# A sentence comes from another text when this much of it stands there; and is whole although its last word was cut.
_FROM, _WHOLE = 0.15, 0.9
_WORD = re.compile(r"\w+")
_STOP = re.compile(r"(?<=[.!?])[\"”’']?\s+|\n+")
_HOUSE = re.compile(r"\bper cent\b")
_ODD = np.uint64(0x9E3779B97F4A7C15)


def words(text: str) -> NDArray[np.uint64]:
    """A number for each word; case, punctuation and line breaks do not count."""
    found = _WORD.findall(_HOUSE.sub("percent", text.lower()))
    return np.array([zlib.crc32(w.encode()) for w in found], dtype=np.uint64)


def shingles(text: str) -> Hashes:
    """A sorted, unique number for every run of six words; none for a text of less.

    The numbers depend on the words alone, so that they may be stored and compared on another machine.

    >>> a = shingles("Both sides agreed to open the crossing again.")
    >>> bool((a == shingles("BOTH SIDES agreed to open\\nthe crossing, again")).all())
    True
    """
    return np.unique(_runs(words(text)))


def _runs(row: NDArray[np.uint64]) -> Hashes:
    if len(row) < SHINGLE:
        return np.zeros(0, dtype=np.uint64)
    window = np.lib.stride_tricks.sliding_window_view(row, SHINGLE)
    out = np.zeros(len(window), dtype=np.uint64)
    for column in range(SHINGLE):
        out = _mixed(out * _ODD + window[:, column])
    return out


def _mixed(x: Hashes) -> Hashes:
    """Every bit of the input moves every bit of the output (splitmix64's last steps)."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(x ^ (x >> np.uint64(31)), dtype=np.uint64)


def sketch(hashes: Hashes, size: int = SKETCH) -> tuple[int, ...]:
    """The smallest numbers of a text: what an index keeps of it. They fit a signed 64-bit column.

    >>> a, b = "one two three four five six seven", "One two three, four five six seven!"
    >>> sketch(shingles(a), 2) == sketch(shingles(b), 2)
    True
    """
    return tuple(int(h >> np.uint64(1)) for h in hashes[:size])


def shared(a: Hashes, b: Hashes) -> float:
    """How much of the shorter text stands in the longer one, from 0 to 1; 0 when either is too short to tell.

    >>> shared(shingles("a b c d e f g"), shingles("a b c d e f g"))
    0.0
    """
    least = min(len(a), len(b))
    return len(np.intersect1d(a, b, assume_unique=True)) / least if least >= LEAST else 0.0


def rewritten(text: str, other: Hashes) -> float:
    """Of the sentences of ``text`` that come from the other text, the share that was changed on the way.

    A copy leaves sentences out and puts new ones in; an update changes the ones it keeps.

    >>> old = shingles("The two sides will open the crossing at Brod again before June, both of them said. It rained.")
    >>> rewritten("The two sides will open the crossing at Brod again before July, neither of them said.", old)
    1.0
    """
    whole = changed = 0
    for sentence in sentences(text):
        row = _runs(words(sentence))
        if len(row):
            kept = float(np.isin(row, other).mean())
            whole += kept >= _WHOLE
            changed += _FROM <= kept < _WHOLE
    return changed / (whole + changed) if changed else 0.0


def sentences(text: str) -> Iterable[str]:
    """Pieces of text between full stops or line breaks; no parser, since only like is compared with like."""
    return (s for s in _STOP.split(text) if s)
