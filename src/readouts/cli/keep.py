"""Commands that put documents into a kept ledger: ``add``, ``retry``, ``versions``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from readouts.cli.options import Hosts, Silent, Sources
from readouts.cli.session import EXIT_CODES, NOTHING, finish, interruptible, progress, say, write

if TYPE_CHECKING:
    from readouts.engine.keeping import Keeper, Kept, Summary
    from readouts.ledger import Store

Where = Annotated[
    str,
    typer.Option(
        "--ledger",
        metavar="FILE|URL",
        envvar="READOUTS_DB_URL",
        help="The ledger: a file, made when it is not there, or a database's address.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON line for each document instead of the summary.")]
Actors = Annotated[
    Path | None,
    typer.Option("--actors", exists=True, dir_okay=False, help="Your own file of parties and offices."),
]
Author = Annotated[
    str, typer.Option("--author", envvar="READOUTS_AUTHOR", help="Who is named as having added the documents.")
]


def add(
    sources: Sources,
    ledger: Where,
    as_json: Json = False,
    silent: Silent = False,
    allow_host: Hosts = None,
    actors: Actors = None,
    author: Author = "readouts",
) -> None:
    """Put documents into a ledger that is kept: what is known already is left alone, the rest joins what it concerns.

    Stopped at any moment, the same command goes on where it was. Each document is written whole or not at all.
    """
    _run(ledger, lambda k: k.add(sources, allow_hosts=allow_host or ()), as_json, silent, actors, author)


def retry(
    ledger: Where,
    as_json: Json = False,
    silent: Silent = False,
    allow_host: Hosts = None,
    actors: Actors = None,
    author: Author = "readouts",
) -> None:
    """Try again what could not be read or judged when it was added."""
    _run(ledger, lambda k: k.retry(allow_hosts=allow_host or ()), as_json, silent, actors, author, create=False)


def versions(
    source: Annotated[str, typer.Argument(metavar="URL|ID|PATH", help="What the versions were read from.")],
    ledger: Where,
    as_json: Json = False,
) -> None:
    """Show how the text of one source changed, and where the words of its accounts stand now: found, moved or lost."""
    with interruptible(), opened(ledger, create=False) as store:
        from readouts.engine.versions import versions_of  # noqa: PLC0415
        from readouts.model import to_record  # noqa: PLC0415

        with store.reading() as reading:
            steps = versions_of(reading, source)
            if not reading.snapshots(source=source):
                say(f"readouts: {source}: nothing in this ledger was read from there")
                raise typer.Exit(NOTHING)
        if as_json:
            write(json.dumps(to_record(steps), ensure_ascii=False) + "\n")
            return
        for step in steps:
            write(f"{step.before} -> {step.after}\n")
            for p in step.changes:
                write(f"  {p.change:7} {' '.join(p.words.split())}\n")
            for a in step.anchors:
                write(f"  {a.state:7} {' '.join(a.quote.split())}\n")
        if not steps:
            write("one version, nothing changed\n")


def _run(
    where: str,
    work: Callable[[Keeper], Iterator[Kept]],
    as_json: bool,
    silent: bool,
    actors: Path | None,
    author: str,
    *,
    create: bool = True,
) -> None:
    with interruptible(), opened(where, create=create) as store:
        from readouts.cli import chain  # noqa: PLC0415
        from readouts.engine.keeping import Keeper, Summary  # noqa: PLC0415
        from readouts.errors import ReadoutsError  # noqa: PLC0415

        summary = Summary()
        try:
            with progress(silent) as tell:
                tell("starting")
                told(work(Keeper(store, lambda: chain.started("auto", actors), author)), summary, tell, as_json=as_json)
        except ReadoutsError as error:
            say(f"readouts: {error}")
            raise typer.Exit(NOTHING) from None
    if not as_json:
        write(f"{summary}\n")
    if summary.counts or create:
        finish(summary.done, summary.failed)


def told(found: Iterable[Kept], summary: Summary, tell: Callable[..., None], *, as_json: bool) -> None:
    """Count and tell what became of each source, as it comes."""
    for kept in found:
        summary.count(kept)
        tell(f"{summary}: {kept.source}")
        if kept.why:
            said = "not assessed: " if kept.outcome == "not_assessed" else ""
            say(f"readouts: {kept.source}: {said}{kept.why}")
        if as_json:
            write(json.dumps(_record(kept), ensure_ascii=False) + "\n")


def _record(kept: Kept) -> dict[str, Any]:
    """What became of one source, as ``--json`` prints it."""
    return {
        "source": kept.source, "outcome": kept.outcome, "document": kept.key, "agreements": kept.agreements,
        "reason": kept.why or None,
    }  # fmt: skip


class opened:  # noqa: N801 - reads as what it is in a with statement
    """A ledger for the length of a command; one that cannot be opened is one line and ends it."""

    def __init__(self, where: str, *, create: bool) -> None:
        self._where, self._create = where, create

    def __enter__(self) -> Store:
        from readouts.errors import ReadoutsError  # noqa: PLC0415
        from readouts.ledger import open_store  # noqa: PLC0415

        try:
            self._store = open_store(self._where, create=self._create)
        except ReadoutsError as error:
            say(f"readouts: {error}")
            raise typer.Exit(NOTHING) from None
        return self._store

    def __exit__(self, *_: object) -> None:
        self._store.close()


def register(app: typer.Typer) -> None:
    """Hang the commands on the application."""
    app.command(epilog=f"Example: readouts add articles/ --ledger talks.ledger\n\n{EXIT_CODES}")(add)
    app.command(epilog=f"Example: readouts retry --ledger talks.ledger\n\n{EXIT_CODES}")(retry)
    app.command(epilog=f"Example: readouts versions https://example.org/release --ledger talks.ledger\n\n{EXIT_CODES}")(
        versions
    )
