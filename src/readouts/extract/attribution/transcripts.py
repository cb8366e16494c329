"""Layouts in which the line itself says who speaks: transcripts, headlines with a colon, signed quotations."""

from __future__ import annotations

import re
from bisect import bisect_left

from readouts.extract.attribution.frames import Found
from readouts.model import Parse, Span
from readouts.text.quotes import paragraphs

_TURN = re.compile(
    r"[ \t]*((?:[A-Z][A-Z.'’\-]+(?:[ ,]+[A-Z][A-Z.'’\-]*){0,5}|Q|A|QUESTION|ANSWER)(?: \([^)\n]{1,40}\))?)"
    r"[ \t]*(:)[ \t]*(?=\S)"
)
_COLON = re.compile(r"[ \t]*((?:[A-Z][\w.'’\-]*|of|the|for|and)(?: (?:[A-Z][\w.'’\-]*|of|the|for|and)){0,5})(:) (?=\S)")
_NOT_NAMES = re.compile(
    r"(?i)^(?:update|breaking|watch|video|photo|file photo|caption|image|exclusive|related|read|more|note|live|poll|report|source|date|subject|"
    r"to|re|cc|time|place)\b"
)
_FROM = re.compile(r"[ \t]*From ((?:the |The )?[A-Z][^:\n]{1,80})(:)[ \t]*")
_SIGNED = re.compile(r"[”\"]\s*(--|—|–|-)\s*([A-Z][\w.'’\-]*(?: [A-Z][\w.'’\-]*){0,4}(?:, [^\n\"“”]{1,60})?)[ \t.]*$")


def turns(parse: Parse) -> list[Found]:
    """Turns of a transcript (``Q: ...``, ``MS. SMITH: ...``), each up to the next; at least two make a transcript."""
    lines = list(paragraphs(parse.text))
    heads = [(a, m) for a, b in lines if (m := _TURN.match(parse.text, a, b))]
    heads = [(at, m) for at, m in heads if not _NOT_NAMES.match(m[1])]
    labels = [m[1] for _, m in heads]
    # Somebody speaks twice, or questions are marked; captions and link lists ("WATCH: ...") do neither.
    if len(set(labels)) == len(labels) and not {"Q", "QUESTION"} & set(labels):
        return []
    starts = [t.start for t in parse.tokens]
    out = []
    for n, (_, m) in enumerate(heads):
        end = heads[n + 1][0] if n + 1 < len(heads) else len(parse.text)
        end = m.end() + len(parse.text[m.end() : end].rstrip())
        found = _at(starts, "turn", m.start(2), (m.start(1), m.end(1)), (m.end(), end))
        if found is not None:
            out.append(found)
    return out


def signed_and_headed(parse: Parse) -> list[Found]:
    """``Minister: We never agreed`` at the top of a text, and ``"..." - Name`` on a line of its own."""
    starts = [t.start for t in parse.tokens]
    out: list[Found | None] = []
    lines = list(paragraphs(parse.text))
    for n, (a, b) in enumerate(lines):
        issued = _FROM.match(parse.text, a, b)
        if issued:
            content = (issued.end(), b) if issued.end() < b else lines[min(n + 1, len(lines) - 1)]
            out.append(_at(starts, "headline", issued.start(2), issued.span(1), content))
            continue
        m = _COLON.match(parse.text, a, b) if n == 0 else None
        if m and not _NOT_NAMES.match(m[1]):
            out.append(_at(starts, "headline", m.start(2), m.span(1), (m.end(), b)))
        line = parse.text[a:b]
        s = _SIGNED.search(line) if line.lstrip()[:1] in '“"' else None
        if s:
            out.append(_at(starts, "signed", a + s.start(1), (a + s.start(2), a + s.end(2)), (a, a + s.start() + 1)))
    return [f for f in out if f is not None]


def _at(starts: list[int], frame: str, cue: int, source: tuple[int, int], content: tuple[int, int]) -> Found | None:
    head = bisect_left(starts, cue)
    if head >= len(starts) or starts[head] != cue or content[1] <= content[0]:
        return None
    who = tuple(range(bisect_left(starts, source[0]), bisect_left(starts, source[1])))
    return Found(head, frame, (head,), who, (Span(*content),)) if who else None
