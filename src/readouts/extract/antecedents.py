"""Whom a pronoun or a bare description means: somebody the document named before, or nobody."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from readouts.extract.attribution.patterns import FEMALE, MALE, ORGANIZATION_NOUNS, PERSON_NOUNS, UNNAMED_NOUNS
from readouts.extract.standing.introductions import Introductions
from readouts.extract.standing.patterns import HONORIFICS
from readouts.model import Attribution, Document, Entity, Parse, Span, Speaker, SpeakerKind, Token
from readouts.text.quotes import quotations
from readouts.vocabulary.first_names import gender_of

Gender = Literal["m", "f"]
PRONOUNS: dict[str, Gender | Literal["it", "they"]] = {
    "he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "it": "it", "its": "it", "they": "they", "them": "they",
}  # fmt: skip
_SUBJECTS = ("nsubj", "nsubjpass", "csubj")
_WORD = re.compile(r"[\w'’.\-]+")
_DEFINITE = re.compile(
    r"(?:[Tt]he|[Tt]his|[Tt]hat|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir) (?:[a-z][\w\-]* ){0,2}?([a-z][\w\-]+)"
)
_PAPERS = frozenset(
    "statement communique communiqué declaration release memo report letter tweet post note text message".split()
)
_SITES = frozenset(("Twitter", "Facebook", "Instagram", "YouTube", "Truth Social", "Telegram"))
_SAME = {"firm": "company", "premier": "minister", "spokesperson": "spokesman", "businessman": "executive"}
# A pronoun looks back over so many sentences, and paragraphs, for its name.
_SENTENCES, _PARAGRAPHS = 8, 3


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody named: as the document calls them in full, where, and how prominent (3 speaks or leads the sentence)."""

    name: str
    span: Span
    sentence: int
    kind: SpeakerKind
    gender: Gender | None
    plural: bool
    rank: int
    nouns: frozenset[str]
    named: Span | None = None  # where the name itself stands, for a pronoun in a chain


