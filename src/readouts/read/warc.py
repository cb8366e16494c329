"""Web archives: the pages of a WARC file, as their servers sent them, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from readouts.read.limits import Failure, Limits, Refused, megabytes

_TAKEN = ("text/html", "application/xhtml+xml", "text/plain", "application/pdf")
# A server's answer, a file stored without one, and the plain text that an archive made of a page.
_KINDS = ("response", "resource", "conversion")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an archive: its address, the bytes that were sent, and what the server said they are."""

    url: str
    data: bytes
    media_type: str
    charset: str | None


def pages(file: IO[bytes], where: str, limits: Limits) -> Iterator[tuple[str, Page | Failure]]:
    """The pages of an open WARC file, plain or gzip, each with its place in it (``file:3``, the third record).

    Requests, redirects, errors, images and the like are passed over. The day of capture is not taken for the day of
    publication: that is read from the page itself.

    Raises:
        Refused: warcio is not installed, or the file is no WARC or damaged from there on.
    """
    try:
        from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - only archives need it
        from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415
    except ImportError:
        raise Refused('a WARC file needs warcio: pip install "readouts[warc]"') from None
    number = read = taken = 0
    try:
        for record in ArchiveIterator(file):
            number += 1
            if record.format != "warc":
                raise Refused("not a WARC file: give the archive as it was written, plain or gzip")
            if (found := _page(record, limits)) is None:
                continue
            taken += 1
            place = f"{where}:{number}"
            if isinstance(found, str):
                yield place, Failure(place, found)
                continue
            read += len(found.data)
            if read > limits.collection:
                raise Refused(f"more than {limits.collection:,} bytes: split it, or raise Limits.collection in Python")
            yield place, found
    except ArchiveLoadFailed:  # its words quote the bytes that it did not understand
        if not number:
            raise Refused("not a WARC file: give the archive as it was written, plain or gzip") from None
        raise Refused(f"damaged after record {number}: fetch it again; the records before were read") from None
    if not number:
        raise Refused("no record in this WARC file: it is empty, or cut off at its beginning")
    if not taken:
        raise Refused(f"no page in this WARC file: its {number} records are requests, redirects, images and the like")


def _page(record: Any, limits: Limits) -> Page | str | None:
    """The page of one record; a reason where it cannot be read; None where the record is no page."""
    if record.rec_type not in _KINDS:
        return None
    given = record.rec_headers.get_header("Content-Type") or ""
    if record.rec_type == "response":
        if record.http_headers is None or record.http_headers.get_statuscode() != "200":
            return None
        given = record.http_headers.get_header("Content-Type") or ""
    media_type, _, more = given.partition(";")
    media_type = media_type.strip().lower()
    url = record.rec_headers.get_header("WARC-Target-URI")
    if media_type not in _TAKEN or not url:
        return None
    data = record.content_stream().read(limits.size + 1)
    if len(data) > limits.size:
        return f"too large (the limit is {megabytes(limits.size)}): raise Limits.size in Python"
    if getattr(record.raw_stream, "limit", 0) > 0:
        return "cut off: the record is longer than what is there of it; fetch the archive again"
    _, _, charset = more.partition("charset=")
    return Page(url.strip("<>"), data, media_type, charset.split(";")[0].strip("\"' ") or None)
