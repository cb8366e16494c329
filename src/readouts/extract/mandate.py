"""Mandate doubts: who doubts that a speaker could commit a party."""

from __future__ import annotations

from collections.abc import Sequence

from readouts.extract.ascribe import Ascriber
from readouts.extract.stance.model import Judged
from readouts.extract.stance.patterns import AUTHORITY, DOUBT_WORD, MANDATE, MANDATE_DOUBT
from readouts.model import Anchor, MandateDoubt, Span, Speaker

_DOUBTS = frozenset({"doubt", "question", "challenge", "dispute", "wonder"})


def mandate_doubts(ascriber: Ascriber, judged: Sequence[Judged]) -> list[MandateDoubt]:
    """The statements of one document that doubt somebody's authority, with who doubts and whose it is."""
    document, out = ascriber.document, []
    for j in judged:
        words = j.span.of(document.text)
        if (shown := doubted(words)) is None:
            continue
        said = ascriber.said(j)[0]
        doubter = _doubter(ascriber, j) or (said.standing.party.name if said.standing.party else said.speaker.surface)
        anchor = Anchor.at(document, j.span.start, j.span.end)
        out.append(MandateDoubt(doubter, whose(ascriber, j, shown), anchor, (f"mandate: {shown!r}",)))
    return out


def doubted(text: str) -> str | None:
    """The words by which a statement doubts that somebody could commit a party, else None.

    >>> doubted("It is not clear whether the envoy speaks for the cabinet.")
    'speaks for the'
    >>> doubted("The envoy speaks for the cabinet.")
    """
    if not AUTHORITY.search(text) or not DOUBT_WORD.search(text):
        return None
    m = MANDATE_DOUBT.search(text)
    if m is None:
        return None
    shown = MANDATE.search(m.group(0))
    return shown.group(0) if shown else m.group(0).strip()


def whose(ascriber: Ascriber, j: Judged, shown: str) -> str:
    """Whose authority it is: the subject nearest before the words of authority, as it stands in the text."""
    at = ascriber.document.text.find(shown, j.span.start)
    before = [
        t for t in ascriber.parse.within(j.span.start, j.span.end)
        if j.span.start <= t.start < at and t.dep in ("nsubj", "nsubjpass", "poss") and t.pos in ("PROPN", "NOUN", "PRON")
    ]  # fmt: skip
    return before[-1].text if before else "unnamed"


def _doubter(ascriber: Ascriber, j: Judged) -> str | None:
    """The party that is itself the subject of the doubting: "the ministry doubts that ..."."""
    tokens = ascriber.parse.tokens
    for t in ascriber.parse.within(j.span.start, j.span.end):
        if j.span.start <= t.start < j.span.end and t.dep == "nsubj" and tokens[t.head].lemma in _DOUBTS:
            tree = ascriber.parse.subtree(t.i)
            span = Span(tokens[tree[0]].start, tokens[tree[-1]].end)
            party = ascriber.standing(Speaker(span.of(ascriber.parse.text), "organization", None, span), None).party
            if party is not None and t.pos != "PRON":
                return party.name
    return None
