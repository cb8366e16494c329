"""Who a bare surname is when only another document of the comparison introduces him: the one full name it can mean, or nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from readouts.extract.ascribe import Ascriber
from readouts.extract.standing import patterns, phrase
from readouts.extract.standing.introductions import introductions
from readouts.model import Account, Condition, Link, MandateDoubt, Party, Shift, Span, Speaker, Standing
from readouts.vocabulary.first_names import gender_of

BASIS = "named_elsewhere"
_MEN, _WOMEN = frozenset(("mr", "sir")), frozenset(("ms", "mrs", "miss"))
_POLITE = _MEN | _WOMEN | {"dr"}
# What a document says of somebody's role is a basis; that he speaks in a release, or for himself, is none.
_TELLS = frozenset(("title", "office", "demonym", "name", "capital", "metonym"))


@dataclass(frozen=True, slots=True)
class Introduced:
    """A full name that a document gives, with the party it says he speaks for; ``party`` is None where it does not say."""

    name: str
    doc: str
    party: Party | None
    basis: str


def introduced(ascriber: Ascriber) -> list[Introduced]:
    """Everybody whom one document names in full."""
    out = []
    for name, span in introductions(ascriber.document, ascriber.parse).people():
        standing = ascriber.standing(Speaker(name, "person", name, span), None)
        basis = standing.links[-1].basis if standing.links else ""
        party = standing.party if basis in _TELLS else None
        out.append(Introduced(name, ascriber.document.id, party, basis))
    return out


def left_open(ascriber: Ascriber, accounts: Sequence[Account]) -> dict[str, str | None]:
    """The bare surnames of a document that it neither explains nor lets mean anybody else; with a gender where "Mr" tells it.

    A rank before the name, an apposition after it, a place or office holder of that name: each is another reading.
    """
    out: dict[str, str | None] = {}
    people = {n: a.party.kind == "person" for a in reversed(accounts) if (n := bare(a)) is not None}
    for name, person in sorted(people.items()):
        genders = _alone(ascriber, name)
        if genders is not None and len(genders) < 2 and (person or genders or _one_person(ascriber, name)):
            out[name] = next(iter(genders), None)
    return out


def bare(account: Account) -> str | None:
    """The surname as which an account's speaker stands for himself, since nothing introduces him; else None."""
    last = account.standing.links[-1] if account.standing.links else None
    if last is None or last.basis != "self" or account.party.id is not None:
        return None
    if account.party.kind not in ("person", "organization"):
        return None
    return phrase.surname(last.of)


def _alone(ascriber: Ascriber, name: str) -> set[str] | None:
    """The genders that polite titles give a surname in one document; None where words beside it open another reading."""
    document, parse, genders = ascriber.document, ascriber.parse, set()
    if ascriber.actors.party(name) is not None or _holds_office(ascriber, name):
        return None
    for t in parse.tokens:
        if t.text != name:
            continue
        before = parse.tokens[t.i - 1] if t.i and parse.tokens[t.i - 1].sent == t.sent else None
        title = before.text.casefold().strip(".") if before is not None else ""
        if title in _POLITE:
            genders |= {"m"} if title in _MEN else {"f"} if title in _WOMEN else set()
        elif before is not None and (
            before.pos == "PROPN" or title in patterns.HONORIFICS or patterns.ROLE.fullmatch(title)
        ):
            return None
        after = patterns.APPOSITION.match(document.text[t.end : t.end + 140])
        if after is not None and patterns.ROLE.search(after[1]):
            return None
        if document.text[t.end : t.end + 1] == " " and (n := parse.tokens[t.i + 1 : t.i + 2]) and n[0].pos == "PROPN":
            return None
    return genders


def _one_person(ascriber: Ascriber, name: str) -> bool:
    """True where a name that may be a firm's is a person's: the document says "he" or "she" and names nobody else."""
    text, parse = ascriber.document.text, ascriber.parse
    others = [e for e in parse.entities if e.label == "PERSON" and name not in text[e.start : e.end]]
    return not others and any(t.text.lower() in ("he", "she") for t in parse.tokens)


