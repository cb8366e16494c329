"""From a speaker to the party he speaks for, link by link, each with its basis and the words that show it."""

from __future__ import annotations

import re

from readouts.extract.standing import congress, patterns, phrase
from readouts.extract.standing.introductions import Introductions, introductions
from readouts.model.syntax import Parse
from readouts.model.types import NARRATION, UNNAMED, Attribution, Document, Link, Party, Span, Speaker, Standing
from readouts.vocabulary import Actors, Holder

Wording = tuple[str, int | None]
Found = tuple[Span, Party, str]


def resolve(
    speaker: Speaker,
    *,
    document: Document,
    parse: Parse,
    actors: Actors,
    attribution: Attribution | None = None,
) -> Standing:
    """Tell on whose behalf somebody speaks, or that it cannot be told (``party`` None).

    >>> from readouts.encoders.parse import parse
    >>> doc = Document(id="d", text="Moscow said that it had agreed to nothing.", published="2014-10-16")
    >>> speaker = Speaker("Moscow", "organization", span=Span(0, 6))
    >>> resolve(speaker, document=doc, parse=parse(doc.text), actors=Actors.default()).party.name
    'Russia'
    """
    if speaker.kind == "narration":
        return Standing(NARRATION, (Link(speaker.surface, NARRATION.name, "narration"),))
    case = _Case(speaker, document, parse, actors)
    for rule in _RULES:
        found = rule(case)
        if found is not None:
            return found
    return Standing(None)


def _publisher(document: Document, actors: Actors) -> Party | None:
    """The party that issued a statement, readout or release; None for news."""
    if document.kind.casefold() not in patterns.ISSUED or not document.publisher:
        return None
    side = phrase.side(document.publisher, actors, None)
    return actors.party(document.publisher) or (side[1] if side else Party(document.publisher, None, "organization"))


class _Case:
    """One speaker with what every rule needs to know of it."""

    def __init__(self, speaker: Speaker, document: Document, parse: Parse, actors: Actors) -> None:
        self.speaker, self.document, self.parse, self.actors = speaker, document, parse, actors
        self.known: Introductions = introductions(document, parse)
        self.surface = speaker.surface.strip()
        self.pronoun = self.surface.casefold() in patterns.PRONOUNS
        self.label = (speaker.name or self.surface).strip() if self.pronoun else self.surface
        self.span = speaker.span
        self.issuer = _publisher(document, actors)
        self.person = self.known.full_name(speaker.name or ("" if self.pronoun else self.surface))

    def party(self, name: str) -> Party | None:
        """The table's party of that name; initials of a movement only where its country or its full name is named too."""
        entry = self.actors.entry(name)
        if entry is None:
            return None
        row, party = entry[0], self.actors.principal(entry[0])
        home = self.actors.by_id(row.parent) if row.parent else None
        if not name.isupper() or home is None or row.source != "factbook" or row.kind == "government_body":
            return party
        return party if row.name in self.document.text or self.known.names_party(home, self.actors) else None

    def own_words(self) -> list[Wording]:
        """The speaker's own words, or his name where they are a pronoun."""
        if not self.pronoun:
            return [(self.surface, self.span.start if self.span else None)]
        return [(self.speaker.name, None)] if self.speaker.name else []

    def introduced(self) -> list[Wording]:
        """The phrases around the speaker here and where the document introduced him; only those with a role in them."""
        spans = [phrase.around(self.parse, self.span)] if self.span and not self.pronoun else []
        if self.person:
            spans += self.known.of(self.person)
        found = [(span.of(self.document.text), span.start) for span in spans]
        return [(text, at) for text, at in found if patterns.ROLE.search(text) or patterns.MEMBER.search(text)]

    def standing(self, party: Party, basis: str, evidence: Span | None = None, source: str | None = None) -> Standing:
        """One link, or two when a pronoun or surname was first taken to a full name."""
        name = self.person or self.label
        links = [Link(name, party.name, basis, evidence, source)]
        if self.person and self.person != self.surface:
            links.insert(0, Link(self.surface, self.person, "name", self.span))
        return Standing(party, tuple(links))


