"""Overlapping highlights: cut a text at every span's ends, so that each piece carries all spans over it."""

from __future__ import annotations

import re
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


def around(text: str, span: Span, reach: int = 140) -> tuple[str, str]:
    """What stands before and after a passage, cut at a word: an ellipsis marks a cut, a pilcrow a new paragraph.

    ``reach`` is how many characters of either side are looked at.

    >>> around("It rained. He said no. She left.", Span(11, 22), reach=8)
    ('… rained. ', ' She …')
    """
    start, end = max(0, span.start - reach), min(len(text), span.end + reach)
    before, after = text[start : span.start], text[span.end : end]
    if start:
        before = "… " + (before.lstrip() if text[start - 1].isspace() else re.sub(r"\A\S*\s*", "", before))
    if end < len(text):
        after = (after.rstrip() if text[end].isspace() else re.sub(r"\s*\S*\Z", "", after)) + " …"
    return _one_line(before), _one_line(after)


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[^\S\n]*\n[^\S\n]*\n\s*", " ¶ ", text))
