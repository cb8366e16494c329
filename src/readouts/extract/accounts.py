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
# Words by which somebody is told to have turned something down. Reported as plainly as that, it is a stance at less than the
# threshold: on the training stories 25 of 54 such statements from here on are annotated, against 3 in 10 of all.
_TURNED_DOWN = re.compile(r"\b(?:resist|refus|reject|declin|rebuff|oppos|balk)(?:s|ed|es|ing|d)\b", re.I)
_PLAIN_SHARE = 0.63
# That a matter was raised says nothing of what was agreed: whoever tells only that much keeps to himself what he thinks of it.
_RAISED = re.compile(
    r"^\W*(?:[\w’'-]+ ){1,5}?(?P<words>(?:was|were|has been|have been|had been) (?:also |only )?"
    r"(?:raised|brought up|discussed|mentioned|touched (?:up)?on|talked about))\b",
    re.I,
)
_DECIDED = re.compile(
    r"\b(?:agree\w*|promis\w+|pledg\w+|commit\w*|accept\w*|sign(?:ed|s)?|reach\w*|struck|vow\w*|will|shall|would|decid\w+|decision|"
    r"undert\w+|announc\w+|approv\w+|resolv\w+|support\w*|(?:re)?affirm\w*|deal|accord|ready|offer\w*|not|den(?:y|ied)|refus\w+|"
    r"reject\w*)\b|n[’']t\b",
    re.I,
)


def accounts_of(
    ascriber: Ascriber, judged: Sequence[Judged], *, threshold: float, engine: str, quarrel: float = 0.0
) -> list[Account]:
    """The accounts of one document, in the order of the text. Each anchor's slice equals its quote.

    ``quarrel`` is how likely its accounts contradict one another, as the reader sees the whole document.
    """
    document = ascriber.document
    out: list[Account] = []
    kept = (whole for whole in judged if whole.found >= threshold or _plain(ascriber, whole, threshold))
    for j in (raised(document, part) for whole in kept for part in clauses(document, whole)):
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
                    reasons=(f"stance.{j.stance}: {j.sure:.2f}", *_chances(j, quarrel), *claims, *j.cues, *said.reasons),
                )
            )
    return out


def _chances(j: Judged, quarrel: float) -> tuple[str, ...]:
    """What is not next to nothing, named: the comparison reads it from here, and so can a person."""
    of = (("conditional", j.conditional), ("quarrel", quarrel))
    return tuple(f"reader.{name}: {p:.2f}" for name, p in of if p >= _LIKELY)


def _plain(ascriber: Ascriber, j: Judged, threshold: float) -> bool:
    """True for a little surely judged statement that tells outright, of a source or by one, that something was turned down."""
    if j.found < threshold * _PLAIN_SHARE or not _TURNED_DOWN.search(j.span.of(ascriber.document.text)):
        return False
    return any(a.source and any(c.overlaps(j.span) for c in a.content) for a in ascriber.near.over([j.span]))


def raised(document: Document, j: Judged) -> Judged:
    """The statement as a hedge where all it says is that a matter was raised; else as it is.

    "The dues were raised by the port" neither affirms nor denies that anything came of it.
    """
    words = j.span.of(document.text)
    if j.stance != "affirms" or not (m := _RAISED.search(words)) or _DECIDED.search(words):
        return j
    return replace(j, stance="hedges", cues=(f"hedges.raised: {m['words']!r}", *j.cues))


def clauses(document: Document, j: Judged) -> list[Judged]:
    """Two statements where one sentence denies the record and refuses the substance, else the one.

    "It had not agreed to do anything and would not take part" is two accounts: whether it was agreed, and whether to do it.
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
