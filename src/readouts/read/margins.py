"""Running heads and page numbers of a PDF: they stand between the halves of a sentence, and are no part of it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

_NUMBER = re.compile(r"(?:page\s+)?[-–—|\s]*\d{1,3}[-–—|\s]*(?:(?:of|/)\s*\d{1,3})?", re.IGNORECASE)
_SAME_HEIGHT = 4.0  # points: how far a running head may wander from page to page
_MOST_LINES = 3  # at the top, and at the foot


@dataclass(slots=True)
class Line:
    """Words on a page with their box, in points from the page's lower left corner."""

    left: float
    bottom: float
    right: float
    top: float
    text: str
    column: int = 0


def without_margins(pages: list[list[Line]]) -> list[list[Line]]:
    """Leave out the outermost lines that repeat at one height on most pages, and bare page numbers there.

    Figures count as equal, so that "Statement, page 3" repeats "Statement, page 2".

    >>> foot = [[Line(72, 700, 300, 711, f"Part {n} of the talks."), Line(290, 40, 300, 51, str(n))] for n in (1, 2)]
    >>> [[line.text for line in page] for page in without_margins(foot)]
    [['Part 1 of the talks.'], ['Part 2 of the talks.']]
    """
    out = [list(page) for page in pages]
    for top in (True, False):
        for _ in range(_MOST_LINES):
            edges = [_edge(page, top) for page in out]
            counts = Counter(_key(line) for edge in edges for line in edge)
            for page, edge in zip(out, edges, strict=True):
                for line in edge:
                    number = _NUMBER.fullmatch(line.text.strip()) and _apart(page, line)
                    again = len(pages) > 2 and counts[_key(line)] > len(pages) / 2
                    if len(page) > 1 and (number or again):
                        page.remove(line)
    return out


def _edge(page: list[Line], top: bool) -> list[Line]:
    """The lines of the outermost printed row."""
    if not page:
        return []
    if top:
        height = max(line.top for line in page)
        return [line for line in page if line.top > height - _SAME_HEIGHT]
    height = min(line.bottom for line in page)
    return [line for line in page if line.bottom < height + _SAME_HEIGHT]


def _key(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text.strip()), round(line.bottom / _SAME_HEIGHT / 2)


def _apart(page: list[Line], line: Line) -> bool:
    """A number that stands off from the text, as the last line of a paragraph does not."""
    height = line.top - line.bottom
    others = [other for other in page if other is not line]
    return all(max(other.bottom - line.top, line.bottom - other.top) > 0.8 * height for other in others)
