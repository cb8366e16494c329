"""What a ledger keeps, one frozen type for each kind of row. Standard library and ``model`` only.

Nothing here is ever changed or deleted once it is written: what is corrected is written again, and the latest
row counts. ``seq`` is the number of the transaction that wrote a row; it is 0 until it is written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from readouts.model import Account, Attribution, Document

RelationKind = Literal["contradiction", "shift", "condition", "mandate_doubt", "silence"]
Stage = Literal["read", "extract"]
DamageKind = Literal["file", "schema", "anchor", "foreign_key", "hash", "rows", "record", "index"]
_ID = 24
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(value: Any) -> str:
    """JSON of which there is one form only: sorted keys, no spaces. What every hash in the ledger is taken of.

    >>> canonical({"b": [1, None], "a": "é"})
    '{"a":"é","b":[1,null]}'
    """
    return _ENCODER.encode(value)


def content_id(*parts: Any) -> str:
    """An id made from content: the same content always gets the same one, whoever writes it and when.

    >>> content_id("link", 3) == content_id("link", 3)
    True
    >>> len(content_id("link", 4))
    24
    """
    return hashlib.sha256(canonical(parts).encode()).hexdigest()[:_ID]


def key_of(document: Document) -> str:
    """The key of a document in a ledger: the beginning of its digest, so that the same words have the same key.

    >>> key_of(Document(id="a", text="No.")) == key_of(Document(id="b", text="No.", url="https://example.org/b"))
    True
    """
    return document.digest[:_ID]


@dataclass(frozen=True, slots=True)
class Transaction:
    """One write: all its rows appeared together. ``at`` is the UTC time, ISO 8601 to the microsecond.

    ``content`` is the hash of its rows, ``chain`` the hash of that and of the transaction before, so that a row
    changed, taken away or slipped in later does not go unseen.
    """

    seq: int
    at: str
    kind: str
    author: str
    rows: int
    content: str
    chain: str


@dataclass(frozen=True, slots=True)
class Engine:
    """What spoke: names with versions, and the settings they ran under. Every derived row names one.

    >>> Engine(("rules 1",)).id == Engine(("rules 1",), {}).id
    True
    """

    names: tuple[str, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)
    seq: int = 0

    @property
    def id(self) -> str:
        """The id made of names and settings."""
        return content_id("engine", list(self.names), dict(self.settings))


@dataclass(frozen=True, slots=True)
class KeptDocument:
    """A document as kept. ``document.id`` is its source's own name for it; ``key`` is what other rows point at."""

    document: Document
    seq: int = 0

    @property
    def key(self) -> str:
        """The key, made of the content."""
        return key_of(self.document)


@dataclass(frozen=True, slots=True)
class Heading:
    """A document without its text: its key, its own name, and what stands above it. ``source`` is where it was first read."""

    key: str
    name: str
    title: str = ""
    published: str | None = None
    publisher: str | None = None
    url: str | None = None
    kind: str = "news"
    story: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One reading of one source: which words stood there. ``source`` is the URL, or the path as it was given.

    A source whose words change has several, each naming the one before as ``previous``. Two sources with the same
    words have one document and a snapshot each; ``published``, ``publisher`` and ``url`` are that source's own.
    """

    source: str
    doc: str
    name: str = ""
    published: str | None = None
    publisher: str | None = None
    url: str | None = None
    previous: str | None = None
    read_at: str | None = None
    seq: int = 0

    @property
    def id(self) -> str:
        """The id made of the source, its words and what stood there before; not of the time."""
        return content_id("snapshot", self.source, self.doc, self.previous)


@dataclass(frozen=True, slots=True)
class Extraction:
    """One document was judged by one engine; its attributions and accounts are the rows of the same transaction.

    The latest extraction of a document counts. ``not_assessed`` is the reason where there is none to show.
    """

    doc: str
    engine: str
    issuer: str | None = None
    not_assessed: str | None = None
    seq: int = 0


@dataclass(frozen=True, slots=True)
class KeptAttribution:
    """Who said what, as kept: ``attribution.doc`` is a document's key and its id is unique in the ledger."""

    attribution: Attribution
    engine: str
    seq: int = 0

    @property
    def id(self) -> str:
        """The attribution's id."""
        return self.attribution.id


