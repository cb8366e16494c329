"""What every store of a ledger can do. The word Ledger names the record of one comparison; a Store keeps all of them.

By topic:

* open and close: ``readouts.ledger.open_store``, ``Store.close``
* read, at one moment: ``Store.reading`` gives a ``Reading``: documents, snapshots, extractions, attributions,
  accounts, agreements, links, relations, copies, failures, judgements, transactions
* write, all or nothing: ``Store.writing`` gives a ``Writing``, which is a ``Reading`` that can also ``add``
* keep: ``Store.backup``, ``Store.verify``, ``Store.export_lines``, ``Store.import_lines``

A row is visible as of ``seq`` when the transaction that wrote it is not later. Where rows correct each other
(links, relations, copies, extractions) a reading shows the latest as of its moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from readouts.ledger.rows import (
    AccountLink,
    CopyOf,
    Damage,
    Engine,
    Extraction,
    FailedSource,
    Heading,
    Judgement,
    KeptAccount,
    KeptAgreement,
    KeptAttribution,
    KeptDocument,
    Relations,
    Row,
    Snapshot,
    Transaction,
)

if TYPE_CHECKING:
    from readouts.ledger.search import Hit, Search

AsOf = int | str | None


class Reading(Protocol):
    """A ledger as it stood at one moment; what others write meanwhile does not show. ``seq`` is that moment."""

    @property
    def seq(self) -> int:
        """The last transaction that shows here; 0 in an empty ledger."""
        ...

    def transactions(self, since: int = 0) -> list[Transaction]:
        """The writes after ``since``, oldest first."""
        ...

    def counts(self) -> dict[str, int]:
        """How many rows each table shows."""
        ...

    def engine(self, name: str) -> Engine | None:
        """What spoke, by the id that rows carry."""
        ...

    def document(self, key: str) -> KeptDocument | None:
        """One document by its key."""
        ...

    def documents(self, keys: Sequence[str] | None = None, *, since: int = 0) -> Iterator[KeptDocument]:
        """Documents in the order they came: all, or those with the keys given; ``since`` leaves out older ones."""
        ...

    def headings(self, keys: Sequence[str] | None = None, *, since: int = 0) -> dict[str, Heading]:
        """Documents without their texts, by key, in the order they came; keys and ``since`` as for ``documents``."""
        ...

    def search(self, wanted: Search) -> list[Hit]:
        """The accounts that fit, the best first; without words, those that the filters leave, the latest first.

        Raises:
            LedgerError: every word is one that must not be there.
        """
        ...

    def search_documents(self, wanted: Search) -> list[Hit]:
        """The documents whose title or text fits, the best first."""
        ...

    def snapshots(self, *, source: str | None = None, doc: str | None = None, since: int = 0) -> list[Snapshot]:
        """Readings of sources, oldest first: of one source, of one document, or all."""
        ...

    def snapshot(self, name: str) -> Snapshot | None:
        """One snapshot by its id."""
        ...

    def extraction(self, doc: str) -> Extraction | None:
        """The latest extraction of a document."""
        ...

    def extractions(self, docs: Sequence[str] | None = None, *, since: int = 0) -> list[Extraction]:
        """The latest extraction of every document that has one, in the order they came: of all, or of those given."""
        ...

    def attributions(self, doc: str) -> list[KeptAttribution]:
        """Who said what in a document, of its latest extraction."""
        ...

    def accounts(
        self, *, ids: Sequence[str] | None = None, doc: str | Sequence[str] | None = None,
        agreement: str | Sequence[str] | None = None, party: str | None = None, since: int = 0, vectors: bool = False,
    ) -> list[KeptAccount]:
        """Accounts, each with its agreement of now, in the order they came; every filter given must hold.

        ``doc`` and ``agreement`` are one or several, read at once. ``agreement`` means the accounts whose latest link
        leads there. With ``doc`` or no filter, accounts of an
        extraction that a later one replaced are left out. ``vectors`` fills ``vector``, which costs reading it.
        """
        ...  # fmt: skip

    def briefly(self, ids: Sequence[str]) -> dict[str, tuple[str, str, str]]:
        """Party, stance and document of accounts by their ids, as the machine found them: what counting them needs."""
        ...

    def vectors(self, *, since: int = 0) -> list[tuple[str, str, bytes, int]]:
        """Of every account with a vector: its id, its document's key, the float16 bytes, and its seq."""
        ...

    def agreements(self, ids: Sequence[str] | None = None, *, since: int = 0) -> list[KeptAgreement]:
        """Agreements in the order they came: all, or those with the ids given."""
        ...

    def links(self, *, account: str | None = None, agreement: str | None = None) -> list[AccountLink]:
        """The history of links, oldest first: of one account, or all that ever led to one agreement."""
        ...

    def linked(self, accounts: Sequence[str] | None = None, *, since: int = 0) -> dict[str, str]:
        """Account id -> agreement id by the latest link; accounts linked to none are left out."""
        ...

    def relations(self, *, agreement: str | None = None, doc: str | None = None) -> Relations | None:
        """The latest batch of relations of one agreement or of one document alone."""
        ...

    def relations_of(self, subjects: Sequence[str]) -> dict[str, Relations]:
        """The latest batch of each of the agreements and documents named, where there is one, by its id or key."""
        ...

    def all_relations(self, *, since: int = 0, docs: Sequence[str] | None = None) -> list[Relations]:
        """The latest batch of every agreement and every document that has one; or of these documents alone."""
        ...

    def copy_of(self, doc: str) -> CopyOf | None:
        """What a document is a copy of, or None where it is an original."""
        ...

    def copies(self, docs: Sequence[str] | None = None) -> dict[str, CopyOf]:
        """Every document that is a copy, by its key: all, or those among the keys given."""
        ...

    def alike(self, values: Sequence[int]) -> dict[str, int]:
        """Documents that share fingerprint values with those given, and how many."""
        ...

    def failures(self, *, everything: bool = False) -> list[FailedSource]:
        """What could not be read or judged and still waits; with ``everything``, also what was done since."""
        ...

    def judgements(self, *, target: str | None = None, author: str | None = None, since: int = 0) -> list[Judgement]:
        """Judgements in the order they were made, undone ones and undoings included."""
        ...


