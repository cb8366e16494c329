"""Keeping: documents go into a ledger one by one, each in one transaction, and only what it concerns is touched."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from readouts.compare import copies, versions
from readouts.engine import keeping_relations, linking, placing
from readouts.engine.inline import Extracted
from readouts.engine.keeping_rows import Prepared, prepare
from readouts.errors import ReadoutsError
from readouts.ledger import Reading, Store, Writing
from readouts.ledger.rows import FailedSource, KeptDocument, Snapshot, key_of
from readouts.model import Document, NotAssessed
from readouts.observe import each, event, span
from readouts.read import Failure, read

Outcome = Literal["added", "copy", "version", "known", "not_assessed", "failed"]
NAMES = (copies.NAME, versions.NAME, linking.NAME, *keeping_relations.NAMES)
_LOG = logging.getLogger("readouts.keeping")
_LINE = re.compile(r"(?::\d+|\[\d+\])$")


class Chain(Protocol):
    """What judges one document: ``Inline``, or anything that does the same."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names and versions of what speaks."""
        ...

    def extract(self, document: Document) -> Extracted:
        """Attributions, accounts and doubts of one document."""
        ...


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one source: ``known`` was there already; ``why`` is the reason of a failure."""

    source: str
    outcome: Outcome
    why: str = ""
    key: str | None = None
    agreements: int = 0


@dataclass(slots=True)
class Summary:
    """How many sources came to what."""

    counts: dict[str, int] = field(default_factory=dict)

    def count(self, kept: Kept) -> None:
        """Add one."""
        self.counts[kept.outcome] = self.counts.get(kept.outcome, 0) + 1

    @property
    def failed(self) -> int:
        """Sources that gave nothing to judge."""
        return self.counts.get("failed", 0) + self.counts.get("not_assessed", 0)

    @property
    def done(self) -> int:
        """Sources that are in the ledger and judged."""
        return sum(self.counts.values()) - self.failed

    def __str__(self) -> str:
        return ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in self.counts.items()) or "nothing there"


class Keeper:
    """Puts documents into one store.

    Args:
        store: where to keep them.
        chain: what judges a document; called when a document is not known yet.
        author: who is named as the author of the transactions.
    """

    def __init__(self, store: Store, chain: Callable[[], Chain], author: str = "readouts") -> None:
        self.store = store
        self.author = author
        self._start = chain
        self._chain: Chain | None = None
        self._memory = placing.Memory()

    @property
    def chain(self) -> Chain:
        """What judges; its models load when the first unknown document needs them."""
        if self._chain is None:
            self._chain = self._start()
        return self._chain

    def add(
        self, sources: Sequence[str | Path], *, allow_hosts: Collection[str] = (), retried: bool = False
    ) -> Iterator[Kept]:
        """Read sources and keep each document; yields what became of each as soon as it is safely written."""
        at = [""]
        found = read(sources, allow_hosts=tuple(allow_hosts), progress=lambda where: at.__setitem__(0, where))
        yield from self.take_all(((at[0], item) for item in each("readouts.read", found)), retried=retried)

    def take_all(self, found: Iterable[tuple[str, Document | Failure]], *, retried: bool = False) -> Iterator[Kept]:
        """Keep what was read, each with the source it came from; yields what became of each as soon as it is safely written."""
        with self.store.reading() as ledger:
            waiting = {f.source for f in ledger.failures() if f.stage == "read"}
        for at, item in found:
            yield self.take(item, at, settles=at in waiting, again=retried)

    def take(self, item: Document | Failure, where: str, *, settles: bool = False, again: bool = False) -> Kept:
        """Keep what was read at one place, or record why nothing could be.

        Args:
            item: the document, or the failure.
            where: the address, path or id that was read.
            settles: an earlier failure of that place is over once this is kept.
            again: a document that could not be judged before is judged anew.
        """
        if isinstance(item, Failure):
            return self.fail(item.where, item.why)
        kept = self.keep(item, source=_source(item, where), again=again)
        if settles and kept.key:
            self._resolve(where, kept.key)
        return kept

    def waits(self, source: str) -> bool:
        """True where a source could not be read before, and nothing of it has been kept since."""
        with self.store.reading() as ledger:
            return any(f.source == source and f.stage == "read" for f in ledger.failures())

    def keep_all(self, documents: Iterable[Document]) -> Summary:
        """Keep documents that were read already."""
        summary = Summary()
        for d in documents:
            summary.count(self.keep(d))
        return summary

    def fail(self, source: str, why: str) -> Kept:
        """Record that a source gave no document."""
        with self.store.writing("failed", self.author) as ledger:
            ledger.add(FailedSource(source, why))
        event(_LOG, "source failed", level="warning")
        return Kept(source, "failed", why)

    def _resolve(self, source: str, key: str) -> None:
        with self.store.writing("add", self.author) as ledger:
            if not ledger.snapshots(source=source):
                ledger.add(Snapshot(source, key))

    def keep(self, document: Document, *, source: str = "", again: bool = False) -> Kept:
        """Keep one document, all of it or nothing; what is known already is left as it is.

        ``source`` names where it was read, its address or else its id when not given: what stands there later is a
        version of it. With ``again`` a document that could not be judged before is judged anew.
        """
        begun = time.perf_counter()
        with span("readouts.document") as work:
            kept = self._keep(document, source or document.url or document.id, again)
            work.note(outcome=kept.outcome)
        if kept.key:
            took = round(time.perf_counter() - begun, 3)
            event(
                _LOG, "document", document=kept.key, outcome=kept.outcome, agreements=kept.agreements,
                characters=len(document.text), seconds=took,
            )  # fmt: skip
        return kept

    def _keep(self, document: Document, source: str, again: bool) -> Kept:
        if why := _unkeepable(document):
            return self.fail(source, why)
        key = key_of(document)
        with self.store.reading() as ledger:
            known = self._known(ledger, source, key, again)
            words = self._judged(ledger, key, again)
        if known:
            return known
        prepared = None if words else prepare(judged_by(self.chain, document), (*self.chain.names, *NAMES))
        with span("readouts.keep"), self.store.writing("add", self.author) as writing:
            # Somebody else may have written it while it was read here.
            known = self._known(writing, source, key, again)
            return known or self._write(writing, source, document, prepared, again)

    def _judged(self, ledger: Reading, key: str, again: bool) -> bool:
        judged = ledger.extraction(key)
        return judged is not None and not (again and judged.not_assessed is not None)

    def _known(self, ledger: Reading, source: str, key: str, again: bool) -> Kept | None:
        shown = ledger.snapshots(source=source)
        if self._judged(ledger, key, again) and shown and shown[-1].doc == key:
            return Kept(source, "known", key=key)
        return None

    def _write(self, ledger: Writing, source: str, d: Document, prepared: Prepared | None, again: bool) -> Kept:
        key = key_of(d)
        before = ledger.snapshots(source=source)
        previous = before[-1].doc if before and before[-1].doc != key else None
        ledger.add(KeptDocument(d))
        if not before or previous:
            ledger.add(Snapshot(source, key, d.id, d.published, d.publisher, d.url, before[-1].id if before else None))
        if prepared is None or self._judged(ledger, key, again):  # the same words from another source
            return Kept(source, "version" if previous else "copy", key=key)
        ledger.add(prepared.engine, prepared.extraction)
        if (why := prepared.extraction.not_assessed) is not None:
            ledger.add(FailedSource(source, why, "extract", key))
            return Kept(source, "not_assessed", why, key)
        placed = placing.place(ledger, prepared, previous, self._memory)
        ledger.add(*placing.rows_of(prepared, placed))
        self._relate(ledger, prepared, placed)
        outcome: Outcome = "version" if previous else "copy" if placed.copy else "added"
        return Kept(source, outcome, key=key, agreements=len(placed.touched))

    def _relate(self, ledger: Writing, prepared: Prepared, placed: placing.Placed) -> None:
        """Find anew what holds between the accounts of the agreements that the document concerns."""
        quiet: dict[str, Any] = {}
        if prepared.extraction.issuer:
            told = self._memory.told(ledger, [*(t.key for t in placed.near), prepared.key], judged=False)
            keys = [t.key for t in told]
            judged = {e.doc: e for e in ledger.extractions(keys)}
            quiet = keeping_relations.silences({k.key: k for k in ledger.documents(keys)}, judged, told)
        batches = [
            keeping_relations.between(ledger, name, prepared.engine.id, quiet.get(name, ()))
            for name in sorted({*placed.touched, *quiet})
        ]
        # An agreement of which nothing was ever said but its accounts needs no empty batch.
        ledger.add(*(b for b in batches if b.relations or ledger.relations(agreement=str(b.agreement)) is not None))

    def retry(self, *, allow_hosts: Collection[str] = ()) -> Iterator[Kept]:
        """Try again what failed: sources that could not be read, and documents that could not be judged."""
        with self.store.reading() as ledger:
            waiting = ledger.failures()
            documents = {f.doc: ledger.document(f.doc) for f in waiting if f.stage == "extract" and f.doc}
        for f in waiting:
            if f.doc is not None and (kept := documents.get(f.doc)) is not None:
                yield self.keep(kept.document, source=f.source, again=True)
        lines: dict[str, list[str]] = {}
        for f in waiting:
            if f.stage == "read":
                lines.setdefault(_file_of(f.source), []).append(f.source)
        for source, places in lines.items():
            yield from self._again(source, places, allow_hosts)

    def _again(self, source: str, places: Sequence[str], allow_hosts: Collection[str]) -> Iterator[Kept]:
        """Read one source anew; the places in it that failed are settled when they fail no more."""
        failed: set[str] = set()
        last = None
        for kept in self.add([source], allow_hosts=allow_hosts, retried=True):
            failed.update([kept.source] if kept.outcome == "failed" else [])
            last = kept.key or last
            if kept.outcome != "known":
                yield kept
        for place in places:
            if place not in failed and last:
                self._resolve(place, last)


def judged_by(chain: Chain, document: Document) -> Extracted:
    """What a chain makes of a document; where it fails, why."""
    try:
        return chain.extract(document)
    except (ValueError, IndexError, KeyError, RuntimeError, ReadoutsError) as error:
        why = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
        return Extracted(document, not_assessed=NotAssessed(document.id, why))


def _unkeepable(document: Document) -> str:
    """Why a text cannot be kept as it is, or nothing. To leave a character out would move every offset after it.

    >>> _unkeepable(Document(id="d", text="No\\0."))
    'its text holds a character that no ledger can keep (U+0000): take it out of the source'
    """
    for name in ("title", "text"):
        words = getattr(document, name)
        bad = "U+0000" if "\0" in words else "half a character" if re.search("[\ud800-\udfff]", words) else ""
        if bad:
            return f"its {name} holds a character that no ledger can keep ({bad}): take it out of the source"
    return ""


def _source(document: Document, where: str) -> str:
    """What a document's versions have in common: its address, its own id, or the file whose name gave it its id.

    >>> _source(Document(id="notes", text="No."), "may/notes.txt"), _source(Document(id="no-7", text="No."), "all.jsonl")
    ('may/notes.txt', 'no-7')
    """
    if (
        document.url is None
        and where != "-"
        and re.sub(r"[^\w.-]+", "-", Path(where).stem).startswith(document.id[:100])
    ):
        return where
    return document.url or document.id


def _file_of(place: str) -> str:
    """The file of a line in it.

    >>> _file_of("notes.jsonl:12"), _file_of("https://example.org:8080")
    ('notes.jsonl', 'https://example.org:8080')
    """
    return place if "://" in place or Path(place).exists() else _LINE.sub("", place)
