"""The commands that look after a kept ledger: back it up, check it, take it out as text and put it back."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from readouts.cli.options import Silent
from readouts.cli.session import NOTHING, USAGE, interruptible, progress, say, write

if TYPE_CHECKING:
    from readouts.ledger import Store

ledger = typer.Typer(
    name="ledger", help="Look after a kept ledger: backup, verify, export, import.", no_args_is_help=True
)
_CODES = "Exit codes: 0 done; 1 it could not be done; 2 wrong usage; 130 interrupted."
_AT_ONCE = 500

Where = Annotated[
    str | None,
    typer.Option(
        "--ledger",
        metavar="FILE|URL",
        envvar="READOUTS_DB_URL",
        help="The ledger: a file, or postgresql://HOST/DATABASE.",
    ),
]


@contextmanager
def opened(where: str | None, *, create: bool = False) -> Iterator[Store]:
    """An open ledger; whatever is wrong with it is one line and exit code 1."""
    from readouts.errors import LedgerError  # noqa: PLC0415
    from readouts.ledger import open_store  # noqa: PLC0415

    if not where:
        say("readouts: no ledger is named: give --ledger FILE, or set READOUTS_DB_URL")
        raise typer.Exit(USAGE)
    with interruptible():
        try:
            store = open_store(where, create=create)
            try:
                yield store
            finally:
                store.close()
        except LedgerError as error:
            say(f"readouts: {error}")
            raise typer.Exit(NOTHING) from None


@ledger.command(epilog=f"Example: readouts ledger backup copy.db --ledger talks.db\n\n{_CODES}")
def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="A file that is not there yet.")],
    where: Where = None,
    silent: Silent = False,
) -> None:
    """Write a copy of the ledger to a new file, as of one moment, while others go on working.

    The copy is a ledger in one SQLite file, whichever store the ledger is in: open it with --ledger FILE.
    """
    with opened(where) as store, progress(silent) as tell:
        tell("copying", store.where)
        store.backup(target)


@ledger.command(
    epilog=(
        "Example: readouts ledger verify --ledger talks.db\n\n"
        "Exit codes: 0 sound; 1 damaged, or it cannot be opened; 2 wrong usage; 130 interrupted."
    )
)
def verify(
    where: Where = None,
    as_json: Annotated[bool, typer.Option("--json", help="One damage a line, as JSON.")] = False,
    silent: Silent = False,
) -> None:
    """Check the whole ledger: every quote at its place, every reference, every hash.

    Each damage is one line with its table, its row, its kind and what is wrong.
    """
    from readouts.ledger.rows import canonical  # noqa: PLC0415

    found = 0
    with opened(where) as store:
        with progress(silent) as tell:
            tell("reading", store.where)
            damages = store.verify()
            first = list(islice(damages, 1))
        for d in (*first, *damages):
            found += 1
            line = {"table": d.table, "id": d.id, "kind": d.kind, "why": d.why}
            write(f"{canonical(line) if as_json else d}\n")
        if not found and not as_json:
            with store.reading() as reading:
                counts = reading.counts()
            write(f"sound: {counts['transactions']} transactions, {counts['documents']} documents, {sum(counts.values())} rows\n")
    if found:
        say(f"readouts: {found} damaged: restore a backup, and verify that")
        raise typer.Exit(NOTHING)


@ledger.command(epilog=f"Example: readouts ledger export talks.jsonl --ledger talks.db\n\n{_CODES}")
def export(
    target: Annotated[str, typer.Argument(metavar="FILE|-", help="A new file, or - for standard output.")] = "-",
    where: Where = None,
    silent: Silent = False,
) -> None:
    """Write the whole ledger as JSON lines, the same lines from every store."""
    from readouts.ledger.backup import new_file  # noqa: PLC0415

    with opened(where) as store, progress(silent or target == "-") as tell:
        tell("writing", target)
        if target == "-":
            for part in _parts(store.export_lines()):
                write(part)
            return
        with new_file(Path(target)) as unfinished, unfinished.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(store.export_lines())


def _parts(lines: Iterator[str]) -> Iterator[str]:
    """Some hundred lines at a time: a flush for each would take longer than the reading."""
    while part := "".join(islice(lines, _AT_ONCE)):
        yield part


@ledger.command(name="import", epilog=f"Example: readouts ledger import talks.jsonl --ledger new.db\n\n{_CODES}")
def import_(
    source: Annotated[str, typer.Argument(metavar="FILE|-", help="An export, or - for standard input.")],
    where: Where = None,
    silent: Silent = False,
) -> None:
    """Fill a new ledger from an export, all of it or nothing; each transaction is checked against its hash."""
    if source != "-" and not Path(source).is_file():  # said before a new ledger is made for it
        say(f"readouts: {source}: it cannot be read: there is no such file")
        raise typer.Exit(NOTHING)
    with opened(where, create=True) as store, progress(silent) as tell, _lines(source) as lines:
        tell("reading", source)
        count = store.import_lines(lines)
        say(f"readouts: {count} transactions in {store.where}")


@contextmanager
def _lines(source: str) -> Iterator[Iterable[str]]:
    """The lines of a file or of standard input; what cannot be read is one line."""
    from readouts.errors import LedgerError  # noqa: PLC0415

    try:
        file: TextIO
        if source == "-":
            sys.stdin.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
            yield sys.stdin
            return
        with Path(source).open(encoding="utf-8", newline="\n") as file:
            yield file
    except OSError as error:
        raise LedgerError(f"{source}: it cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise LedgerError(f"{source}: it is no UTF-8 text, so no export of a ledger") from None
