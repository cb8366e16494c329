"""Where a document mentions persons and bodies, by name or by description, and how prominently."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from readouts.extract.attribution.patterns import (
    FEMALE,
    MALE,
    ORGANIZATION_NOUNS,
    PERSON_NOUNS,
    SPEECH,
    UNNAMED_NOUNS,
)
from readouts.extract.sources import noun_phrase
from readouts.extract.standing.introductions import Introductions
from readouts.extract.standing.patterns import HONORIFICS
from readouts.model import Attribution, Document, Entity, Parse, Span, SpeakerKind, Token
from readouts.vocabulary.first_names import gender_of

Gender = Literal["m", "f"]
SUBJECTS = ("nsubj", "nsubjpass", "csubj")
PAPERS = frozenset(
    "statement communique communiqué declaration release memo report letter tweet post note text message".split()
)
SAME = {"firm": "company", "premier": "minister", "spokesperson": "spokesman", "businessman": "executive"}
_WORD = re.compile(r"[\w'’.\-]+")
# Names the tagger takes for persons.
_SITES = frozenset(("Twitter", "Facebook", "Instagram", "YouTube", "Truth Social", "Telegram"))
_NOUNS = PERSON_NOUNS | PAPERS | ORGANIZATION_NOUNS | UNNAMED_NOUNS
_BARE = frozenset("he she it they him her them his its their i we you who which that this these those".split())


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody named: as the document calls them in full, where, and how prominent.

    ``rank`` is 3 for who speaks or leads the sentence, 2 for another subject, 1 for the rest. ``named`` is where the
    name itself stands, when the mention is a pronoun that was taken to it.
    """

    name: str
    span: Span
    sentence: int
    kind: SpeakerKind
    plural: bool
    rank: int
    nouns: frozenset[str]
    named: Span | None = None


