"""Collections by entries: the lines, rows, pages and files of an archive, each small enough to be sent somewhere and read there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import IO, Any, Literal

from readouts import columns
from readouts.errors import ReadoutsError
from readouts.model.types import Document
from readouts.read import records, warc
from readouts.read.decode import gunzip
from readouts.read.documents import Derived, Source, complete, completed, documents, slug, url_id
from readouts.read.limits import Failure, Limits, Refused, too_big
from readouts.read.records import Placed
from readouts.read.sources import READABLE, Named, careful, expand, fault, reason
from readouts.read.stores import Fsspec, Stores, stored

Kind = Literal["lines", "rows", "pages", "file", "failure"]
Found = Document | Derived | Placed | Failure


@dataclass(frozen=True, slots=True)
class Input:
    """One file of what was named: what it holds, how many entries, and the SHA-256 of its bytes."""

    where: str
    kind: Kind
    entries: int
    size: int
    digest: str
    in_folder: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line, row, page or file. ``data`` is what there is to read; a file is opened where it is read."""

    kind: Kind
    where: str
    place: str
    data: Any = None
    first: bool = False


def kind_of(where: str) -> tuple[Kind, bool]:
    """What a file of that name holds, and whether it is packed with gzip.

    >>> kind_of("2014/all.jsonl.gz"), kind_of("crawl.warc"), kind_of("note.txt.gz")
    (('lines', True), ('pages', False), ('file', True))
    """
    path = PurePosixPath(where.lower())
    packed = path.suffix == ".gz"
    suffix = PurePosixPath(path.stem).suffix if packed else path.suffix
    if suffix in (".jsonl", ".ndjson"):
        return "lines", packed
    if suffix == ".parquet" and not packed:
        return "rows", packed
    return ("pages" if suffix == ".warc" else "file"), packed


def survey(sources: Iterable[str | Path], limits: Limits, stores: Stores | None = None) -> Iterator[Input]:
    """Every file that is named, in order, with the number of its entries; what cannot be read is an input with its reason.

    All of it is read once to be counted. Files, folders, patterns and the addresses of object stores are taken.
    """
    stores = stores or Fsspec()
    for source in sources:
        if stored(source):
            yield from _stored(str(source), limits, stores)
        elif str(source) == "-" or "://" in str(source):
            yield _failed(str(source), "not a file, a folder or an object store: save it first, or use `readouts add`")
        else:
            for named in expand([source], limits):
                if isinstance(named, Failure):
                    yield _failed(named.where, named.why)
                else:
                    yield surveyed(named.where, limits, stores, in_folder=named.in_folder)


def _stored(address: str, limits: Limits, stores: Stores) -> Iterator[Input]:
    try:
        found = [n for n in stores.names(address) if PurePosixPath(n).suffix.lower() in READABLE]
    except Refused as why:
        yield _failed(address, str(why))
        return
    if not found:
        yield _failed(address, "nothing that can be read is there: check the address")
    for name in found:
        yield surveyed(name, limits, stores, in_folder=name != address)


def surveyed(where: str, limits: Limits, stores: Stores, *, in_folder: bool = False) -> Input:
    """Count one file's entries and take its digest."""
    kind, _ = kind_of(where)
    try:
        size, digest = _digest(where, stores)
        given = Input(where, kind, 1, size, digest, in_folder)
        if kind == "file":
            return given
        return replace(given, entries=sum(1 for _ in entries(given, limits, stores)))
    except (Refused, OSError) as error:
        return _failed(where, fault(error))


def _failed(where: str, why: str) -> Input:
    return Input(where, "failure", 1, 0, hashlib.sha256(f"{where}\0{why}".encode()).hexdigest(), why=why)


def _open(where: str, stores: Stores) -> IO[bytes]:
    return stores.open(where) if stored(where) else Path(where).open("rb")


def _digest(where: str, stores: Stores) -> tuple[int, str]:
    seen, size = hashlib.sha256(), 0
    if not stored(where) and not Path(where).is_file():
        Path(where).stat()
        raise Refused("not a file: give a file or a folder")
    with _open(where, stores) as file:
        while piece := file.read(1 << 20):
            seen.update(piece)
            size += len(piece)
    return size, seen.hexdigest()


def entries(
    given: Input, limits: Limits, stores: Stores | None = None, first: int = 0, last: int | None = None
) -> Iterator[Entry]:
    """The entries of one file from ``first`` up to, without, ``last``; a fault in the middle is the last entry."""
    stores = stores or Fsspec()
    if given.kind in ("file", "failure"):
        data = Failure(given.where, given.why) if given.kind == "failure" else given.in_folder
        yield Entry(given.kind, given.where, given.where, data)
        return
    for at, entry in enumerate(_guarded(given, limits, stores, first, last)):
        if last is not None and at >= last:
            return
        if at >= first:
            yield entry


