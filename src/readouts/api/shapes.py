"""The shapes of requests and answers, as the OpenAPI document tells them. Tests hold the answers to them.

Answers may get further fields within a version; none is taken away or changes its meaning.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from readouts.api.roles import Role, Scope
from readouts.model import DisputeKind, StanceName, Status

Span = Annotated[list[int], Field(min_length=2, max_length=2, description="[start, end), Python string indices")]


def keepable(words: str) -> str:
    """Words as they came, where a ledger can keep them.

    >>> keepable("a\\0")
    Traceback (most recent call last):
    ValueError: it holds a character that cannot be kept (U+0000, or half of one)
    """
    if "\0" in words or any("\ud800" <= c <= "\udfff" for c in words):
        raise ValueError("it holds a character that cannot be kept (U+0000, or half of one)")
    return words


Words = Annotated[str, AfterValidator(keepable)]


class Given(BaseModel):
    """What is sent: a field that is not known is an error, since it would be left out without a word."""

    model_config = ConfigDict(extra="forbid")


class Trouble(BaseModel):
    """Where in a request something is wrong, and what."""

    at: list[str]
    why: str


class ProblemShape(BaseModel):
    """An error (RFC 9457). ``detail`` is a sentence for people."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Trouble] = []


class Heading(BaseModel):
    """A document without its text."""

    key: str
    name: str
    title: str
    published: str | None
    publisher: str | None
    url: str | None
    kind: str
    story: str | None
    source: str | None


class Paged(BaseModel):
    """One page. ``next`` leads to the one after it, in the same moment of the ledger (``seq``); null on the last."""

    seq: int
    total: int | None
    next: str | None


class Documents(Paged):
    """Documents in the order they came, or the best first where words are asked for."""

    documents: list[Heading]


class Anchor(BaseModel):
    """Where words stand: ``quote`` is the slice ``start:end`` of the document's ``field``."""

    doc: str
    start: int
    end: int
    quote: str
    prefix: str
    suffix: str
    field: Literal["text", "title"]
    page: int | None
    state: str


class Opinion(BaseModel):
    """What one reviewer holds of something."""

    author: str
    at: str
    verdict: str | None
    party: str | None
    stance: str | None
    agreement: str | None
    into: str | None
    notes: list[str]
    judgements: list[str]


class Ruling(BaseModel):
    """What people hold of something: where they agree, or one settled it, a verdict; ``open`` is what they differ on."""

    verdict: Literal["accept", "reject"] | None
    open: list[str]
    opinions: list[Opinion]
    settled: Opinion | None


class Found(BaseModel):
    """What the machine found, before people judged it."""

    party: str
    party_id: str | None
    stance: StanceName
    agreement: str | None


class Account(Anchor):
    """One party's stance on one agreement in one document, as people hold it to be, beside what the machine found."""

    id: str
    party: str
    party_id: str | None
    party_kind: str | None
    speaker: str
    speaker_kind: str
    speaker_name: str | None
    speaker_span: Span | None
    speaker_basis: str
    stance: StanceName
    voice: str
    agreement: str | None
    standing: dict[str, Any]
    certainty: float | None
    when: dict[str, Any] | None
    about_when: dict[str, Any] | None
    attribution: str | None
    engine: str
    reasons: list[str]
    date: str | None
    document: Heading | None
    machine: Found
    ruling: Ruling
    rejected: bool
    copy_of: str | None


class Attribution(BaseModel):
    """Who said what, as spans of the document's text."""

    id: str
    doc: str
    source: list[Span]
    cue: list[Span]
    content: list[Span]
    voice: str
    speaker: dict[str, Any] | None
    parent: str | None
    negated: bool
    engine: str
    reasons: list[str]
    certainty: float | None


class Document(Heading):
    """A document with its text, who says what in it, and the accounts."""

    seq: int
    text: str
    language: str | None
    furniture: list[Span]
    pages: list[Span]
    notes: list[str]
    issuer: str | None
    not_assessed: str | None
    copy_of: str | None
    sources: list[str]
    attributions: list[Attribution]
    accounts: list[Account]


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


class Accounts(Paged):
    """Accounts, each with its agreement's label and what it was found by."""

    accounts: list[AccountFound]
    facets: dict[str, dict[str, int]]


class AccountFound(Account):
    """An account that a search found."""

    label: str
    status: Status | None
    by: Literal["words", "letters", "filters"]


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


class Judgement(BaseModel):
    """A person's recorded opinion."""

    id: str
    author: str
    at: str
    target_kind: str
    target: str
    verdict: str
    value: dict[str, Any] | None
    note: str
    undoes: str | None
    stands: bool


class Judgements(Paged):
    """Judgements, the latest first."""

    judgements: list[Judgement]


