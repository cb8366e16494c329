"""What people hold of something, and a judgement to be made."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from readouts.api.shapes.base import Given, Paged, Words
from readouts.model import StanceName


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
