"""Overlapping highlights: cut a text at every span's ends, so that each piece carries all spans over it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from readouts.model import Span


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text with the keys of the spans that cover it, and of those that start with it."""

    start: int
    end: int
    keys: tuple[str, ...]
    starts: tuple[str, ...] = ()


def segments(length: int, marks: Iterable[tuple[Span, str]]) -> Iterator[Segment]:
    """Cut ``0..length`` at all boundaries of ``marks``; together the pieces give the text exactly once.

    Spans may nest, overlap or repeat. Empty spans and what lies past the end are left out.

    >>> [(s.start, s.end, s.keys) for s in segments(9, [(Span(0, 6), "a"), (Span(4, 8), "b")])]
    [(0, 4, ('a',)), (4, 6, ('a', 'b')), (6, 8, ('b',)), (8, 9, ())]
    """
    kept = [(s.start, min(s.end, length), key) for s, key in marks if s.start < min(s.end, length)]
    opens: dict[int, list[str]] = {}
    closes: dict[int, list[str]] = {}
    for start, end, key in kept:
        opens.setdefault(start, []).append(key)
        closes.setdefault(end, []).append(key)
    cuts = sorted({0, length} | opens.keys() | closes.keys())
    live: list[str] = []
    for start, end in pairwise(cuts):
        for key in closes.get(start, ()):
            live.remove(key)
        live += opens.get(start, [])
        yield Segment(start, end, tuple(dict.fromkeys(live)), tuple(opens.get(start, ())))
