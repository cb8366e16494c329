"""The versions of one source in a ledger: what changed from each to the next, and where its accounts' words stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from readouts.compare.versions import Passage, difference, refind
from readouts.ledger import Reading
from readouts.model import Anchor, Document


@dataclass(frozen=True, slots=True)
class Step:
    """From one version to the next: document keys, passages that only one has, and the older one's anchors re-found."""

    source: str
    before: str
    after: str
    changes: tuple[Passage, ...]
    anchors: tuple[Anchor, ...]


def versions_of(ledger: Reading, source: str) -> tuple[Step, ...]:
    """One step for each time the words of a source had changed when it was read again, oldest first."""
    keys = [s.doc for s in ledger.snapshots(source=source)]
    documents: dict[str, Document] = {k.key: replace(k.document, id=k.key) for k in ledger.documents(sorted(set(keys)))}
    return tuple(_step(ledger, source, documents[a], documents[b]) for a, b in pairwise(keys) if a != b)


def _step(ledger: Reading, source: str, old: Document, new: Document) -> Step:
    anchors = tuple(refind(k.account.anchor, old, new) for k in ledger.accounts(doc=old.id))
    return Step(source, old.id, new.id, difference(old.text, new.text), anchors)
