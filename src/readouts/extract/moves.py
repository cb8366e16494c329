"""Shifts that a text states outright: "had second thoughts", "walked back", "changed its tune"; and whose they are."""

from __future__ import annotations

from collections.abc import Sequence

from readouts.extract.ascribe import Ascriber
from readouts.extract.stance.model import Judged
from readouts.extract.stance.patterns import RULES
from readouts.model import Anchor, Party, Shift, Span, Speaker

_MOVED = next(rx for name, _, _, rx in RULES if name == "shift.withdraws")
# A statement that is hardly about an agreement at all moves nobody on one.
_LEAST = 0.3


def stated_shifts(ascriber: Ascriber, judged: Sequence[Judged]) -> list[Shift]:
    """Each statement that says somebody pulled back, with who it was: the subject of those words, else the speaker."""
    document, out = ascriber.document, []
    for j in judged:
        m = _MOVED.search(j.span.of(document.text))
        if m is None or j.found < _LEAST:
            continue
        said = ascriber.said(j)[0]
        mover = _subject(ascriber, Span(j.span.start, j.span.start + m.start())) or said.standing.party
        if mover is None or mover.name in ("narration", "unnamed"):
            continue
        teller = None if said.speaker.kind == "narration" else said.speaker.name or said.speaker.surface
        anchor = Anchor.at(document, j.span.start, j.span.end)
        out.append(Shift(None, mover.name, "affirms", "withdraws", anchor, teller, (f"shift.stated: {m.group(0)!r}",)))
    return out


def _subject(ascriber: Ascriber, before: Span) -> Party | None:
    """The nearest subject that stands before the words and is a party."""
    tokens = ascriber.parse.tokens
    inside = [t for t in ascriber.parse.within(before.start, before.end) if t.dep in ("nsubj", "nsubjpass")]
    for t in reversed(inside):
        tree = ascriber.parse.subtree(t.i)
        span = Span(tokens[tree[0]].start, tokens[tree[-1]].end)
        if t.pos == "PRON" or span.end - span.start > 80:
            span = Span(t.start, t.end)
        speaker = Speaker(span.of(ascriber.parse.text), "organization", None, span, "surface")
        party = ascriber.standing(speaker, None).party
        if party is not None:
            return party
    return None
