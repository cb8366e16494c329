"""Sources of every kind for tests: the same invented notes as lines, rows, pages and files; and what a run made of them."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from readouts.columns import packed
from readouts.engine.many.folder import journal, shard_rows
from readouts.model import Document
from tests.keeping.making import notes


def lines(path: Path, documents: Sequence[Document]) -> Path:
    """As JSONL, packed where the name ends in .gz."""
    text = "".join(
        json.dumps({"id": d.id, "text": d.text, "published": d.published, "language": d.language}) + "\n"
        for d in documents
    ).encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


def table(path: Path, documents: Sequence[Document]) -> Path:
    """As Parquet, with a column that is none of ours."""
    path.write_bytes(
        packed(
            {
                "id": ("text", [d.id for d in documents]),
                "text": ("text", [d.text for d in documents]),
                "published": ("text", [d.published for d in documents]),
                "language": ("text", [d.language for d in documents]),
                "clicks": ("integer", list(range(len(documents)))),
            }
        )
    )
    return path


def page(title: str, words: str) -> bytes:
    """A page such as a press office's server sends."""
    paragraphs = "".join(f"<p>{line}</p>" for line in words.split("\n"))
    meta = '<meta property="article:published_time" content="2031-05-01">'
    head = f"<head><title>{title}</title>{meta}</head>"
    body = f"<body><article><h1>{title}</h1>{paragraphs}</article></body>"
    return f"<!doctype html><html lang='en'>{head}{body}</html>".encode()


def web_archive(path: Path, pages: Sequence[tuple[str, bytes]]) -> Path:
    """As WARC, with what an archive holds beside pages: its own record, a request, a redirect, an image."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=path.suffix == ".gz")
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "readouts tests"}))

        def answer(url: str, status: str, kind: str, data: bytes) -> None:
            headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(url, "response", payload=io.BytesIO(data), http_headers=headers)
            )

        for url, data in pages:
            writer.write_record(writer.create_warc_record(url, "metadata", payload=io.BytesIO(b"fetched: yes")))
            answer(url, "200 OK", "text/html; charset=utf-8", data)
        answer("https://example.org/old", "301 Moved", "text/html", b"<html>gone elsewhere</html>")
        answer("https://example.org/lamp.png", "200 OK", "image/png", b"\x89PNG....")
    return path


def texts(folder: Path, documents: Sequence[Document]) -> Path:
    """As a folder of text files in folders, two of one name among them."""
    for n, d in enumerate(documents):
        own = folder / f"day{n % 2}"
        own.mkdir(parents=True, exist_ok=True)
        name = "same" if n < 2 else d.id
        head = f"---\npublished: {d.published}\nlanguage: en\n---\n"
        (own / f"{name}.txt").write_text(head + d.text, encoding="utf-8")
    return folder


def all_rows(folder: Path) -> list[dict[str, Any]]:
    """Every row of a run, in order."""
    listed = sorted(journal(folder), key=lambda r: r["shard"])
    return [row for record in listed for row in shard_rows(folder, record)]


def digests(folder: Path) -> dict[str, str]:
    """The shards by name, as they lie on the disk."""
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.glob("shard-*.parquet"))}


__all__ = ["all_rows", "digests", "lines", "notes", "page", "table", "texts", "web_archive"]
