"""The page of one document: its whole text with everything that was found in it, each passage with a note beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from readouts.ledger.protocol import Reading
from readouts.ledger.review_view import JudgedAccount
from readouts.ledger.rows import KeptAttribution, KeptDocument, Snapshot
from readouts.model import Attribution, Document, Span
from readouts.web.accounts import AccountView, account_view, named
from readouts.web.marked import Mark, MarkKind
from readouts.web.wording import party_words


@dataclass(frozen=True, slots=True)
class SpeechView:
    """One attribution: who says what, by which words, inside which other one."""

    id: str
    number: int
    speaker: str | None
    source: str
    cue: str
    content: str
    voice: str
    negated: bool
    parent: int | None
    start: int


@dataclass(frozen=True, slots=True)
class Place:
    """A source that had these words: where, when it was read, and under which day."""

    source: str
    published: str | None
    publisher: str | None
    url: str | None
    read_at: str | None


@dataclass(frozen=True, slots=True)
class Other:
    """Another document that is the same text, or what this one prints again."""

    doc: str
    title: str
    published: str | None


@dataclass(frozen=True, slots=True)
class DocumentView:
    """Everything the page shows. ``marks`` are passages of the text, ``title_marks`` of the title, by character offsets."""

    key: str
    name: str
    title: str
    text: str
    published: str | None
    publisher: str | None
    url: str | None
    kind: str
    language: str | None
    pages: int
    notes: tuple[str, ...]
    not_assessed: str | None
    accounts: tuple[AccountView, ...]
    labels: Mapping[str, str]
    speech: tuple[SpeechView, ...]
    marks: tuple[Mark, ...]
    title_marks: tuple[Mark, ...]
    places: tuple[Place, ...]
    copy_of: Other | None
    copied_by: tuple[Other, ...]


def document_view(
    reading: Reading, kept: KeptDocument, judged: Sequence[JudgedAccount], *, speech: bool = True
) -> DocumentView:
    """The page of a document. ``judged`` are its accounts; without ``speech`` only those are marked."""
    document, key = kept.document, kept.key
    headings = reading.headings([key])
    texts = {(key, "text"): document.text, (key, "title"): document.title}
    found = sorted(judged, key=lambda j: (j.account.anchor.field != "title", j.account.anchor.start, j.account.id))
    accounts = tuple(account_view(j, headings, texts) for j in found)
    said = sorted(reading.attributions(key), key=lambda k: _first(k.attribution)) if speech else []
    numbers = {k.id: n for n, k in enumerate(said, len(accounts) + 1)}
    labels = {g.id: g.label for g in reading.agreements(sorted({a.agreement for a in accounts if a.agreement}))}
    extraction = reading.extraction(key)
    copy, copies = reading.copy_of(key), reading.copies()
    marks = [*_account_marks(accounts, "text"), *_speech_marks(said, numbers), *_page_marks(document)]
    return DocumentView(
        key=key, name=document.id, title=document.title or document.id, text=document.text, published=document.published,
        publisher=document.publisher, url=document.url, kind=document.kind, language=document.language,
        pages=len(document.pages), notes=document.notes,
        not_assessed=extraction.not_assessed if extraction else "it has not been judged yet",
        accounts=accounts, labels=labels, speech=tuple(_speech(k.attribution, document, numbers) for k in said),
        marks=tuple(sorted(marks, key=lambda m: (m.start, -m.end))),
        title_marks=tuple(_account_marks(accounts, "title")) if document.title else (),
        places=tuple(_place(s) for s in reading.snapshots(doc=key)),
        copy_of=_other(reading, copy.of) if copy and copy.of else None,
        copied_by=tuple(_other(reading, d) for d, c in copies.items() if c.of == key),
    )  # fmt: skip


def _first(a: Attribution) -> int:
    return min((s.start for s in (*a.source, *a.cue, *a.content)), default=0)


def _account_marks(accounts: Iterable[AccountView], field: str) -> Iterable[Mark]:
    for n, a in enumerate(accounts, 1):
        if a.field == field:
            words = f"{party_words(a.party)} {a.stance}, says {a.speaker}" + (", rejected" if a.rejected else "")
            yield Mark(a.start, a.end, "account", a.id, n, a.stance, True, words)


def _speech_marks(said: Iterable[KeptAttribution], numbers: Mapping[str, int]) -> Iterable[Mark]:
    for k in said:
        a = k.attribution
        who = a.speaker.surface if a.speaker else "nobody named"
        kinds: tuple[tuple[MarkKind, tuple[Span, ...]], ...] = (("source", a.source), ("cue", a.cue), ("content", a.content))
        first = a.content[0] if a.content else None
        for kind, spans in kinds:
            for s in spans:
                yield Mark(s.start, s.end, kind, k.id, numbers[k.id], None, s is first, f"said by {who}, {a.voice}")


def _page_marks(document: Document) -> Iterable[Mark]:
    for n, p in enumerate(document.pages, 1):
        if p.end > p.start:
            yield Mark(p.start, p.end, "page", "", n)
    for f in document.furniture:
        if f.end > f.start:
            yield Mark(f.start, f.end, "furniture", "")


def _speech(a: Attribution, document: Document, numbers: Mapping[str, int]) -> SpeechView:
    def words(spans: Iterable[Span]) -> str:
        return " … ".join(document.text[s.start : s.end] for s in spans)

    return SpeechView(
        a.id, numbers[a.id], a.speaker.name or a.speaker.surface if a.speaker else None, words(a.source), words(a.cue),
        words(a.content), a.voice, a.negated, numbers.get(a.parent) if a.parent else None, _first(a),
    )  # fmt: skip


def _place(s: Snapshot) -> Place:
    return Place(s.source, s.published, s.publisher, s.url, s.read_at)


def _other(reading: Reading, key: str) -> Other:
    heading = reading.headings([key]).get(key)
    return Other(key, named(heading, key), heading.published if heading else None)