def _holds_office(ascriber: Ascriber, name: str) -> bool:
    """True when somebody of that surname held an office, when the document was published, of a party that it names."""
    known = introductions(ascriber.document, ascriber.parse)
    rows = ascriber.actors.holders(name, ascriber.document.published)
    parties = (ascriber.actors.by_id(h.party) for h in rows)
    return any(p is not None and known.names_party(p, ascriber.actors) for p in parties)


def found(
    people: Sequence[Introduced], opened: Mapping[str, Mapping[str, str | None]]
) -> dict[tuple[str, str], Introduced]:
    """Whom each bare surname of each document means: keys are document and surname.

    Only where all the documents together know one full name of it, and those that say for whom he speaks agree.
    ``opened`` gives for each document what ``left_open`` found.

    >>> ana = Introduced("Ana Ruiz", "a", Party("Dockers United"), "title")
    >>> found([ana], {"b": {"Ruiz": None}})[("b", "Ruiz")].name
    'Ana Ruiz'
    >>> found([ana, Introduced("Leo Ruiz", "c", None, "self")], {"b": {"Ruiz": None}})
    {}
    """
    by_surname: dict[str, list[Introduced]] = {}
    for one in people:
        by_surname.setdefault(one.name.rsplit(maxsplit=1)[-1], []).append(one)
    out = {}
    for doc, names in opened.items():
        for name, gender in names.items():
            there = by_surname.get(name, [])
            telling = [one for one in there if one.party is not None and one.doc != doc]
            first = gender_of(there[0].name.split(maxsplit=1)[0]) if there else None
            alone = (
                len({one.name for one in there}) == 1 and len({_key(one.party) for one in telling if one.party}) == 1
            )
            if alone and (gender is None or first in (None, gender)):
                out[doc, name] = telling[0]
    return out


def _key(party: Party) -> str:
    return party.id or party.name.casefold()


def tie(accounts: Sequence[Account], who: Mapping[tuple[str, str], Introduced]) -> list[Account]:
    """The accounts with each bare surname led on to its full name and party; the links name the other document."""
    return [replace_speaker(a, one) if (one := _meant(a, who)) is not None else a for a in accounts]


def _meant(a: Account, who: Mapping[tuple[str, str], Introduced]) -> Introduced | None:
    name = bare(a)
    return who.get((a.anchor.doc, name)) if name is not None else None


def replace_speaker(a: Account, one: Introduced) -> Account:
    """An account whose speaker is the one another document introduces."""
    assert one.party is not None
    *before, last = a.standing.links
    links = (*before, *_led(last.of, last.evidence, one))
    speaker = replace(a.speaker, name=one.name, basis=BASIS if a.speaker.basis == "surface" else a.speaker.basis)
    return replace(a, party=one.party, speaker=speaker, standing=Standing(one.party, links))


def _led(surface: str, evidence: Span | None, one: Introduced) -> Iterator[Link]:
    assert one.party is not None
    yield Link(surface, one.name, BASIS, evidence, one.doc)
    # Where the other document says so is no span of this one.
    yield Link(one.name, one.party.name, one.basis, None, one.doc)


def tie_doubts(doubts: Sequence[MandateDoubt], who: Mapping[tuple[str, str], Introduced]) -> list[MandateDoubt]:
    """Doubts of a bare surname as those of his party."""
    return [replace(d, doubter=p) if (p := _party(d.anchor.doc, d.doubter, who)) else d for d in doubts]


def tie_shifts(shifts: Sequence[Shift], who: Mapping[tuple[str, str], Introduced]) -> list[Shift]:
    """Shifts of a bare surname as those of his party."""
    return [replace(s, party=p) if (p := _party(s.anchor.doc, s.party, who)) else s for s in shifts]


def tie_conditions(conditions: Sequence[Condition], who: Mapping[tuple[str, str], Introduced]) -> list[Condition]:
    """Conditions that a bare surname sets as those of his party."""
    return [replace(c, party=p) if (p := _party(c.anchor.doc, c.party, who)) else c for c in conditions]


def _party(doc: str, name: str, who: Mapping[tuple[str, str], Introduced]) -> str | None:
    one = who.get((doc, re.sub(r"^(?:Mr|Ms|Mrs|Dr)\.? ", "", name)))
    return one.party.name if one is not None and one.party is not None else None
