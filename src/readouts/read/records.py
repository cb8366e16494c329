"""Our own documents as JSON and JSONL: ``text`` comes through byte for byte, because offsets refer to it."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from readouts.model.record import from_record
from readouts.model.types import Document
from readouts.read.limits import Failure, Limits, Refused, too_big

_STRINGS = ("id", "title", "published", "url", "publisher", "kind", "language", "story")
LEDGER = "readouts.ledger"


@dataclass(frozen=True, slots=True)
class Placed:
    """A document with the line it came from, so that what is wrong with it can be found."""

    document: Document
    where: str


def document(record: Any) -> Document:
    """One document from its record (``id`` and ``text`` are needed, the rest may be missing or null).

    >>> document({"id": "a", "text": "He said no."}).kind
    'news'
    """
    if not isinstance(record, dict):
        raise Refused("not a document record: an object with at least id and text is needed")
    if str(record.get("schema", "")).startswith(LEDGER):
        raise Refused("this is a ledger, the answer of a comparison: give the documents it came from")
    if isinstance(record.get("id"), int) and not isinstance(record.get("id"), bool):
        record = record | {"id": str(record["id"])}
    for name in ("id", "text"):
        if not isinstance(record.get(name), str) or not record[name].strip():
            raise Refused(f"the record has no {name}: every document needs id and text, both strings")
    for name in _STRINGS:
        if record.get(name) is not None and not isinstance(record[name], str):
            raise Refused(f"the record's {name} is {type(record[name]).__name__}: it must be a string or null")
    if not all(_encodes(record.get(name) or "") for name in ("id", "title", "text")):
        raise Refused("the record holds half a character (a lone surrogate): write its text again as UTF-8")
    kept = {key: value for key, value in record.items() if value is not None}
    try:
        return from_record(Document, kept)
    except (TypeError, ValueError, KeyError) as error:
        raise Refused(f"not a document record: {' '.join(str(error).split())[:150]}") from None


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_answer(data: bytes) -> bool:
    """True for a comparison's answer, ours or a hand-made one: agreements and their documents, and no text."""
    if LEDGER.encode() in data[:1000]:
        return True
    if b'"agreements"' not in data:
        return False
    try:
        record = json.loads(data)
    except (ValueError, RecursionError):
        return False
    return isinstance(record, dict) and "docs" in record and "text" not in record


def from_json(text: str) -> list[Any]:
    """The records of a JSON file: one object, a list of them, or ``{"documents": [...]}``."""
    try:
        data = json.loads(text)
    except RecursionError:
        raise Refused("JSON nested too deep: a document record is one flat object") from None
    except ValueError as error:
        raise Refused(f"not valid JSON ({error}): mend it there") from None
    if isinstance(data, dict) and isinstance(data.get("documents"), list):
        data = data["documents"]
    return data if isinstance(data, list) else [data]


def lines(path: Path, limits: Limits) -> Iterator[bytes]:
    """The lines of a JSONL file, plain or gzip, never holding more than one; stops at the caps."""
    with path.open("rb") as file:
        yield from lines_in(file, limits, packed=path.suffix.lower() == ".gz")


def lines_in(stream: IO[bytes], limits: Limits, *, packed: bool) -> Iterator[bytes]:
    """The lines of an open JSONL file, one at a time; ``packed`` for gzip.

    Raises:
        Refused: a cap is reached, or the file is damaged from there on.
    """
    read = 0
    file: IO[bytes] | gzip.GzipFile = gzip.GzipFile(fileobj=stream) if packed else stream
    try:
        while line := file.readline(limits.size + 1):
            read += len(line)
            if len(line) > limits.size:
                raise too_big(limits.size)
            if read > limits.collection:
                raise Refused(f"more than {limits.collection:,} bytes: split it, or raise Limits.collection in Python")
            yield line
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise Refused("damaged gzip file: pack it again; the lines before were read") from None


def from_lines(where: str, raw: Iterable[bytes]) -> Iterator[Placed | Failure]:
    """One document for each line; a broken line is a failure with its number and the rest still come."""
    for number, line in enumerate(raw, 1):
        found = from_line(f"{where}:{number}", line, first=number == 1)
        if found is not None:
            yield found


def from_line(where: str, line: bytes, *, first: bool = False) -> Placed | Failure | None:
    """The document of one line, or why there is none; None for a blank line. ``first`` allows a byte order mark."""
    if not line.strip():
        return None
    try:
        record = json.loads(line.decode("utf-8-sig" if first else "utf-8"))
    except UnicodeDecodeError:
        return Failure(where, "the line is not UTF-8: save it as UTF-8; the other lines were read")
    except (ValueError, RecursionError) as error:
        why = getattr(error, "msg", "nested too deep")
        return Failure(where, f"the line is not valid JSON ({why}): mend it; the others were read")
    try:
        return Placed(document(record), where)
    except Refused as why:
        return Failure(where, str(why))
