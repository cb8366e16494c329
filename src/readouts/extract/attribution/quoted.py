"""Quotations joined to whoever they are quoted from, across sentences and paragraphs."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace

from readouts.extract.attribution.frames import Found, cue_of, source_of
from readouts.extract.attribution.patterns import QUOTING
from readouts.model import Parse, Span, Token
from readouts.text.quotes import left_open, paragraphs, quotations

_WORD = re.compile(r"\w+")
_INNER = re.compile(r"(?<!\w)[‘'](?=\w)((?:[^‘’'“”\"\n]|[’'](?=\w))+)[’'](?!\w)")
# A mention in quotation marks ("the so-called 'reset'") is not a statement; from so many words on it is.
_STATEMENT = 4


class Quotes:
    """The quotations of one text, with quick answers to where they stand."""

    def __init__(self, parse: Parse) -> None:
        self.parse, self.text = parse, parse.text
        self.spans = quotations(parse.text)
        self.starts = [q.start for q in self.spans]
        self.lines = list(paragraphs(parse.text))
        self.line_starts = [a for a, _ in self.lines]
        self.token_starts = [t.start for t in parse.tokens]

    def inside(self, offset: int) -> Span | None:
        """The quotation that holds a character, if one does."""
        n = bisect_right(self.starts, offset) - 1
        return self.spans[n] if n >= 0 and offset < self.spans[n].end else None

    def line(self, offset: int) -> int:
        """Number of the paragraph that holds a character."""
        return max(0, bisect_right(self.line_starts, offset) - 1)

    def whole(self, found: Found) -> Found:
        """Content grown to the whole of a quotation that it cuts through."""
        head = self.parse.tokens[found.head].start
        own = self.inside(head)
        out: list[Span] = []
        for s in found.content:
            start, end = s.start, s.end
            for q in (self.inside(start), self.inside(max(start, end - 1))):
                if q is not None and q != own:
                    start, end = min(start, q.start), max(end, q.end)
            if end < len(self.text) and self.text[end] in '”"' and self.inside(end) is not None:
                end += 1
            out.append(Span(start, end))
        return replace(found, content=join(self.text, out))

    def words(self, q: Span) -> int:
        """How many words a quotation has."""
        return len(_WORD.findall(self.text, q.start, q.end))


def within(quotes: Quotes) -> list[Found]:
    """Quotations in single marks inside others: “He told me, ‘Never,’ and left”, with the verb beside them."""
    out = []
    for q in quotes.spans:
        for m in _INNER.finditer(quotes.text, q.start, q.end):
            inner = Span(m.start(1), m.end(1))
            verb = _verb_near(quotes, q, m) if quotes.words(inner) > 2 else None
            if verb is not None:
                out.append(Found(verb.i, "quote", cue_of(quotes.parse, verb), source_of(quotes.parse, verb), (inner,)))
    return out


def _verb_near(quotes: Quotes, q: Span, m: re.Match[str]) -> Token | None:
    tokens, text = quotes.parse.tokens, quotes.text
    first, last = bisect_left(quotes.token_starts, m.start()), bisect_left(quotes.token_starts, m.end())
    before = range(first - 1, max(first - 8, -1), -1)
    after = range(last, min(last + 8, len(tokens))) if text[m.end(1) - 1] in ",?!" else range(0)
    for side in (before, after):
        for i in side:
            t = tokens[i]
            if not q.start <= t.start < q.end or t.text in ".;?!":
                break
            if t.lemma.lower() in QUOTING and t.pos == "VERB":
                return t
    return None


def join(text: str, spans: list[Span]) -> tuple[Span, ...]:
    """Spans in order, those that overlap or touch (but for space) made one."""
    out: list[Span] = []
    for s in sorted(spans):
        if out and (s.start <= out[-1].end or not text[out[-1].end : s.start].strip(" ")):
            out[-1] = Span(out[-1].start, max(out[-1].end, s.end))
        else:
            out.append(s)
    return tuple(out)


def attach(quotes: Quotes, found: list[Found]) -> list[Found]:
    """Give every quotation without an owner to the cue beside it, or to the speaker who is already speaking."""
    covered = sorted((s, quotes.parse.tokens[f.head].start, n) for n, f in enumerate(found) for s in f.content)
    ends = [s.start for s, _, _ in covered]
    by_head = {f.head: n for n, f in enumerate(found)}
    previous: int | None = None
    previous_quote: Span | None = None
    for q in quotes.spans:
        at = bisect_right(ends, q.start + 1)
        near = covered[max(0, at - 6) : at + 1]
        owners = [n for s, head, n in near if s.overlaps(q) and not q.start <= head < q.end]
        if owners:
            previous = max(owners, key=lambda n: sum(s.end - s.start for s in found[n].content))
            previous_quote = q
            continue
        if quotes.words(q) < _STATEMENT:
            continue
        cue = _beside(quotes, q)
        if cue is not None:
            n = by_head.get(cue.i, -1)
            if n < 0:
                parse = quotes.parse
                found.append(Found(cue.i, "quote", cue_of(parse, cue), source_of(parse, cue), (q,)))
                n = by_head[cue.i] = len(found) - 1
            else:
                found[n] = replace(found[n], content=join(quotes.text, [*found[n].content, q]))
            previous, previous_quote = n, q
        elif previous is not None and previous_quote is not None and _goes_on(quotes, previous_quote, q):
            f = found[previous]
            found[previous] = replace(f, content=join(quotes.text, [*f.content, q]))
            previous_quote = q
        elif (only := _before(quotes, found, q)) is not None:
            found[only] = replace(found[only], content=join(quotes.text, [*found[only].content, q]))
            previous, previous_quote = only, q
        else:
            previous = previous_quote = None
    return found


def _before(quotes: Quotes, found: list[Found], q: Span) -> int | None:
    """Whose a paragraph of nothing but quotation is: the only one who speaks or is named in the paragraph before, if only one is."""
    line = quotes.line(q.start)
    start, end = quotes.lines[line]
    if not line or _WORD.search(quotes.text, start, q.start) or _WORD.search(quotes.text, q.end, end):
        return None
    a, b = quotes.lines[line - 1]
    tokens = quotes.parse.tokens
    near = [
        n
        for n, f in enumerate(found[-40:], max(0, len(found) - 40))
        if f.source and a <= tokens[f.head].start < b and quotes.inside(tokens[f.head].start) is None
    ]
    who = {tuple(tokens[i].text.lower() for i in found[n].source) for n in near}
    at = bisect_left(quotes.parse.entities, a, key=lambda e: e.start)
    named = {e.first for e in quotes.parse.entities[at : at + 12] if e.end <= b and e.label == "PERSON"}
    mine = {i for n in near for i in found[n].source}
    return near[-1] if len(who) == 1 and named <= mine else None


def _beside(quotes: Quotes, q: Span) -> Token | None:
    """A quoting verb just after the closing mark, or just before the opening one, in the same paragraph."""
    tokens = quotes.parse.tokens
    line_start, line_end = quotes.lines[quotes.line(q.start)]
    first, last = bisect_left(quotes.token_starts, q.start), bisect_left(quotes.token_starts, q.end)
    if quotes.text[q.end - 2 : q.end - 1] in (",", "?", "!") or quotes.text[q.end : q.end + 1] == ",":
        for i in range(last, min(last + 14, len(tokens))):
            t = tokens[i]
            if t.start >= line_end or t.text in (".", ";", "“"):
                break
            if t.lemma.lower() in QUOTING and t.pos == "VERB":
                return t
    n = quotes.line(q.start)
    if n and q.start - line_start < 3:
        before = quotes.text[slice(*quotes.lines[n - 1])].rstrip()
        line_start = quotes.lines[n - 1][0] if before.endswith(":") else line_start
    for i in range(first - 1, max(first - 25, -1), -1):
        t = tokens[i]
        if t.start < line_start or (t.text in (".", ";", "”", "?", "!") and i < first - 1):
            break
        if t.lemma.lower() in QUOTING and t.pos == "VERB":
            return t
    return None


def _goes_on(quotes: Quotes, before: Span, q: Span) -> bool:
    one, two = quotes.line(before.start), quotes.line(q.start)
    between = quotes.text[before.end : q.start]
    if one == two:
        # A sentence of the reporter's in between is no obstacle when it only ends the speaker's line.
        ended = between.rstrip()[-1:] in ".:!?" and between.count(". ") <= 1
        return len(_WORD.findall(between)) <= (35 if ended else 12)
    if two != one + 1:
        return False
    start, end = quotes.lines[two]
    opens = quotes.text[start : q.start].strip() == ""
    alone = opens and not _WORD.search(quotes.text, q.end, end) and len(_WORD.findall(between)) <= 10
    return alone or (opens and (left_open(quotes.text, before) or not _WORD.search(between)))