class Mentions:
    """The mentions of one document in order, and the gender of its people where the text tells."""

    def __init__(self, document: Document, parse: Parse, spoken: Sequence[Attribution], known: Introductions) -> None:
        self.text, self.parse, self.known = document.text, parse, known
        self.genders: dict[str, set[Gender]] = {}
        self.sources = sorted(s for a in spoken for s in a.source[:1])
        self.source_starts = [s.start for s in self.sources]
        self.people = sorted((e.start, e.end) for e in parse.entities if e.label == "PERSON")
        named = [m for e in parse.entities if (m := self._entity(e)) is not None]
        named = sorted([*named, *self._surnames(named)], key=lambda m: m.span.start)
        described = list(self._described(self._speaking()))
        said = {m.span.start for m in (*named, *described)}
        # Who leads a sentence without speaking in it: a person only once it is known which.
        self.leading = [m for m in self._described(self._subjects()) if m.span.start not in said]
        self.all = sorted([*named, *described], key=lambda m: m.span.start)

    def gender(self, m: Mention) -> Gender | None:
        """``m`` or ``f`` where title, first name or apposition tells, and they agree."""
        known = self.genders.get(m.name, set())
        return next(iter(known)) if len(known) == 1 else None

    def rank(self, t: Token) -> int:
        """How prominent a token is in its sentence by its place in the parse alone."""
        if t.dep not in SUBJECTS:
            return 1
        verb = self.parse.tokens[t.head]
        return 3 if verb.head == verb.i else 2

    def _entity(self, e: Entity) -> Mention | None:
        if e.label not in ("PERSON", "ORG", "GPE", "NORP"):
            return None
        start = e.start + self.text[e.start : e.end].rfind("\n") + 1  # the tagger takes a headline into the name
        name = re.sub(r"['’]s?$", "", self.text[start : e.end]).strip(" .,")
        if not name or name.lower() in PERSON_NOUNS or name in _SITES or self._two_surnames(name):
            return None
        nouns = frozenset([name.rsplit(maxsplit=1)[-1].lower()])
        kind: SpeakerKind = "organization"
        plural = e.label == "NORP" and name.endswith("s")
        if e.label == "NORP" and not plural:
            return None
        person = self.known.full_name(name) if e.label != "NORP" else None
        if e.label == "PERSON" or (person and self.known.is_person(person)):
            name, kind, nouns = person or name, "person", self._titles(e)
            self._note_gender(name, nouns)
        else:
            name = name.removeprefix("the ").removeprefix("The ")
        span, head = Span(start, e.end), self._head(e.first, e.last)
        return Mention(name, span, self.parse.tokens[e.first].sent, kind, plural, self._prominence(span, head), nouns)

    def _two_surnames(self, name: str) -> bool:
        """ "Renn-Vik talks": the tagger's person is two."""
        parts = name.split("-")
        return " " not in name and len(parts) == 2 and any(self.known.by_surname(p) for p in parts)

    def _surnames(self, found: Sequence[Mention]) -> Iterator[Mention]:
        """Surnames of people named in full elsewhere, where the tagger saw no name."""
        spans = sorted(m.span for m in found)
        begins = [s.start for s in spans]
        for t in self.parse.tokens:
            if t.pos != "PROPN" or not t.text[:1].isupper() or (name := self.known.by_surname(t.text)) is None:
                continue
            k = bisect_right(begins, t.start) - 1
            if k >= 0 and t.start < spans[k].end:
                continue
            span = Span(t.start, t.end)
            rank = self._prominence(span, self._head(t.i, t.i + 1))
            yield Mention(name, span, t.sent, "person", False, rank, frozenset())

    def _speaking(self) -> Iterator[tuple[Span, int]]:
        """Sources, and subjects of speaking, each with its rank."""
        yield from ((s, 3) for s in self.sources)
        for t in self.parse.tokens:
            if t.dep in SUBJECTS and t.pos == "NOUN" and self.parse.tokens[t.head].lemma.lower() in SPEECH:
                yield noun_phrase(self.parse, t), 3

    def _subjects(self) -> Iterator[tuple[Span, int]]:
        for t in self.parse.tokens:
            if t.dep in SUBJECTS and t.pos == "NOUN" and t.text.lower() in PERSON_NOUNS:
                yield noun_phrase(self.parse, t), self.rank(t)

    def _described(self, spans: Iterable[tuple[Span, int]]) -> Iterator[Mention]:
        """Those without a name: "a union representative", "the ministry's statement"."""
        seen = set()
        for span, rank in spans:
            words = [w.lower() for w in _WORD.findall(span.of(self.text))]
            inside = self.parse.within(span.start, span.end)
            if not words or words[0] in _BARE or not inside or span.start in seen:
                continue
            ids = {t.i for t in inside}
            head = next((t for t in inside if t.head not in ids or t.head == t.i), inside[-1])
            noun = head.text.lower()
            plural = noun in UNNAMED_NOUNS or (noun.endswith("s") and noun[:-1] in PERSON_NOUNS)
            if (noun not in _NOUNS and not plural) or self._holds_person(noun_phrase(self.parse, head)):
                continue
            seen.add(span.start)
            yield self._description(span, words, noun, plural, rank)

    def _description(self, span: Span, words: Sequence[str], noun: str, plural: bool, rank: int) -> Mention:
        name = span.of(self.text)
        tail = frozenset(w.removesuffix("'s").removesuffix("’s") for w in words)
        self._note(name, tail)
        nouns = frozenset(SAME.get(w, w) for w in tail & (PERSON_NOUNS | PAPERS | ORGANIZATION_NOUNS))
        kind: SpeakerKind = "person" if noun in PERSON_NOUNS else "organization"
        sentence = self.parse.within(span.start, span.end)[0].sent
        return Mention(name, span, sentence, kind, plural, rank, nouns)

    def _note_gender(self, name: str, nouns: frozenset[str]) -> None:
        if " " in name and (first := gender_of(name.split(maxsplit=1)[0])):
            self.genders.setdefault(name, set()).add(first)
        self._note(name, nouns)

    def _note(self, name: str, nouns: frozenset[str]) -> None:
        if nouns & MALE:
            self.genders.setdefault(name, set()).add("m")
        if nouns & FEMALE:
            self.genders.setdefault(name, set()).add("f")

    def _holds_person(self, span: Span) -> bool:
        k = bisect_left(self.people, (span.end, 0)) - 1
        return k >= 0 and self.people[k][1] > span.start

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
        return frozenset(SAME.get(w, w) for w in words if w in PERSON_NOUNS or w in MALE or w in FEMALE)

    def _head(self, first: int, last: int) -> Token:
        tokens = self.parse.tokens
        head = next((t for t in tokens[first:last] if not first <= t.head < last or t.head == t.i), tokens[first])
        for _ in range(3):
            if head.dep not in ("appos", "compound", "nmod", "conj") or head.head == head.i:
                break
            head = tokens[head.head]
        return head

    def _prominence(self, span: Span, head: Token) -> int:
        """The first name in a source leads; the others in it are there to describe him."""
        k = bisect_right(self.source_starts, span.start) - 1
        if k < 0 or span.start >= self.sources[k].end:
            return self.rank(head)
        first = self.parse.within(self.sources[k].start, span.start)
        named = any(t.pos == "PROPN" and t.text.lower().strip(".") not in HONORIFICS for t in first)
        joined = any(t.text in ("and", ",") for t in first)
        if named and not (joined and head.dep in SUBJECTS):
            return 2 if head.dep in SUBJECTS else 1
        # "Holt's lawyer" and "an aide to Holt" are not Holt.
        inner = any(t.pos == "NOUN" for t in first) and head.dep == "pobj"
        return 1 if inner or head.dep == "poss" or (head.dep == "pobj" and head.start < span.start) else 3
