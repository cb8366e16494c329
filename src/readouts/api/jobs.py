"""Work in the background: documents are added and compared by one worker, one job after the other."""

from __future__ import annotations

import json
import logging
import queue
import secrets
import shutil
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from readouts.api.metrics import Metrics
from readouts.engine.keeping import Chain, Keeper, Kept
from readouts.errors import ReadoutsError
from readouts.ledger import Store
from readouts.ledger.moments import now
from readouts.ledger.rows import key_of
from readouts.model import Document, Ledger, to_record
from readouts.observe import Level, each, event, span, tagged
from readouts.read import read

Kind = Literal["add", "compare"]
State = Literal["waiting", "running", "done", "failed", "cancelled", "interrupted"]
OVER: tuple[State, ...] = ("done", "failed", "cancelled", "interrupted")
WAITING, REMEMBERED = 20, 200
_LOG = logging.getLogger("readouts.jobs")
_NAMES = 200


@dataclass(slots=True)
class Job:
    """One piece of work: what it reads, how far it is, what became of each source."""

    id: str
    kind: Kind
    by: str
    sources: list[str]
    made: str
    state: State = "waiting"
    begun: str | None = None
    ended: str | None = None
    total: int = 0
    done: int = 0
    saying: str = ""
    why: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    results: list[dict[str, Any]] = field(default_factory=list)

    def record(self) -> dict[str, Any]:
        """The job as plain values."""
        return asdict(self)


class QueueFullError(ReadoutsError):
    """As many jobs wait as may."""


class _Stopped(Exception):  # noqa: N818 - no error: somebody cancelled, or the server ends
    pass


