"""The whole chain in one process: documents -> attributions -> accounts -> ledger. The only place that knows all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from readouts.compare.ledger import Told, build
from readouts.encoders import statements as reader
from readouts.encoders.ahead import Ahead
from readouts.encoders.parse import parse, pipeline_name
from readouts.engine.restoring import restored
from readouts.errors import ReadoutsError
from readouts.extract import elsewhere, stance
from readouts.extract.accounts import accounts_of
from readouts.extract.ascribe import Ascriber
from readouts.extract.attribution import AttributionEngine
from readouts.extract.attribution.choose import engine_named
from readouts.extract.mandate import mandate_doubts
from readouts.extract.moves import stated_shifts
from readouts.extract.preconditions import stated_conditions
from readouts.model import (
    Account,
    Attribution,
    Condition,
    Document,
    Ledger,
    MandateDoubt,
    NotAssessed,
    Parse,
    Shift,
    Span,
)
from readouts.observe import span
from readouts.text.units import statements
from readouts.text.wrapping import unwrapped
from readouts.vocabulary import Actors

Progress = Callable[[int, int, str], None]
Judge = Callable[[Document, Sequence[Span]], stance.Reading]
_UNKNOWN_LANGUAGE = (None, "", "und", "en")


@dataclass(slots=True)
class Extracted:
    """What one document gave."""

    document: Document
    attributions: list[Attribution] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    doubts: list[MandateDoubt] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    vectors: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    issuer: str | None = None
    people: list[elsewhere.Introduced] = field(default_factory=list)
    open_names: dict[str, str | None] = field(default_factory=dict)
    not_assessed: NotAssessed | None = None


class Inline:
    """Runs every step in this process, one document after the other.

    Args:
        engine: attribution engine, ``"auto"`` (the trained one where its weights are installed), ``"tagger"`` or ``"rules"``.
        actors: table of parties and office holders; the shipped one when None.
        threshold: least probability that a statement takes a stance; None takes the one chosen on the training stories.
        judge: what judges the statements of a document; the shipped reader when None.
    """

    def __init__(
        self, engine: str = "auto", actors: Actors | None = None, threshold: float | None = None, judge: Judge | None = None
    ) -> None:
        self.attribution: AttributionEngine = engine_named(engine)
        self.actors = actors or Actors.default()
        if not stance.available():
            raise ReadoutsError("the stance weights are missing from this installation: reinstall readouts")
        self.judge = judge or stance.judge
        self.threshold = stance.load().threshold if threshold is None else threshold

    @property
    def names(self) -> tuple[str, ...]:
        """Names and versions of what speaks, for the record."""
        return (pipeline_name(), self.attribution.name, stance.NAME)

    def attributions(self, document: Document) -> tuple[Attribution, ...]:
        """Who said what in one document."""
        flowing = unwrapped(document.text)
        return tuple(self._attribute(replace(document, text=flowing), parse(flowing)))

    def _attribute(self, document: Document, parsed: Parse) -> list[Attribution]:
        found = self.attribution.attribute(document, parsed)
        return [a for a in found if not _in_furniture(document, (*a.cue, *a.content))]

    def extract(self, document: Document) -> Extracted:
        """Attributions, accounts and mandate doubts of one document; ``not_assessed`` says why where there are none.

        Where its lines are broken at a column, it is read as if they were not; what is quoted is the text as it stands.
        """
        flowing = unwrapped(document.text)
        if flowing == document.text:
            return self._in_full(document)
        out = self._in_full(replace(document, text=flowing))
        out.document = document
        out.accounts, out.doubts = restored(out.accounts, document), restored(out.doubts, document)
        out.shifts, out.conditions = restored(out.shifts, document), restored(out.conditions, document)
        # A clause of a statement, not the whole, is encoded when accounts are grouped.
        out.vectors |= {_as_it_stands(q, flowing, document.text): v for q, v in out.vectors.items()}
        return out

    def _in_full(self, document: Document) -> Extracted:
        out = Extracted(document)
        if document.language not in _UNKNOWN_LANGUAGE:
            why = f"language {document.language!r} is not supported: only English is"
            out.not_assessed = NotAssessed(document.id, why)
            return out
        with span("readouts.extract", characters=len(document.text)) as work:
            self._extract(document, out)
            work.note(attributions=len(out.attributions), accounts=len(out.accounts))
        return out

    def _extract(self, document: Document, out: Extracted) -> None:
        self.attribution.foresee(document.text)
        with span("readouts.parse"):
            parsed = parse(document.text)
        spans = statements(parsed, document.furniture)
        # The two models need nothing of each other: on two cores they run side by side.
        judging = Ahead(lambda: self._judged(document, spans))
        with span("readouts.attribute"):
            out.attributions = self._attribute(document, parsed)
        reading = judging.result()
        with span("readouts.ascribe"):
            self._ascribe(document, parsed, reading, out)

    def _judged(self, document: Document, spans: Sequence[Span]) -> stance.Reading:
        with span("readouts.stance", statements=len(spans)):
            return self.judge(document, spans)

    def _ascribe(self, document: Document, parsed: Parse, reading: stance.Reading, out: Extracted) -> None:
        judged = reading.judged
        ascriber = Ascriber(document, parsed, out.attributions, self.actors)
        out.issuer = ascriber.issuer.party.name if ascriber.issuer and ascriber.issuer.party else None
        out.accounts = accounts_of(ascriber, judged, threshold=self.threshold, engine=stance.NAME, quarrel=reading.quarrel)
        out.doubts = mandate_doubts(ascriber, judged)
        out.vectors = {j.span.of(document.text): j.vector for j in judged if j.vector is not None}
        out.shifts = stated_shifts(ascriber, judged)
        out.conditions = stated_conditions(ascriber, judged, self.threshold)
        out.people = elsewhere.introduced(ascriber)
        out.open_names = elsewhere.left_open(ascriber, out.accounts)

    def compare(self, documents: Iterable[Document], story: str = "", progress: Progress | None = None) -> Ledger:
        """Extract every document and show where the accounts part. A document that fails is named, never dropped."""
        docs = list(documents)
        done: list[Extracted] = []
        for n, d in enumerate(docs):
            if progress:
                progress(n, len(docs), d.id)
            try:
                done.append(self.extract(d))
            except (ValueError, IndexError, KeyError, RuntimeError, ReadoutsError) as error:
                done.append(Extracted(d, not_assessed=NotAssessed(d.id, f"{type(error).__name__}: {error}")))
        if progress:
            progress(len(docs), len(docs), "comparing")
        return self.compare_extracted(done, story or (docs[0].story or "" if docs else ""))

    def compare_extracted(self, done: Sequence[Extracted], story: str = "") -> Ledger:
        """Show where the accounts of documents that were extracted before part."""
        with span("readouts.compare", documents=len(done)):
            return self._compare(done, story)

    def _compare(self, done: Sequence[Extracted], story: str) -> Ledger:
        docs = [e.document for e in done]
        people = [one for e in done for one in e.people]
        who = elsewhere.found(people, {e.document.id: e.open_names for e in done})
        accounts = elsewhere.tie([a for e in done for a in e.accounts], who)
        vectors = vectors_of([a.anchor.quote for a in accounts], {q: v for e in done for q, v in e.vectors.items()})
        told = Told(
            elsewhere.tie_doubts([m for e in done for m in e.doubts], who),
            elsewhere.tie_shifts([s for e in done for s in e.shifts], who),
            elsewhere.tie_conditions([c for e in done for c in e.conditions], who),
            {e.document.id: e.issuer for e in done if e.issuer},
        )
        unjudged = [e.not_assessed for e in done if e.not_assessed]
        return build(story, docs, accounts, vectors, told, unjudged, self.names)


def vectors_of(quotes: Sequence[str], known: dict[str, NDArray[np.float32]]) -> NDArray[np.float32]:
    """One row a quote; a whole statement has its vector already, only a clause of one is encoded anew."""
    fresh = [q for q in dict.fromkeys(quotes) if q not in known]
    known = known | dict(zip(fresh, reader.embed(fresh), strict=True))
    return np.stack([known[q] for q in quotes]) if quotes else np.zeros((0, reader.DIM), np.float32)


def _as_it_stands(quote: str, flowing: str, text: str) -> str:
    """The words of a text whose lines were joined, with its line breaks."""
    at = flowing.find(quote)
    return quote if at < 0 else text[at : at + len(quote)]


def _in_furniture(document: Document, spans: Sequence[Span]) -> bool:
    return any(f.overlaps(s) for f in document.furniture for s in spans)


def actors_from(path: str | Path | None) -> Actors:
    """The shipped table, with the user's own file laid over it when one is given."""
    table = Actors.default()
    return table.extended(Path(path)) if path is not None else table