class Antecedents:
    """The mentions of one document, and the answers to who "she" or "the ministry" is."""

    def __init__(self, document: Document, parse: Parse, spoken: Sequence[Attribution], known: Introductions) -> None:
        self.text, self.parse, self.known = document.text, parse, known
        self.quotes = quotations(document.text)
        self.quote_starts = [q.start for q in self.quotes]
        self.token_starts = [t.start for t in parse.tokens]
        self.genders: dict[str, set[Gender]] = {}
        speakers = sorted(s for a in spoken for s in a.source[:1])
        self.source_starts = [s.start for s in speakers]
        found = [m for e in parse.entities if (m := self._entity(e, speakers)) is not None]
        taken = [m.span for m in found]
        found += self._surnames(speakers, taken)
        found += self._described(speakers, taken)
        self.mentions = sorted(found, key=lambda m: m.span.start)
        self.starts = [m.span.start for m in self.mentions]
        self._chain()

    @staticmethod
    def bare(speaker: Speaker) -> bool:
        """True for "she", "the ministry": words that only the text before them can explain."""
        return speaker.surface.lower() in PRONOUNS or _DEFINITE.fullmatch(speaker.surface) is not None

    def of(self, speaker: Speaker) -> tuple[Mention, str] | None:
        """The mention a bare speaker stands for, with the basis; None where two fit or none does."""
        if speaker.span is None:
            return None
        wanted = PRONOUNS.get(speaker.surface.lower())
        if wanted is not None:
            found = self._pronoun(speaker.span.start, wanted)
            return (found, "pronoun") if found else None
        bare = _DEFINITE.fullmatch(speaker.surface)
        found = self._definite(bare[1].lower(), speaker.span.start) if bare else None
        return (found, "definite") if found else None

    def _pronoun(self, at: int, wanted: str) -> Mention | None:
        """The most prominent fitting mention of the nearest sentence that has one; nobody where two are level."""
        second: dict[str, Mention] | None = None
        for group in self._back(at):
            fit = {m.name: m for m in group if self._fits(m, wanted)}
            top = max((m.rank for m in fit.values()), default=0)
            if top >= 2:
                return self._one({n: m for n, m in fit.items() if m.rank == top}, wanted)
            if fit and second is None:
                second = fit
        return self._one(second, wanted) if second else None

    def _one(self, level: dict[str, Mention], wanted: str) -> Mention | None:
        if len(level) > 1 and wanted in ("m", "f"):
            level = {n: m for n, m in level.items() if self._gender(m) == wanted} or level
        return next(iter(level.values())) if len(level) == 1 else None

    def _fits(self, m: Mention, wanted: str) -> bool:
        if wanted in ("m", "f"):
            return m.kind == "person" and not m.plural and self._gender(m) in (wanted, None)
        if wanted == "it":
            return m.kind == "organization" and not m.plural
        return m.plural or m.kind == "organization"

    def _gender(self, m: Mention) -> Gender | None:
        known = self.genders.get(m.name, set())
        return next(iter(known)) if len(known) == 1 else None

    def _back(self, at: int) -> Iterator[list[Mention]]:
        """The mentions before an offset, outside quotations, sentence by sentence, nearest sentence first."""
        n = bisect_left(self.starts, at) - 1
        home = self._sentence(at)
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
        noun = _SAME.get(noun, noun)
        n = bisect_left(self.starts, at) - 1
        while n >= 0:
            m = self.mentions[n]
            if noun in m.nouns and not self._quoted(m.span.start):
                return m
            n -= 1
        return None

    def _chain(self) -> None:
        """Each "he" and "she" that leads a sentence names its own antecedent to those after it."""
        for t in self.parse.tokens:
            wanted = PRONOUNS.get(t.text.lower())
            if wanted in ("m", "f") and t.dep in _SUBJECTS and not self._quoted(t.start):
                found = self._pronoun(t.start, wanted)
                if found is not None:
                    at = bisect_left(self.starts, t.start)
                    again = replace(
                        found,
                        span=Span(t.start, t.end),
                        sentence=t.sent,
                        rank=self._rank(t),
                        nouns=frozenset(),
                        named=found.named or found.span,
                    )
                    self.mentions.insert(at, again)
                    self.starts.insert(at, t.start)

    def _entity(self, e: Entity, speakers: Sequence[Span]) -> Mention | None:
        if e.label not in ("PERSON", "ORG", "GPE", "NORP"):
            return None
        tokens = self.parse.tokens
        start = e.start + self.text[e.start : e.end].rfind("\n") + 1  # the tagger takes a headline into the name
        name = re.sub(r"['’]s?$", "", self.text[start : e.end]).strip(" .,")
        if not name or name.lower() in PERSON_NOUNS or name in _SITES:
            return None
        person = self.known.full_name(name) if e.label != "NORP" else None
        if e.label == "PERSON" or (person and self.known.is_person(person)):
            kind: SpeakerKind = "person"
            name = person or name
            nouns = self._titles(e)
            self._note_gender(name, nouns)
        else:
            kind, nouns = "organization", frozenset([name.rsplit(maxsplit=1)[-1].lower()])
            name = name.removeprefix("the ").removeprefix("The ")
        head = self._head(e.first, e.last)
        plural = e.label == "NORP" and name.endswith("s")
        if e.label == "NORP" and not plural:
            return None
        span = Span(start, e.end)
        rank = self._source_rank(span, head, speakers)
        return Mention(name, span, tokens[e.first].sent, kind, None, plural, rank, nouns)

    def _surnames(self, speakers: Sequence[Span], taken: list[Span]) -> list[Mention]:
        """Surnames of people named in full elsewhere, where the tagger saw no name."""
        starts = {s.start for s in taken}
        covered = [s.end for s in sorted(taken)]
        begins = [s.start for s in sorted(taken)]
        out = []
        for t in self.parse.tokens:
            if t.pos != "PROPN" or not t.text[:1].isupper() or t.start in starts:
                continue
            k = bisect_right(begins, t.start) - 1
            name = self.known.by_surname(t.text)
            if name is None or (k >= 0 and t.start < covered[k]):
                continue
            span = Span(t.start, t.end)
            head = self._head(t.i, t.i + 1)
            rank = self._source_rank(span, head, speakers)
            out.append(Mention(name, span, t.sent, "person", None, False, rank, frozenset()))
        return out

    def _note_gender(self, name: str, nouns: frozenset[str]) -> None:
        first = gender_of(name.split(maxsplit=1)[0]) if " " in name else None
        marks: list[Gender] = [first] if first else []
        marks += ["m"] * bool(nouns & MALE)
        marks += ["f"] * bool(nouns & FEMALE)
        for mark in marks:
            self.genders.setdefault(name, set()).add(mark)

    def _described(self, speakers: Sequence[Span], taken: list[Span]) -> list[Mention]:
        """Sources and subjects without a name of their own: "a union representative", "the ministry's statement"."""
        out = []
        starts = sorted(s.start for s in taken)
        for span in speakers:
            k = bisect_left(starts, span.start)
            named = k < len(starts) and starts[k] < span.end
            words = span.of(self.text)
            low = [w.lower() for w in _WORD.findall(words)]
            if not low or low[0] in PRONOUNS or low[0] in ("i", "we", "who", "which", "that", "this", "you"):
                continue
            tail = frozenset(w.removesuffix("'s").removesuffix("’s") for w in low)
            if not named or tail & (_PAPERS | PERSON_NOUNS | UNNAMED_NOUNS | ORGANIZATION_NOUNS):
                if named and self._holds_person(span):
                    continue
                inside = self.parse.within(span.start, span.end)
                ids = {t.i for t in inside}
                head = next((t.text.lower() for t in inside if t.head not in ids or t.head == t.i), low[-1])
                plural = head in UNNAMED_NOUNS or (head.endswith("s") and head[:-1] in PERSON_NOUNS)
                if head not in PERSON_NOUNS | _PAPERS | ORGANIZATION_NOUNS | UNNAMED_NOUNS and not plural:
                    continue
                kind: SpeakerKind = "person" if head in PERSON_NOUNS else "organization"
                for mark, nouns in (("m", MALE), ("f", FEMALE)):
                    if tail & nouns:
                        self.genders.setdefault(words, set()).add(mark)  # type: ignore[arg-type]
                nouns = frozenset(_SAME.get(w, w) for w in tail & (PERSON_NOUNS | _PAPERS | ORGANIZATION_NOUNS))
                out.append(Mention(words, span, self._sentence(span.start), kind, None, plural, 3, nouns))
        return out

    def _holds_person(self, span: Span) -> bool:
        return any(e.label == "PERSON" and e.start < span.end and span.start < e.end for e in self.parse.entities)

    def _titles(self, e: Entity) -> frozenset[str]:
        """Title words before a name and in the apposition after it."""
        tokens, words = self.parse.tokens, set()
        sentence = self.parse.sentences[tokens[e.first].sent]
        for i in range(e.first - 1, max(e.first - 6, sentence.first - 1), -1):
            if tokens[i].pos not in ("NOUN", "PROPN", "ADJ") and tokens[i].text not in (".", ","):
                break
            words.add(tokens[i].text.lower().strip("."))
        words |= {t.text.lower().strip(".") for t in tokens[e.first : e.last]}
        if e.last < sentence.last and tokens[e.last].text == ",":
            for i in range(e.last + 1, min(e.last + 10, sentence.last)):
                if tokens[i].text == "," or tokens[i].pos in ("VERB", "AUX", "PRON"):
                    break
                words.add(tokens[i].text.lower())
        return frozenset(_SAME.get(w, w) for w in words if w in PERSON_NOUNS or w in MALE or w in FEMALE)

    def _head(self, first: int, last: int) -> Token:
        tokens = self.parse.tokens
        head = next((t for t in tokens[first:last] if not first <= t.head < last or t.head == t.i), tokens[first])
        for _ in range(3):
            if head.dep not in ("appos", "compound", "nmod", "conj") or head.head == head.i:
                break
            head = tokens[head.head]
        return head

    def _leads(self, head: Token, span: Span) -> bool:
        """A source that is "Holt's lawyer" or "an aide to Holt" is not Holt."""
        return head.dep not in ("poss", "pobj") or (span.start <= head.start < span.end and head.dep == "pobj")

    def _source_rank(self, span: Span, head: Token, speakers: Sequence[Span]) -> int:
        """The first name in a source leads; the others in it are there to describe him."""
        k = bisect_right(self.source_starts, span.start) - 1
        source = speakers[k] if k >= 0 and span.start < speakers[k].end else None
        if source is None:
            return self._rank(head)
        first = self.parse.within(source.start, span.start)
        named = any(t.pos == "PROPN" and t.text.lower().strip(".") not in HONORIFICS for t in first)
        joined = any(t.text in ("and", ",") for t in first)
        if named and not (joined and head.dep in ("conj", *_SUBJECTS)):
            return 2 if head.dep in _SUBJECTS else 1
        return 3 if self._leads(head, span) else 1

    def _rank(self, head: Token) -> int:
        if head.dep not in _SUBJECTS:
            return 1
        verb = self.parse.tokens[head.head]
        return 3 if verb.head == verb.i else 2

    def _quoted(self, offset: int) -> bool:
        n = bisect_right(self.quote_starts, offset) - 1
        return n >= 0 and offset < self.quotes[n].end

    def _sentence(self, offset: int) -> int:
        return self.parse.tokens[max(0, bisect_right(self.token_starts, offset) - 1)].sent
