"""The commands. Each has an example in its help; heavy parts load when a command runs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from readouts.cli import ask, export, keep, many, review, serve, watch
from readouts.cli.ledger import ledger as keeping_it
from readouts.cli.options import Hosts, Json, Silent, Sources
from readouts.cli.people import people
from readouts.cli.session import (
    EXIT_CODES,
    NOTHING,
    USAGE,
    finish,
    gather,
    interruptible,
    logging,
    progress,
    say,
    standard_streams,
    write,
)

if TYPE_CHECKING:
    from readouts.model import Document, Ledger

app = typer.Typer(
    name="readouts",
    help="Read what each side says was agreed: who claims what, for whom, and where the accounts part.",
    epilog=f"Example: readouts compare examples/paris-2014\n\n{EXIT_CODES}",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


class By(StrEnum):
    """What to compare apart from one another."""

    story = "story"


class Engine(StrEnum):
    """Who judges: written rules only, or trained models where they are installed."""

    rules = "rules"
    auto = "auto"
    tagger = "tagger"


Jsonl = Annotated[bool, typer.Option("--jsonl", help="JSON lines: one record a line, flushed when done.")]
Threshold = Annotated[
    float | None,
    typer.Option(
        "--threshold", min=0.0, max=1.0,
        help="Show accounts at least this likely (0..1): higher for fewer and surer, lower for more. The default is in `readouts doctor`.",
    ),
]  # fmt: skip
Offsets = Annotated[bool, typer.Option("--offsets", help="Show the character offsets of each quote.")]


def main() -> None:
    """Run the command line; the ``readouts`` script."""
    with standard_streams():
        app()


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415

        write(f"readouts {version('readouts')}\n")
        raise typer.Exit


@app.callback()
def _root(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    if context.invoked_subcommand != "serve":  # it has options of its own for this
        context.with_resource(logging(None, None, otherwise="error"))  # what failed is a line for people


@app.command(epilog=f"Example: readouts compare examples/paris-2014 --html report.html\n\n{EXIT_CODES}")
def compare(  # noqa: PLR0913, PLR0917 - one parameter an option: Typer reads the signature
    sources: Sources,
    as_json: Json = False,
    jsonl: Jsonl = False,
    html: Annotated[Path | None, typer.Option("--html", help="Also write one self-contained page here.")] = None,
    by: Annotated[
        By | None,
        typer.Option("--by", help="Compare each story by itself, one ledger a line, printed when it is done."),
    ] = None,
    silent: Silent = False,
    offsets: Offsets = False,
    actors: Annotated[
        Path | None,
        typer.Option("--actors", exists=True, dir_okay=False, help="Your own file of parties and offices."),
    ] = None,
    allow_host: Hosts = None,
    engine: Annotated[Engine | None, typer.Option("--engine", help="Who judges.")] = None,
    threshold: Threshold = None,
) -> None:
    """Show who claims that what was agreed, and where the accounts part.

    A table on a terminal; JSON in a pipe.
    """
    if as_json and jsonl:
        say("readouts: give --json or --jsonl, not both")
        raise typer.Exit(USAGE)
    if html is not None:
        _need_place(html)
    form = "jsonl" if jsonl or (by and not sys.stdout.isatty()) or (by and as_json) else "json"
    form = form if as_json or jsonl or not sys.stdout.isatty() else "table"
    with interruptible():
        with progress(silent) as tell:
            documents, failed = gather(sources, allow_host or (), tell)
        ledgers: list[Ledger] = []
        judged = 0
        for story, group in _groups(documents, by).items():
            with progress(silent) as tell:
                tell("comparing", story)
                ledger = _judge(group, story, engine, actors, threshold, tell)
            if ledger is None:
                failed += 1
                continue
            ledgers.append(ledger)
            _show(ledger, form, offsets)
            judged += len(ledger.docs) - _unjudged(ledger)
            failed += _unjudged(ledger, tell=True)
        if html is not None and ledgers:
            failed += not _page(html, ledgers, documents)
    finish(judged, failed)


def _groups(documents: list[Document], by: By | None) -> dict[str, list[Document]]:
    """Documents by story, in order of appearance; all in one group when no ``--by`` was given."""
    groups: dict[str, list[Document]] = {}
    if by is None:
        stories = {d.story for d in documents}
        name = stories.pop() if len(stories) == 1 else None
        return {name or "": documents} if documents else {}
    for d in documents:
        groups.setdefault(d.story or d.id, []).append(d)
    return groups


def _judge(
    group: list[Document], story: str, engine: Engine | None, actors: Path | None, threshold: float | None,
    tell: Callable[..., None],
) -> Ledger | None:  # fmt: skip
    """One ledger; None, with one line on standard error, where it could not be made."""
    from readouts.cli import chain  # noqa: PLC0415
    from readouts.errors import ReadoutsError  # noqa: PLC0415

    try:
        name = engine.value if engine else None
        return chain.compare(group, story=story, engine=name, actors_file=actors, threshold=threshold, progress=tell)
    except (ReadoutsError, RuntimeError, OSError, ImportError) as error:
        say(f"readouts: {story or 'documents'}: {error}")
        return None


def _show(ledger: Ledger, form: str, offsets: bool) -> None:
    from readouts import export  # noqa: PLC0415

    if form == "table":
        from readouts.cli.terminal import show_ledger  # noqa: PLC0415

        show_ledger(ledger, offsets=offsets)
    else:
        write(export.dump_line(ledger) if form == "jsonl" else export.dump(ledger))


def _unjudged(ledger: Ledger, *, tell: bool = False) -> int:
    """How many documents were not assessed; with ``tell``, one line on standard error for each."""
    if tell:
        for n in ledger.not_assessed:
            say(f"readouts: {n.doc}: not assessed: {n.reason}")
    return len({n.doc for n in ledger.not_assessed} & set(ledger.docs))


def _need_place(page: Path) -> None:
    """A page that cannot be written is said before the work, not after it."""
    why = "it is a folder: name a file in it" if page.is_dir() else ""
    if not page.parent.is_dir():
        why = f"there is no folder {page.parent}: make it first"
    if why:
        say(f"readouts: {page}: cannot write the page: {why}")
        raise typer.Exit(USAGE)


def _page(path: Path, ledgers: list[Ledger], documents: list[Document]) -> bool:
    """Write the page; False, with one line on standard error, where that failed."""
    from readouts import export  # noqa: PLC0415

    try:
        path.write_text(export.render(ledgers, documents), encoding="utf-8")
    except OSError as error:
        say(f"readouts: {path}: cannot write the page: {error.strerror}")
        return False
    return True


@app.command(epilog=f"Example: readouts read examples/paris-2014 --jsonl > documents.jsonl\n\n{EXIT_CODES}")
def read(
    sources: Sources,
    jsonl: Jsonl = False,
    as_json: Json = False,
    silent: Silent = False,
    allow_host: Hosts = None,
) -> None:
    """Read documents and print them as stored: a table on a terminal, JSON lines in a pipe."""
    with interruptible():
        with progress(silent) as tell:
            documents, failed = gather(sources, allow_host or (), tell)
        if sys.stdout.isatty() and not (jsonl or as_json):
            from readouts.cli.terminal import show_documents  # noqa: PLC0415

            show_documents(documents)
        else:
            from readouts.export import dump_line  # noqa: PLC0415

            for document in documents:
                write(dump_line(document))
    finish(len(documents), failed)


@app.command(epilog=f"Example: readouts extract examples/paris-2014 --attributions\n\n{EXIT_CODES}")
def extract(
    sources: Sources,
    attributions: Annotated[
        bool, typer.Option("--attributions", help="Bare spans of who said what, one document a line.")
    ] = False,
    jsonl: Jsonl = False,
    as_json: Json = False,
    offsets: Offsets = False,
    silent: Silent = False,
    allow_host: Hosts = None,
    threshold: Threshold = None,
) -> None:
    """Print each document's accounts: who takes which stance, in whose name, with the words.

    A table on a terminal, JSON lines in a pipe. Accounts of different documents are not brought together.
    """
    from readouts.cli import chain, spans  # noqa: PLC0415
    from readouts.errors import ReadError, ReadoutsError  # noqa: PLC0415

    done = 0
    with interruptible():
        with progress(silent) as tell:
            documents, failed = gather(sources, allow_host or (), tell)
        for document in documents:
            try:
                with progress(silent) as tell:
                    tell("extracting", document.id)
                    told = chain.attributions(document) if attributions else chain.extract(document, threshold=threshold)
            except (ReadoutsError, RuntimeError, OSError, ImportError) as error:
                say(f"readouts: {error}" if isinstance(error, ReadError) else f"readouts: {document.id}: {error}")
                failed += 1
                continue
            done += 1
            table = sys.stdout.isatty() and not (attributions or jsonl or as_json)
            spans.show(document, list(told), bare=attributions, table=table, offsets=offsets)
    finish(done, failed)


@app.command(epilog="Example: readouts doctor\n\nExit codes: 0 all needed parts work; 1 something is missing.")
def doctor(
    bench: Annotated[
        bool,
        typer.Option("--bench", help="Measure instead how fast this machine reads the shipped examples, in at most half a minute."),
    ] = False,
) -> None:
    """Say what is installed, what works, and which engine judges; with ``--bench``, how fast it is here.

    The measurement is a table on a terminal, JSON in a pipe.
    """
    from readouts.cli.doctor import examine  # noqa: PLC0415

    with interruptible():
        if bench:
            _bench()
            return
        lines, healthy = examine()
        for line in lines:
            write(f"{line}\n")
    if not healthy:
        raise typer.Exit(NOTHING)


def _bench() -> None:
    import json  # noqa: PLC0415

    from readouts.cli.bench import measure, show  # noqa: PLC0415
    from readouts.errors import ReadoutsError  # noqa: PLC0415

    try:
        if sys.stderr.isatty():
            say("readouts: measuring")  # a moving line would be measured too
        measured = measure()
    except (ReadoutsError, RuntimeError, OSError, ImportError) as error:
        say(f"readouts: doctor --bench: {error}")
        raise typer.Exit(NOTHING) from None
    if sys.stdout.isatty():
        show(measured)
    else:
        write(json.dumps(measured.record(), ensure_ascii=False) + "\n")


@app.command(epilog="Example: readouts explain ledger.json a1\n\nExit codes: 0 found; 1 no such id or no ledger there.")
def explain(
    ledger: Annotated[str, typer.Argument(metavar="LEDGER.json", help="A ledger, or - for standard input.")],
    name: Annotated[str, typer.Argument(metavar="ID", help="The id of an account or an agreement.")],
) -> None:
    """Say what an account or an agreement's status rests on: words, offsets, standing, rules."""
    from readouts.cli.explanation import explain_in, load_all  # noqa: PLC0415
    from readouts.errors import ReadError  # noqa: PLC0415

    with interruptible():
        try:
            text = "".join(line for book in load_all(ledger) for line in explain_in(book, name))
        except ReadError as error:
            say(f"readouts: {error}")
            raise typer.Exit(NOTHING) from None
        if not text:
            say(f"readouts: {ledger}: no account or agreement has the id {name!r}")
            raise typer.Exit(NOTHING)
        write(text)


keep.register(app)
watch.register(app)
many.register(app)
ask.register(app)
export.register(app)
review.register(app)
serve.register(app)
app.add_typer(keeping_it)
app.add_typer(people)
