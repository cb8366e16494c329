"""What every engine is given and gives back: a recipe, shards of entries, rows."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal, Protocol

from readouts.engine.keeping import Chain
from readouts.read.entries import Input

Outcome = Literal["done", "not_assessed", "poisoned", "unreadable"]
OUTCOMES: tuple[Outcome, ...] = ("done", "not_assessed", "poisoned", "unreadable")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How each document is judged; it is sent to every process that judges, on whichever machine.

    Args:
        start: makes what judges; called once a process. It must be importable there.
        seconds: the most that one document may take before it is set aside.
        settings: what the judging depends on, as it is written beside the shards.
    """

    start: Callable[[], Chain]
    seconds: float = 600.0
    settings: dict[str, Any] = field(default_factory=dict)


def recipe(
    attribution: str = "auto", actors: Path | None = None, threshold: float | None = None, seconds: float = 600.0
) -> Recipe:
    """The whole chain, with a user's own table of parties by its contents, so that no other machine needs the file."""
    table = actors.read_text(encoding="utf-8") if actors is not None else None
    settings = {
        "attribution": attribution,
        "threshold": threshold,
        "actors": hashlib.sha256(table.encode()).hexdigest() if table is not None else None,
        "seconds": seconds,
    }
    return Recipe(partial(_chain, attribution, table, threshold), seconds, settings)


def _chain(attribution: str, table: str | None, threshold: float | None) -> Chain:
    from readouts.engine.inline import Inline, actors_from  # noqa: PLC0415 - the models, where they are needed

    if table is None:
        return Inline(attribution, None, threshold)
    with closing(tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8")) as file:
        file.write(table)
        file.flush()
        return Inline(attribution, actors_from(file.name), threshold)


@dataclass(frozen=True, slots=True)
class Slice:
    """Entries ``first`` up to, without, ``last`` of one file."""

    given: Input
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Shard:
    """What goes into one file of results: a run of entries, in the order of the sources; ``first`` is its first entry's number."""

    number: int
    first: int
    slices: tuple[Slice, ...]

    @property
    def entries(self) -> int:
        """How many entries it holds."""
        return sum(s.last - s.first for s in self.slices)


@dataclass(slots=True)
class Cost:
    """What work took: processor seconds, characters judged, and the largest process in megabytes."""

    seconds: float = 0.0
    characters: int = 0
    megabytes: float = 0.0

    def add(self, other: Cost) -> None:
        """Sum up; of the memory the most."""
        self.seconds += other.seconds
        self.characters += other.characters
        self.megabytes = max(self.megabytes, other.megabytes)


@dataclass(slots=True)
class Made:
    """The rows of one shard, in order, with the names of what judged them."""

    shard: Shard
    rows: list[Row]
    names: tuple[str, ...]
    cost: Cost = field(default_factory=Cost)


class Engine(Protocol):
    """Carries out shards, in one process, in several, or on a cluster. All give the same rows for the same entries."""

    @property
    def name(self) -> str:
        """What it is called on the command line."""
        ...

    def survey(self, sources: Sequence[str | Path]) -> Iterator[Input]:
        """The files that are named, as this engine reads them."""
        ...

    def work(self, shards: Iterable[Shard], recipe: Recipe, tell: Callable[[int], None]) -> Iterator[Made]:
        """Read and judge the shards; yields each when it is whole, in any order. ``tell`` is called with documents done."""
        ...
