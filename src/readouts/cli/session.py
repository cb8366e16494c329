"""What every command shares: exit codes, reading sources, writing records, progress, Ctrl-C."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from readouts.model import Document
    from readouts.observe.logs import Level

GOOD, NOTHING, USAGE, SOME, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 3, 130, 141
EXIT_CODES = (
    "Exit codes: 0 all good; 1 nothing could be read, judged or written; 2 wrong usage; "
    "3 some sources failed, the rest was done; 130 interrupted; 141 the reader of the pipe left."
)


def say(line: str) -> None:
    """One line on standard error, without control characters."""
    clean = "".join(c if c.isprintable() else " " for c in line)
    with suppress(OSError):  # nobody reads it: the exit code still tells
        sys.stderr.buffer.write(f"{clean}\n".encode("utf-8", "backslashreplace"))
        sys.stderr.flush()


def write(text: str) -> None:
    """Text to standard output as UTF-8 whatever the locale, flushed so that each line is there when done.

    A lone surrogate becomes its ``\\udxxx`` escape, which is valid inside JSON. When the reader of a pipe has left
    (``| head``) the command ends without a word, as others do; a full disk is one line.
    """
    try:
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.flush()
    except OSError as error:
        _give_up_output()
        if isinstance(error, BrokenPipeError):
            raise typer.Exit(PIPE_CLOSED) from None
        say(f"readouts: the answer cannot be written ({error.strerror}): make room, or write it elsewhere")
        raise typer.Exit(NOTHING) from None


def _give_up_output() -> None:
    """What still stands in the buffer goes nowhere, or Python would complain of it on the way out."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def standard_streams() -> Iterator[None]:
    """One line where standard output is closed or fails under something else than ``write`` (a table, ``--help``)."""
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - for the life of the process
    if sys.stdout is None:
        say("readouts: standard output is closed: there is nowhere to write the answer")
        raise SystemExit(NOTHING)
    try:
        yield
    except OSError as error:
        _give_up_output()
        say(f"readouts: stopped ({error}): check where the answer is written to")
        raise SystemExit(NOTHING) from None


@contextmanager
def logging(form: str | None, level: str | None, *, otherwise: Level = "warning") -> Iterator[None]:
    """Log to standard error in this block, as the options say, or else ``READOUTS_LOG`` and ``READOUTS_LOG_LEVEL``."""
    from readouts.observe.logs import logging_to, wanted  # noqa: PLC0415

    try:
        chosen = wanted(form, level, otherwise=otherwise)
    except ValueError as error:
        say(f"readouts: {error}")
        raise typer.Exit(USAGE) from None
    with logging_to(*chosen):
        yield


@contextmanager
def interruptible() -> Iterator[None]:
    """Ctrl-C ends the command with one line and exit code 130; what was printed stays printed."""
    try:
        yield
    except KeyboardInterrupt:
        say("readouts: interrupted")
        raise typer.Exit(INTERRUPTED) from None


@contextmanager
def progress(silent: bool) -> Iterator[Callable[..., None]]:
    """A status line on standard error where that is a terminal; yields what to call with words or numbers."""
    if silent or not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    with Console(stderr=True).status(Text("working")) as status:
        yield lambda *parts: status.update(Text(_worded(parts)))


def _worded(parts: Sequence[object]) -> str:
    """Words as they come; a count, a total and words as ``words (3 of 8)``."""
    if len(parts) == 3 and isinstance(parts[0], int):
        return f"{parts[2]} ({parts[0]} of {parts[1]})"
    return " ".join(str(p) for p in parts)


def gather(sources: Sequence[str], allow_hosts: Sequence[str], tell: Callable[..., None]) -> tuple[list[Document], int]:
    """Read all sources; each failure is one line on standard error. Returns documents and how many failed."""
    from readouts.cli import chain  # noqa: PLC0415
    from readouts.model import Document  # noqa: PLC0415

    documents: list[Document] = []
    failed = 0
    for item in chain.read(sources, allow_hosts=tuple(allow_hosts)):
        if isinstance(item, Document):
            documents.append(item)
            tell("read", item.id)
        else:
            failed += 1
            say(f"readouts: {item.where}: {item.why}")
    if not documents and not failed:
        say("readouts: no documents there")
    return documents, failed


def finish(done: int, failed: int) -> None:
    """Leave with the exit code that ``done`` and ``failed`` counts call for."""
    code = NOTHING if not done else SOME if failed else GOOD
    if code:
        raise typer.Exit(code)