def _issuer(case: _Case) -> Standing | None:
    """A release speaks for who issued it, wherever it says "we" or names its issuer."""
    if case.issuer is None:
        return None
    if case.surface.casefold() not in patterns.FIRST_PERSON and case.surface != case.document.publisher:
        return None
    return case.standing(case.issuer, "issuer", case.span)


def _own_words(case: _Case) -> Standing | None:
    return _by_wording(case, case.own_words(), own=True)


def _introduction(case: _Case) -> Standing | None:
    return _by_wording(case, case.introduced(), own=False)


def _by_wording(case: _Case, wordings: list[Wording], *, own: bool) -> Standing | None:
    for text, at in wordings:
        found = _congress(case, text) if own or patterns.MEMBER.search(text) else None
        if found is None and patterns.STUDIES.search(text):
            found = _tied(case, text)  # "Syria analyst at the Ruiz Institute" speaks for the institute
        found = found or _named_side(case, text, own) or _tied(case, text)
        if found:
            span, party, basis = found
            return case.standing(party, basis, Span(at + span.start, at + span.end) if at is not None else None)
    return None


def _congress(case: _Case, text: str) -> Found | None:
    """Members of the US Congress stand for their party in their chamber; groups for themselves."""
    group = congress.group(text)
    return (group[1], group[0], "title") if group else None


def _named_side(case: _Case, text: str, own: bool) -> Found | None:
    """A party of the table named in the phrase; a longer proper name around it is an organization of its own."""
    found = phrase.side(text, case.actors, case.person)
    if found is None:
        title = patterns.US_TITLE.search(text)
        party = case.actors.party("United States") if title else None
        return (Span(title.start(), title.end()), party, "title") if title and party else None
    span, party, basis = found
    if party.id == "russia" and basis in ("capital", "metonym") and case.known.writes_of("Soviet", not_of="Russia"):
        party = case.actors.by_id("soviet-union") or party
    longer = phrase.longer_name(text, span)
    if longer and basis in ("demonym", "name", "capital", "metonym"):
        return longer, Party(case.known.fullest(longer.of(text)), None, "organization"), "self"
    alone = text[span.start : span.end].casefold() == text.casefold().removeprefix("the ")
    return span, party, basis if alone or basis in ("demonym", "capital", "metonym") else "title"


def _tied(case: _Case, text: str) -> Found | None:
    """ "ORG spokesman", "president of ORG", "Ruiz's lawyer": whom the role names, in or out of the table."""
    tie = phrase.tied(text, case.person)
    if tie is None:
        return None
    name = tie.of(text)
    principal = case.known.full_name(name)
    if principal and case.known.is_person(principal):
        rows = case.actors.holders(principal, case.document.published) if patterns.SPEAKS_FOR.search(text) else []
        states = [p for p in (case.actors.by_id(h.party) for h in rows) if p and p.kind == "state"]
        return tie, states[0] if states else Party(principal, None, "person"), "title"
    name = case.known.fullest(name)
    if patterns.MINISTRY.search(name) and case.actors.party(name) is None:
        return None  # a ministry speaks for its state, which another rule finds
    if patterns.NOT_A_PARTY.fullmatch(name) or case.known.is_common_word(name):
        return None
    return tie, case.party(name) or Party(name, None, "organization"), "title"


