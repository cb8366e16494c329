"""Cut a text into windows an encoder can take: pieces with their offsets, ended at paragraphs where possible."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

CLS, SEP = 101, 102
_PARAGRAPH = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces of one window.

    ``offsets`` are character ranges of the text (empty at markers); ``features`` code case and quotation
    (0..5); ``paragraphs`` count from the top of the text; ``own`` is the half-open range of pieces this
    window answers for: where a long paragraph is cut, neighbouring windows share the rest as context.
    """

    ids: list[int]
    features: list[int]
    offsets: list[tuple[int, int]]
    paragraphs: list[int]
    own: tuple[int, int]


def quoted(text: str) -> list[bool]:
    """For each character, whether it stands inside double quotation marks (a paragraph's end closes them).

    >>> "".join("x" if q else "." for q in quoted('He said "no" once'))
    '........xxxx.....'
    """
    out, inside = [], False
    for ch in text:
        if ch == "\n":
            inside = False
        opens = ch in "“«„" or (ch == '"' and not inside)
        closes = not opens and inside and ch in '”»"'
        out.append(inside or opens)
        inside = opens or (inside and not closes)
    return out


def windows(text: str, tokenizer: Any, *, limit: int = 190, overlap: int = 60) -> Iterator[Window]:
    """Windows of at most ``limit`` pieces in reading order; a paragraph is cut only when it is longer than that."""
    inside = quoted(text)
    row: list[tuple[int, int, int, int]] = []
    for number, match in enumerate(_PARAGRAPH.finditer(text)):
        encoding = tokenizer.encode(match.group(), add_special_tokens=False)
        pieces = [
            (i, feature(text, inside, a + match.start()), a + match.start(), b + match.start())
            for i, (a, b) in zip(encoding.ids, encoding.offsets, strict=True)
        ]
        rows = [(i, f, a, b) for i, f, a, b in pieces]
        if row and len(row) + len(rows) + 2 > limit:
            yield _window(row)
            row = []
        if len(rows) + 2 > limit:
            yield from _long(rows, number, limit, overlap)
            continue
        if rows:
            row += [(*r[:2], r[2], r[3]) for r in rows] + [(SEP, 0, number, -1)]
    if row:
        yield _window(row)


def feature(text: str, inside: list[bool], at: int) -> int:
    """Case and quotation of the piece that begins at ``at``: 0 lower case, 1 capital, 2 all capitals, 3 more inside a quotation.

    >>> feature("NATO", quoted("NATO"), 0)
    2
    """
    case = 0 if not text[at].isupper() else 2 if text[at : at + 2].isupper() and len(text[at : at + 2]) > 1 else 1
    return case + 3 * inside[at]


def _window(row: list[tuple[int, int, int, int]]) -> Window:
    """A window of whole paragraphs: a row with end -1 is the marker that ends its paragraph."""
    ids, features, offsets, paragraphs = [CLS], [0], [(0, 0)], [0]
    count = 0
    for i, f, a, b in row:
        ids.append(i)
        features.append(f)
        offsets.append((0, 0) if b < 0 else (a, b))
        paragraphs.append(count)
        count += b < 0
    return Window(ids, features, offsets, paragraphs, (1, len(ids)))


def _long(rows: list[tuple[int, int, int, int]], number: int, limit: int, overlap: int) -> Iterator[Window]:
    size, at = limit - 2, 0
    while True:
        stop = min(at + size, len(rows))
        last = stop == len(rows)
        made = _window([*rows[at:stop], (SEP, 0, number, -1)])
        own = (1 + (overlap // 2 if at else 0), len(made.ids) - (0 if last else 1 + overlap // 2))
        yield Window(made.ids, made.features, made.offsets, made.paragraphs, own)
        if last:
            return
        at = stop - overlap


def distance(first: int, last: int, length: int, paragraphs: list[int]) -> tuple[list[int], list[int]]:
    """How far each piece stands from a cue at pieces ``first..last`` (inclusive), as two bucket numbers.

    The first counts pieces (0..24, 12 inside the cue, doubling widths), the second paragraphs (0..4, 2 in the same).
    """
    steps, jumps = [], []
    for j in range(length):
        d = j - first if j < first else j - last if j > last else 0
        size = abs(d)
        bucket = size if size <= 5 else min(12, 3 + size.bit_length())
        steps.append(12 + (bucket if d > 0 else -bucket))
        jumps.append(2 + max(-2, min(2, paragraphs[j] - paragraphs[first])))
    return steps, jumps
