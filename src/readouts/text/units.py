"""Statements: the units that are judged one by one, sentences cut at line breaks."""

from __future__ import annotations

from collections.abc import Iterable

from readouts.model import Parse, Span

_EDGE = " \t\r\n\f\v\u00a0"


def statements(parse: Parse, leave_out: Iterable[Span] = ()) -> list[Span]:
    """Sentence spans of a parse, cut at line breaks, trimmed, without those inside ``leave_out``.

    The parser sometimes runs a headline into the first sentence; a line break always ends a statement.
    """
    out: list[Span] = []
    barred = list(leave_out)
    for s in parse.sentences:
        at = s.start
        for line in parse.text[s.start : s.end].split("\n"):
            a, b = trim(parse.text, at, at + len(line))
            at += len(line) + 1
            span = Span(a, b)
            if any(c.isalnum() for c in span.of(parse.text)) and not any(f.overlaps(span) for f in barred):
                _join_or_add(out, span, parse.text)
    return out


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Offsets without white space at either end."""
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end


def _join_or_add(out: list[Span], span: Span, text: str) -> None:
    """A tail such as ``he said.`` that begins in lower case belongs to the quotation before it."""
    words = span.of(text)
    if (
        out
        and "\n" not in text[out[-1].end : span.start]
        and span.end - span.start < 60
        and words.lstrip("”\"'’ ")[:1].islower()
    ):
        out[-1] = Span(out[-1].start, span.end)
    else:
        out.append(span)