class Jobs:
    """The queue of one store and its one worker, which begins with the first job.

    What files were sent is kept in a folder of its own until the job is over, under names made here. A line for each
    job that is not over stands in ``journal``, so that a server that was killed can say what it left.

    Args:
        store: where documents go.
        chain: makes what judges documents.
        journal: a file for the jobs that are not over; None keeps no such record.
        compare: makes a ledger of documents; not kept anywhere.
        fetch_hosts: hosts that may be read although their address is private.
    """

    def __init__(
        self, store: Store, chain: Callable[[], Chain], journal: Path | None = None, *,
        compare: Callable[..., Ledger] | None = None, fetch_hosts: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        self._store, self._chain, self._journal, self._compare = store, chain, journal, compare
        self._hosts = fetch_hosts
        self.metrics: Metrics | None = None
        self.room = Path(tempfile.mkdtemp(prefix="readouts-jobs-"))
        self._turn = threading.RLock()
        self._known: OrderedDict[str, Job] = OrderedDict()
        self._work: dict[str, tuple[list[str], Path | None]] = {}
        self._answers: OrderedDict[str, Ledger] = OrderedDict()
        self._queue: queue.Queue[str | None] = queue.Queue()
        self._cancelled: set[str] = set()
        self._closing = threading.Event()
        self._worker: threading.Thread | None = None
        self._recall()

    # asking

    def every(self) -> list[Job]:
        """The jobs of this server, and what the one before left undone, the latest first."""
        with self._turn:
            return list(reversed(self._known.values()))

    def get(self, id_: str) -> Job | None:
        """One job."""
        return self._known.get(id_)

    def answer(self, id_: str) -> Ledger | None:
        """What a comparison gave."""
        return self._answers.get(id_)

    # giving

    def folder(self) -> Path:
        """A new folder for the files of one job."""
        return Path(tempfile.mkdtemp(dir=self.room))

    def add(self, kind: Kind, by: str, sources: list[tuple[str, str]], folder: Path | None = None) -> Job:
        """Put a job into the queue.

        Args:
            kind: add to the ledger, or only compare.
            by: in whose name.
            sources: what is read, and what it is called for people: an address, or a file in ``folder``.
            folder: the folder that is deleted when the job is over.

        Raises:
            QueueFullError: too many jobs wait already.
        """
        names = [name[:_NAMES] for _, name in sources]
        job = Job(secrets.token_hex(8), kind, by, names, now(), total=len(sources))
        with self._turn:
            if (
                self._closing.is_set()
                or sum(j.state in ("waiting", "running") for j in self._known.values()) >= WAITING
            ):
                raise QueueFullError("too many jobs wait already: try again when some are done")
            self._known[job.id] = job
            self._work[job.id] = ([where for where, _ in sources], folder)
            self._forget()
            self._write()
            event(_LOG, "job waits", job=job.id, kind=kind, sources=job.total)
            self._queue.put(job.id)
            if self._worker is None:
                self._worker = threading.Thread(target=self._run, name="readouts-jobs", daemon=True)
                self._worker.start()
        return job

    def cancel(self, id_: str) -> Job | None:
        """Stop a job: before the next document. What it kept until then stays."""
        with self._turn:
            job = self._known.get(id_)
            if job is not None and job.state not in OVER:
                self._cancelled.add(id_)
                if job.state == "waiting":
                    self._end(job, "cancelled")
            return job

    def close(self, patience_s: float = 20.0) -> None:
        """Stop after the document at hand; what waits is left as interrupted."""
        self._closing.set()
        self._queue.put(None)
        if self._worker is not None:
            self._worker.join(patience_s)
        shutil.rmtree(self.room, ignore_errors=True)

    # working

    def _run(self) -> None:
        while (id_ := self._queue.get()) is not None:
            job = self._known.get(id_)
            if job is None or job.state != "waiting" or self._closing.is_set():
                continue
            with tagged(job=job.id), span("readouts.job", kind=job.kind, sources=job.total) as work:
                begun = time.perf_counter()
                self._try(job)
                work.note(state=job.state)
                self._tell_end(job, time.perf_counter() - begun)

    @staticmethod
    def _tell_end(job: Job, seconds: float) -> None:
        counts: dict[str, Any] = {f"count_{outcome}": n for outcome, n in job.counts.items()}
        level: Level = "warning" if job.state == "failed" else "info"
        event(_LOG, "job ends", level=level, kind=job.kind, state=job.state, seconds=round(seconds, 3), **counts)

    def _try(self, job: Job) -> None:
        try:
            event(_LOG, "job begins", kind=job.kind, sources=job.total)
            self._do(job)
        except _Stopped:
            self._end(job, "cancelled" if job.id in self._cancelled else "interrupted")
        except Exception as error:  # whatever stops one job leaves the worker to the next
            event(_LOG, "job breaks off", level="error", error=error)
            if self.metrics is not None:
                self.metrics.error("job")
            self._end(job, "failed", f"{error}" if isinstance(error, ReadoutsError) else "the server's log says why")

    def _do(self, job: Job) -> None:
        with self._turn:
            job.state, job.begun, job.saying = "running", now(), "reading"
        where, folder = self._work[job.id]
        called = dict(zip(where, job.sources, strict=True))
        if job.kind == "add":
            self._keep(job, where, called, folder)
        else:
            self._weigh(job, where, called)
        bad = job.counts.get("failed", 0) + job.counts.get("not_assessed", 0)
        good = sum(job.counts.values()) - bad
        self._end(job, "done" if good else "failed", "" if good else "none of it could be read and judged")

    def _keep(self, job: Job, where: list[str], called: dict[str, str], folder: Path | None) -> None:
        keeper = Keeper(self._store, self._chain, job.by)
        for item, source in self._read(job, where, called):
            sent = folder is not None and "://" not in source
            if isinstance(item, Document):
                # Two files of one name may have nothing in common: only an address has versions.
                kept = keeper.keep(item, source=item.url or (f"upload:{source}:{key_of(item)}" if sent else source))
            elif sent:
                kept = Kept(source, "failed", item)  # there is nothing at hand to read it from again later
            else:
                kept = keeper.fail(source, item)
            row = {"source": source, "outcome": kept.outcome, "why": kept.why, "document": kept.key}
            self._count(job, {**row, "agreements": kept.agreements})

    def _weigh(self, job: Job, where: list[str], called: dict[str, str]) -> None:
        documents = []
        for item, source in self._read(job, where, called):
            good = isinstance(item, Document)
            why = "" if isinstance(item, Document) else item
            self._count(
                job,
                {
                    "source": source,
                    "outcome": "read" if good else "failed",
                    "why": why,
                    "document": None,
                    "agreements": 0,
                },
            )
            if isinstance(item, Document):
                documents.append(item)
        if documents and self._compare is not None:

            def tell(n: int, of: int, doing: str) -> None:
                job.saying = f"{doing} ({n} of {of})"
                self._check(job)

            ledger = self._compare(documents, "", tell)
            with self._turn:
                self._answers[job.id] = ledger
                while len(self._answers) > 10:
                    self._answers.popitem(last=False)

    def _read(self, job: Job, where: list[str], called: dict[str, str]) -> Iterator[tuple[Document | str, str]]:
        """Documents, or why there is none, each with what its source is called."""
        for source in where:
            self._check(job)
            name = called[source]
            job.saying = f"reading {name}"
            for item in each("readouts.read", read([source], allow_hosts=self._hosts)):
                self._check(job)
                if isinstance(item, Document):
                    job.saying = f"judging {name}"
                    yield item, name
                else:
                    yield item.why.replace(source, name), name
            job.done += 1

    def _check(self, job: Job) -> None:
        if job.id in self._cancelled or self._closing.is_set():
            raise _Stopped

    def _count(self, job: Job, row: dict[str, Any]) -> None:
        with self._turn:
            job.counts = {**job.counts, row["outcome"]: job.counts.get(row["outcome"], 0) + 1}
            job.results = [*job.results[-499:], row]
        if self.metrics is not None:
            self.metrics.document(row["outcome"])

    def _end(self, job: Job, state: State, why: str = "") -> None:
        with self._turn:
            job.state, job.ended, job.saying, job.why = state, now(), "", why
            _, folder = self._work.pop(job.id, ([], None))
            self._cancelled.discard(job.id)
            self._write()
        if self.metrics is not None:
            self.metrics.job(job)
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def _forget(self) -> None:
        over = [j.id for j in self._known.values() if j.state in OVER]
        for id_ in over[: max(0, len(self._known) - REMEMBERED)]:
            del self._known[id_]

    # what a killed server leaves

    def _write(self) -> None:
        if self._journal is None or self._closing.is_set():
            return  # what is not over when the server ends is what the next one reports
        left = [{**j.record(), "results": []} for j in self._known.values() if j.state not in OVER]
        try:
            fresh = self._journal.with_name(self._journal.name + ".new")
            fresh.write_text(json.dumps(left), encoding="utf-8")
            fresh.replace(self._journal)
        except OSError as error:
            event(_LOG, "journal cannot be written", level="warning", error=error)

    def _recall(self) -> None:
        """The jobs that the server before did not end."""
        try:
            left = json.loads(self._journal.read_text(encoding="utf-8")) if self._journal else []
            for row in left:
                job = Job(**row)
                job.state, job.ended, job.saying = "interrupted", now(), ""
                job.why = "the server stopped before it was done: what was kept is whole; add the rest again"
                self._known[job.id] = job
        except (OSError, ValueError, TypeError):
            return
        self._write()


def ledger_record(ledger: Ledger) -> dict[str, Any]:
    """A comparison's ledger as plain values."""
    record: dict[str, Any] = to_record(ledger)
    return record
