"""What the server counts of its own work, for Prometheus. Labels are of short lists: no key, path or name of anybody."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from readouts.errors import LedgerError
from readouts.ledger import Store
from readouts.observe import Ended

if TYPE_CHECKING:
    from readouts.api.jobs import Job

_QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_SLOW = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0)
_METHODS = frozenset("GET HEAD POST PUT PATCH DELETE OPTIONS".split())
_ROWS = ("documents", "accounts", "agreements", "judgements")
OUTCOMES = ("added", "copy", "version", "known", "read", "not_assessed", "failed")


class Metrics:
    """The figures of one application, from its start.

    Args:
        store: the ledger whose rows are counted, each time they are asked for.
        states: the state of each job that the server knows.
    """

    def __init__(self, store: Store, states: Callable[[], Iterable[str]]) -> None:
        self.registry = CollectorRegistry()
        of = self.registry
        self._requests = Counter(
            "readouts_http_requests", "Requests answered.", ("method", "route", "status"), registry=of
        )
        self._seconds = Histogram(
            "readouts_http_request_seconds", "Time to answer a request; streams are left out.", ("method", "route"),
            buckets=_QUICK, registry=of,
        )  # fmt: skip
        self._ended = Counter("readouts_jobs_ended", "Jobs that are over.", ("kind", "state"), registry=of)
        self._documents = Counter(
            "readouts_documents", "Sources that jobs came to an end with, by what became of them.", ("outcome",), registry=of
        )
        self._extraction = Histogram(
            "readouts_extraction_seconds", "Time to find what one document says.", buckets=_SLOW, registry=of
        )
        self._errors = Counter("readouts_errors", "Errors that nobody foresaw: the log has them.", ("where",), registry=of)
        Gauge("readouts_build_info", "The version that runs.", ("version",), registry=of).labels(version("readouts")).set(1)
        for outcome in OUTCOMES:
            self._documents.labels(outcome)
        for where in ("request", "job", "extraction"):
            self._errors.labels(where)
        of.register(_State(store, states))
        ProcessCollector(registry=of)

    def request(self, method: str, route: str, status: int, seconds: float | None) -> None:
        """Count one request; ``seconds`` is None for a stream, which lasts as long as somebody listens."""
        method = method if method in _METHODS else "other"
        self._requests.labels(method, route, str(status)).inc()
        if seconds is not None:
            self._seconds.labels(method, route).observe(seconds)

    def job(self, job: Job) -> None:
        """Count a job that is over."""
        self._ended.labels(job.kind, job.state).inc()

    def document(self, outcome: str) -> None:
        """Count what became of one source."""
        self._documents.labels(outcome if outcome in OUTCOMES else "other").inc()

    def error(self, where: str) -> None:
        """Count an error that nobody foresaw."""
        self._errors.labels(where).inc()

    def ended(self, work: Ended) -> None:
        """Take the time of an extraction; to be told of every piece of work (``readouts.observe.watch``)."""
        if work.name == "readouts.extract":
            self._extraction.observe(work.seconds)
            if work.failed:
                self.error("extraction")

    def shown(self, accept: str = "") -> tuple[bytes, str]:
        """All figures as text, and its media type, in the form that the asking program takes best."""
        encode, kind = choose_encoder(accept)
        return encode(_Lean(self.registry)), kind


class _Lean(Collector):
    """A registry's figures without the time at which each series began, which doubles their number."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def collect(self) -> Iterator[Metric]:
        """Each metric with the samples that count something."""
        for metric in self._registry.collect():
            metric.samples = [s for s in metric.samples if not s.name.endswith("_created")]
            yield metric


class _State(Collector):
    """What stands now: jobs by state, rows of the ledger, sources that wait to be tried again."""

    def __init__(self, store: Store, states: Callable[[], Iterable[str]]) -> None:
        self._store, self._states = store, states
        self._known: tuple[int, dict[str, int]] = (-1, {})

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges, read anew."""
        now = Tally(self._states())
        jobs = GaugeMetricFamily("readouts_jobs", "Jobs that this server knows, by state.", labels=["state"])
        for state in ("waiting", "running", "done", "failed", "cancelled", "interrupted"):
            jobs.add_metric([state], now[state])
        yield jobs
        up = GaugeMetricFamily("readouts_ledger_up", "1 where the ledger can be read.")
        try:
            counts = self._counts()
        except LedgerError:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        rows = GaugeMetricFamily("readouts_ledger_rows", "Rows of the ledger, by kind.", labels=["kind"])
        for kind in _ROWS:
            rows.add_metric([kind], counts[kind])
        yield rows
        waiting = GaugeMetricFamily("readouts_failures_waiting", "Sources that could not be read or judged, to be tried again.")
        waiting.add_metric([], counts["waiting"])
        yield waiting

    def _counts(self) -> dict[str, int]:
        """Counted once a state of the ledger: a large one takes a while."""
        with self._store.reading() as reading:
            if reading.seq != self._known[0]:
                self._known = reading.seq, {**reading.counts(), "waiting": len(reading.failures())}
            return self._known[1]
