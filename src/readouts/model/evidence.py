"""What an export is made of: accounts and agreements as they are held to be, the texts they quote, who judged them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from readouts.model.types import Account, Agreement, Document, Ledger, StanceName


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one person said of one account or agreement, and when (ISO 8601, UTC)."""

    author: str
    at: str
    verdict: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruling:
    """What stands for one account or agreement after all reviewers, beside what the machine found.

    ``verdict`` is None where nobody judged it or where reviewers differ; ``open`` names what they differ on.
    ``machine_party``, ``machine_stance`` and ``machine_agreement`` are an account's before people's corrections.
    """

    verdict: Literal["accept", "reject"] | None = None
    by: tuple[Verdict, ...] = ()
    settled: Verdict | None = None
    open: tuple[str, ...] = ()
    machine_party: str | None = None
    machine_stance: StanceName | None = None
    machine_agreement: str | None = None

    @property
    def people(self) -> tuple[Verdict, ...]:
        """Everybody who said something, the one whose word decided last."""
        return (*self.by, *((self.settled,) if self.settled else ()))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything an export needs, from a comparison's record or from a kept ledger.

    Args:
        ledger: agreements and the accounts that count, with judgements laid over; contradictions go by index in it.
        documents: the texts it quotes, under the ids that its anchors use; a record alone brings none.
        rulings: what people hold, by the id of an account or an agreement; what nobody judged has none.
        rejected: accounts that people hold to be none. They are no part of ``ledger`` and count for nothing.
        names: a document's own name, by the id that anchors use, where the two differ.
        as_of: the moment of the ledger that this shows, where one was asked for.
        chosen: the filters that left accounts or agreements out, each with its value. Statuses and counts are those
            of whole agreements all the same.
    """

    ledger: Ledger
    documents: tuple[Document, ...] = ()
    rulings: Mapping[str, Ruling] = field(default_factory=dict)
    rejected: tuple[Account, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    as_of: str | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)

    @property
    def texts(self) -> dict[str, Document]:
        """The documents by id."""
        return {d.id: d for d in self.documents}

    @property
    def agreements(self) -> dict[str, Agreement]:
        """The agreements by id."""
        return {g.id: g for g in self.ledger.agreements}

    def name(self, doc: str) -> str:
        """A document's own name.

        >>> Evidence(Ledger("s", ("k1",)), names={"k1": "gazette"}).name("k1")
        'gazette'
        """
        return self.names.get(doc, doc)

    def ruling(self, target: str) -> Ruling:
        """What people hold of one account or agreement; nothing said where nobody judged it."""
        return self.rulings.get(target, Ruling())
