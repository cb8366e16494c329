"""Commands for many documents: ``run`` reads and judges them into shards, ``load`` brings shards into a ledger."""

from __future__ import annotations

import json
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from readouts.cli.keep import Author, Json, Where
from readouts.cli.options import Silent
from readouts.cli.session import EXIT_CODES, NOTHING, finish, interruptible, progress, say, write

if TYPE_CHECKING:
    from readouts.engine.many.protocol import Engine

_LINE_EVERY = 30.0


class Runner(StrEnum):
    """Who carries it out: this process, processes of this machine, or Daft here or on a cluster."""

    inline = "inline"
    pool = "pool"
    daft = "daft"


class Attribution(StrEnum):
    """Who finds out who said what: written rules only, or trained models where they are installed."""

    rules = "rules"
    auto = "auto"
    tagger = "tagger"


def run(  # noqa: PLR0913, PLR0917 - one parameter an option: Typer reads the signature
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH|FOLDER|GLOB|STORE", help="Files, folders, patterns, or addresses of object stores (s3://...)."
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="FOLDER", help="Where the shards go; a stopped run goes on there.")
    ],
    engine: Annotated[Runner, typer.Option("--engine", help="Who carries it out.")] = Runner.pool,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, help="Processes at work on this machine; one a processor when not given."),
    ] = None,
    shard: Annotated[int, typer.Option("--shard", min=1, help="Lines, rows, pages or files in a shard.")] = 200,
    seconds: Annotated[
        float, typer.Option("--seconds", min=0.1, help="The most one document may take before it is set aside.")
    ] = 600.0,
    cluster: Annotated[
        str | None,
        typer.Option(
            "--cluster",
            envvar="READOUTS_CLUSTER",
            metavar="ADDRESS",
            help="A Ray cluster for --engine daft: its address, or auto.",
        ),
    ] = None,
    attribution: Annotated[
        Attribution, typer.Option("--attribution", help="Who finds out who said what.")
    ] = Attribution.auto,
    threshold: Annotated[
        float | None, typer.Option("--threshold", min=0.0, max=1.0, help="Keep accounts at least this likely (0..1).")
    ] = None,
    actors: Annotated[
        Path | None,
        typer.Option("--actors", exists=True, dir_okay=False, help="Your own file of parties and offices."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The manifest as JSON instead of the summary.")] = False,
    silent: Silent = False,
) -> None:
    """Read and judge many documents into a folder of Parquet shards, in several processes or on a cluster.

    Reads JSONL, Parquet and WARC files (also gzip), folders, and all that `add` reads but web addresses. What cannot be
    read or judged is written down with its reason and stops nothing. Stopped at any moment, the same command goes on
    where it was. `readouts load` brings the shards into a ledger.
    """
    with interruptible():
        from readouts.engine.many.protocol import recipe  # noqa: PLC0415
        from readouts.engine.many.run import run as carry_out  # noqa: PLC0415
        from readouts.errors import ReadoutsError  # noqa: PLC0415

        began = time.monotonic()
        try:
            who = _engine(engine, workers, cluster)
            how = recipe(attribution.value, actors, threshold, seconds)
            with _stoppable(), progress(silent) as status:
                tell = _lines(status) if not silent else (lambda *_: None)
                manifest = carry_out(sources, out, who, how, size=shard, progress=tell)
        except ReadoutsError as error:
            say(f"readouts: {error}")
            raise typer.Exit(NOTHING) from None
    _report(manifest, out, time.monotonic() - began, as_json)


@contextmanager
def _stoppable() -> Iterator[None]:
    """A scheduler that ends the command (SIGTERM) means what Ctrl-C means: what is done stays, with its manifest."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _engine(runner: Runner, workers: int | None, cluster: str | None) -> Engine:
    from readouts.errors import ReadoutsError  # noqa: PLC0415

    if cluster is not None and runner is not Runner.daft:
        raise ReadoutsError("--cluster is for --engine daft: add it, or leave --cluster out")
    if runner is Runner.daft:
        from readouts.engine.many.cluster import Cluster  # noqa: PLC0415

        return Cluster(workers, cluster)
    if runner is Runner.pool:
        from readouts.engine.many.pool import Pool  # noqa: PLC0415

        return Pool(workers)
    from readouts.engine.many.alone import Alone  # noqa: PLC0415

    return Alone()


def _lines(status: Callable[..., None]) -> Callable[[int, int, str], None]:
    """The status line, and where standard error is no terminal a line now and then, for the log of a long run."""
    import sys  # noqa: PLC0415

    began = last = time.monotonic()
    first: list[int] = []

    def tell(done: int, total: int, words: str) -> None:
        nonlocal last
        if sys.stderr.isatty():
            status(done, total, words) if total else status(words)
            return
        now = time.monotonic()
        first.append(done) if total and not first else None
        if not total or now - last < _LINE_EVERY:
            return
        last = now
        say(f"readouts: {done} of {total} {words}, {(done - first[0]) / (now - began):.2f} a second")

    return tell


def _report(manifest: dict[str, Any], out: Path, took: float, as_json: bool) -> None:
    counts = manifest["counts"]
    if as_json:
        write(json.dumps(manifest, ensure_ascii=True) + "\n")
    else:
        named = ("done", "not_assessed", "poisoned", "unreadable")
        said = ", ".join(f"{counts[n]} {n.replace('_', ' ')}" for n in named if counts[n] or n == "done")
        sizes = (counts["documents"], "document"), (counts["accounts"], "account"), (len(manifest["shards"]), "shard")
        documents, accounts, shards = (f"{n} {word}{'' if n == 1 else 's'}" for n, word in sizes)
        write(f"{documents}: {said}; {accounts}, {shards} in {out}\n")
        say(f"readouts: {took:.0f} s")
    _tell_failures(manifest)
    finish(counts["done"], counts["documents"] - counts["done"])


def _tell_failures(manifest: dict[str, Any]) -> None:
    """Why documents gave nothing: all that were set aside, and the first of those that could not be read or judged."""
    from readouts.engine.many.folder import MOST_TOLD  # noqa: PLC0415

    for shard in manifest["shards"]:
        for p in shard["set_aside"]:
            say(f"readouts: {p['place']}: set aside: {p['reason']}")
    left = [p for shard in manifest["shards"] for p in shard["left_out"]][:MOST_TOLD]
    for p in left:
        say(f"readouts: {p['place']}: {p['reason']}")
    more = manifest["counts"]["unreadable"] + manifest["counts"]["not_assessed"] - len(left)
    if more:
        say(f"readouts: and {more} more: `readouts load` tells each, and the shards have them in their column `reason`")


def load(
    shards: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder that `readouts run` wrote.")],
    ledger: Where,
    as_json: Json = False,
    silent: Silent = False,
    author: Author = "readouts",
) -> None:
    """Bring shards into a ledger, as if their documents were added one by one; nothing is judged again.

    Stopped at any moment, the same command goes on where it was; called twice, it changes nothing the second time.
    """
    with interruptible():
        from readouts.cli.keep import opened, told  # noqa: PLC0415
        from readouts.engine.keeping import Summary  # noqa: PLC0415
        from readouts.engine.many.load import incomplete  # noqa: PLC0415
        from readouts.engine.many.load import load as bring  # noqa: PLC0415
        from readouts.errors import ReadoutsError  # noqa: PLC0415

        summary = Summary()
        try:
            missing = incomplete(shards)
            with opened(ledger, create=True) as store, progress(silent) as tell:
                told(bring(shards, store, author), summary, tell, as_json=as_json)
        except ReadoutsError as error:
            say(f"readouts: {error}")
            raise typer.Exit(NOTHING) from None
    if not as_json:
        write(f"{summary}\n")
    if missing:
        say(f"readouts: {missing}")
    finish(summary.done, summary.failed + bool(missing))


def register(app: typer.Typer) -> None:
    """Hang the commands on the application."""
    app.command(epilog=f"Example: readouts run archive/ --out shards --workers 4\n\n{EXIT_CODES}")(run)
    app.command(epilog=f"Example: readouts load shards --ledger talks.ledger\n\n{EXIT_CODES}")(load)
