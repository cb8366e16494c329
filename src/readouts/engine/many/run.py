"""Many documents into shards: survey, plan, carry out what is missing, write the manifest."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import Any

from readouts import columns
from readouts.engine.many import plan
from readouts.engine.many.folder import Folder
from readouts.engine.many.protocol import Engine, Recipe
from readouts.errors import ReadoutsError
from readouts.read.entries import Input

# Entries in a shard: what a run that is stopped has to do again, and what one machine of a cluster does at a time.
SIZE = 200
Progress = Callable[[int, int, str], None]


def run(
    sources: Sequence[str | Path],
    out: Path,
    engine: Engine,
    recipe: Recipe,
    *,
    size: int = SIZE,
    progress: Progress = lambda done, total, words: None,
) -> dict[str, Any]:
    """Read and judge all documents of the sources into shards; what an earlier run finished is left alone.

    Args:
        sources: files, folders, patterns, addresses of object stores.
        out: the folder for the shards.
        engine: who carries it out.
        recipe: how each document is judged.
        size: entries in a shard.
        progress: called with entries and documents done, entries in all, and a word.

    Returns:
        The manifest, as it is written beside the shards.

    Raises:
        ReadoutsError: the folder is another run's, or the engine cannot work.
    """
    columns.arrow()
    with closing(Folder(out)) as folder:
        progress(0, 0, "counting what is given")
        inputs = list(_once(engine.survey(sources)))
        head = _head(inputs, engine, recipe, size)
        folder.resume(head)
        planned = plan.shards(inputs, size)
        entries = head["input"]["entries"]
        todo = plan.missing(planned, folder.listed)
        done = [sum(r["rows"] for r in folder.listed.values())]

        def tell(more: int) -> None:
            done[0] += more
            progress(done[0], max(entries, done[0]), "documents")

        tell(0)
        work = engine.work(todo, recipe, tell)
        try:
            for made in work if todo else ():
                folder.put(made)
        finally:
            if (close := getattr(work, "close", None)) is not None:
                close()
            manifest = folder.finish(head, len(planned))
    if not manifest["complete"]:
        raise ReadoutsError(f"{out}: {len(planned) - len(manifest['shards'])} shards are missing: run it again")
    return manifest


def _once(found: Iterator[Input]) -> Iterator[Input]:
    """A file that is named twice is read once."""
    seen: set[str] = set()
    for given in found:
        if given.where not in seen:
            seen.add(given.where)
            yield given


def _head(inputs: Sequence[Input], engine: Engine, recipe: Recipe, size: int) -> dict[str, Any]:
    """What a manifest says before there is any shard."""
    listed = [
        {"where": i.where, "kind": i.kind, "entries": i.entries, "bytes": i.size, "sha256": i.digest}
        | ({"why": i.why} if i.why else {})
        for i in inputs
    ]
    return {
        "schema": "readouts.shards/1",
        "input": {"digest": plan.digest(inputs), "entries": sum(i.entries for i in inputs), "files": listed},
        "settings": {**recipe.settings, "shard_entries": size},
        "runner": engine.name,
        "versions": {
            "readouts": version("readouts"), "python": platform.python_version(), "pyarrow": columns.version(),
        },
    }  # fmt: skip
