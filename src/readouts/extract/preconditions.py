"""Conditions that stand in statements which take no stance themselves: "without the one, they see no use in the other"."""

from __future__ import annotations

from collections.abc import Sequence

from readouts.extract.ascribe import Ascriber
from readouts.extract.stance.model import Judged
from readouts.model import Anchor, Attribution, Condition, Span
from readouts.text.conditions import plain_condition


def stated_conditions(ascriber: Ascriber, judged: Sequence[Judged], threshold: float) -> list[Condition]:
    """The conditions of statements under the threshold that are somebody's: the reporter's own words set none."""
    document, out = ascriber.document, []
    for j in judged:
        words = j.span.of(document.text)
        if j.found >= threshold or words.rstrip('”"’ ').endswith("?") or (found := plain_condition(words)) is None:
            continue
        name, shown, at = found
        if (who := _whose(ascriber, j)) is not None:
            start = j.span.start + at
            whole = name != "without_first"
            anchor = (
                Anchor.at(document, j.span.start, j.span.end)
                if whole
                else Anchor.at(document, start, start + len(shown))
            )
            out.append(Condition(None, who, anchor, (f"condition.{name}: {shown!r}",)))
    return out


def _whose(ascriber: Ascriber, j: Judged) -> str | None:
    """Who says so or holds so: who the statement is ascribed to, else whose view its main verb tells."""
    said = ascriber.said(j)[0]
    if said.standing.party is not None and said.speaker.kind != "narration":
        return said.standing.party.name
    held = next((a for a in ascriber.outer if a.source and _leads(ascriber, a, j.span)), None)
    if held is None or (speaker := ascriber.speaker_of(held)) is None:
        return None
    party = ascriber.standing(speaker, held).party
    # Whose side "many in the guild's board" are on is not said; they stand in their own words, as doubters do.
    return party.name if party is not None else speaker.surface


def _leads(ascriber: Ascriber, a: Attribution, span: Span) -> bool:
    """True when the cue is the main verb of the statement."""
    if not all(span.covers(s) for s in (*a.source, *a.cue)):
        return False
    return any(t.head == t.i for c in a.cue for t in ascriber.parse.within(c.start, c.end))
