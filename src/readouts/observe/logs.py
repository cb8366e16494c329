"""Log lines with fields, as JSON or as text: time, level, logger, event, and what belongs to it.

Errors come with their class and the places they passed, and with their message only where that cannot hold a
document's words or a query's values: our own errors, and those of the operating system and of missing parts.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from traceback import walk_tb
from typing import IO, Literal, get_args

Form = Literal["json", "text", "off"]
Level = Literal["debug", "info", "warning", "error"]
Value = str | int | float | bool | None
FORMS: tuple[Form, ...] = get_args(Form)
LEVELS: tuple[Level, ...] = get_args(Level)
_NUMBERS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
_TAGS: ContextVar[dict[str, Value]] = ContextVar("readouts-tags", default={})  # noqa: B039 - replaced, never changed
_PLAIN = re.compile(r"[^\s\"=\\]+")
_QUOTED = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|“[^”]*”""")
_LONGEST = 300
_SPEAKING = (OSError, RuntimeError, ImportError, MemoryError)


def event(logger: logging.Logger, name: str, *, level: Level = "info", error: BaseException | None = None, **fields: Value) -> None:
    """Log one thing that happened, with its fields.

    Fields are identifiers, counts, seconds and words of a short list: never a document's text, a password or a token.

    >>> import io, logging
    >>> out = io.StringIO()
    >>> with logging_to("text", "info", stream=out), tagged(job="5f1c"):
    ...     event(logging.getLogger("readouts.example"), "job begins", documents=2)
    >>> out.getvalue().split(" ", 1)[1]
    'info readouts.example "job begins" job=5f1c documents=2\\n'
    """
    number = _NUMBERS[level]
    if logger.isEnabledFor(number):
        given = {k: v for k, v in fields.items() if v is not None}
        logger.log(number, "%s", name, exc_info=error, extra={"readouts_fields": given})


@contextmanager
def tagged(**tags: Value) -> Iterator[None]:
    """Every line logged in this block, also in what it calls, has these fields: the request or the job it belongs to."""
    token = _TAGS.set({**_TAGS.get(), **tags})
    try:
        yield
    finally:
        _TAGS.reset(token)


@contextmanager
def logging_to(form: Form = "text", level: Level = "warning", *, stream: IO[str] | None = None) -> Iterator[None]:
    """Log in this block to standard error, or to a stream; afterwards everything is as it was before."""
    root = logging.getLogger()
    handler: logging.Handler = logging.NullHandler()
    if form != "off":
        handler = logging.StreamHandler(stream or sys.stderr)
        handler.setFormatter(Lines(form))
        handler.addFilter(_tags_of_now)
    before = root.level, logging.getLogger("readouts").level
    # Others' debugging is theirs: it may tell what they work on.
    root.setLevel(max(_NUMBERS[level], logging.WARNING))
    logging.getLogger("readouts").setLevel(_NUMBERS[level])
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(before[0])
        logging.getLogger("readouts").setLevel(before[1])


def wanted(form: str | None = None, level: str | None = None, *, otherwise: Level = "warning") -> tuple[Form, Level]:
    """Form and level of the lines: as given, else as ``READOUTS_LOG`` and ``READOUTS_LOG_LEVEL`` say, else text.

    Raises:
        ValueError: there is no such form or level; says which there are.

    >>> wanted("json"), wanted("text", "debug")
    (('json', 'warning'), ('text', 'debug'))
    """
    named = (form or os.environ.get("READOUTS_LOG") or "text").strip().lower()
    least = (level or os.environ.get("READOUTS_LOG_LEVEL") or otherwise).strip().lower()
    if named not in FORMS:
        raise ValueError(f"READOUTS_LOG is {named!r}: take one of {', '.join(FORMS)}")
    if least not in LEVELS:
        raise ValueError(f"READOUTS_LOG_LEVEL is {least!r}: take one of {', '.join(LEVELS)}")
    return named, least


class Lines(logging.Formatter):
    """One line a record, whatever is in it.

    Args:
        form: ``json``, one object a line; ``text``, for people.
    """

    def __init__(self, form: Form) -> None:
        super().__init__()
        self.form = form

    def format(self, record: logging.LogRecord) -> str:
        """The record as its line, without a line end."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        level, name = record.levelname.lower(), _said(record)
        fields = {**getattr(record, "readouts_tags", {}), **getattr(record, "readouts_fields", {})}
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            fields |= {"error": error_line(error), "trace": " < ".join(places(error))}
        if self.form == "json":
            head = {"time": at, "level": level, "logger": record.name, "event": name}
            return json.dumps(head | {k: v for k, v in fields.items() if k not in head}, default=str)
        shown = "".join(f" {k}={_worded(v)}" for k, v in fields.items())
        return f"{at} {level} {record.name} {_worded(name)}{shown}"


def error_line(error: BaseException) -> str:
    """What an error is, with its message where that is safe to show, and without what that quotes.

    >>> error_line(OSError(28, "No space left on device")), error_line(ValueError("They agreed to nothing."))
    ('OSError: [Errno 28] No space left on device', 'ValueError')
    >>> error_line(RuntimeError("no words at 3..9 of 'They agreed'"))
    'RuntimeError: no words at 3..9 of …'
    """
    kind = type(error)
    ours = kind.__module__.partition(".")[0] == "readouts"
    name = kind.__qualname__ if ours or kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    message = " ".join(_QUOTED.sub("…", str(error)).split())[:_LONGEST]
    return f"{name}: {message}" if message and (ours or kind in _SPEAKING or isinstance(error, OSError)) else name


def places(error: BaseException) -> list[str]:
    """Where an error was raised and what it passed, the innermost first, without messages or source lines.

    >>> try:
    ...     [].pop()
    ... except IndexError as error:
    ...     [place.rpartition(":")[0] for place in places(error)]
    ['<module>@<doctest readouts.observe.logs.places[0]>']
    """
    out: list[str] = []
    told: BaseException | None = error
    while told is not None and len(out) < 60:
        frames = [(f.f_code.co_filename, line, f.f_code.co_name) for f, line in walk_tb(told.__traceback__)]
        out += [f"{name}@{_file(file)}:{line}" for file, line, name in reversed(frames)]
        told = told.__cause__ or (None if told.__suppress_context__ else told.__context__)
        out += [f"from {error_line(told)}"] if told is not None else []
    return out[:60]


def _file(path: str) -> str:
    return "/".join(path.replace("\\", "/").split("/")[-3:])


def _said(record: logging.LogRecord) -> str:
    """A record's words; of another library's, at most a line."""
    try:
        words = record.getMessage()
    except (TypeError, ValueError):
        words = str(record.msg)
    return " ".join(words.split())[:_LONGEST]


def _worded(value: Value) -> str:
    """A field's value in a line of text: nothing in it can begin a line or look like another field."""
    plain = str(value)
    return plain if _PLAIN.fullmatch(plain) and plain.isprintable() else json.dumps(plain)


def _tags_of_now(record: logging.LogRecord) -> bool:
    if not hasattr(record, "readouts_tags"):
        record.readouts_tags = _TAGS.get()
    return True


__all__ = ["FORMS", "LEVELS", "Form", "Level", "Lines", "error_line", "event", "logging_to", "places", "tagged", "wanted"]
