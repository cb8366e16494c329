"""From the bytes of one source to its documents: which kind of file it is, and what every kind has in common."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from readouts.model.types import Document, Span
from readouts.read import page, pdf, plain, records, word
from readouts.read.decode import decode
from readouts.read.language import detect
from readouts.read.limits import Failure, Limits, Refused
from readouts.read.records import Placed
from readouts.text.dateline import find_dateline, parse_date
from readouts.text.furniture import find_furniture

_HTML = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_JSON_TYPES = frozenset({"application/json", "application/ld+json"})
_LINES_TYPES = frozenset({"application/jsonl", "application/x-ndjson", "application/x-jsonlines"})


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of one source with what is known of them from outside."""

    where: str
    data: bytes
    id: str
    suffix: str = ""
    url: str | None = None
    media_type: str = ""
    charset: str | None = None
    sniff_json: bool = False


@dataclass(frozen=True, slots=True)
class Derived:
    """A document whose id was made from its file name or address, so that a clash may be settled by a new one."""

    document: Document


def slug(name: str) -> str:
    """A short id from a file's name or a page's address.

    >>> slug("Paris talks, day 2")
    'Paris-talks-day-2'
    """
    return re.sub(r"[^\w.-]+", "-", name).strip("-.")[:120] or "document"


def url_id(url: str) -> str:
    """The id of a page: host and path (with the query, where pages differ only by it).

    >>> url_id("https://www.example.org/news/2014/talks.html")
    'example.org-news-2014-talks'
    """
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    suffix = PurePosixPath(path).suffix
    if suffix.lower() in (".html", ".htm", ".pdf", ".php", ".aspx", ".txt"):
        path = path[: -len(suffix)]
    host = (parts.hostname or "").removeprefix("www.")
    return slug(f"{host}{path}{'-' + parts.query if parts.query else ''}")


def documents(source: Source, limits: Limits) -> Iterator[Document | Derived | Placed | Failure]:
    """The documents of one source that holds its bytes in memory.

    Raises:
        Refused: when nothing can be read from it.
    """
    if not source.data:
        raise Refused("empty: there is nothing in it")
    kind = kind_of(source)
    if kind == "jsonl":
        yield from completed(records.from_lines(source.where, source.data.split(b"\n")))
    elif kind == "json":
        yield from _from_json(source)
    else:
        yield _single(kind, source, limits)


def kind_of(source: Source) -> str:
    """By the bytes first, where they tell, then by the media type, then by the file's name."""
    data, suffix = source.data, source.suffix.lower()
    if data[:1024].lstrip().startswith(b"%PDF-") or suffix == ".pdf" or source.media_type == "application/pdf":
        return "pdf"
    if suffix in (".docx", ".doc") or data.startswith(word.OLE) or word.is_docx(data):
        return "docx"
    if suffix in (".jsonl", ".ndjson") or source.media_type in _LINES_TYPES:
        return "jsonl"
    if suffix == ".json" or source.media_type in _JSON_TYPES:
        return "json"
    if source.sniff_json and data.lstrip()[:1] in (b"{", b"["):
        first, _, rest = data.strip().partition(b"\n")
        return "jsonl" if first.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{") else "json"
    if suffix in (".html", ".htm", ".xhtml") or source.media_type in _HTML_TYPES or _HTML.match(data[:4096]):
        return "html"
    return "text"


def _from_json(source: Source) -> Iterator[Document | Failure]:
    found = records.from_json(decode(source.data, source.charset)[0])
    if len(found) == 1:
        yield complete(records.document(found[0]))
        return
    for number, record in enumerate(found, 1):
        try:
            yield complete(records.document(record))
        except Refused as why:
            yield Failure(f"{source.where}[{number}]", str(why))


def _single(kind: str, source: Source, limits: Limits) -> Document | Derived:
    fields: dict[str, str] = {}
    pages: tuple[Span, ...] = ()
    notes: tuple[str, ...] = ()
    title = ""
    if kind == "pdf":
        text, pages, title = pdf.read_pdf(source.data, limits)
    elif kind == "docx":
        text, title = word.read_docx(source.data, limits)
    elif kind == "html":
        html, notes = decode(source.data, source.charset or page.charset_hint(source.data))
        text, fields = page.read_page(html, source.url, limits)
    else:
        raw, notes = decode(source.data, source.charset)
        fields, text = plain.front_matter(plain.normal_newlines(raw))
        plain.need_text(text)
    given, published = fields.get("published"), None
    if given and not (published := parse_date(given)):
        notes += (f"its date {given[:40]!r} cannot be told",)
    made = Document(
        id=fields.get("id", source.id),
        text=text,
        title=fields.get("title") or title or plain.headline(text),
        published=published,
        url=source.url or fields.get("url"),
        publisher=fields.get("publisher"),
        kind=fields.get("kind", "news"),
        language=fields.get("language"),
        story=fields.get("story"),
        pages=pages,
        notes=notes,
    )
    made = complete(made, fields.get("page_language"))
    return made if "id" in fields else Derived(made)


def complete(document: Document, page_language: str | None = None) -> Document:
    """Add what the text itself tells and nobody gave: when it came out, its language, the page's own words."""
    dateline = find_dateline(document.text) if document.published is None else None
    return replace(
        document,
        published=dateline[0] if dateline else document.published,
        language=document.language or detect(document.text) or page_language,
        furniture=document.furniture or find_furniture(document.text),
    )


def completed(found: Iterable[Placed | Failure]) -> Iterator[Placed | Failure]:
    """``complete`` for each document of a stream; failures pass."""
    for item in found:
        yield Placed(complete(item.document), item.where) if isinstance(item, Placed) else item
