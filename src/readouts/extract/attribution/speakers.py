"""Who a source is: a surname, a pronoun or a description resolved to somebody the document names, or nobody."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from readouts.extract.attribution.patterns import (
    FEMALE,
    MALE,
    ORGANIZATION_NOUNS,
    PERSON_NOUNS,
    UNNAMED_NOUNS,
)
from readouts.model import Document, Entity, Parse, Span, Speaker, SpeakerKind

_HE, _SHE = frozenset(["he", "him", "his"]), frozenset(["she", "her", "hers"])
_WORD = re.compile(r"[\w'’.\-]+")
_DEFINITE = re.compile(r"(?i)^(?:the|his|her|its|their|that|this)\s+(?:\w+\s+){0,2}?([\w\-]+)$")
_HONORIFIC = re.compile(r"(?:MR|MS|MRS|DR|MISS|SIR|SECRETARY|PRESIDENT|MINISTER|AMBASSADOR|SENATOR)\b")
# A pronoun looks back over so many sentences for its name.
_WINDOW = 3
_ORGANIZATIONS = frozenset({"ORG", "GPE", "NORP", "FAC"})


@dataclass(slots=True)
class _Named:
    name: str
    start: int
    sentence: int
    kind: SpeakerKind
    gender: str | None
    words: frozenset[str]


class Speakers:
    """Resolves the sources of one document. Where two names fit equally, the answer is no name."""

    def __init__(self, document: Document, parse: Parse) -> None:
        self.document, self.parse, self.text = document, parse, parse.text
        self.token_starts = [t.start for t in parse.tokens]
        self.entities = sorted(parse.entities, key=lambda e: e.start)
        self.entity_starts = [e.start for e in self.entities]
        people = [e for e in parse.entities if e.label == "PERSON"]
        self.full: dict[str, set[str]] = {}
        for e in people:
            words = self._name_words(e)
            if len(words) > 1:
                self.full.setdefault(words[-1].lower(), set()).add(" ".join(words))
        self.gender: dict[str, set[str]] = {}
        self.named = [n for e in self.entities if (n := self._named(e)) is not None]
        self.named_starts = [n.start for n in self.named]
        self.by_word: dict[str, list[_Named]] = {}
        for n in self.named:
            for word in n.words:
                self.by_word.setdefault(word, []).append(n)
        self.last: tuple[str, int] | None = None

    def of(self, source: tuple[Span, ...], own: Speaker | None = None) -> Speaker | None:
        """The speaker of a source, None where none is given. ``own`` is the speaker of the quotation it stands in."""
        if not source:
            return None
        span = source[0]
        surface = span.of(self.text)
        low = surface.lower()
        sentence = self._sentence(span.start)
        if low in ("i", "me", "my"):
            name = own.name if own is not None else None
            return Speaker(surface, "person", name, span, "pronoun" if name else "surface")
        if low in _HE | _SHE or low in ("it", "they", "we"):
            return self._pronoun(surface, low, span, sentence)
        if len(surface) > 2 and surface.isupper() and _HONORIFIC.match(surface):
            return self._called(surface, span)
        inside = [e for e in self._entities(span) if self._is_person(e) and not self._owns(e, span)]
        if inside:
            return self._person(surface, inside[0], span, sentence)
        return self._described(surface, span)

    def _is_person(self, e: Entity) -> bool:
        """A person by the parser's label, or by a surname that belongs to a full name elsewhere in the document."""
        words = self._name_words(e)
        return e.label == "PERSON" or (bool(words) and e.label in _ORGANIZATIONS and words[-1].lower() in self.full)

    def _owns(self, e: Entity, span: Span) -> bool:
        """``many in Holt's circle`` is not Holt."""
        if e.end > span.end:
            return False
        tail = self.text[e.end : span.end]
        return tail.startswith(("'s", "’s")) or self.text[e.start : e.end].endswith(("'s", "’s"))

    def _person(self, surface: str, e: Entity, span: Span, sentence: int) -> Speaker:
        words = self._name_words(e)
        basis = "surface"
        name: str | None = " ".join(words)
        if len(words) == 1:
            fulls = self.full.get(words[0].lower(), set())
            if len(fulls) == 1:
                name, basis = next(iter(fulls)), "surname"
            elif fulls:
                name = None
        if name is not None:
            self.last = (name, sentence)
        return Speaker(surface, "person", name, span, basis)

    def _called(self, surface: str, span: Span) -> Speaker:
        """``MS. SMITH`` in a transcript: the one full name with that surname, else the surname."""
        last = _WORD.findall(surface)[-1]
        fulls = self.full.get(last.lower(), set())
        if len(fulls) > 1:
            return Speaker(surface, "person", None, span, "surface")
        return Speaker(surface, "person", next(iter(fulls), last.title()), span, "surname")

    def _pronoun(self, surface: str, low: str, span: Span, sentence: int) -> Speaker:
        personal = low in _HE | _SHE
        kind: SpeakerKind = "organization" if low == "it" else "person"
        if low in ("they", "we"):
            return Speaker(surface, kind, None, span, "surface")
        wanted = "m" if low in _HE else "f"
        near = [n for n in self._before(span.start) if sentence - n.sentence <= _WINDOW and n.kind == kind]
        if not personal:
            names = {n.name for n in near if n.sentence >= sentence - 1}
            name = next(iter(names)) if len(names) == 1 else None
            return Speaker(surface, kind, name, span, "pronoun" if name else "surface")
        genders = {n.name: self.gender.get(n.name, set()) for n in near}
        fits = {n for n, g in genders.items() if not g or g == {wanted}}
        sure = {n for n in fits if genders[n]}
        pick = fits if len(fits) == 1 else sure
        if len(pick) != 1 and self.last is not None and self.last[0] in fits and sentence - self.last[1] <= 1:
            # Whoever spoke in the sentence before goes on speaking, unless someone else is known to fit better.
            pick = {self.last[0]} if not sure or self.last[0] in sure else set()
        name = next(iter(pick)) if len(pick) == 1 else None
        if name is not None:
            self.last = (name, sentence)
        return Speaker(surface, kind, name, span, "pronoun" if name else "surface")

    def _described(self, surface: str, span: Span) -> Speaker:
        kind = self._kind(surface, span)
        proper = [e for e in self._entities(span) if e.label in _ORGANIZATIONS]
        m = _DEFINITE.match(surface)
        head = m[1].lower() if m else ""
        if head and not (proper and proper[0].end == span.end):
            seen = [n for n in self.by_word.get(head, ()) if n.start < span.start]
            names = {n.name for n in seen}
            if len(names) == 1:
                return Speaker(surface, seen[0].kind, seen[0].name, span, "definite")
            return Speaker(surface, kind, None, span, "surface")
        name = re.sub(r"(?i)^the\s+", "", surface) if proper and kind == "organization" else None
        return Speaker(surface, kind, name, span, "surface")

    def _kind(self, surface: str, span: Span) -> SpeakerKind:
        words = [w.lower().strip(".'’") for w in _WORD.findall(surface)]
        if UNNAMED_NOUNS & set(words):
            return "unnamed"
        if words and words[-1] in ORGANIZATION_NOUNS:
            return "organization"
        if PERSON_NOUNS & set(words):
            return "unnamed" if words[0] in ("a", "an", "one", "some", "several", "many") else "person"
        if any(e.label in _ORGANIZATIONS for e in self._entities(span)):
            return "organization"
        return "person"

    def _named(self, e: Entity) -> _Named | None:
        words = self._name_words(e)
        if not words:
            return None
        tokens = self.parse.tokens
        sentence = tokens[e.first].sent
        person = self._is_person(e)
        if e.label in ("ORG", "GPE") and not person:
            name = " ".join(words)
            return _Named(name, e.start, sentence, "organization", None, frozenset([words[-1].lower()]))
        if not person:
            return None
        name = " ".join(words)
        if len(words) == 1:
            fulls = self.full.get(words[0].lower(), set())
            if len(fulls) > 1:
                return None
            name = next(iter(fulls), name)
        described = self._description(e)
        for mark, nouns in (("m", MALE), ("f", FEMALE)):
            if described & nouns:
                self.gender.setdefault(name, set()).add(mark)
        return _Named(name, e.start, sentence, "person", None, described)

    def _description(self, e: Entity) -> frozenset[str]:
        """Words of the title before a name and of the apposition after it."""
        tokens = self.parse.tokens
        words = set()
        sentence = self.parse.sentences[tokens[e.first].sent]
        for i in range(e.first - 1, max(e.first - 6, sentence.first - 1), -1):
            if tokens[i].pos not in ("NOUN", "PROPN", "ADJ") and tokens[i].text != ".":
                break
            words.add(tokens[i].text.lower().strip("."))
        inside = {w.text.lower().strip(".") for w in tokens[e.first : e.last]}
        words |= inside & (MALE | FEMALE)
        if e.last < sentence.last and tokens[e.last].text == ",":
            for i in range(e.last + 1, min(e.last + 8, sentence.last)):
                if tokens[i].text == "," or tokens[i].pos in ("VERB", "AUX", "PRON"):
                    break
                words.add(tokens[i].text.lower())
        return frozenset(words & (PERSON_NOUNS | MALE | FEMALE))

    def _name_words(self, e: Entity) -> list[str]:
        words = [w.strip(".,'’") if len(w) > 2 else w for w in _WORD.findall(self.text[e.start : e.end])]
        words = [re.sub(r"['’]s$", "", w) for w in words]
        while words and words[0].lower().strip(".") in ("mr", "ms", "mrs", "dr", "miss", "sir", "the"):
            words = words[1:]
        return [w for w in words if w]

    def _entities(self, span: Span) -> list[Entity]:
        at = bisect_left(self.entity_starts, span.start)
        out: list[Entity] = []
        while at < len(self.entities) and self.entities[at].start < span.end:
            out.append(self.entities[at])
            at += 1
        return out

    def _before(self, offset: int) -> list[_Named]:
        at = bisect_left(self.named_starts, offset)
        return self.named[max(0, at - 40) : at]

    def _sentence(self, offset: int) -> int:
        return self.parse.tokens[max(0, bisect_right(self.token_starts, offset) - 1)].sent
