"""The sentences a quote stands in: what a reader sees before and after the words themselves."""

from __future__ import annotations

import re

from readouts.export.marks import around
from readouts.model import Span

# A sentence ends at one of these signs, closing marks included, before white space; a line break ends one too.
_END = re.compile(r"""[.!?…][”"’')\]]*\s+(?=[“"‘'(\[]*[A-ZÀ-ÖØ-Þ0-9])|\n+""")
_FARTHEST = 280


def sentences_around(text: str, span: Span) -> tuple[str, str]:
    """What stands before and after a passage in its own sentences; a quote that is a whole sentence has neither.

    A sentence longer than 280 characters is cut at a word, with an ellipsis.

    >>> sentences_around("It rained. The mayor said he would pay, and left. Then night fell.", Span(21, 38))
    ('The mayor ', ', and left.')
    >>> sentences_around("It rained. He said no. She left.", Span(11, 22))
    ('', '')
    """
    low, high = max(0, span.start - _FARTHEST), min(len(text), span.end + _FARTHEST)
    starts = [m.end() for m in _END.finditer(text, low, min(len(text), span.start + 1)) if m.end() <= span.start]
    start = starts[-1] if starts else low
    after = next((m for m in _END.finditer(text, max(span.start, span.end - 3), high) if m.end() >= span.end), None)
    end = high if after is None else max(span.end, after.start() + len(after.group().rstrip()))
    before, behind = around(text, span, max(span.start - start, end - span.end, 0))
    if starts or low == 0:
        before = re.sub(r"\s+", " ", text[start : span.start])
    if after is not None or high == len(text):
        behind = re.sub(r"\s+", " ", text[span.end : end])
    return before if before.strip() else "", behind if behind.strip() else ""