def _holder(case: _Case) -> Standing | None:
    """The dated table of office holders, when the document gives a full name and a date."""
    name, day = case.person, case.document.published
    if not name or " " not in name:
        return None
    rows = case.actors.holders(name, day)
    if day is None:
        if len(patterns.CAMPAIGN.findall(case.document.text)) > 1:
            return None
        # Without a date only somebody who held office for one state and no other, whenever it was.
        seats = {congress.member(h.office, h.party) for h in rows if h.office.startswith(("US Sen", "US Rep"))}
        rows = [h for h in rows if h.office.startswith(("US Sen", "US Rep")) is False]
        if len(seats) == 1 and not any((p := case.actors.by_id(h.party)) and p.kind == "state" for h in rows):
            return case.standing(next(iter(seats)), "office", case.span, "congress")
        states = {
            p.id
            for p in (case.actors.by_id(h.party) for h in rows)
            if p and p.kind in ("state", "international_organization")
        }
        if len(states) != 1:
            return None
        rows = [h for h in rows if (p := case.actors.by_id(h.party)) and p.id in states]
    return _by_rows(case, rows)


def _by_rows(case: _Case, rows: list[Holder]) -> Standing | None:
    """A state's office before a seat in Congress, and that before a party's or a movement's."""
    found = [(case.actors.by_id(h.party), h) for h in rows if h.party not in ("us-house", "us-senate", "us-congress")]
    high = ("state", "international_organization")
    known = sorted(((p, h) for p, h in found if p), key=lambda f: f[1].start, reverse=True)
    known.sort(key=lambda f: (f[1].source == "petrarch2", f[0].kind not in high))
    seat = next((h for _, h in known if h.office.startswith(("US Senator", "US Representative"))), None)
    if not known:
        return None
    party, row = known[0]
    if seat and (party.kind != "state" or row.source == "petrarch2"):
        party, row = congress.member(seat.office, seat.party), seat
    return case.standing(party, "office", case.span, f"{row.source}: {row.office}")


def _surname_in_office(case: _Case) -> Standing | None:
    """A bare surname: only when all who bear it and held an office then speak for one party."""
    day, name = case.document.published, phrase.surname(case.label)
    if not day or not name or case.pronoun or (case.person and " " in case.person):
        return None
    rows = [h for h in case.actors.holders(name, day) if h.source in ("user", "hand", "538", "factbook")]
    parties = {h.party for h in rows}
    party = case.actors.by_id(next(iter(parties))) if len(parties) == 1 else None
    # A namesake in a government that the document never names is somebody else.
    return _by_rows(case, rows) if party and case.known.names_party(party, case.actors) else None


def _titled_surname(case: _Case) -> Standing | None:
    """ "President Ruiz" or "Ruiz" without a date: the one state, of those named, that a Ruiz ever led or spoke for abroad."""
    title = patterns.HEAD_TITLE.search(case.surface)
    name = phrase.surname(case.label)
    day = case.document.published
    if not name or case.pronoun or (case.person and " " in case.person) or (day and not title):
        return None
    if title is None and len(patterns.CAMPAIGN.findall(case.document.text)) > 1:
        return None
    rows = [h for h in case.actors.holders(name, day) if patterns.HEAD_OFFICE.match(h.office)]
    rows = [h for h in rows if title is None or title.group(1).lower() in h.office.lower()]
    rows = [h for h in rows if (p := case.actors.by_id(h.party)) and p.kind == "state"]
    rows = [h for h in rows if (p := case.actors.by_id(h.party)) and case.known.names_party(p, case.actors)]
    return _by_rows(case, rows) if len({h.party for h in rows}) == 1 else None


def _local(case: _Case) -> Standing | None:
    """Mayors and governors speak for their city or state: "the Dayton mayor", "Governor Ana Ruiz of Ohio"."""
    for text, at in [*case.own_words(), *case.introduced()]:
        for pattern in (patterns.PLACE_TITLE, patterns.TITLE_OF_PLACE):
            match = pattern.search(text)
            if match and text[: match.start()].casefold().endswith(("former ", "then-")):
                continue
            if (
                match
                and match.group("place") not in (case.person or "")
                and not patterns.NOT_A_PARTY.fullmatch(match.group("place"))
            ):
                name = match.group("place")
                shown = Span(at + match.start("place"), at + match.end("place")) if at is not None else None
                return case.standing(case.actors.party(name) or Party(name, None, "place"), "title", shown)
        if patterns.LOCAL.search(text) and (place := case.known.main_place(case.actors)):
            return case.standing(Party(place[1], None, "place"), "only such place", place[0])
    return None


