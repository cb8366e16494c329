"""What the user names, one by one: files, folders, globs, addresses and standard input."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from readouts.read.limits import Failure, Limits, Refused

T = TypeVar("T")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
READABLE = frozenset({
    ".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".pdf", ".docx", ".json", ".jsonl", ".ndjson",
    ".gz", ".parquet", ".warc",
})  # fmt: skip
_NOT_DOCUMENTS = re.compile(r"(?:readme|license|licence|notice|changelog|contributing)(?:\.\w+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """One thing to read. ``path`` is None for an address and for standard input (``-``)."""

    where: str
    path: Path | None = None
    in_folder: bool = False


def expand(sources: Iterable[str | Path], limits: Limits) -> Iterator[Named | Failure]:
    """Folders and globs to their files, in sorted order; everything else as it is.

    In a folder only files with a known ending are taken, and no hidden ones, READMEs or licences.
    """
    for source in sources:
        name = str(source)
        if name == "-" or (isinstance(source, str) and _URL.match(name)):
            yield Named(name)
            continue
        if not name.strip() or "\0" in name:
            yield Failure(repr(name), "not a name: give a file, a folder, an address, or - for standard input")
            continue
        path = Path(name)
        try:
            yield from _expand_path(path, name, limits)
        except (OSError, ValueError) as error:
            yield Failure(name, f"cannot be opened ({reason(error)}): check the name and your rights to it")


def _expand_path(path: Path, name: str, limits: Limits) -> Iterator[Named | Failure]:
    if path.is_dir():
        yield from _folder(path, limits)
    elif path.exists() or not glob.has_magic(name):
        yield Named(name, path)
    else:
        matches = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 - absolute and relative patterns alike
        if not matches:
            yield Failure(name, "no file matches this pattern: check it, or put it in quotation marks")
        for match in matches:
            if not Path(match).is_dir():
                yield Named(match, Path(match), in_folder=True)


def _folder(folder: Path, limits: Limits) -> Iterator[Named | Failure]:
    found = False  # whether anything was said of this folder, a document or a failure
    top = len(folder.parts)
    for root, folders, files in os.walk(folder):
        here = Path(root)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if len(here.parts) - top >= limits.folders and folders:
            yield Failure(root, f"folders nested more than {limits.folders} deep: name the inner folder itself")
            folders.clear()
            found = True
        for name in sorted(files):
            path = here / name
            if name.startswith(".") or _NOT_DOCUMENTS.fullmatch(name) or path.suffix.lower() not in READABLE:
                continue
            found = True
            yield Named(str(path), path, in_folder=True)
    if not found:
        yield Failure(str(folder), f"no document in this folder: it takes {' '.join(sorted(READABLE))} files")


def careful(where: str, work: Callable[[], Iterator[T]]) -> Iterator[T | Failure]:
    """What reading something gives; whatever goes wrong with it is one failure, in words, and stays with it."""
    try:
        yield from work()
    except Exception as error:  # a parser may raise anything
        yield Failure(where, fault(error))


def fault(error: Exception) -> str:
    """What is wrong with a source that could not be read, and what to do.

    >>> fault(FileNotFoundError()), fault(Refused("empty: there is nothing in it"))
    ('not found: check the spelling', 'empty: there is nothing in it')
    """
    if isinstance(error, Refused):
        return str(error)
    if isinstance(error, FileNotFoundError):
        return "not found: check the spelling"
    if isinstance(error, OSError):
        return f"cannot be opened ({reason(error)}): check the name and your rights to it"
    if isinstance(error, RecursionError | MemoryError):
        return "too large or too deeply nested to be read: save it as text, or split it"
    return f"could not be read ({type(error).__name__}: {reason(error)}): save it as text"


def reason(error: BaseException) -> str:
    """An error in a few words, without the path that ``where`` already names."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(text).split())[:120].lower()
