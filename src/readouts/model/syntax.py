"""A parsed text: tokens with their heads, sentences and named entities. Made by ``encoders.parse``."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Token:
    """One token. ``head`` and ``i`` index ``Parse.tokens``; a root is its own head. Universal and Penn tags."""

    i: int
    start: int
    end: int
    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    sent: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """Token range ``first:last`` (half-open) and character range of one sentence."""

    i: int
    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Entity:
    """A named entity: label as in OntoNotes (PERSON, ORG, GPE, NORP, DATE ...)."""

    start: int
    end: int
    label: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Parse:
    """The parse of one document's text; offsets refer to that text."""

    text: str
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]
    entities: tuple[Entity, ...]
    children: tuple[tuple[int, ...], ...] = field(default=())

    def within(self, start: int, end: int) -> tuple[Token, ...]:
        """The tokens that begin between two character offsets, found by bisection: a long text stays linear."""
        first = bisect_left(self.tokens, start, key=lambda t: t.start)
        return self.tokens[first : bisect_left(self.tokens, end, lo=first, key=lambda t: t.start)]

    def overlapping(self, start: int, end: int) -> tuple[Token, ...]:
        """The tokens that share a character with a range."""
        first = bisect_right(self.tokens, start, key=lambda t: t.end)
        return self.tokens[first : bisect_left(self.tokens, end, lo=first, key=lambda t: t.start)]

    def sentences_over(self, start: int, end: int) -> tuple[Sentence, ...]:
        """The sentences that share a character with a range."""
        first = bisect_right(self.sentences, start, key=lambda s: s.end)
        return self.sentences[first : bisect_left(self.sentences, end, lo=first, key=lambda s: s.start)]

    def subtree(self, i: int) -> list[int]:
        """Token indexes below and including ``i``, in order."""
        out, stack = [], [i]
        while stack:
            j = stack.pop()
            out.append(j)
            stack.extend(self.children[j])
        return sorted(out)
