"""One account as the pages show it: who says it and for whom, the stance, the words in their sentence, and where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from readouts.engine.timeline import said_on
from readouts.export.words import dated
from readouts.ledger.protocol import Reading
from readouts.ledger.review_view import JudgedAccount, Opinion
from readouts.ledger.rows import Heading
from readouts.model import Account, Span, Standing
from readouts.web.context import sentences_around
from readouts.web.wording import plain


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way from the reporter to the party: from whom to whom, and on what basis."""

    of: str
    to: str
    basis: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Print:
    """A document that prints the same words again."""

    doc: str
    account: str
    name: str
    published: str | None


@dataclass(frozen=True, slots=True)
class Marker:
    """Where an account parts from another: the number of the dispute, its kind, and the account on the other side."""

    number: int
    kind: str
    other: str
    party: str
    stance: str


@dataclass(frozen=True, slots=True)
class Said:
    """What one reviewer holds of it."""

    author: str
    verdict: str | None
    parts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    at: str
    settles: bool = False


@dataclass(frozen=True, slots=True)
class AccountView:
    """One account. ``before`` and ``after`` are the rest of its sentences; ``day`` is when it was said, None if unknown.

    ``party`` and ``stance`` are what people hold it to be, ``machine_party`` and ``machine_stance`` what was found.
    """

    id: str
    agreement: str | None
    party: str
    party_kind: str | None
    speaker: str
    speaker_name: str | None
    reporter: str
    chain: tuple[Step, ...]
    stance: str
    voice: str
    quote: str
    before: str
    after: str
    doc: str
    field: str
    start: int
    end: int
    page: int | None
    title: str
    published: str | None
    url: str | None
    day: str | None
    when: str
    earliest: str | None
    latest: str | None
    machine_party: str
    machine_stance: str
    rejected: bool
    open: tuple[str, ...]
    said: tuple[Said, ...]
    reasons: tuple[str, ...]
    engine: str
    prints: tuple[Print, ...] = ()
    partings: tuple[Marker, ...] = ()
    shifts: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()

    @property
    def corrected(self) -> bool:
        """True where people gave it another party or stance than the machine."""
        return (self.party, self.stance) != (self.machine_party, self.machine_stance)


def named(heading: Heading | None, doc: str) -> str:
    """What to call a document: its title, else its own name, else its key."""
    return (heading.title or heading.name) if heading else doc


def source_of(heading: Heading | None, doc: str) -> str:
    """Who published a document, else its name."""
    return (heading.publisher or heading.name) if heading else doc


def chain_of(a: Account, reporter: str, standing: Standing | None = None) -> tuple[Step, ...]:
    """From the reporter to the speaker to the party, each step with its basis."""
    links = (standing or a.standing).links
    first = links[0].of if links else a.speaker.surface
    own = bool(links) and links[0].basis == "issuer"
    if a.speaker.kind == "narration":
        steps = [Step(reporter, "", "the text's own words")]
    elif own:
        steps = []
    else:
        steps = [Step(reporter, first, f"reports, {a.voice}" if a.voice != "narration" else "reports")]
    return (*steps, *(Step(k.of, k.to, _basis(k.basis), k.source) for k in links))


def _basis(name: str) -> str:
    return "the document is its own" if name == "issuer" else plain(name)


def said_of(opinions: Iterable[Opinion], settled: Opinion | None) -> tuple[Said, ...]:
    """Reviewers' opinions as rows; the one that settles comes last."""
    out = [_said(o, False) for o in opinions]
    return tuple([*out, _said(settled, True)] if settled else out)


def _said(o: Opinion, settles: bool) -> Said:
    parts = tuple((k, str(v)) for k in ("party", "stance", "agreement", "into") if (v := getattr(o, k)))
    return Said(o.author, o.verdict, parts, o.notes, o.at, settles)


def account_view(j: JudgedAccount, headings: Mapping[str, Heading], texts: Mapping[tuple[str, str], str]) -> AccountView:
    """An account for a page. ``texts`` are by document key and field; a quote whose text is not there has no sentence."""
    a, m = j.account, j.machine
    at = a.anchor
    heading = headings.get(at.doc)
    text = texts.get((at.doc, at.field), "")
    holds = text[at.start : at.end] == at.quote
    before, after = sentences_around(text, Span(at.start, at.end)) if holds else ("", "")
    reporter = source_of(heading, at.doc)
    return AccountView(
        id=a.id, agreement=a.agreement, party=a.party.name, party_kind=a.party.kind, speaker=a.speaker.surface,
        speaker_name=a.speaker.name, reporter=reporter, chain=chain_of(a, reporter), stance=a.stance, voice=a.voice,
        quote=at.quote, before=before, after=after, doc=at.doc, field=at.field, start=at.start, end=at.end, page=at.page,
        title=named(heading, at.doc), published=heading.published if heading else None,
        url=heading.url if heading else None, day=said_on(a, headings), when=dated(a.when),
        earliest=a.when.earliest if a.when else None, latest=a.when.latest if a.when else None,
        machine_party=m.party.name, machine_stance=m.stance, rejected=j.rejected, open=j.decision.open,
        said=said_of(j.decision.opinions, j.decision.settled), reasons=tuple(r for r in a.reasons), engine=a.engine,
    )  # fmt: skip


def texts_of(reading: Reading, docs: Iterable[str]) -> dict[tuple[str, str], str]:
    """The titles and texts of documents, by key and field."""
    wanted = sorted(set(docs))
    out: dict[tuple[str, str], str] = {}
    for kept in reading.documents(wanted) if wanted else ():
        out[kept.key, "text"] = kept.document.text
        out[kept.key, "title"] = kept.document.title
    return out
