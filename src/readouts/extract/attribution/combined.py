"""Both engines together: the trained one speaks, and the rules add what it missed and whose inner word it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from readouts.extract.attribution.protocol import AttributionEngine
from readouts.model import Attribution, Document, Parse, Span
from readouts.text.near import Near


class CombinedEngine:
    """The trained engine's attributions, and the rules' where they do not stand in the way of one of those.

    An attribution of the rules that lies inside another's content becomes its inner one. One that has the same cue
    lends its speaker and its reasons where the trained engine gives none.
    """

    name = "tagger+rules/1"

    def __init__(self, trained: AttributionEngine, rules: AttributionEngine) -> None:
        self.trained, self.rules = trained, rules

    def attribute(self, document: Document, parse: Parse) -> list[Attribution]:
        """All attributions of a document, in the order of their first word."""
        first = self.trained.attribute(document, parse)
        second = self.rules.attribute(document, parse)
        twins, cues = Near(second, lambda b: b.cue), Near(first, lambda a: a.cue)
        out = [_enrich(a, twins.over(a.cue)) for a in first]
        contents = Near(out, lambda a: a.content)
        for b in second:
            if any(_touch(a.cue, b.cue) for a in cues.over(b.cue)):
                continue
            around = contents.over((*b.cue, *b.content))
            holder = next((a for a in around if a.parent is None and _inside(b, a.content)), None)
            if holder is not None or _adds(b, around):
                out.append(replace(b, id=f"{b.id}r", parent=holder.id if holder else None))
                contents.add(out[-1])
        return sorted(out, key=lambda a: min(s.start for s in (*a.source, *a.cue, *a.content)))


def _enrich(a: Attribution, others: Sequence[Attribution]) -> Attribution:
    twin = next((b for b in others if _touch(a.cue, b.cue)), None)
    if twin is None:
        return a
    same = bool(a.source and twin.source and _touch(a.source, twin.source))
    # A source that both found is resolved by the rules' reading of it, which knows the parse.
    speaker = twin.speaker if same and (a.speaker is None or a.speaker.name is None) else a.speaker
    return replace(a, speaker=speaker, reasons=(*a.reasons, *(r for r in twin.reasons if r not in a.reasons)))


def _adds(b: Attribution, others: Sequence[Attribution]) -> bool:
    """A negated attribution of the rules, where the trained engine found nothing.

    Over the development articles the rules' other additions cost more precision than they bring; negated cues are
    where the trained engine is weakest and a miss hurts most (docs/models/attribution.md has the ablation).
    """
    if not b.negated:
        return False
    mine = sum(s.end - s.start for s in b.content)
    shared = sum(max(0, min(s.end, t.end) - max(s.start, t.start)) for a in others for t in a.content for s in b.content)
    return shared < 0.3 * mine


def _inside(b: Attribution, content: Sequence[Span]) -> bool:
    return bool(b.cue) and all(any(c.covers(s) for c in content) for s in b.cue)


def _touch(a: Sequence[Span], b: Sequence[Span]) -> bool:
    return any(s.overlaps(t) for s in a for t in b)
