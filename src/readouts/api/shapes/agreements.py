"""Agreements and the views over them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from readouts.api.shapes.base import Paged
from readouts.api.shapes.documents import Account, Anchor, Heading
from readouts.api.shapes.judging import Judgement, Ruling
from readouts.model import DisputeKind, StanceName, Status


class Counts(BaseModel):
    """What a status rests on. ``documents`` are origins: the same words printed again are ``copies``."""

    parties: int
    accounts: int
    documents: int
    copies: int
    first: str | None
    last: str | None


class Agreement(BaseModel):
    """An alleged agreement. ``status`` follows from the accounts and is computed each time."""

    id: str
    label: str
    parties: list[str]
    status: Status
    dispute_kinds: list[DisputeKind]
    counts: Counts
    reasons: list[str]
    open: int


class Agreements(Paged):
    """Agreements, with how many there are of each status, party and dispute among all that fit."""

    agreements: list[Agreement]
    facets: dict[str, dict[str, int]]


class Between(BaseModel):
    """Two accounts, by their ids, that cannot both be right."""

    id: str
    a: str
    b: str
    kind: DisputeKind
    reasons: list[str]
    ruling: Ruling


class Stated(Anchor):
    """A shift, condition or mandate doubt: the words that state it, and whose it is."""

    model_config = ConfigDict(extra="allow")
    id: str
    reasons: list[str]
    ruling: Ruling


class Silence(BaseModel):
    """A party's own readout omits what another's states: no denial."""

    id: str
    agreement: str
    party: str
    doc: str
    reasons: list[str]
    ruling: Ruling


class Dossier(Agreement):
    """Everything about one agreement."""

    seq: int
    accounts: list[Account]
    contradictions: list[Between]
    shifts: list[Stated]
    conditions: list[Stated]
    mandate_doubts: list[Stated]
    silences: list[Silence]
    sources: list[Heading]
    engine: list[str]
    ruling: Ruling


class AccountFound(Account):
    """An account that a search found."""

    label: str
    status: Status | None
    by: Literal["words", "letters", "filters"]


class Accounts(Paged):
    """Accounts, each with its agreement's label and what it was found by."""

    accounts: list[AccountFound]
    facets: dict[str, dict[str, int]]


class Position(BaseModel):
    """What one party held of one agreement from ``since`` until it said otherwise."""

    agreement: str
    label: str
    party: str
    stances: list[StanceName]
    since: str | None
    last: str | None
    until: str | None
    accounts: list[str]
    copies: list[str]


class Timeline(BaseModel):
    """Positions, oldest first."""

    seq: int
    positions: list[Position]


class Cell(BaseModel):
    """What a party holds now of one agreement."""

    stances: list[StanceName]
    accounts: int
    moved: bool
    first: str | None
    last: str | None


class MatrixRow(BaseModel):
    """One agreement, with a cell for each party."""

    agreement: Agreement
    cells: list[Cell | None]


class Matrix(BaseModel):
    """Parties by agreements."""

    seq: int
    parties: list[str]
    rows: list[MatrixRow]
    left_out: dict[str, int]


class Node(BaseModel):
    """A party in the network."""

    party: str
    party_id: str | None
    kind: str | None
    agreements: int
    accounts: int
    parting: int


class Edge(BaseModel):
    """Two parties heard on the same agreements."""

    a: str
    b: str
    agreements: list[str]
    disputed: list[str]
    kinds: dict[str, int]


class Network(BaseModel):
    """Parties and what is between them."""

    seq: int
    nodes: list[Node]
    edges: list[Edge]
    left_out: int


class Change(BaseModel):
    """One agreement that is not as it was."""

    agreement: str
    label: str
    before: Status | None
    after: Status
    newly_disputed: bool
    accounts: list[Account]
    gone: list[str]
    contradictions: list[Between]
    shifts: list[dict[str, Any]]


class Changes(BaseModel):
    """What changed between two moments."""

    since: int
    seq: int
    documents: list[Heading]
    agreements: list[Change]
    judgements: list[Judgement]