def _guarded(given: Input, limits: Limits, stores: Stores, first: int, last: int | None) -> Iterator[Entry]:
    try:
        if given.size == 0:
            raise Refused("empty: there is nothing in it")
        yield from _entries(given, limits, stores, first, last)
    except Refused as why:
        yield _fault(given, str(why))
    except FileNotFoundError:
        yield _fault(given, "not found: check the spelling")
    except ReadoutsError as error:
        yield _fault(given, str(error))
    except (OSError, ValueError) as error:
        yield _fault(given, f"could not be read to its end ({reason(error)}): mend it, or fetch it again")


def _fault(given: Input, why: str) -> Entry:
    return Entry("failure", given.where, given.where, Failure(given.where, why))


def _entries(given: Input, limits: Limits, stores: Stores, first: int, last: int | None) -> Iterator[Entry]:
    where, packed = given.where, kind_of(given.where)[1]
    with _open(where, stores) as file:
        if given.kind == "lines":
            for n, line in enumerate(records.lines_in(file, limits, packed=packed)):
                yield Entry("lines", where, f"{where}:{n + 1}", line, first=n == 0)
        elif given.kind == "rows":
            # Rows before the first wanted are not unpacked.
            if not (there := columns.count(file)):
                raise Refused("empty: there is no row in it")
            for n in range(min(first, there)):
                yield Entry("rows", where, f"{where}:{n + 1}")
            file.seek(0)
            for n, row in enumerate(columns.rows(file, first, last), first):
                yield Entry("rows", where, f"{where}:{n + 1}", row)
        else:
            for place, page in warc.pages(file, where, limits):
                yield Entry("failure" if isinstance(page, Failure) else "pages", where, place, page)


def found(entry: Entry, limits: Limits, stores: Stores | None = None) -> Iterator[Found]:
    """The documents of one entry; whatever goes wrong with it comes as a ``Failure``."""
    return careful(entry.place, lambda: _found(entry, limits, stores or Fsspec()))


def _found(entry: Entry, limits: Limits, stores: Stores) -> Iterator[Found]:
    if isinstance(entry.data, Failure):
        yield entry.data
    elif entry.kind == "lines":
        one = records.from_line(entry.place, entry.data, first=entry.first)
        yield from completed([one] if one is not None else [])
    elif entry.kind == "rows":
        row = {k: _plain(v) for k, v in entry.data.items()}
        if isinstance(row.get("text"), str) and len(row["text"]) > limits.size:
            raise too_big(limits.size)
        yield Placed(complete(records.document(row)), entry.place)
    elif entry.kind == "pages":
        page: warc.Page = entry.data
        source = Source(entry.place, page.data, url_id(page.url), "", page.url, page.media_type, page.charset)
        yield from documents(source, limits)
    elif stored(entry.where):
        yield from _object(entry.where, limits, stores)
    else:
        yield from file_documents(Named(entry.where, Path(entry.where), bool(entry.data)), limits)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _object(where: str, limits: Limits, stores: Stores) -> Iterator[Found]:
    with stores.open(where) as file:
        data = file.read(limits.size + 1)
    if len(data) > limits.size:
        raise too_big(limits.size)
    yield from documents(_source(where, PurePosixPath(where).name, data, limits), limits)


def _source(where: str, name: str, data: bytes, limits: Limits) -> Source:
    """The bytes of a file, unpacked, with what its name tells of them."""
    path = PurePosixPath(name)
    if path.suffix.lower() == ".gz":
        path, data = PurePosixPath(path.stem), gunzip(data, limits.size)
    return Source(where, data, slug(path.stem), path.suffix)


def file_documents(named: Named, limits: Limits) -> Iterator[Found]:
    """The documents of one file of any kind.

    Raises:
        Refused: nothing can be read from it.
    """
    path = Path(named.where) if named.path is None else named.path
    size = path.stat().st_size
    if not path.is_file():
        raise Refused("not a file: give a file, a folder, or - for standard input")
    kind, _ = kind_of(path.name)
    if size == 0:
        raise Refused("empty: there is nothing in it")
    if kind != "file":
        for entry in entries(Input(named.where, kind, 0, size, ""), limits):
            yield from found(entry, limits)
        return
    if size > limits.size:
        raise too_big(limits.size, size)
    with path.open("rb") as file:
        data = file.read(limits.size + 1)
    if len(data) > limits.size:
        raise too_big(limits.size)
    source = _source(named.where, path.name, data, limits)
    if named.in_folder and source.suffix.lower() == ".json" and records.is_answer(source.data):
        return  # an answer kept beside its documents is no document
    yield from documents(source, limits)
