"""What people send to be read: files, pasted text, addresses. Nothing sent is ever used as a path."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException

from readouts.api.jobs import Job, Jobs, Kind, QueueFullError
from readouts.api.people import Person, forged
from readouts.api.problems import Problem
from readouts.api.session import log
from readouts.api.settings import ServeSettings
from readouts.read.sources import READABLE

# A table may unpack to any size before its rows can be weighed: those come by the command line.
TAKEN = READABLE - {".parquet"}
_TEXT_FIELDS = 40
_LINE = 2000
_URLS = 100
FIELDS = ("title", "published", "publisher", "url")


async def take(request: Request, person: Person) -> Job:
    """Read a form with documents, and put them into the queue.

    Fields: ``files`` (repeatable), ``text`` with ``title``, ``published``, ``publisher`` and ``url``, ``urls`` (one a
    line, repeatable), ``kind`` (add or compare), ``csrf``. The route that calls this names its path in
    ``app.state.uploads``, and whom it is for by ``Uploader``: nothing is read before it is known who sends it.

    Raises:
        Problem: the form is not as it should be, holds nothing, or too many jobs wait.
    """
    settings: ServeSettings = request.app.state.settings
    jobs: Jobs = request.app.state.jobs
    try:
        form = await request.form(
            max_files=settings.upload_files, max_fields=_TEXT_FIELDS, max_part_size=settings.upload_bytes
        )
    except MultiPartException as error:
        raise Problem(400, f"the form cannot be read ({error.message})") from None
    if await forged(request, person):
        raise Problem(403, "the form's token is missing or of another session: load the page again")
    try:
        kind = str(form.get("kind") or "add")
        if kind not in ("add", "compare"):
            raise Problem(422, "kind: it is add or compare")
        return await run_in_threadpool(_queue, request, person, jobs, "add" if kind == "add" else "compare", form)
    finally:
        await form.close()


def _queue(request: Request, person: Person, jobs: Jobs, kind: Kind, form: FormData) -> Job:
    folder = jobs.folder()
    try:
        sources = [*_files(form, folder), *_pasted(form, folder), *_addresses(form)]
        if not sources:
            raise Problem(422, "there is nothing to read: send files, text or urls")
        job = jobs.add(kind, person.name, sources, folder)
    except QueueFullError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise Problem(503, str(error), headers={"Retry-After": "60"}) from None
    except Problem:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    log(request, kind, job.id, ", ".join(job.sources), person=person)
    return job


def _files(form: FormData, folder: Path) -> list[tuple[str, str]]:
    out = []
    sent = [f for f in form.getlist("files") if isinstance(f, UploadFile) and (f.filename or f.size)]
    for n, file in enumerate(sent):
        name = shown(file.filename or "")
        ending = suffix_of(name)
        if ending is None:
            raise Problem(422, f"{name}: this kind of file is not read; these are: {' '.join(sorted(TAKEN))}")
        own = folder / str(n)
        own.mkdir()
        path = own / f"{_stem(name)}{ending}"
        with path.open("wb") as out_file:
            shutil.copyfileobj(file.file, out_file, 1 << 20)
        out.append((str(path), name))
    return out


def _pasted(form: FormData, folder: Path) -> list[tuple[str, str]]:
    text = str(form.get("text") or "")
    if not text.strip():
        return []
    given = {k: v for k in FIELDS if (v := str(form.get(k) or "").strip()[:_LINE])}
    if "url" in given and urlsplit(given["url"]).scheme not in ("http", "https"):
        raise Problem(422, "url: an address begins with http:// or https://")
    # Line ends as a browser sends them are not the text's own.
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    record = {"id": f"pasted-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:12]}", "text": text, **given}
    own = folder / "pasted"
    own.mkdir()
    path = own / "pasted-text.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    return [(str(path), given.get("title") or "pasted text")]


def _addresses(form: FormData) -> list[tuple[str, str]]:
    given = [line.strip() for field in form.getlist("urls") for line in str(field).splitlines()]
    found = list(dict.fromkeys(u for u in given if u))
    for url in found:
        if not re.match(r"https?://", url, re.IGNORECASE) or len(url) > _LINE or not url.isprintable():
            raise Problem(422, f"urls: {url[:80]!r} is no http or https address: give one a line")
    if len(found) > _URLS:
        raise Problem(422, f"urls: at most {_URLS} at a time")
    return [(u, u) for u in found]


def shown(name: str) -> str:
    """A file's name as it is shown and kept: its last part, in one line, without control characters.

    >>> shown("../../etc/pass\\x00wd.txt"), shown("C:\\\\notes\\\\may.txt"), shown("..")
    ('passwd.txt', 'may.txt', 'file')
    """
    last = re.split(r"[/\\]", name)[-1]
    clean = "".join(c for c in last if c.isprintable() and not "\ud800" <= c <= "\udfff").strip(". ")
    return clean[:120] or "file"


def _stem(name: str) -> str:
    """Letters that any file system takes; the folder it lies in is made here."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", Path(name).stem).strip("-")[:80] or "file"


def suffix_of(name: str) -> str | None:
    """The ending that says how a file is read, or None where it is not read.

    >>> suffix_of("May.TXT"), suffix_of("all.jsonl.gz"), suffix_of("a.parquet"), suffix_of("none")
    ('.txt', '.jsonl.gz', None, None)
    """
    found = [s.lower() for s in Path(name).suffixes]
    if len(found) > 1 and found[-1] == ".gz":
        return f"{found[-2]}.gz" if found[-2] in TAKEN else None
    return found[-1] if found and found[-1] in TAKEN - {".gz"} else None
