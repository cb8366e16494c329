"""From judged statements and whose they are to accounts, each with the words that show it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from readouts.extract.ascribe import Ascriber
from readouts.extract.stance.model import Judged
from readouts.extract.stance.patterns import RULES
from readouts.extract.when import statement_time
from readouts.model import UNNAMED, Account, Anchor, Document, Span, StanceName

_PLAIN: dict[str, StanceName] = {"denies": "denies", "refuses": "refuses"}
_LIKELY = 0.05
_AND = re.compile(r",? (?:and|but) ")
_AGREED = re.compile(
    r"\b(?:agreed|reached|promised|pledged|signed|struck|accepted|committed|vowed|has given|had given)\b", re.I
)


def accounts_of(ascriber: Ascriber, judged: Sequence[Judged], *, threshold: float, engine: str) -> list[Account]:
    """The accounts of one document, in the order of the text. Each anchor's slice equals its quote."""
    document = ascriber.document
    out: list[Account] = []
    for j in (part for whole in judged if whole.found >= threshold for part in clauses(document, whole)):
        anchor = Anchor.at(document, j.span.start, j.span.end)
        # A denial speaks of agreeing too; it claims the opposite.
        claims = ("claims.agreed",) if j.stance == "affirms" and _AGREED.search(anchor.quote) else ()
        when = statement_time(document, j.span, ascriber.parse)
        for said in ascriber.said(j):
            out.append(
                Account(
                    id=f"{document.id}#{len(out)}",
                    anchor=anchor,
                    # A speaker whose party cannot be told stays, as unnamed: dropping the words would hide them.
                    party=said.standing.party or UNNAMED,
                    speaker=said.speaker,
                    stance=j.stance,
                    voice=said.voice,
                    standing=said.standing,
                    certainty=round(j.found * j.sure, 4),
                    when=when,
                    attribution=said.attribution.id if said.attribution else None,
                    engine=engine,
                    reasons=(f"stance.{j.stance}: {j.sure:.2f}", *_conditional(j), *claims, *j.cues, *said.reasons),
                )
            )
    return out


def _conditional(j: Judged) -> tuple[str, ...]:
    """Named where it is not next to nothing: the comparison reads it from here, and so can a person."""
    return (f"reader.conditional: {j.conditional:.2f}",) if j.conditional >= _LIKELY else ()


def clauses(document: Document, j: Judged) -> list[Judged]:
    """Two statements where one sentence denies the record and refuses the substance, else the one.

    "It had not agreed to anything and would not take part" is two accounts: whether it was agreed, and whether to do it.
    """
    words = j.span.of(document.text)
    hits = sorted((m.span(), stance) for _, stance, _, rx in RULES if stance in _PLAIN and (m := rx.search(words)))
    for (first, a), (second, b) in pairwise(hits):
        joints = list(_AND.finditer(words, first[1], second[0])) if a != b else []
        if joints:
            at = j.span.start
            left = replace(j, span=Span(at, at + joints[-1].start()), stance=_PLAIN[a])
            return [left, replace(j, span=Span(at + joints[-1].end(), j.span.end), stance=_PLAIN[b])]
    return [j]
