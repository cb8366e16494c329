"""Who speaks when several do: "Dome and Vell said", "a joint statement", "the two sides"."""

from __future__ import annotations

import re
from collections import Counter

from readouts.extract.sources import noun_phrase
from readouts.model import Document, Link, Parse, Party, Span, Speaker, Standing
from readouts.vocabulary import Actors

JOINT = re.compile(
    r"\bjoint (?:statement|communiqu[eé]|declaration|press (?:statement|release)|readout|memorandum|text|announcement)",
    re.I,
)
_SIDES = re.compile(
    r"(?i)(?:the|both|these|all|leaders of the) ?(?:two|three|both)? ?"
    r"(?:sides|countries|leaders|governments|parties|nations|presidents|(?:foreign |prime )?ministers|neighbou?rs|allies|pair)"
)
_STATES = ("state", "international_organization", "movement")
_MOST = 5
_OPENING = 700  # characters


def signatories(surface: str, document: Document, actors: Actors) -> list[Standing]:
    """The parties of a joint statement, or of "the two sides": those it names, else the two the document is about.

    Empty where the words are no joint source, or where a third party is named about as often as the second.
    """
    joint = JOINT.search(surface) or _again(surface, document.text)
    if joint is None and not _SIDES.fullmatch(surface.strip()):
        return []
    named = _named(surface, actors)
    if joint and len(named) < 2:
        # "A joint statement by Dome and Vell", said once, then "the joint statement".
        named = next(
            (n for m in JOINT.finditer(document.text) if len(n := _named(_after(document.text, m.end()), actors)) > 1),
            [],
        )
    if len(named) < 2:
        counts = Counter(p for _, p, _ in actors.find(f"{document.title}\n{document.text}") if p.kind in _STATES)
        most = counts.most_common(3)
        if len(most) < 2 or (len(most) == 3 and most[2][1] * 2 > most[1][1]):
            return []
        named = [p for p, _ in most[:2]]
    return [Standing(p, (Link(surface, p.name, "joint"),)) for p in named[:_MOST]]


def issuers(document: Document, parse: Parse, actors: Actors) -> list[Party]:
    """The states that issued a document called joint: those of its title, else of its first sentence, else of its opening.

    Empty where it is not joint, or has too many signatories to name them from a title.
    """
    title = document.title.replace("\\_", " ")
    if not JOINT.search(title):
        return []
    first = parse.sentences[0].end if parse.sentences else 0
    for words in (title, title.title(), document.text[:first], document.text[:_OPENING]):
        states = list(dict.fromkeys(p for _, p, _ in actors.find(words) if p.kind == "state"))
        if len(states) > 1:
            return states if len(states) <= _MOST else []
    return []


def _again(surface: str, text: str) -> re.Match[str] | None:
    """ "The declaration", where the text called it a joint one."""
    bare = re.fullmatch(r"[Tt]he (statement|communiqu[eé]|declaration|memorandum|readout)", surface)
    return re.search(rf"\bjoint {bare[1]}", text, re.I) if bare else None


def conjuncts(speaker: Speaker, parse: Parse) -> list[Speaker]:
    """The members of "Dome and Vell", each as a speaker of his own; empty where only one speaks."""
    if speaker.span is None:
        return []
    inside = parse.overlapping(speaker.span.start, speaker.span.end)
    ids = {t.i for t in inside}
    head = next((t for t in inside if t.head not in ids or t.head == t.i), None)
    if head is None or head.pos not in ("NOUN", "PROPN"):
        return []
    heads, at = [head], head
    while (
        more := next((parse.tokens[c] for c in parse.children[at.i] if parse.tokens[c].dep == "conj"), None)
    ) is not None:
        if more.i not in ids or more.pos not in ("NOUN", "PROPN"):
            break
        heads.append(more)
        at = more
    if len(heads) < 2:
        return []
    cuts = [h.start for h in heads[1:]] + [speaker.span.end]
    out = []
    for h, cut in zip(heads, cuts, strict=True):
        whole = noun_phrase(parse, h)
        end = whole.end if h is heads[-1] else max(h.end, min(whole.end, _before(parse, h.i, cut)))
        span = Span(whole.start if h is not head else min(whole.start, speaker.span.start), end)
        out.append(Speaker(span.of(parse.text), speaker.kind, None, span, "surface"))
    return out


def _before(parse: Parse, i: int, cut: int) -> int:
    """Where a member ends: before the "and" or comma that leads to the next."""
    end = parse.tokens[i].end
    for t in parse.tokens[i + 1 :]:
        if t.start >= cut or t.dep == "cc" or t.text == ",":
            break
        end = t.end
    return end


def _named(text: str, actors: Actors) -> list[Party]:
    return list(dict.fromkeys(p for _, p, _ in actors.find(text) if p.kind in _STATES))


def _after(text: str, at: int) -> str:
    """The words that say whose a paper is: "... issued by the governments of Dome and Vell"."""
    more = re.match(
        r",? (?:(?:released|issued|signed|published|put out) )?(?:by|of|from|between) ([^.;:\n“\"]{3,160})",
        text[at : at + 200],
    )
    return more[1] if more else ""
