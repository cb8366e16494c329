"""How far reviewers agree, and what is left to decide."""

from __future__ import annotations

from pydantic import BaseModel

from readouts.api.shapes.documents import Account
from readouts.api.shapes.judging import Opinion


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
