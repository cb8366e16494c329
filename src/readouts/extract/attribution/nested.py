"""Which attribution stands inside which, and which of two rivals stays."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from readouts.extract.attribution.cues import VERBS
from readouts.extract.attribution.frames import Found
from readouts.extract.attribution.patterns import (
    AGENTS,
    CORE,
    LAYOUTS,
    LIGHT_LEFT,
    ORGANIZATION_NOUNS,
    PERSON_NOUNS,
    REPORTING,
    SAYING,
    SPEECH,
    THINKING,
    UNNAMED_NOUNS,
    noun_is_core,
)
from readouts.model import Attribution, Parse, Span, Token
from readouts.text.near import Near

_ORDER = (*LAYOUTS, "aside", "quote", "ccomp", "according", "xcomp", "passive-xcomp", "dobj")


_SELF = frozenset("i we me us my our you".split())
_SPEAKERS = AGENTS | PERSON_NOUNS | ORGANIZATION_NOUNS | UNNAMED_NOUNS


def one_a_head(found: list[Found]) -> list[Found]:
    """The strongest frame of each cue."""
    best: dict[int, Found] = {}
    for f in found:
        old = best.get(f.head)
        if old is None or _rank(f) < _rank(old):
            best[f.head] = f
    return list(best.values())


def _rank(f: Found) -> tuple[int, int]:
    order = _ORDER.index(f.frame) if f.frame in _ORDER else len(_ORDER)
    return order, -sum(s.end - s.start for s in f.content)


def parents(parse: Parse, found: list[Found]) -> list[int | None]:
    """For each candidate the number of the one whose content holds its cue, the smallest such.

    Where two hold each other's cue, or the same words twice over, only the larger is asked.
    """
    size = [sum(s.end - s.start for s in f.content) for f in found]
    rank = {n: k for k, n in enumerate(sorted(range(len(found)), key=lambda n: -size[n]))}
    near = Near(range(len(found)), lambda n: found[n].content)
    out: list[int | None] = []
    for n, f in enumerate(found):
        at = f.spans[1].start if f.spans else parse.tokens[f.head].start
        around = [
            m
            for m in near.over([Span(at, at + 1)])
            if m != n and rank[m] < rank[n] and any(s.start <= at < s.end for s in found[m].content)
        ]
        out.append(min(around, key=lambda m: size[m], default=None))
    return out


def light_left(parse: Parse, found: list[Found]) -> list[Found]:
    """Of "declined to comment on it" the whole is the cue; of "refused to sign it" only the refusal is."""
    merged = {f.head: h for f in found if (h := _light_head(parse, f)) is not None}
    whole = {n for n in merged if parse.tokens[n].lemma.lower() in SAYING}
    light = {merged[n] for n in whole}
    alone = {f.head for f in found}
    return [
        f
        for f in found
        if not (f.head in light and f.frame == "xcomp")
        and not (f.head in merged and f.head not in whole and merged[f.head] in alone)
    ]


def _light_head(parse: Parse, f: Found) -> int | None:
    """The "decline" of a cue "declined to comment", where the cue has one."""
    t = parse.tokens[f.head]
    head = parse.tokens[t.head]
    return head.i if t.dep == "xcomp" and head.i in f.cue and head.lemma.lower() in LIGHT_LEFT else None


def settle(parse: Parse, found: Sequence[Attribution]) -> list[Attribution]:
    """Without inner attributions that only look like one; what stood inside them moves out to who is around."""
    by_id = {a.id: a for a in found}
    kept = {a.id for a in found if a.parent is None or reports(parse, a, by_id[a.parent])}

    def around(a: Attribution) -> str | None:
        parent = a.parent
        while parent is not None and parent not in kept:
            parent = by_id[parent].parent
        return parent

    return [replace(a, parent=around(a)) for a in found if a.id in kept]


def reports(parse: Parse, a: Attribution, holder: Attribution) -> bool:
    """Whether an attribution inside another's words tells of somebody's word, by its frame, its verb and its source.

    >>> from readouts.encoders.parse import parse
    >>> from readouts.extract.attribution.rules import RulesEngine
    >>> from readouts.model import Document
    >>> for text in ("Vale said the council refused to pay.", "Vale said the crane refused to start."):
    ...     print(len(RulesEngine().attribute(Document("d", text), parse(text))))
    2
    1
    """
    frame, lemma = reason(a, "frame:"), reason(a, "cue:")
    if frame.startswith("noun-"):
        return noun_is_core(lemma) or frame == "noun-that"
    if frame in ("adverb", "according", "tagger", *LAYOUTS):
        return True
    head = next((t for c in a.cue for t in reversed(parse.within(c.start, c.end)) if t.lemma.lower() == lemma), None)
    if head is None or _deed(parse, head, a, holder):
        return False
    told = frame in ("ccomp", "aside", "quote", "passive-ccomp")
    if not a.source:
        return told and lemma in SPEECH and head.dep not in ("amod", "pcomp")
    mine = a.source[0].of(parse.text).lower() in _SELF
    if not told and mine and lemma not in CORE:
        return False
    if lemma in THINKING and (mine or not told):
        return False
    if told and lemma in SPEECH:
        return True
    return (lemma in REPORTING or (told and lemma in VERBS)) and can_speak(parse, a.source)


def reason(a: Attribution, kind: str) -> str:
    """The first reason of a kind, such as ``frame:``, without it."""
    return next((r.removeprefix(kind) for r in a.reasons if r.startswith(kind)), "")


def _deed(parse: Parse, head: Token, a: Attribution, holder: Attribution) -> bool:
    """The "share" of "agreed to share": what is agreed on, not another word."""
    above = parse.tokens[head.head]
    own = any(parse.tokens[k].dep in ("nsubj", "nsubjpass") for k in parse.children[head.i])
    if head.dep != "xcomp" or own or any(c.covers(Span(above.start, above.end)) for c in a.cue):
        return False
    return any(c.overlaps(Span(above.start, above.end)) for c in holder.cue) or head.tag in ("VB", "VBN")


def can_speak(parse: Parse, source: Sequence[Span]) -> bool:
    """True for people, bodies, places that stand for them, and pronouns; false for cranes and clocks."""
    tokens = [t for s in source for t in parse.within(s.start, s.end)]
    inside = {t.i for t in tokens}
    head = next((t for t in tokens if t.head not in inside or t.head == t.i), None)
    if head is None:
        return False
    if head.pos in ("PROPN", "PRON", "NUM", "DET"):
        return head.text.lower() not in ("this", "that", "these", "those", "which")
    n = bisect_right(parse.entities, head.start, key=lambda e: e.start) - 1
    if n >= 0 and head.i < parse.entities[n].last and parse.entities[n].label in ("PERSON", "ORG", "GPE", "NORP"):
        return True
    return head.lemma.lower() in _SPEAKERS or head.text.lower() in _SPEAKERS


def narrowest(a: Attribution, holders: Near[Attribution]) -> Attribution | None:
    """Whose content holds an attribution's cue and most of its content: the smallest such."""
    around = [b for b in holders.over(a.cue) if b.id != a.id and size(b) > size(a) and holds(b, a)]
    return min(around, key=size, default=None)


def holds(b: Attribution, a: Attribution) -> bool:
    """Whether the cue of ``a`` stands in the content of ``b``, and most of its content too."""
    if not a.cue or not all(any(s.start <= c.start < s.end for s in b.content) for c in a.cue):
        return False
    return shared(a.content, b.content) >= 0.8 * size(a)


def shared(a: Sequence[Span], b: Sequence[Span]) -> int:
    """Characters that two lists of spans have in common."""
    return sum(max(0, min(s.end, t.end) - max(s.start, t.start)) for s in a for t in b)


def size(a: Attribution) -> int:
    """Characters of the content."""
    return sum(s.end - s.start for s in a.content)
