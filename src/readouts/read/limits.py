"""How much a source may ask of this machine, and the one line that says why a source gave no document."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps on what one source may cost. Sizes are bytes, times are seconds.

    ``size`` holds for one document, before and after decompression; ``collection`` for a whole JSONL file, which
    is read line by line. ``nesting`` caps HTML elements inside each other, ``folders`` folders inside each other.

    >>> Limits(size=1_000_000).redirects
    10
    """

    size: int = 50_000_000
    collection: int = 2_000_000_000
    pages: int = 2_000
    nesting: int = 200
    folders: int = 16
    redirects: int = 10
    step_seconds: float = 15.0
    total_seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that gave no document: ``where`` names it, ``why`` says in one line what is wrong and what to do."""

    where: str
    why: str

    def __str__(self) -> str:
        return f"{self.where}: {self.why}"


class Refused(Exception):  # noqa: N818 - it reads as the sentence it stands for
    """One source cannot be read; the message says why and what to do. Never leaves this package."""


def megabytes(size: int) -> str:
    """A size as people say it.

    >>> megabytes(50_000_000)
    '50 MB'
    """
    return f"{size / 1e6:.0f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} kB"


def too_big(limit: int, size: int | None = None) -> Refused:
    """The refusal of a source over its cap."""
    has = f"it has {megabytes(size)}, " if size is not None else ""
    return Refused(f"too large ({has}the limit is {megabytes(limit)}): split it, or raise Limits.size in Python")
