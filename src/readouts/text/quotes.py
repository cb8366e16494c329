"""Where quotation marks open and close, also where they are mixed, left open or carried over paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readouts.model import Span

_OPEN, _CLOSE, _BOTH = "“«„", "”»", '"＂'
_MARK = re.compile(r"[“”«»„\"＂]|``|''")
# A full stop that ends a sentence, not one that shortens a word ("Mr. Orr").
_STOP = re.compile(r"(?<!\b[A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z][a-z])[.!?]()\s+(?=[A-Z\"“])")
_PARAGRAPH = re.compile(r"[^\n]+")
# A mark nobody closes may reach this far; beyond it is a misprint, not a quotation.
_OPEN_REACH = 1500


def quotations(text: str) -> list[Span]:
    """Spans of quotations with their marks, in order, outermost only, none across a paragraph break.

    A paragraph whose mark is left open counts to its end when the next paragraph opens again, as print does for
    long quotations; an odd mark otherwise never reaches beyond its own sentence: what comes after may be anybody's.

    >>> [s.of('He said "no" and “not yet”.') for s in quotations('He said "no" and “not yet”.')]
    ['"no"', '“not yet”']
    >>> [s.of('He said "it is off. The port denied it.') for s in quotations('He said "it is off. The port denied it.')]
    ['"it is off.']
    """
    out: list[Span] = []
    lines = list(paragraphs(text))
    for n, (start, end) in enumerate(lines):
        found = list(_in_paragraph(text, start, end))
        goes_on = n + 1 < len(lines) and _MARK.match(text, lines[n + 1][0])
        if found and not goes_on and left_open(text, found[-1]):
            stop = _STOP.search(text, found[-1].start + 1, found[-1].end)
            found[-1] = Span(found[-1].start, stop.start(1) if stop else found[-1].end)
        out.extend(found)
    return out


def unclosed(text: str) -> list[Span]:
    """Each odd quotation's first sentence: one that nothing closes and no later paragraph takes up.

    >>> text = 'He said "it is off. The port denied it.'
    >>> [s.of(text) for s in unclosed(text)]
    ['"it is off.']
    """
    quotes = [q for q in quotations(text) if left_open(text, q)]
    return [q for q in quotes if not _MARK.match(text[q.end :].lstrip())]


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Offsets of the lines that hold words."""
    for m in _PARAGRAPH.finditer(text):
        if not m[0].isspace():
            yield m.start(), m.end()


def left_open(text: str, quote: Span) -> bool:
    """True when a quotation ends without a closing mark (it goes on in the next paragraph)."""
    return text[quote.end - 1] not in _CLOSE + _BOTH and text[quote.end - 2 : quote.end] != "''"


def _in_paragraph(text: str, start: int, end: int) -> Iterator[Span]:
    opened: int | None = None
    for m in _MARK.finditer(text, start, end):
        mark, at = m[0], m.start()
        opens = mark in _OPEN or mark == "``" or (mark in (*_BOTH, "''") and _may_open(text, at, m.end(), start, end))
        if opened is None:
            if opens and not _inches(text, at):
                opened = at
        elif mark in _OPEN and _may_open(text, at, m.end(), start, end) and at - opened > _OPEN_REACH:
            opened = at
        elif mark not in _OPEN and (not opens or not _may_open(text, at, m.end(), start, end)):
            if m.end() - opened > 2:
                yield Span(opened, m.end())
            opened = None
    if opened is not None and end - opened <= _OPEN_REACH:
        tail = len(text[opened:end].rstrip())
        if tail > 2:
            yield Span(opened, opened + tail)


def _may_open(text: str, at: int, after: int, start: int, end: int) -> bool:
    """A straight mark opens when space or an opening bracket is before it and a word after it."""
    before = text[at - 1] if at > start else " "
    following = text[after] if after < end else " "
    return (before.isspace() or before in "([{—–-‘'’/:") and not following.isspace()


def _inches(text: str, at: int) -> bool:
    return text[at] == '"' and at > 0 and text[at - 1].isdigit()
