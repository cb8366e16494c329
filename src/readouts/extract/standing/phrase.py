"""Read one phrase: its extent by the parse, the side it names, the organization a role ties somebody to."""

from __future__ import annotations

import re

from readouts.extract.standing import patterns
from readouts.model.syntax import Parse
from readouts.model.types import Party, Span
from readouts.vocabulary import Actors

_PRUNE = frozenset(("relcl", "conj", "cc", "acl", "advcl", "ccomp", "parataxis", "punct", "npadvmod", "dep"))
_ORG = r"(?:[A-Z][\w&.'’-]*|[A-Z]{2,})(?: (?:of|for|and|the|&|[A-Z][\w&.'’-]*))*(?<!\bof)(?<!\bfor)(?<!\band)(?<!\bthe)"
_LONGEST = 40
_OF_ORG = re.compile(
    rf"{patterns.ROLE.pattern}[\w\s-]{{0,30}}?\b(?:of|for|at|with)\s+(?:the\s+)?(?:[a-z]+(?:-[a-z]+)?\s+){{0,2}}(?P<org>{_ORG})"
)
_ORG_ROLE = re.compile(rf"(?P<org>{_ORG})(?:['’]s)?\s+(?:[a-z][\w-]*\s+){{0,3}}(?:{patterns.ROLE.pattern[2:-2]})\b")
_ORGANIZATION = re.compile(
    r"\b(?:Commission|Bank|League|Association|Union|Council|Society|Institute|Committee|Federation|Foundation|Party|Movement|"
    r"Front|Group|Company|Corp|Corporation|Inc|Congress|University|Centre|Center|Coalition|Alliance|Network|for|Chamber|"
    r"Airlines|Airways|Times|Post|Press|Club|Fund|Organi[sz]ation|Agency|Rights|Workers|Initiative)\b"
)
_PLACE = re.compile(r" (?:office|offices|bureau|headquarters|branch|hotel|airport|suburb|plant|bourse|stock exchange)\b")
_NAME = re.compile(r"[A-ZÀ-Þ][\w.'’-]+")


def around(parse: Parse, span: Span) -> Span:
    """The noun phrase a span belongs to: its modifiers, its "of" and "for", the noun it stands in apposition to."""
    inside = parse.overlapping(span.start, span.end)
    if not inside:
        return span
    ids = {t.i for t in inside}
    head = next((t for t in inside if t.head not in ids or t.head == t.i), inside[0])
    for _ in range(3):
        if head.dep not in ("appos", "compound", "nmod") or head.head == head.i:
            break
        head = parse.tokens[head.head]
    keep, stack = [], [head.i]
    while stack:
        i = stack.pop()
        keep.append(i)
        stack.extend(c for c in parse.children[i] if parse.tokens[c].dep not in _PRUNE)
    if len(keep) > _LONGEST:
        return span
    start = min(span.start, *(parse.tokens[i].start for i in keep))
    end = max(span.end, *(parse.tokens[i].end for i in keep))
    return Span(start, end)


def side(text: str, actors: Actors, person: str | None) -> tuple[Span, Party, str] | None:
    """The first party a phrase names that is not merely where somebody is sent, nor part of a person's name."""
    known = patterns.KNOWS.search(text)
    for span, party, basis in actors.find(text[: known.start()] if known else text):
        if person and (span.of(text) in person or _beside_name(text, span, person)):
            continue
        if text[span.end : span.end + 1] == "," and re.search(r",\s*$", text[: span.start]):
            continue  # "Ruiz, of Dayton, Georgia, ...": a dateline or home, not a side
        if basis in ("capital", "metonym") and _PLACE.match(text, span.end):
            continue  # "its Brussels office": where it is, not for whom it speaks
        before = [w.casefold() for w in re.findall(r"[\w'’]+", text[: span.start])[-3:]]
        if any(w in patterns.TOWARD for w in before):
            continue
        return span, party, basis
    return None


def longer_name(text: str, span: Span) -> Span | None:
    """The proper name around a state's name, when it is that of an organization and not of the state's own body.

    >>> longer_name("the Afghan Women's Rights League", Span(4, 10)).of("the Afghan Women's Rights League")
    "Afghan Women's Rights League"
    """
    joined = r"(?:[A-Z][\w&.'’-]*)(?: (?:(?:of|for|the|and) )*[A-Z][\w&.'’-]*)+"
    for match in re.finditer(joined, text):
        if (match.start() <= span.start and span.end < match.end()) or (
            match.start() < span.start and span.end <= match.end()
        ):
            name = match.group().removeprefix("The ")
            start = match.end() - len(name)
            words = len(name.split())
            if words >= 3 and not patterns.STATE_BODY.search(name) and _ORGANIZATION.search(name):
                return Span(start, match.end())
    return None


def _beside_name(text: str, span: Span, person: str) -> bool:
    at = text.find(person)
    return at >= 0 and at <= span.start and span.end <= at + len(person)


def tied(text: str, person: str | None) -> Span | None:
    """Where a phrase names the organization that a role noun ties the speaker to."""
    known = patterns.KNOWS.search(text)
    text = text[: known.start()] if known else text
    for pattern in (_OF_ORG, _ORG_ROLE):
        for match in pattern.finditer(text):
            org = match.group("org")
            words = org.split()
            start = match.start("org")
            while words and (
                words[0].casefold().strip(".") in patterns.HONORIFICS
                or words[0] in ("The", "A", "An", "Former", "One", "Another", "Its", "Their")
            ):
                start += len(words[0]) + 1
                words = words[1:]
            name = " ".join(words)
            if not words or (person and (name in person or person in name)) or patterns.ROLE.fullmatch(name):
                continue
            stop = match.end("org")
            for mark in ("'s", "’s", "'", "’"):
                if text[start:stop].endswith(mark):
                    stop -= len(mark)
            return Span(start, stop)
    return None


def surname(text: str) -> str | None:
    """The one surname of "Mr. Ruiz" or "Ruiz"; None for anything longer."""
    words = [w for w in text.split() if w.casefold().strip(".,") not in patterns.HONORIFICS]
    return words[0].strip(".,") if len(words) == 1 and _NAME.fullmatch(words[0].strip(".,")) else None


def is_unnamed(text: str, kind: str) -> bool:
    """True for "officials", "a senior diplomat", "people familiar with the talks": nobody named, no side given."""
    if kind == "unnamed":
        return True
    words = [w.strip(".,").casefold() for w in text.split()]
    return any(w in patterns.UNNAMED_HEADS for w in words) and not re.search(
        r"\b[A-Z]", patterns.KNOWS.split(text)[0][1:]
    )
