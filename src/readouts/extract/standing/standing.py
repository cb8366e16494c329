"""From a speaker to the party he speaks for, link by link, each with its basis and the words that show it."""

from __future__ import annotations

from collections.abc import Iterator

from readouts.extract.standing import congress, patterns, phrase
from readouts.extract.standing.introductions import Introductions, introductions
from readouts.model.syntax import Parse
from readouts.model.types import NARRATION, UNNAMED, Attribution, Document, Link, Party, Span, Speaker, Standing
from readouts.vocabulary import Actors


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


class _Case:
    """One speaker with what every rule needs to know of it."""

    def __init__(self, speaker: Speaker, document: Document, parse: Parse, actors: Actors) -> None:
        self.speaker, self.document, self.parse, self.actors = speaker, document, parse, actors
        self.known: Introductions = introductions(document, parse)
        self.surface = speaker.surface.strip()
        self.pronoun = self.surface.casefold() in patterns.PRONOUNS
        self.label = (speaker.name or self.surface).strip() if self.pronoun else self.surface
        self.span = speaker.span
        self.person = self.known.full_name(speaker.name or ("" if self.pronoun else self.surface))

    def wordings(self) -> Iterator[tuple[str, int | None]]:
        """The phrases that may name a side: the speaker's own words first, then how the document introduced him."""
        if not self.pronoun:
            yield self.surface, self.span.start if self.span else None
            if self.span:
                wide = phrase.around(self.parse, self.span)
                if wide != self.span:
                    yield wide.of(self.document.text), wide.start
        elif self.speaker.name:
            yield self.speaker.name, None
        if self.person:
            for span in self.known.of(self.person):
                yield span.of(self.document.text), span.start

    def standing(self, party: Party, basis: str, evidence: Span | None = None, source: str | None = None) -> Standing:
        """One link, or two when a pronoun or surname was first taken to a full name."""
        name = self.person or self.label
        links = [Link(name, party.name, basis, evidence, source)]
        if self.person and self.person != self.surface:
            links.insert(0, Link(self.surface, self.person, "name", self.span))
        return Standing(party, tuple(links))


def _issuer(case: _Case) -> Standing | None:
    """A release speaks for who issued it, wherever it says "we" or names no one."""
    if case.document.kind.casefold() not in patterns.ISSUED or not case.document.publisher:
        return None
    if case.surface.casefold() not in patterns.FIRST_PERSON and case.surface != case.document.publisher:
        return None
    publisher = case.document.publisher
    party = case.actors.party(publisher) or Party(publisher, None, "organization")
    return case.standing(party, "issuer", case.span)


def _congress(case: _Case) -> Standing | None:
    """Members of the US Congress stand for their party in their chamber; groups for themselves."""
    for text, at in case.wordings():
        group = congress.group(text)
        if group:
            span = Span(at + group[1].start, at + group[1].end) if at is not None else None
            return case.standing(group[0], "title", span)
    return None


def _named_side(case: _Case) -> Standing | None:
    """A party of the table in the speaker's own words or introduction."""
    for text, at in case.wordings():
        side = phrase.side(text, case.actors, case.person)
        if side:
            span, party, basis = side
            own = text[span.start : span.end].casefold() == case.label.casefold().removeprefix("the ")
            evidence = Span(at + span.start, at + span.end) if at is not None else None
            return case.standing(party, basis if own or basis in ("demonym", "capital") else "title", evidence)
    return None


def _tied(case: _Case) -> Standing | None:
    """"ORG spokesman", "president of ORG", "ORG's lawyer": the organization named there, in or out of the table."""
    for text, at in case.wordings():
        tie = phrase.tied(text, case.person)
        if tie:
            name = case.known.fullest(tie.of(text))
            party = case.actors.party(name) or Party(name, None, "organization")
            span = Span(at + tie.start, at + tie.end) if at is not None else None
            return case.standing(party, "title", span)
    return None


def _holder(case: _Case) -> Standing | None:
    """The dated table of office holders, when the document gives a full name and a date."""
    name, day = case.person, case.document.published
    if not name or not day or " " not in name:
        return None
    for holder in case.actors.holders(name, day):
        if holder.party.startswith("us-") and "US " in holder.office:
            return case.standing(congress.member(holder.office, holder.party), "office", case.span, holder.source)
        party = case.actors.by_id(holder.party)
        if party:
            return case.standing(party, "office", case.span, f"{holder.source}: {holder.office}")
    return None


def _surname_in_office(case: _Case) -> Standing | None:
    """A bare surname: only when all who bear it and held a state office then speak for one party."""
    day, name = case.document.published, phrase.surname(case.label)
    if not day or not name or case.person and " " in case.person:
        return None
    rows = [h for h in case.actors.holders(name, day) if h.source in ("hand", "538", "factbook")]
    parties = {h.party for h in rows}
    if len(parties) != 1:
        return None
    party = case.actors.by_id(parties.pop())
    return case.standing(party, "office", case.span, f"{rows[0].source}: {rows[0].office}") if party else None


def _unnamed(case: _Case) -> Standing | None:
    if case.pronoun or not phrase.is_unnamed(case.surface, case.speaker.kind):
        return None
    return Standing(UNNAMED, (Link(case.surface, UNNAMED.name, "unnamed", case.span),))


def _state_noun(case: _Case) -> Standing | None:
    """"The foreign ministry", "the president": the issuer's state, else the only state the document could mean."""
    if case.pronoun or not patterns.STATE_NOUN.search(case.surface) or case.person:
        return None
    publisher = case.actors.party(case.document.publisher or "")
    if publisher and publisher.kind == "state":
        return case.standing(publisher, "issuer", case.span)
    before = case.span.start if case.span else None
    nearest = case.known.last_titled(case.surface, case.actors, before)
    return case.standing(nearest[1], "earlier mention", nearest[0]) if nearest else None


def _itself(case: _Case) -> Standing | None:
    """Nobody else is named: an organization stands for itself, and so does a person with a full name."""
    if case.person and " " in case.person:
        return case.standing(Party(case.person, None, "person"), "self", case.span)
    name = case.label.removeprefix("the ").removeprefix("The ").strip(" .,")
    if case.pronoun and not case.speaker.name:
        return None
    if case.speaker.kind == "organization" or any(w[:1].isupper() for w in name.split()):
        party = case.actors.party(name) or Party(case.known.fullest(name), None, "organization")
        return case.standing(party, "self", case.span)
    if case.speaker.kind == "person" or not name:
        return None
    return case.standing(Party(name, None, "group"), "self", case.span)


_RULES = (_issuer, _congress, _named_side, _tied, _holder, _surname_in_office, _unnamed, _state_noun, _itself)
