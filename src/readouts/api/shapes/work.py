"""Jobs and the ways out."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel


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
