"""From what one document gave to the rows a ledger keeps of it: keys for document ids, ids made of content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from readouts.compare import conditions
from readouts.engine.inline import Extracted, vectors_of
from readouts.engine.linking import Told, names_in
from readouts.ledger.rows import (
    Engine,
    Extraction,
    KeptAccount,
    KeptAttribution,
    Relation,
    Relations,
    content_id,
    key_of,
)
from readouts.model import Account, Document, Span, to_record


@dataclass(frozen=True, slots=True)
class Prepared:
    """One document's rows before it is linked to anything: everything that needs no look into the ledger."""

    key: str
    document: Document
    engine: Engine
    extraction: Extraction
    attributions: tuple[KeptAttribution, ...]
    accounts: tuple[Account, ...]
    vectors: NDArray[np.float32]
    own: tuple[Relation, ...]
    """Conditions, mandate doubts and shifts that the document states by itself."""

    @property
    def told(self) -> Told:
        """The document as linking sees it."""
        names = names_in(self.document.title, self.document.text)
        return Told(self.key, self.accounts, self.vectors, self.document.published, names, self.document.kind)

    def kept_accounts(self) -> list[KeptAccount]:
        """The accounts with their vectors, as rows."""
        return [KeptAccount(a, self.engine.id, packed(v)) for a, v in zip(self.accounts, self.vectors, strict=True)]

    def relations(self, more: Sequence[Relation] = ()) -> Relations:
        """What the document shows by itself, as one batch."""
        return Relations((*self.own, *more), self.engine.id, doc=self.key)


def packed(vector: NDArray[np.float32]) -> bytes:
    """A unit vector as the bytes of 16 bit numbers, little-endian.

    >>> unpacked(packed(np.array([1, 0], dtype=np.float32))).tolist()
    [1.0, 0.0]
    """
    return vector.astype("<f2").tobytes()


def unpacked(data: bytes) -> NDArray[np.float32]:
    """The vector again."""
    return np.frombuffer(data, dtype="<f2").astype(np.float32)


def prepare(found: Extracted, names: Sequence[str], settings: dict[str, Any] | None = None) -> Prepared:
    """Rows of one document: anchors name its key, accounts and attributions get ids made of what they say."""
    key = key_of(found.document)
    engine = Engine(tuple(names), settings or {})
    reason = found.not_assessed.reason if found.not_assessed else None
    renamed = {a.id: content_id("attribution", engine.id, key, n, a.id) for n, a in enumerate(found.attributions)}
    attributions = tuple(
        KeptAttribution(replace(a, id=renamed[a.id], doc=key, parent=renamed.get(a.parent or "")), engine.id)
        for a in found.attributions
    )
    accounts = tuple(_account(a, n, key, engine.id, renamed) for n, a in enumerate(found.accounts))
    # Kept to 16 bits, and linked by what is kept: a resumed run sees the same numbers as an undisturbed one.
    vectors = vectors_of([a.anchor.quote for a in accounts], found.vectors).astype("<f2").astype(np.float32)
    extraction = Extraction(key, engine.id, found.issuer, reason)
    own = tuple(_own(found, key, accounts))
    return Prepared(key, found.document, engine, extraction, attributions, accounts, vectors, own)


def _account(a: Account, n: int, key: str, engine: str, renamed: dict[str, str]) -> Account:
    where = (a.anchor.field, a.anchor.start, a.anchor.end)
    name = content_id("account", engine, key, n, where, a.party.name, a.stance)
    attribution = renamed.get(a.attribution or "")
    return replace(a, id=name, anchor=replace(a.anchor, doc=key), attribution=attribution, agreement=None)


def _own(found: Extracted, key: str, accounts: Sequence[Account]) -> list[Relation]:
    """What the document states by itself. Each names the account at whose words it stands, where there is one."""
    document = replace(found.document, id=key)
    at: dict[tuple[str, Span], str] = {(a.anchor.field, a.anchor.span): a.id for a in reversed(accounts)}
    out = []
    for c in conditions.conditions(accounts, {key: document}):
        whose = [a.id for a in accounts if a.anchor.span.covers(c.anchor.span) and a.party.name == c.party]
        out.append(Relation("condition", to_record(c), tuple(whose[:1])))
    stated = (replace(c, agreement=None, anchor=replace(c.anchor, doc=key)) for c in found.conditions)
    out += [Relation("condition", to_record(c)) for c in stated]
    for s in found.shifts:
        near = at.get((s.anchor.field, s.anchor.span))
        record = to_record(replace(s, agreement=None, anchor=replace(s.anchor, doc=key)))
        out.append(Relation("shift", record, (near,) if near else ()))
    for m in found.doubts:
        out.append(Relation("mandate_doubt", to_record(replace(m, anchor=replace(m.anchor, doc=key)))))
    return out