class NewJudgement(Given):
    """A judgement to be made, in the name of whoever asks."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"verdict": "correct", "target": "0f3c2a", "stance": "hedges"}]},
    )
    verdict: Literal["accept", "reject", "unsure", "correct", "merge", "split", "note"]
    target: Annotated[Words, Field(min_length=1, max_length=200)]
    kind: Literal["account", "agreement", "contradiction", "shift", "condition", "mandate_doubt", "silence", "copy"] = (
        "account"
    )
    note: Annotated[Words, Field(max_length=10_000)] = ""
    settle: bool = False
    party: Annotated[Words, Field(max_length=300)] | None = None
    stance: StanceName | None = None
    agreement: Annotated[Words, Field(max_length=200)] | None = None
    into: Annotated[Words, Field(max_length=200)] | None = None
    accounts: Annotated[list[Annotated[Words, Field(max_length=200)]], Field(max_length=1000)] | None = None


class Measure(BaseModel):
    """A coefficient and what it rests on; null, and why, where it is not defined."""

    value: float | None
    units: int
    labels: int
    observed: float | None
    expected: float | None
    why: str


class Pair(Measure):
    """Cohen's kappa of two reviewers."""

    reviewers: list[str]


class Concord(BaseModel):
    """How far reviewers agree on one question."""

    question: str
    label: str | None
    alpha: Measure
    kappas: list[Pair]


class Reliability(BaseModel):
    """How far reviewers agree."""

    seq: int
    concords: list[Concord]


class Difference(BaseModel):
    """What reviewers differ on, or one of them left open."""

    kind: str
    target: str
    parts: list[str]
    unsure: list[str]
    opinions: list[Opinion]
    account: Account | None


class Adjudication(BaseModel):
    """What is left to decide."""

    seq: int
    differences: list[Difference]


class Passage(BaseModel):
    """Words that only one of two versions has."""

    model_config = ConfigDict(extra="allow")
    change: str
    words: str


class Step(BaseModel):
    """From one version to the next."""

    before: str
    after: str
    changes: list[Passage]
    anchors: list[Anchor]


class Versions(BaseModel):
    """The versions of one source."""

    seq: int
    source: str
    documents: list[Heading]
    steps: list[Step]


class Me(BaseModel):
    """Who is asking, what that person may do, and the token that forms send along."""

    name: str
    role: Role
    blind: bool
    by: Literal["local", "session", "token"]
    scopes: list[Scope]
    csrf: str


class Login(Given):
    """A name and its password."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"name": "ruiz", "password": "four plain words here"}]}
    )
    name: Annotated[Words, Field(min_length=1, max_length=80)]
    password: Annotated[Words, Field(min_length=1, max_length=256)]


class Member(BaseModel):
    """An account."""

    name: str
    role: Role
    blind: bool
    added: str
    removed: str | None


class Members(BaseModel):
    """Accounts."""

    people: list[Member]


class NewMember(Given):
    """An account to be made; ``again`` where somebody who was removed comes back."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"name": "holt", "role": "reviewer", "password": "some four plain words", "blind": True}]
        },
    )
    name: Annotated[Words, Field(min_length=1, max_length=80)]
    role: Role
    password: Annotated[Words, Field(min_length=12, max_length=256)]
    blind: bool = False
    again: bool = False


class MemberChange(Given):
    """Another role, or blind or seeing."""

    role: Role | None = None
    blind: bool | None = None


class NewPassword(Given):
    """A new password; ``old`` is needed for one's own."""

    password: Annotated[Words, Field(min_length=12, max_length=256)]
    old: Annotated[Words, Field(max_length=256)] | None = None


class Token(BaseModel):
    """An API token, without its secret."""

    id: str
    person: str
    label: str
    scopes: list[Scope]
    made: str
    until: str | None
    used: str | None
    revoked: str | None


class Tokens(BaseModel):
    """API tokens."""

    tokens: list[Token]


class NewToken(Given):
    """A token to be made, of one's own account."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"label": "notebook", "scopes": ["read"], "days": 90}]}
    )
    label: Annotated[Words, Field(min_length=1, max_length=80)]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=4)]
    days: Annotated[int, Field(ge=1, le=3650)] = 90


class TokenMade(Token):
    """A new token with its secret, which is never shown again."""

    secret: str


class AuditLine(BaseModel):
    """Who did what."""

    n: int
    at: str
    person: str
    by: str
    action: str
    target: str
    detail: str
    address: str


class Audit(BaseModel):
    """Lines of the audit log, the latest first."""

    lines: list[AuditLine]
    next: int | None


class Kept(BaseModel):
    """What became of one source of a job."""

    source: str
    outcome: str
    why: str
    document: str | None
    agreements: int


class Job(BaseModel):
    """Work in the background. ``interrupted`` is one that a stopped server left; what it kept before is whole."""

    id: str
    kind: Literal["add", "compare"]
    state: Literal["waiting", "running", "done", "failed", "cancelled", "interrupted"]
    by: str
    made: str
    begun: str | None
    ended: str | None
    sources: list[str]
    total: int
    done: int
    saying: str
    why: str
    counts: dict[str, int]
    results: list[Kept]


class Jobs(BaseModel):
    """Jobs, the latest first."""

    jobs: list[Job]


class ExportFormat(BaseModel):
    """A way out."""

    name: str
    about: str
    media_type: str
    suffix: str
    takes: list[str]


class ExportFormats(BaseModel):
    """The ways out."""

    formats: list[ExportFormat]


class Health(BaseModel):
    """That the server answers and the ledger can be read."""

    status: Literal["ok"]
    version: str
    local: bool


class Done(BaseModel):
    """That it was done."""

    done: Literal[True]


Accounts.model_rebuild()
Changes.model_rebuild()
