"""Shards into a ledger, as if their documents were added one by one; nothing is judged again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from readouts.engine.inline import Extracted
from readouts.engine.keeping import Keeper, Kept
from readouts.engine.many import folder, rows
from readouts.ledger import Store
from readouts.model import Document
from readouts.read.limits import Failure
from readouts.read.reading import once


class Shelved:
    """Gives each document what its shard holds of it; the names are those of the engine that judged."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._row: dict[str, Any] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Names and versions of what spoke."""
        return self._names

    def lay(self, row: dict[str, Any]) -> None:
        """Make this the row that is asked for next."""
        self._row = row

    def extract(self, document: Document) -> Extracted:
        """What the shard holds of the document."""
        return rows.extracted(self._row, document)


def load(path: Path, store: Store, author: str = "readouts") -> Iterator[Kept]:
    """Keep every document of a folder of shards; yields what became of each as soon as it is safely written.

    What is known already is left alone, so a stopped load goes on where it was when it is called again.

    Raises:
        ReadoutsError: the folder or one of its shards is not as it was written.
    """
    folder.read_manifest(path)
    listed = sorted(folder.journal(path), key=lambda r: int(r["shard"]))
    shelf = Shelved(tuple(listed[0]["engine"]) if listed else ())
    keeper = Keeper(store, lambda: shelf, author)

    def items() -> Iterator[tuple[str, Document | Failure]]:
        seen: dict[str, tuple[str, str]] = {}
        for record in listed:
            for row in folder.shard_rows(path, record):
                found = rows.found_in(row)
                item = found if isinstance(found, Failure) else once(found, row["source"], seen)
                shelf.lay(row)
                if item is not None:
                    yield row["source"], item

    yield from keeper.take_all(items())


def incomplete(path: Path) -> str:
    """What is missing from a folder of shards, in words; nothing when it is whole."""
    manifest = folder.read_manifest(path) or {}
    if manifest.get("complete"):
        return ""
    there = sum(r["entries"] for r in folder.journal(path))
    return f"the run is not finished: {there} of {manifest['input']['entries']} entries are in shards; run it again"
