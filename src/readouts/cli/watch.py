"""Feeds that never end: ``watch``."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from readouts.cli.keep import Actors, Author
from readouts.cli.options import Hosts
from readouts.cli.session import GOOD, NOTHING, SOME, USAGE, interruptible, say, write

if TYPE_CHECKING:
    from readouts.engine.keeping import Kept
    from readouts.feeds.checking import Checked
    from readouts.feeds.rounds import Tally
    from readouts.feeds.settings import Settings
    from readouts.feeds.watcher import Watcher

CODES = (
    "Exit codes: 0 ended as asked; 1 no feed answered, or the ledger cannot be opened; 2 wrong usage, or FEEDS.toml is wrong; "
    "3 with --once or --check: some feeds or articles failed, the rest was done; 130 interrupted twice."
)
File = Annotated[Path, typer.Argument(metavar="FEEDS.toml", help="What is followed, how often, and who is told.")]
Where = Annotated[
    str | None,
    typer.Option(
        "--ledger", metavar="FILE|URL", envvar="READOUTS_DB_URL",
        help="The ledger: a file, made when it is not there, or a database's address. Not needed with --check.",
    ),
]  # fmt: skip
Once = Annotated[bool, typer.Option("--once", help="One round: the feeds that are due and all they bring; then end. For cron.")]
Length = Annotated[str | None, typer.Option("--for", metavar="TIME", help='End after so long: "90s", "10m", "8h".')]
Check = Annotated[
    bool,
    typer.Option("--check", "--dry-run", help="Check the file, ask each feed once, say what its robots.txt and it answer; keep nothing."),
]
Json = Annotated[bool, typer.Option("--json", help="JSON lines, also on a terminal: one line for each report.")]
Verbose = Annotated[bool, typer.Option("--verbose", help="Also say, on standard error, what became of each article.")]


def watch(
    feeds: File, ledger: Where = None, once: Once = False, length: Length = None, check: Check = False,
    as_json: Json = False, verbose: Verbose = False, allow_host: Hosts = None, actors: Actors = None,
    author: Author = "readouts",
) -> None:  # fmt: skip
    """Follow feeds and pages of links, put what they bring into a ledger, and tell what changed.

    Lines for people on a terminal, JSON lines in a pipe; webhooks and a digest by e-mail where the file names them.
    Ended or killed at any moment, the same command goes on where it was. Ctrl-C ends it.
    """
    from readouts.errors import ReadoutsError  # noqa: PLC0415
    from readouts.feeds.sending import check_secrets  # noqa: PLC0415
    from readouts.feeds.settings import FeedsError, seconds_of, settings_from  # noqa: PLC0415

    seconds = seconds_of(length) if length is not None else None
    if length is not None and not seconds:
        say(f'readouts: --for {length}: it is a length of time: "90s", "10m", "8h"')
        raise typer.Exit(USAGE)
    try:
        settings = settings_from(feeds)
        settings = replace(settings, allow_hosts=(*settings.allow_hosts, *(allow_host or ())))
        check_secrets(settings.webhooks, settings.mail)
    except FeedsError as error:
        say(f"readouts: {error}")
        raise typer.Exit(USAGE) from None
    table = sys.stdout.isatty() and not as_json
    with interruptible():
        if check:
            _checked(settings, table)
        elif not ledger:
            say("readouts: no ledger is named: give --ledger FILE, or set READOUTS_DB_URL")
            raise typer.Exit(USAGE)
        else:
            try:
                tally = _follow(settings, ledger, once, seconds, table, verbose, actors, author)
            except ReadoutsError as error:
                say(f"readouts: {error}")
                raise typer.Exit(NOTHING) from None
            say(f"readouts: {tally}")
            raise typer.Exit(_code(tally) if once else GOOD)


def _follow(
    settings: Settings, ledger: str, once: bool, seconds: float | None, table: bool, verbose: bool, actors: Path | None,
    author: str,
) -> Tally:  # fmt: skip
    from readouts.cli import chain  # noqa: PLC0415
    from readouts.engine.keeping import Keeper  # noqa: PLC0415
    from readouts.feeds.state import State, beside  # noqa: PLC0415
    from readouts.feeds.watcher import Watcher  # noqa: PLC0415
    from readouts.ledger import open_store  # noqa: PLC0415

    store = open_store(ledger)
    try:
        state = State(beside(ledger))
        try:
            keeper = Keeper(store, lambda: chain.started("auto", actors), author)
            watcher = Watcher(settings, keeper, state, _listener(table, verbose))
            with _ended_by_signals(watcher):
                return watcher.run(once=once, seconds=seconds)
        finally:
            state.close()
    finally:
        store.close()


def _listener(table: bool, verbose: bool) -> Any:
    from readouts.feeds.listener import Listener  # noqa: PLC0415
    from readouts.feeds.telling import Record, headline, lines  # noqa: PLC0415

    class Telling(Listener):
        def notice(self, line: str) -> None:
            say(f"readouts: {line}")

        def detail(self, line: str) -> None:
            if verbose:
                say(f"readouts: {line}")

        def kept(self, kept: Kept) -> None:
            if verbose or kept.outcome == "failed":
                say(f"readouts: {kept.source}: {kept.outcome.replace('_', ' ')}{f' ({kept.why})' if kept.why else ''}")

        def report(self, record: Record) -> None:
            if not table:
                write(json.dumps(record, ensure_ascii=False) + "\n")
                return
            write(f"{record['at'][:16].replace('T', ' ')}  {headline(record)}\n")
            for line in lines(record):
                write(f"  {line}\n")

    return Telling()


@contextmanager
def _ended_by_signals(watcher: Watcher) -> Iterator[None]:
    """Ctrl-C and a service manager's TERM end the watcher when what is being kept is kept; a second Ctrl-C at once."""

    def end(number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        watcher.stop()
        if number == signal.SIGINT:
            say("readouts: ending when what is being read is kept; Ctrl-C again ends at once")

    before = {n: signal.signal(n, end) for n in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for n, handler in before.items():
            signal.signal(n, handler)


def _code(tally: Tally) -> int:
    failed = tally.failed_feeds + tally.late + tally.counts.get("failed", 0) + tally.counts.get("not_assessed", 0)
    if tally.feeds and tally.failed_feeds == tally.feeds and not tally.counts:
        return NOTHING
    return SOME if failed else GOOD


def _checked(settings: Settings, table: bool) -> None:
    from readouts.feeds.checking import check_all  # noqa: PLC0415

    good = bad = 0
    for c in check_all(settings):
        good, bad = good + (not c.why), bad + bool(c.why)
        write(_line(c) if table else json.dumps(_row(c), ensure_ascii=False) + "\n")
    if bad:
        raise typer.Exit(SOME if good else NOTHING)


def _row(c: Checked) -> dict[str, Any]:
    return {name: getattr(c, name) for name in c.__slots__}


def _line(c: Checked) -> str:
    from readouts.cli.terminal import clean  # noqa: PLC0415

    said = [f"robots.txt: {c.robots}", *([f"answered {c.status}"] if c.status else []), c.why or f"{c.items} articles"]
    moved = [f"moved to {c.moved}"] if c.moved else []
    return clean(f"{c.name or c.title or c.url}  {'; '.join([*said, *moved, *c.notes])}  {c.url}") + "\n"


def register(app: typer.Typer) -> None:
    """Hang the command on the application."""
    app.command(epilog=f"Example: readouts watch FEEDS.toml --ledger talks.ledger\n\n{CODES}")(watch)
