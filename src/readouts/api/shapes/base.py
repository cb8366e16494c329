"""What all requests and answers share, and the plainest of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

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


class Paged(BaseModel):
    """One page. ``next`` leads to the one after it, in the same moment of the ledger (``seq``); null on the last."""

    seq: int
    total: int | None
    next: str | None


class Health(BaseModel):
    """That the server answers and the ledger can be read."""

    status: Literal["ok"]
    version: str
    local: bool


class Done(BaseModel):
    """That it was done."""

    done: Literal[True]
