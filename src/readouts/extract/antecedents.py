"""Whom a pronoun or a bare description means: somebody the document named before, or nobody."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from readouts.extract.mentions import PAPERS, SAME, SUBJECTS, Gender, Mention, Mentions
from readouts.extract.standing.introductions import Introductions
from readouts.model import Attribution, Document, Parse, Span, Speaker
from readouts.text.quotes import quotations

Wanted = Gender | Literal["it", "they"]
PRONOUNS: dict[str, Wanted] = {
    "he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "it": "it", "its": "it", "they": "they", "them": "they", "their": "they",
}  # fmt: skip
_DEFINITE = re.compile(
    r"(?:[Tt]he|[Tt]his|[Tt]hat|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir) (?:[a-z][\w\-]* ){0,2}?([a-z][\w\-]+)"
)
_OWNED = re.compile(
    r"(?i)(?:(his|her|its|their) (?:[a-z\-]+ ){0,2}?|(an?|one) )"
    r"(?:attorneys?|lawyers?|spokes\w+|aides?|office|campaign|team|representatives?|advis[eo]rs?)"
)
# "The secretary of state" in a lede, whom the next paragraph calls "Secretary of State Ana Ruiz".
_OFFICE = re.compile(r"[Tt]he ((?:[a-z]+ ){1,3}?[a-z]+)")
# A pronoun looks back over so many sentences, and paragraphs, for its name.
_SENTENCES, _PARAGRAPHS = 8, 3


class Antecedents:
    """Answers who "she" or "the ministry" is, from the mentions before it in one document.

    A pronoun means the most prominent fitting mention of the nearest sentence that has one: over the training
    stories that is right 93 times in 100, also where another of the same gender spoke in the same paragraph.
    """

    def __init__(self, document: Document, parse: Parse, spoken: Sequence[Attribution], known: Introductions) -> None:
        self.text, self.parse = document.text, parse
        self.found = Mentions(document, parse, spoken, known)
        self.quotes = quotations(document.text)
        self.quote_starts = [q.start for q in self.quotes]
        self.token_starts = [t.start for t in parse.tokens]
        self.mentions = self.found.all
        self.sides = [Span(e.start, e.end) for e in parse.entities if e.label in ("GPE", "NORP")]
        self.starts = [m.span.start for m in self.mentions]
        self._chain()

    @staticmethod
    def bare(speaker: Speaker) -> bool:
        """True for "she", "the ministry": words that only the text before them can explain."""
        words = speaker.surface
        return words.lower() in PRONOUNS or any(p.fullmatch(words) for p in (_DEFINITE, _OWNED))

    def of(self, speaker: Speaker) -> tuple[Mention, str] | None:
        """The mention a bare speaker stands for, with the basis; None where two fit or none does."""
        if speaker.span is None:
            return None
        at, wanted = speaker.span.start, PRONOUNS.get(speaker.surface.lower())
        if wanted is not None:
            return _with(self._pronoun(at, wanted), "pronoun")
        if owned := _OWNED.fullmatch(speaker.surface):
            # "His lawyer" speaks for him; "an aide", alone, for whoever spoke last.
            return _with(self._pronoun(at, PRONOUNS[owned[1].lower()]), "his own") if owned[1] else None
        bare = _DEFINITE.fullmatch(speaker.surface)
        if bare is None:
            return None
        noun = bare[1].lower()
        if noun in PAPERS and (issued := self._issued(noun, at)):
            return issued, "issued"
        return _with(self._definite(noun, at), "definite")

    def _pronoun(self, at: int, wanted: Wanted) -> Mention | None:
        """The most prominent fitting mention of the nearest sentence that has one; nobody where two are level."""
        second: dict[str, Mention] | None = None
        for group in self._back(at):
            fit = {m.name: m for m in group if self._fits(m, wanted)}
            top = max((m.rank for m in fit.values()), default=0)
            if top >= 2:
                return self._one({n: m for n, m in fit.items() if m.rank == top}, wanted)
            second = second or fit
        return self._one(second, wanted) if second else None

    def _one(self, level: dict[str, Mention], wanted: Wanted) -> Mention | None:
        if len(level) > 1 and wanted in ("m", "f"):
            level = {n: m for n, m in level.items() if self.found.gender(m) == wanted} or level
        return next(iter(level.values())) if len(level) == 1 else None

    def _fits(self, m: Mention, wanted: Wanted) -> bool:
        if wanted in ("m", "f"):
            return m.kind == "person" and not m.plural and self.found.gender(m) in (wanted, None)
        if wanted == "it":
            return m.kind == "organization" and not m.plural
        return m.plural or m.kind == "organization"

    def _back(self, at: int) -> Iterator[list[Mention]]:
        """The mentions before an offset, outside quotations, sentence by sentence, nearest sentence first."""
        n = bisect_left(self.starts, at) - 1
        home = self.parse.tokens[max(0, bisect_right(self.token_starts, at) - 1)].sent
        group: list[Mention] = []
        while n >= 0:
            m = self.mentions[n]
            if home - m.sentence > _SENTENCES or self.text.count("\n\n", m.span.start, at) > _PARAGRAPHS:
                break
            if group and (m.sentence != group[-1].sentence or "\n\n" in self.text[m.span.end : group[-1].span.start]):
                yield group
                group = []
            if not self._quoted(m.span.start):
                group.append(m)
            n -= 1
        if group:
            yield group

    def _definite(self, noun: str, at: int) -> Mention | None:
        """The nearest earlier mention that bears the noun as its title or its last word."""
        noun, passing = SAME.get(noun, noun), None
        for n in range(bisect_left(self.starts, at) - 1, -1, -1):
            m = self.mentions[n]
            if noun in m.nouns and not self._quoted(m.span.start):
                if m.rank > 1:
                    return m
                passing = passing or m
        return passing

    def _chain(self) -> None:
        """Each leading "he" and "she", each "the ministry", passes its own antecedent on to those after it."""
        for n, m in enumerate(self.mentions):
            bare = _DEFINITE.fullmatch(m.name)
            if bare and m.named is None and (found := self._definite(bare[1].lower(), m.span.start)):
                self.mentions[n] = replace(m, name=found.name, kind=found.kind, named=found.named or found.span)
        for m in self.found.leading:
            if found := self._titled(m):
                at = bisect_left(self.starts, m.span.start)
                self.mentions.insert(at, replace(m, name=found.name, kind=found.kind, named=found.named or found.span))
                self.starts.insert(at, m.span.start)
        for t in self.parse.tokens:
            wanted = PRONOUNS.get(t.text.lower())
            if wanted not in ("m", "f") or t.dep not in SUBJECTS or self._quoted(t.start):
                continue
            if found := self._pronoun(t.start, wanted):
                at, where = bisect_left(self.starts, t.start), found.named or found.span
                again = Mention(
                    found.name, Span(t.start, t.end), t.sent, found.kind, False, self.found.rank(t), frozenset(), where
                )
                self.mentions.insert(at, again)
                self.starts.insert(at, t.start)

    def _titled(self, m: Mention) -> Mention | None:
        """The one person whom the document gives the office that a description names, whether before it or after."""
        office = _OFFICE.fullmatch(m.name)
        if office is None or m.kind != "person" or m.named is not None:
            return None
        title, of = office[1], set()
        bearers: dict[str, Mention] = {}
        for hit in re.finditer(rf"\b{re.escape(title)}\b", self.text, re.I):
            k = bisect_left(self.starts, hit.end())
            after = self.mentions[k] if k < len(self.mentions) else None
            if after is not None and after.span.start == hit.end() + 1 and after.kind == "person" and " " in after.name:
                bearers.setdefault(after.name, after)
            of |= {e.of(self.text) for e in self.sides if hit.start() - 2 <= e.end <= hit.start()}
        # Where two hold it, or it is said of two countries, which one is meant stays open.
        return next(iter(bearers.values())) if len(bearers) == 1 and len(of) < 2 else None

    def _issued(self, paper: str, at: int) -> Mention | None:
        """Who last spoke "in a statement", or issued one, before "the statement"."""
        tokens = self.parse.tokens
        first = bisect_left(self.token_starts, max(0, at - 1500))
        for t in reversed(tokens[first : bisect_left(self.token_starts, at)]):
            if t.lemma.lower() != paper or t.dep not in ("pobj", "dobj"):
                continue
            verb = tokens[t.head]
            verb = tokens[verb.head] if verb.pos == "ADP" else verb
            subject = next((tokens[i] for i in self.parse.children[verb.i] if tokens[i].dep in SUBJECTS), None)
            if subject is None:
                continue
            k = bisect_right(self.starts, subject.start)
            near = [m for m in self.mentions[max(0, k - 3) : k + 1] if m.span.start <= subject.start < m.span.end]
            if near:
                return near[0]
        return None

    def _quoted(self, offset: int) -> bool:
        n = bisect_right(self.quote_starts, offset) - 1
        return n >= 0 and offset < self.quotes[n].end


def _with(found: Mention | None, basis: str) -> tuple[Mention, str] | None:
    return (found, basis) if found is not None else None