def _collective(case: _Case) -> Standing | None:
    """ "Union officials", "the company", "the administration": the only such body that the document names."""
    if case.pronoun:
        return None
    said = " ".join([case.surface, *(text for text, _ in case.introduced())])
    for word, shape in patterns.COLLECTIVE:
        if re.search(rf"\b(?:{word})\b", said):
            names = case.known.organizations(shape)
            if len(names) == 1:
                party = case.party(names[0]) or Party(names[0], None, "organization")
                return case.standing(party, "only such body named", case.span)
    if patterns.ADMINISTRATION.search(case.surface) and patterns.US_CUE.search(case.document.text):
        state = case.actors.party("United States")
        return case.standing(state, "title", case.span) if state else None
    return None


def _group(case: _Case) -> Standing | None:
    """ "The protesters", "immigrant advocates": a side of its own that has no other name."""
    words = patterns.DETERMINER.sub("", case.surface)
    if case.pronoun or case.person or not words.islower() or words.split()[-1] not in patterns.GROUPS:
        return None
    return case.standing(Party(words, None, "group"), "self", case.span)


def _unnamed(case: _Case) -> Standing | None:
    if case.pronoun or not phrase.is_unnamed(case.surface, case.speaker.kind):
        return None
    return Standing(UNNAMED, (Link(case.surface, UNNAMED.name, "unnamed", case.span),))


def _state_noun(case: _Case) -> Standing | None:
    """ "The foreign ministry", "the president": the issuer's state, else that of the last such mention with a side."""
    for text, at in [*case.own_words(), *case.introduced()]:
        # A person is tied by his own ministry; "the president's lawyer" is not the state.
        body = (patterns.MINISTRY if case.person else patterns.STATE_NOUN).search(text) or patterns.MINISTRY.search(
            text
        )
        if not body:
            continue
        if case.issuer and case.issuer.kind == "state":
            return case.standing(case.issuer, "issuer", case.span)
        nearest = case.known.last_titled(text, case.actors, at)
        if nearest:
            return case.standing(nearest[1], "earlier mention", nearest[0])
        # The United States has departments and secretaries, no ministries.
        if patterns.MINISTRY.search(text) and (main := case.known.main_state(case.actors, "united-states")):
            return case.standing(main[1], "only such state", main[0])
    return None


def _in_release(case: _Case) -> Standing | None:
    """Whoever speaks in a party's own release without another side being named speaks for the issuer."""
    return case.standing(case.issuer, "issuer", case.span) if case.issuer else None


def _itself(case: _Case) -> Standing | None:
    """Nobody else is named: an organization stands for itself, and so does a person with a full name."""
    if case.person and " " in case.person:
        return case.standing(Party(case.person, None, "person"), "self", case.span)
    name = patterns.proper(patterns.PAPER.sub("", case.label))
    if not name or patterns.JOINT.match(case.label) or (case.pronoun and not case.speaker.name):
        return None
    if name.casefold() in patterns.NOBODY:
        return Standing(UNNAMED, (Link(case.surface, UNNAMED.name, "unnamed", case.span),))
    if case.person and case.speaker.kind == "person":
        # A surname that nothing introduces is a person, for all that the document tells.
        return case.standing(Party(case.person, None, "person"), "self", case.span)
    if case.speaker.kind == "organization" or name[:1].isupper():
        party = case.party(name) or Party(case.known.fullest(name), None, "organization")
        return case.standing(party, "self", case.span)
    if case.speaker.kind == "person":
        return None
    return case.standing(Party(name, None, "group"), "self", case.span)


_RULES = (
    _issuer,
    _local,
    _own_words,
    _holder,
    _introduction,
    _surname_in_office,
    _titled_surname,
    _collective,
    _group,
    _unnamed,
    _state_noun,
    _in_release,
    _itself,
)
