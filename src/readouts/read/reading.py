"""The one way in: sources to documents, with one clear line for each that could not be read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

from readouts.errors import ReadError
from readouts.model.types import Document
from readouts.read.documents import Derived, Source, documents, kind_of, url_id
from readouts.read.entries import file_documents
from readouts.read.limits import Failure, Limits, Refused, too_big
from readouts.read.records import Placed
from readouts.read.sources import Named, careful, expand

if TYPE_CHECKING:
    from readouts.read.fetch import Fetched

_Found = Document | Derived | Placed | Failure
Progress = Callable[[str], object]


def read(
    sources: Iterable[str | Path],
    *,
    allow_hosts: Collection[str] = (),
    stdin: IO[bytes] | IO[str] | None = None,
    progress: Progress | None = None,
    limits: Limits | None = None,
) -> Iterator[Document | Failure]:
    """Read documents from files, folders, globs, web addresses or standard input (``-``), one after the other.

    What cannot be read comes as a ``Failure`` that says why, and the rest goes on. Offsets everywhere refer to
    ``Document.text``: for plain text that is the file as it stands (line ends as ``\\n``, front matter taken off),
    for our own JSON records it is ``text`` byte for byte.

    Args:
        sources: Paths of .txt, .md, .html, .pdf, .docx, .json, .jsonl files (also .gz), .parquet and .warc, folders (read recursively
            in sorted order), glob patterns, http and https addresses, and ``-``.
        allow_hosts: Hosts that may lead to private addresses; all others must be public.
        stdin: What ``-`` reads; standard input unless given.
        progress: Called with the name of each source before it is read.
        limits: Caps on size, pages, nesting and time.

    Yields:
        A document or a failure, in the order of the sources. The same id with the same text comes once.

    >>> import io
    >>> story = io.BytesIO(b"Talks end\\n\\nOct. 22, 2014\\n\\nThe minister denied that the sides had agreed.")
    >>> [(d.title, d.published, d.language) for d in read(["-"], stdin=story)]
    [('Talks end', '2014-10-22', 'en')]
    """
    if isinstance(sources, str | Path):
        sources = [sources]
    limits = limits or Limits()
    seen: dict[str, tuple[str, str]] = {}
    for named in expand(sources, limits):
        if isinstance(named, Failure):
            yield named
            continue
        if progress is not None:
            progress(named.where)
        for found in _guarded(named, allow_hosts, stdin, limits):
            item = found if isinstance(found, Failure) else once(found, named.where, seen)
            if item is not None:
                yield item


def read_one(
    source: str | Path,
    *,
    allow_hosts: Collection[str] = (),
    stdin: IO[bytes] | IO[str] | None = None,
    limits: Limits | None = None,
) -> Document:
    """Read exactly one document, or say in one line why not.

    Raises:
        ReadError: when the source cannot be read, or holds more than one document.

    >>> read_one("no-such-file.txt")
    Traceback (most recent call last):
    readouts.errors.ReadError: no-such-file.txt: not found: check the spelling
    """
    found: Document | None = None
    for item in read([source], allow_hosts=allow_hosts, stdin=stdin, limits=limits):
        if isinstance(item, Failure):
            raise ReadError(item.where, item.why)
        if found is not None:
            raise ReadError(str(source), "holds more than one document: use read() for them all")
        found = item
    if found is None:
        raise ReadError(str(source), "holds no document")
    return found


def once(found: Document | Derived | Placed, where: str, seen: dict[str, tuple[str, str]]) -> Document | Failure | None:
    """Each text once under its id; another text under the same id is an error, or gets an id of its own."""
    document = found if isinstance(found, Document) else found.document
    where = found.where if isinstance(found, Placed) else where
    before = seen.get(document.id)
    if before is not None and before[0] == document.digest:
        return None
    if before is not None and isinstance(found, Derived):
        document = replace(document, id=f"{document.id}-{document.digest[:8]}")
        if document.id in seen:
            return None
    elif before is not None:
        return Failure(
            where,
            f"the id {document.id!r} already stands for another text ({before[1]}): give each its own id",
        )
    seen[document.id] = (document.digest, where)
    return document


def _guarded(
    named: Named, allow_hosts: Collection[str], stdin: IO[bytes] | IO[str] | None, limits: Limits
) -> Iterator[_Found]:
    if named.path is not None:
        return careful(named.where, lambda: file_documents(named, limits))
    if named.where == "-":
        return careful("-", lambda: documents(_standard_input(stdin, limits), limits))
    return careful(named.where, lambda: _address(named.where, allow_hosts, limits))


def _standard_input(stdin: IO[bytes] | IO[str] | None, limits: Limits) -> Source:
    if stdin is None and sys.stdin is None:
        raise Refused("standard input is closed: pipe a document in, or name a file")
    stream = stdin if stdin is not None else sys.stdin.buffer
    data = stream.read(limits.size + 1)
    raw = data.encode("utf-8", "replace") if isinstance(data, str) else data
    if len(raw) > limits.size:
        raise too_big(limits.size)
    return Source("-", raw, "stdin", sniff_json=True)


def _address(url: str, allow_hosts: Collection[str], limits: Limits) -> Iterator[_Found]:
    from readouts.read.fetch import fetch  # noqa: PLC0415 - the network only for an address

    yield from documents(_answered(url, fetch(url, allow_hosts=allow_hosts, limits=limits)), limits)


def _answered(url: str, got: Fetched) -> Source:
    path = got.url.split("?")[0].split("#")[0]
    # The server's word on what a page is counts more than the end of its address (.php, .pdf viewers ...).
    suffix = "" if got.media_type and got.media_type != "application/octet-stream" else Path(path).suffix
    return Source(url, got.data, url_id(got.url), suffix, got.url, got.media_type, got.charset)


def read_article(url: str, got: Fetched, limits: Limits | None = None) -> Document | Failure:
    """The document of a page that was fetched already, as ``read`` would give it for that address.

    Records (JSON, JSONL) are refused: they say themselves where they come from, and whoever a feed leads to is not to
    speak under another's address.
    """
    limits = limits or Limits()
    source = _answered(url, got)
    if kind_of(source) in ("json", "jsonl"):
        return Failure(url, "it is JSON, no article: add it by hand if you trust where it comes from")
    for found in careful(url, lambda: documents(source, limits)):
        return found if isinstance(found, Document | Failure) else found.document
    return Failure(url, "holds no document")
