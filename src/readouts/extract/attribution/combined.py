"""Both engines together: the trained one speaks, and the rules add what it missed and whose inner word it is."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from readouts.extract.attribution.nested import can_speak, holds, narrowest, reason, settle, shared, size
from readouts.extract.attribution.patterns import CORE, LAYOUTS, SPEECH, WITHHOLDING
from readouts.extract.attribution.protocol import AttributionEngine
from readouts.extract.attribution.quoted import join
from readouts.model import Attribution, Document, Parse, Span
from readouts.text.near import Near
from readouts.text.quotes import quotations, unclosed

_ADDED = "added: rules"
_GOES_ON = "quotation goes on"
_SELF = frozenset("i we you it they".split())
# Fewer words than these before ", he said" are an opening ("In contrast"), not what he said.
_OPENING = 4


class CombinedEngine:
    """The trained engine's attributions, and the rules' where they do not stand in the way of one of those.

    An attribution of the rules that lies inside another's content becomes its inner one. One that has the same cue
    lends its speaker and its reasons where the trained engine gives none. A sentence that ends in ", she said" is hers:
    where the trained engine gave it to whoever spoke before, it is taken back.
    """

    name = "tagger+rules/1"

    def __init__(self, trained: AttributionEngine, rules: AttributionEngine) -> None:
        self.trained, self.rules = trained, rules

    def foresee(self, text: str) -> None:
        """The trained engine may begin."""
        self.trained.foresee(text)

    def attribute(self, document: Document, parse: Parse) -> list[Attribution]:
        """All attributions of a document, in the order of their first word."""
        second = self.rules.attribute(document, parse)
        laid = [b for b in second if reason(b, "frame:") in LAYOUTS]
        first = _within(_closed(document.text, self.trained.attribute(document, parse)), laid)
        twins, cues = Near(second, lambda b: b.cue), Near(first, lambda a: a.cue)
        contents = Near(first, lambda a: a.content)
        out = {a.id: _enrich(parse, _and_goes_on(document.text, a, twins, contents), twins.over(a.cue)) for a in first}
        contents = Near(list(out.values()), lambda a: a.content)
        marks = quotations(document.text)
        for b in second:
            shown = reason(b, "frame:") in LAYOUTS
            if not shown and any(_touch(a.cue, b.cue) for a in cues.over(b.cue)):
                continue
            around = [] if shown else [out[a.id] for a in contents.over((*b.cue, *b.content))]
            inner = any(holds(a, b) for a in around)
            own = replace(b, id=f"{b.id}r", parent=None)
            if not inner and _closes(parse, b):
                out |= {a.id: _without(parse, a, b) for a in around}
            elif not inner and not shown and not _adds(parse, b, around, marks):
                continue
            out |= {a.id: replace(a, parent=own.id) for a in around if not inner and a.parent is None and holds(own, a)}
            out[own.id] = own if inner else replace(own, reasons=(*own.reasons, _ADDED))
            contents.add(own)
        return sorted(_nested(parse, list(out.values())), key=_first)


def _closed(text: str, found: list[Attribution]) -> list[Attribution]:
    """Contents end with the sentence in which a quotation opens that nothing closes: what follows may be anybody's."""
    odd = Near(unclosed(text), lambda q: (q,))
    out = []
    for a in found:
        content = list(a.content)
        for q in odd.over(a.content):
            stop = text.find("\n", q.end)
            stop = len(text) if stop < 0 else stop
            kept = [(s.start, min(s.end, q.end)) for s in content] + [(max(s.start, stop), s.end) for s in content]
            content = sorted(Span(start, end) for start, end in kept if start < end)
        if content:
            out.append(replace(a, content=tuple(content)))
    return out


def _within(found: list[Attribution], laid: list[Attribution]) -> list[Attribution]:
    """What the trained engine found, kept inside the turn or signed passage it stands in, and inside that one's words."""
    if not laid:
        return found
    near = Near(laid, lambda b: (*b.source, *b.cue, *b.content))
    out = []
    for a in found:
        around = [b for b in near.over(a.cue) if any(s.covers(a.cue[0]) for s in b.content)]
        holder = min(around, key=size, default=None)
        if holder is not None:
            out += _inside(a, holder)
        elif not any(_touch((*a.cue, *a.content), (*b.source, *b.cue, *b.content)) for b in near.over(a.cue)):
            out.append(a)
    return out


def _inside(a: Attribution, holder: Attribution) -> list[Attribution]:
    """An attribution with nothing of what stands outside its turn; none where nothing is left."""
    content = tuple(s for s in a.content if any(c.covers(s) for c in holder.content))
    theirs = (*holder.source, *holder.content)
    if not all(any(c.covers(s) for c in theirs) for s in a.source):
        a = replace(a, source=(), speaker=None)
    return [replace(a, parent=f"{holder.id}r", content=content)] if content else []


def _first(a: Attribution) -> int:
    return min(s.start for s in (*a.source, *a.cue, *a.content))


def _nested(parse: Parse, found: list[Attribution]) -> list[Attribution]:
    """Each of the rules' inside the narrowest around it; the trained engine's stay where it put them."""
    contents = Near(found, lambda a: a.content)

    def placed(a: Attribution) -> Attribution:
        if a.parent is None and not a.id.endswith("r"):
            return a
        holder = narrowest(a, contents)
        return replace(a, parent=holder.id if holder is not None else a.parent)

    return settle(parse, [placed(a) for a in found])


