"""Spans: named pieces of work with their durations, for OpenTelemetry and for the server's own figures.

Where nobody asks, ``span`` gives one object that does nothing. OpenTelemetry asks where its SDK is installed
(``pip install "readouts[otel]"``) and the environment names a collector (``OTEL_EXPORTER_OTLP_ENDPOINT``) or says
``READOUTS_OTEL=1``. Attributes are numbers, truth values and single words: a text cannot get in.
"""

from __future__ import annotations

import logging
import os
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, TypeVar

T = TypeVar("T")
Value = str | int | float | bool
Watcher = Callable[["Ended"], None]
_LOG = logging.getLogger("readouts.observe")
_WORD = re.compile(r"[\w./{}:+-]{1,80}", re.ASCII)
_ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")


@dataclass(frozen=True, slots=True)
class Ended:
    """A piece of work that is over: its name, its seconds, whether an error ended it, what is known of it."""

    name: str
    seconds: float
    failed: bool
    about: Mapping[str, Value] = field(default_factory=dict)


class Quiet:
    """The span of a time when nobody asks."""

    __slots__ = ()

    def __enter__(self) -> Quiet:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> Literal[False]:
        return False

    def note(self, **about: Value) -> None:
        """Say more of the work."""


class Timed(Quiet):
    """A span that somebody asks for."""

    __slots__ = ("_about", "_begun", "_cover", "_name", "_tracer")

    def __init__(self, name: str, about: dict[str, Value], tracer: Any) -> None:
        self._name, self._about, self._tracer = name, about, tracer
        self._cover: Any = None
        self._begun = 0.0

    def __enter__(self) -> Timed:
        if self._tracer is not None:
            # An error's message may hold a document's words: the span says its class, and no more.
            self._cover = self._tracer.start_as_current_span(
                self._name, record_exception=False, set_status_on_exception=False
            )
            self._cover.__enter__()
        self._begun = time.perf_counter()
        return self

    def note(self, **about: Value) -> None:
        """Say more of the work."""
        self._about |= {k: v for k, v in about.items() if not isinstance(v, str) or _WORD.fullmatch(v)}

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> Literal[False]:
        took = time.perf_counter() - self._begun
        if self._cover is not None:
            _close(self._cover, self._about, kind)
        ended = Ended(self._name, took, kind is not None, self._about)
        for watcher in _watchers:
            watcher(ended)
        return False


_QUIET = Quiet()
_watchers: tuple[Watcher, ...] = ()
_turn = threading.Lock()
_unset = object()
_tracer: Any = _unset


def span(name: str, **about: Value) -> Quiet:
    """A piece of work, to be used in a ``with`` block; those begun inside it are its parts.

    Args:
        name: what is done, ``readouts.parse``.
        about: numbers, truth values and single words; anything else that is given is left out.

    >>> seen = []
    >>> stop = watch(seen.append)
    >>> with span("readouts.example", characters=12, words="They agreed."):
    ...     pass
    >>> stop()
    >>> [(e.name, e.failed, dict(e.about)) for e in seen]
    [('readouts.example', False, {'characters': 12})]
    """
    tracer = _tracer if _tracer is not _unset else _begin()
    if tracer is None and not _watchers:
        return _QUIET
    made = Timed(name, {}, tracer)
    made.note(**about)
    return made


def each(name: str, items: Iterable[T]) -> Iterator[T]:
    """The items, with a span around the making of each."""
    going = iter(items)
    while True:
        with span(name) as work:
            try:
                item = next(going)
            except StopIteration:
                work.note(found=False)
                return
        yield item


def watch(watcher: Watcher) -> Callable[[], None]:
    """Have every piece of work told when it is over, in this process; returns what ends that."""
    global _watchers  # noqa: PLW0603 - one list a process, replaced whole so that nobody sees half of it
    with _turn:
        _watchers = (*_watchers, watcher)

    def stop() -> None:
        global _watchers  # noqa: PLW0603
        with _turn:
            _watchers = tuple(w for w in _watchers if w is not watcher)

    return stop


def trace_with(provider: Any) -> None:
    """Trace with an OpenTelemetry tracer provider of one's own, or with none (None)."""
    global _tracer  # noqa: PLW0603 - one tracer a process
    _tracer = None if provider is None else provider.get_tracer("readouts")


def _begin() -> Any:
    """Decide, once a process, whether to trace."""
    global _tracer  # noqa: PLW0603
    with _turn:
        if _tracer is _unset:
            _tracer = _made() if asked() else None
        return _tracer


def asked(environment: Mapping[str, str] | None = None) -> bool:
    """True where the environment asks for traces.

    >>> asked({"READOUTS_OTEL": "1"}), asked({}), asked({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://x", "READOUTS_OTEL": "0"})
    (True, False, False)
    """
    given = os.environ if environment is None else environment
    said = given.get("READOUTS_OTEL", "").strip().lower()
    if said in ("0", "false", "off", "no"):
        return False
    return bool(said) or any(given.get(name) for name in _ENDPOINTS)


def _made() -> Any:
    """The tracer: of the application around us where it traces already, else one that sends to the collector."""
    try:
        from opentelemetry import trace  # noqa: PLC0415 - only where somebody asks for it
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

        around = trace.get_tracer_provider()
        if isinstance(around, TracerProvider):
            return around.get_tracer("readouts")
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
    except ImportError as error:
        _LOG.warning('no traces: %s is missing: pip install "readouts[otel]"', error.name or "OpenTelemetry")
        return None
    named = "OTEL_SERVICE_NAME" in os.environ or "service.name=" in os.environ.get("OTEL_RESOURCE_ATTRIBUTES", "")
    provider = TracerProvider(resource=Resource.create({} if named else {"service.name": "readouts"}))
    # Not made the global one: what other packages would trace with it holds paths and queries.
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider.get_tracer("readouts")


def _close(cover: Any, about: Mapping[str, Value], kind: type[BaseException] | None) -> None:
    from opentelemetry import trace  # noqa: PLC0415

    current = trace.get_current_span()
    current.set_attributes({k if "." in k else f"readouts.{k}": v for k, v in about.items()})
    if kind is not None:
        current.set_attribute("error.type", kind.__qualname__)
        current.set_status(trace.StatusCode.ERROR)
    cover.__exit__(None, None, None)