@dataclass(frozen=True, slots=True)
class KeptAccount:
    """An account as kept: ``account.anchor.doc`` is a document's key and its id is unique in the ledger.

    ``account.agreement`` is filled from the latest link when it is read, and not stored with the account.
    ``vector`` is the unit vector of the quote as float16 bytes (``2 * dimensions`` of them), or None.
    """

    account: Account
    engine: str
    vector: bytes | None = None
    seq: int = 0

    @property
    def id(self) -> str:
        """The account's id."""
        return self.account.id


@dataclass(frozen=True, slots=True)
class KeptAgreement:
    """An alleged agreement as kept: its id and the account whose words label it. Status and counts are computed."""

    id: str
    label: str
    account: str
    engine: str
    seq: int = 0


@dataclass(frozen=True, slots=True)
class AccountLink:
    """An account belongs to an agreement, or (``agreement`` None) to none any more. The latest of an account counts.

    ``judgement`` is the judgement that put it there where a person did; ``engine`` the engine where one did.
    """

    account: str
    agreement: str | None
    engine: str | None = None
    judgement: str | None = None
    score: float | None = None
    reasons: tuple[str, ...] = ()
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Relation:
    """A contradiction, shift, condition, mandate doubt or silence, as a JSON record.

    ``accounts`` are the ids of the accounts it is between (a contradiction has two). An anchor in the record is
    laid flat (``doc``, ``start``, ``end``, ``quote`` ...), as ``to_record`` does it, with ``doc`` a document's key.
    """

    kind: RelationKind
    record: Mapping[str, Any]
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relations:
    """All relations of one agreement (``agreement``) or of one document alone (``doc``): give one of the two.

    The latest such batch counts; an empty one says that there are none any more. One equal to the latest is not
    written again.
    """

    relations: tuple[Relation, ...]
    engine: str
    agreement: str | None = None
    doc: str | None = None
    seq: int = 0

    def __post_init__(self) -> None:
        if (self.agreement is None) == (self.doc is None):
            raise ValueError("relations belong to an agreement or to a document: give one of the two")


@dataclass(frozen=True, slots=True)
class CopyOf:
    """A document prints another again (``of``), or (None) is no copy after all. The latest of a document counts."""

    doc: str
    of: str | None
    similarity: float
    engine: str
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Numbers (signed 64 bit) made of a document's words, by which likely copies are found without reading all."""

    doc: str
    values: tuple[int, ...]
    seq: int = 0


@dataclass(frozen=True, slots=True)
class FailedSource:
    """A source or a document that could not be read or judged, and why. Open until the source has a later snapshot
    (``stage`` "read") or the document a later extraction that assessed it (``stage`` "extract")."""

    source: str
    reason: str
    stage: Stage = "read"
    doc: str | None = None
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's recorded opinion on a machine's row. Never changed; undone by a later one that names it.

    ``target_kind`` says what ``target`` is the id of: account, agreement, contradiction, copy ...; ``value`` is
    what the verdict needs (the right party, say), ``undoes`` the id of the judgement taken back.
    """

    author: str
    at: str
    target_kind: str
    target: str
    verdict: str
    value: Mapping[str, Any] | None = None
    note: str = ""
    undoes: str | None = None
    seq: int = 0

    @property
    def id(self) -> str:
        """The id made of everything it says."""
        value = dict(self.value) if self.value is not None else None
        said = (self.target_kind, self.target, self.verdict, value, self.note, self.undoes)
        return content_id("judgement", self.author, self.at, *said)


Row = (
    Engine | KeptDocument | Snapshot | Extraction | KeptAttribution | KeptAccount | KeptAgreement | AccountLink
    | Relations | CopyOf | Fingerprint | FailedSource | Judgement
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Damage:
    """Something in a ledger that is not as it was written: where, of which kind, and what is wrong."""

    table: str
    id: str
    kind: DamageKind
    why: str

    def __str__(self) -> str:
        return f"{self.table} {self.id}: {self.kind}: {self.why}"


__all__ = [
    "AccountLink", "CopyOf", "Damage", "Engine", "Extraction", "FailedSource", "Fingerprint", "Heading", "Judgement",
    "KeptAccount", "KeptAgreement", "KeptAttribution", "KeptDocument", "Relation", "Relations", "Row", "Snapshot",
    "Transaction", "canonical", "content_id", "key_of",
]  # fmt: skip
