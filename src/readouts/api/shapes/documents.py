"""Documents, who says what in them, and accounts."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from readouts.api.shapes.base import Paged, Span
from readouts.api.shapes.judging import Ruling
from readouts.model import StanceName


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
