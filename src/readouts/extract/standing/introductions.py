"""How a document introduces those it names: full names, titles and appositions, acronyms in brackets."""

from __future__ import annotations

import re
from collections import Counter

from readouts.extract.standing import patterns, phrase
from readouts.model.syntax import Parse
from readouts.model.types import Document, Party, Span
from readouts.vocabulary import Actors
from readouts.vocabulary.first_names import gender_of

_CITY = re.compile(r"\b(?:city|town|village|borough|county|province) of ((?:[A-Z][\w'’-]+ ?){1,3}(?<! ))")
# A title, then a first name and a blank. One may begin inside another: "President Minister Ana".
_TITLED = re.compile(
    r"\b(?=((?:Gov|Sen|Rep|Mr|Ms|Mrs|Dr|President|Minister|Secretary|Mayor|Governor|Senator|Chairman)\.? )([A-Z][\w'’-]+ ))"
)
_INITIAL, _EDGE = re.compile(r"[A-Z]\. "), re.compile(r"\b")
_BRACKETS = re.compile(r"((?:[A-Z][\w&'’-]*\s+(?:(?:of|for|and|the|on|in)\s+)*){1,8})\(([A-Z][A-Z&.]{1,9})\)")


class Introductions:
    """What one document says about names: built once a document."""

    def __init__(self, document: Document, parse: Parse) -> None:
        # Both answers cost a search of the whole text; a long document asks for the same few names again and again.
        self._titles: dict[str, tuple[Span, str] | None] = {}
        self._titled_names: list[tuple[int, int, int]] | None = None
        self._common: dict[str, bool] = {}
        self._companies: dict[str, str] = {}
        self._parties: list[tuple[Span, Party]] | None = None
        self._text, self._parse = document.text, parse
        self._people: dict[str, list[Span]] = {}
        self._full: dict[str, str] = {}
        self._first: dict[str, str] = {}
        self._orgs: dict[str, str] = {}
        for e in parse.entities:
            name = " ".join(re.sub(r"['’]s$", "", document.text[e.start : e.end]).split()).strip("<>")
            if e.label == "PERSON":
                # The tagger takes a capital verb into the name: "Said Ruiz".
                first = next(
                    (t for t in parse.tokens[e.first : e.last] if not t.tag.startswith(("VB", "IN", "CC", "DT"))), None
                )
                cut = first.start - e.start if first else 0
                self._add_person(name[cut:], Span(e.start + cut, e.start + max(cut, len(name))))
            elif e.label == "ORG":
                short = name.removeprefix("the ").removeprefix("The ")
                self._orgs.setdefault(short, short)
                initials = "".join(w[0] for w in short.split() if w[:1].isupper())
                if len(initials) > 2:
                    self._orgs.setdefault(initials, short)
        for match in _BRACKETS.finditer(document.text):
            self._orgs[match.group(2)] = (
                match.group(1).strip().removeprefix("The ").removeprefix("An ").removeprefix("A ")
            )

    def _add_person(self, name: str, span: Span) -> None:
        words = [w for w in name.split() if w.casefold().strip(".,") not in patterns.HONORIFICS]
        while len(words) > 1 and (
            words[0] in ("Said", "Says", "But", "And", "The", "While") or words[0].endswith(("ing", "sed"))
        ):
            words = words[1:]
        if not words or "\n" in name:
            return
        bare = " ".join(words)
        if len(words) > 1:
            self._full.setdefault(words[-1], bare)
            if len(words) == 2 and gender_of(words[0]) is None and all(w.replace("-", "").isalpha() for w in words):
                self._first.setdefault(words[0], bare)  # family names that come first
            self._people.setdefault(bare, []).append(span)
        else:
            self._people.setdefault(self._full.get(bare, bare), []).append(span)

    def full_name(self, text: str) -> str | None:
        """The fullest form of a person's name that the document gives, for any form of it; None for no person."""
        for name in sorted(self._people, key=len, reverse=True):
            if name in text and " " in name:
                return name
        bare = [w for w in text.split() if w.casefold().strip(".,") not in patterns.HONORIFICS]
        titled = (
            text.split()[: len(text.split()) - len(bare)] + bare == text.split()
            and "’s" not in text
            and "'s" not in text
        )
        if len(bare) in (2, 3) and len(bare) < len(text.split()) and titled and all(w[:1].isupper() for w in bare):
            return " ".join(bare).strip(".,")  # "Sen. Ana Ruiz": a title says that it is a name
        last = phrase.surname(text)
        if last is None and text and " " in text and not patterns.ROLE.search(text):
            last = text.rsplit(maxsplit=1)[-1]
        if last is None:
            return None
        return (
            self._full.get(last)
            or self._titled(last)
            or self._first.get(last)
            or (last if last in self._people else None)
        )

    def people(self) -> list[tuple[str, Span]]:
        """The full names that the document gives, each with where it first stands."""
        return [(name, spans[0]) for name, spans in self._people.items() if " " in name and spans]

    def by_surname(self, last: str) -> str | None:
        """The full name of the one person the document gives this surname."""
        return self._full.get(last) or self._first.get(last)

    def _titled(self, last: str) -> str | None:
        """The full name the document gives after a title, where the tagger saw no person: "Gov. Ana Ruiz"."""
        if last not in self._titles:
            self._titles[last] = self._after_title(last)
        found = self._titles[last]
        return found[1] if found else None

    def _after_title(self, last: str) -> tuple[Span, str] | None:
        """Where a title, a first name and this surname first stand together, and the name; the text is searched once for titles."""
        if self._titled_names is None:
            self._titled_names = [(m.start(), m.end(1), m.end(2)) for m in _TITLED.finditer(self._text)]
        for start, first, then in self._titled_names:
            # With an initial between the names, or without.
            for at in ((m.end(), then) if (m := _INITIAL.match(self._text, then)) else (then,)):
                end = at + len(last)
                if self._text.startswith(last, at) and _EDGE.match(self._text, end):
                    return Span(start, end), self._text[first:end]
        return None

    def of(self, person: str) -> list[Span]:
        """The phrases in which the document names this person, fullest first: name, title, apposition."""
        spans = self._people.get(person, [])[:4]
        titled = (
            None
            if spans or not self._titled(person.rsplit(maxsplit=1)[-1])
            else self._titles[person.rsplit(maxsplit=1)[-1]]
        )
        out = [titled[0]] if titled else []
        for s in spans:
            wide = phrase.around(self._parse, s)
            # A role stands close to the name; what is farther off in a long phrase is about somebody else.
            near = Span(max(wide.start, s.start - 70), min(wide.end, s.end + 90))
            if near != s:
                out.append(near)
            after = patterns.APPOSITION.match(self._text[s.end : s.end + 140])
            if after and (role := patterns.ROLE.search(after.group(1))) and role.start() < 60:
                out.append(Span(s.start, s.end + after.end()))
        return out

    def names_party(self, party: Party, actors: Actors) -> bool:
        """True when the document names a party anywhere, by whatever name of the table."""
        return any(p.name == party.name for _, p in self._mentioned(actors))

    def _mentioned(self, actors: Actors) -> list[tuple[Span, Party]]:
        if self._parties is None:
            self._parties = [(s, p) for s, p, _ in actors.find(self._text)]
        return self._parties

    def main_state(self, actors: Actors, leave_out: str) -> tuple[Span, Party] | None:
        """The state the document names by far the most, one aside; with its first mention. None where two are close."""
        states = [(s, p) for s, p in self._mentioned(actors) if p.kind == "state" and p.id != leave_out]
        most = Counter(p.name for _, p in states).most_common(2)
        if not most or (len(most) == 2 and most[1][1] * 2 > most[0][1]):
            return None
        return next((s, p) for s, p in states if p.name == most[0][0])

    def main_place(self, actors: Actors) -> tuple[Span, str] | None:
        """The city or province, no country, that the document names by far the most."""
        text = self._text
        places = [(e, text[e.start : e.end].removeprefix("the ")) for e in self._parse.entities if e.label == "GPE"]
        places = [(e, n) for e, n in places if not ((p := actors.party(n)) and p.kind == "state")]
        most = Counter(n for _, n in places).most_common(2)
        cities = [] if most else list(_CITY.finditer(text))
        if len({m[1] for m in cities}) == 1:
            return Span(*cities[0].span(1)), cities[0][1]  # "the city of Brann", where the tagger saw no place
        if not most or (len(most) == 2 and most[1][1] * 2 > most[0][1]):
            return None
        first = next(e for e, n in places if n == most[0][0])
        return Span(first.start, first.end), most[0][0]

    def writes_of(self, word: str, *, not_of: str) -> bool:
        """True when the document has the one word and never the other."""
        return word in self._text and not_of not in self._text

    def is_common_word(self, name: str) -> bool:
        """True when the document also writes this word small: a capital at the head of a sentence is no name."""
        if name not in self._common:
            small = rf"\b{re.escape(name.lower())}\b"
            self._common[name] = " " not in name and re.search(small, self._text) is not None
        return self._common[name]

    def is_person(self, name: str) -> bool:
        """True when the document names a person by exactly this fullest form."""
        return name in self._people

    def organizations(self, shape: re.Pattern[str]) -> list[str]:
        """The different organizations of that shape which the document names, each in its fullest form."""
        names = {self._orgs[o] for o in self._orgs if shape.search(self._orgs[o])}
        names = {n for n in names if not any(n != o and n in o for o in names)}
        times = Counter({n: self._text.count(n) for n in names})
        most = times.most_common(2)
        if len(most) == 2 and most[0][1] >= 3 * most[1][1]:
            return [most[0][0]]  # one that the document is about, and one in passing
        return sorted(names)

    def fullest(self, org: str) -> str:
        """The longest form under which the document names an organization.

        An acronym gives the name it stands for, when the document says so.
        """
        org = patterns.proper(org)
        known = self._orgs.get(org, org)
        return self._company(known)

    def _company(self, name: str) -> str:
        """One name for a company that the document calls by a longer and a shorter one.

        "Marrow" is the one "Marrow Shipping Corp" it names; "Holt Inc" is "Holt" where that stands alone as well.
        """
        if name not in self._companies:
            short = patterns.LEGAL_END.sub("", name)
            found = {o for o in self._orgs.values() if o.startswith(f"{short} ") and patterns.COMPANY_END.search(o)}
            found = {o for o in found if patterns.LEGAL_END.sub("", o) != short}  # more than a legal form longer
            one = found.pop() if len(found) == 1 and short == name else name
            bare = patterns.LEGAL_END.sub("", one)
            self._companies[name] = bare if one == name and self._alone(bare) else one
        return self._companies[name]

    def _alone(self, name: str) -> bool:
        """True where the document writes this name without the words by which companies end."""
        return re.search(rf"\b{re.escape(name)}\b(?! {patterns.COMPANY})", self._text) is not None

    def last_titled(self, title: str, actors: Actors, before: int | None) -> tuple[Span, Party] | None:
        """The last earlier mention of the same title that names its state: "the Dutch premier", then "the premier"."""
        noun = patterns.STATE_NOUN.search(title)
        if not noun:
            return None
        hits = [
            m for m in re.finditer(re.escape(noun.group()), self._text, re.I) if before is None or m.start() < before
        ]
        for match in reversed(hits[-8:]):
            start = max(0, match.start() - 40)
            found = [f for f in actors.find(self._text[start : match.end()]) if start + f[0].end >= match.start() - 4]
            found = [f for f in found if f[1].kind in ("state", "international_organization")]
            if found:
                span, party, _ = found[-1]
                return Span(start + span.start, start + span.end), party
        return None


_RECENT: dict[int, tuple[Document, Parse, Introductions]] = {}


def introductions(document: Document, parse: Parse) -> Introductions:
    """The introductions of a document, remembered for its next speaker."""
    # By identity: hashing a whole parse would cost more than reading it. The entry keeps the parse alive, so an
    # identity cannot come back as another object's.
    known = _RECENT.get(id(parse))
    if known is None or (known[0] is not document and known[0] != document):
        while len(_RECENT) >= 8:
            _RECENT.pop(next(iter(_RECENT)), None)
        known = _RECENT[id(parse)] = (document, parse, Introductions(document, parse))
    return known[2]
