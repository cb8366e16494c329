"""The way from the commands into the engine, loaded on first use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readouts.engine.inline import Extracted, Inline
    from readouts.model import Account, Attribution, Document, Ledger
    from readouts.read import Failure

Progress = Callable[[int, int, str], None]


@lru_cache(maxsize=4)
def started(name: str, actors: Path | None, threshold: float | None = None) -> Inline:
    """The engine of that name with its models loaded, once a process."""
    from readouts.engine.inline import Inline, actors_from  # noqa: PLC0415

    return Inline(name, actors_from(actors), threshold)


def read(sources: Sequence[str], *, allow_hosts: Sequence[str] = ()) -> Iterator[Document | Failure]:
    """Documents and failures, in the order of the sources."""
    from readouts.read import read as read_all  # noqa: PLC0415

    yield from read_all(list(sources), allow_hosts=tuple(allow_hosts))


def attributions(document: Document) -> tuple[Attribution, ...]:
    """Who said what in one document; a reason instead where it could not be judged."""
    engine = started("auto", None)
    # The engine knows which languages it judges, and says so only when it extracts.
    if document.language == "en":
        return tuple(engine.attributions(document))
    return tuple(_judged(engine.extract(document)).attributions)


def extract(document: Document, *, threshold: float | None = None) -> tuple[Account, ...]:
    """The accounts of one document; a reason instead where it could not be judged."""
    return tuple(_judged(started("auto", None, threshold).extract(document)).accounts)


def _judged(found: Extracted) -> Extracted:
    from readouts.errors import ReadError  # noqa: PLC0415

    if found.not_assessed is not None:
        raise ReadError(found.document.id, f"not assessed: {found.not_assessed.reason}")
    return found


def compare(
    documents: Iterable[Document],
    *,
    story: str = "",
    engine: str | None = None,
    actors_file: Path | None = None,
    threshold: float | None = None,
    progress: Progress | None = None,
) -> Ledger:
    """One ledger over all the documents."""
    return started(engine or "auto", actors_file, threshold).compare(documents, story, progress)