def _enrich(parse: Parse, a: Attribution, others: Sequence[Attribution]) -> Attribution:
    twin = next((b for b in others if _touch(a.cue, b.cue)), None)
    if twin is None:
        return a
    same = bool(a.source and twin.source and _touch(a.source, twin.source))
    if not same and a.source and _better(parse, a, twin):
        a, same = replace(a, source=twin.source, speaker=twin.speaker), True
    if twin.negated and not a.negated and same:
        # The parse sees the "not" that stands outside the words the model took for the cue.
        a = replace(a, negated=True, cue=join(parse.text, [*a.cue, *twin.cue]))
    # A source that both found is resolved by the rules' reading of it, which knows the parse.
    speaker = twin.speaker if same and (a.speaker is None or a.speaker.name is None) else a.speaker
    return replace(a, speaker=speaker, reasons=(*a.reasons, *(r for r in twin.reasons if r not in a.reasons)))


def _better(parse: Parse, a: Attribution, twin: Attribution) -> bool:
    """Whether the rules' other source is right where grammar leaves no choice, or the trained engine's is a broken phrase."""
    frame = reason(twin, "frame:")
    if frame.startswith("passive-") and not twin.source:
        return True  # "was expected to": nobody is said to expect it
    if not twin.source:
        return False
    # "According to" stands right before its source, and ", she said" right beside it.
    return frame == "according" or (can_speak(parse, twin.source) and (frame == "aside" or _broken(parse, a)))


def _broken(parse: Parse, a: Attribution) -> bool:
    tokens = parse.within(a.source[0].start, a.source[0].end)
    if not tokens or not can_speak(parse, a.source):
        return True
    return tokens[0].pos in ("ADP", "CCONJ", "ADV", "AUX", "SCONJ") or tokens[-1].pos in (
        "ADP",
        "CCONJ",
        "SCONJ",
        "DET",
    )


def _and_goes_on(text: str, a: Attribution, twins: Near[Attribution], taken: Near[Attribution]) -> Attribution:
    """With the quotations of the paragraphs after it that the rules give the same speaker and the trained engine gave nobody."""
    twin = next((b for b in twins.over(a.cue) if _touch(a.cue, b.cue)), None)
    if twin is None or not a.source or not _touch(a.source, twin.source):
        return a
    more = [
        s
        for s in twin.content
        if text[s.start] in '“"„«'
        and not any(shared([s], b.content) for b in taken.over([s]))
        and s.start > a.cue[0].end
    ]
    return replace(a, content=join(text, [*a.content, *more]), reasons=(*a.reasons, _GOES_ON)) if more else a


def _closes(parse: Parse, b: Attribution) -> bool:
    """``..., she said``: a sentence whose end says whose it is."""
    spoken = reason(b, "frame:") == "aside" and reason(b, "cue:") in SPEECH and can_speak(parse, b.source)
    words = sum(len(s.of(parse.text).split()) for s in b.content)
    return spoken and words >= _OPENING and not _said_by_self(parse, b)


def _without(parse: Parse, a: Attribution, b: Attribution) -> Attribution:
    """``a`` without the fragments that are ``b``'s, where its own cue stands in another sentence and something is left."""
    if not a.cue or not b.cue or _sentence(parse, a.cue[0]) == _sentence(parse, b.cue[0]):
        return a
    left = tuple(s for s in a.content if 2 * shared([s], b.content) < s.end - s.start)
    return replace(a, content=left) if left and len(left) < len(a.content) else a


def _sentence(parse: Parse, s: Span) -> int:
    at = bisect_right(parse.tokens, s.start, key=lambda t: t.start) - 1
    return parse.tokens[max(0, at)].sent


def _adds(parse: Parse, b: Attribution, others: Sequence[Attribution], marks: Sequence[Span]) -> bool:
    """A plain "she said that ..." or a negated attribution of the rules, where the trained engine found nothing.

    Over the development articles the rules' other additions cost more precision than they bring; negated cues are
    where the trained engine is weakest and a miss hurts most (docs/models/attribution.md has the ablation).
    """
    frame, lemma = reason(b, "frame:"), reason(b, "cue:")
    if sum(shared(a.content, b.content) for a in others if not holds(b, a)) >= 0.3 * size(b):
        return False
    if b.negated:
        return lemma in CORE or (bool(b.source) and lemma in WITHHOLDING and not _said_by_self(parse, b))
    if not can_speak(parse, b.source):
        return False
    if frame == "according":
        return True
    return frame == "ccomp" and lemma in SPEECH and not _said_by_self(parse, b) and not _quoted(b, marks)


def _said_by_self(parse: Parse, b: Attribution) -> bool:
    return bool(b.source) and b.source[0].of(parse.text).lower() in _SELF


def _quoted(b: Attribution, marks: Sequence[Span]) -> bool:
    at = bisect_right(marks, b.cue[0].start, key=lambda q: q.start) - 1 if b.cue else -1
    return at >= 0 and b.cue[0].start < marks[at].end


def _touch(a: Sequence[Span], b: Sequence[Span]) -> bool:
    return any(s.overlaps(t) for s in a for t in b)