class Writing(Reading, Protocol):
    """One transaction under way. It alone writes until it ends; it sees its own rows."""

    def add(self, *rows: Row) -> int:
        """Write rows; returns how many were new. A row whose id is there already is left as it is.

        Order matters where rows point at each other: an engine and a document before what names them.

        Raises:
            LedgerError: an anchor does not hold, a row points at nothing, or a text cannot be kept.
        """
        ...


class Store(Protocol):
    """Keeps one ledger. Safe to use from several threads; each ``reading`` and ``writing`` is its own."""

    @property
    def where(self) -> str:
        """The file, or the address without its password."""
        ...

    def reading(self, as_of: AsOf = None) -> AbstractContextManager[Reading]:
        """Read the ledger as it stands now, or as it stood: a ``seq``, an ISO date (to its end, UTC) or a time."""
        ...

    def writing(self, kind: str, author: str, *, at: str | None = None) -> AbstractContextManager[Writing]:
        """Write one transaction: all of it is visible when the block ends, none of it when it raises.

        Waits until no other writer is in such a block. Nothing is recorded where nothing new was added.
        ``at`` is for replaying what was done at another time; never earlier than the transaction before.
        """
        ...

    def backup(self, target: Path) -> None:
        """Write a consistent copy to a new file, an SQLite ledger whichever store this is, while others go on."""
        ...

    def verify(self) -> Iterator[Damage]:
        """Everything that is not as it was written; nothing when the ledger is sound. Reads all of it."""
        ...

    def export_lines(self) -> Iterator[str]:
        """The whole ledger as JSON lines, the same lines from every store that holds the same ledger."""
        ...

    def import_lines(self, lines: Iterable[str]) -> int:
        """Fill this empty store from exported lines, all or nothing; returns the number of transactions."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...


__all__ = ["AsOf", "Reading", "Store", "Writing"]
