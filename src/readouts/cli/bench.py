"""How fast this machine reads: the bare parse, each step upon it, and the whole, over the shipped examples."""

from __future__ import annotations

import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readouts.engine.inline import Inline
    from readouts.model import Document

PATIENCE_S = 15.0
MOST_ROUNDS = 9
PARSE, WHOLE = "parse", "whole"
SHOWN = {
    PARSE: "bare parse", "attribution": "parse, attribution", "statements": "parse, statements", WHOLE: "whole comparison",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """What one way through the documents costs; medians of the rounds.

    ``times_parse`` compares seconds, ``times_parse_cpu`` processor seconds: two models at a time on two cores take less
    of the first than of the second.
    """

    name: str
    seconds: float
    cpu_seconds: float
    seconds_a_kb: float
    documents_a_second: float
    times_parse: float
    times_parse_cpu: float
    found: int


@dataclass(frozen=True, slots=True)
class Bench:
    """All of it, with what it was measured on. ``peak_mb`` is of the process so far; None where the system does not tell."""

    documents: int
    kb: float
    rounds: int
    rows: tuple[Row, ...]
    processor: str
    processors: int
    threads_a_model: int
    omp_num_threads: str | None
    peak_mb: float | None
    pipeline: str
    engine: tuple[str, ...]
    python: str

    def record(self) -> dict[str, object]:
        """It as plain values."""
        return asdict(self)


def measure(patience_s: float = PATIENCE_S) -> Bench:
    """Measure over the shipped examples, round after round until the time is up; one round at least.

    Models are loaded, and everything done once, before the clock starts. The ways take turns, so that a machine with
    other work slows all of them.

    Raises:
        ReadoutsError: the examples, or the weights, are missing from this installation.
        RuntimeError: there is no English pipeline.
    """
    from readouts.api.demo import folders  # noqa: PLC0415
    from readouts.cli import chain  # noqa: PLC0415
    from readouts.encoders import onnx  # noqa: PLC0415
    from readouts.encoders.parse import pipeline_name  # noqa: PLC0415
    from readouts.model import Document  # noqa: PLC0415

    documents = [d for d in chain.read([str(f) for f in folders()]) if isinstance(d, Document)]
    engine = chain.started("auto", None)
    ways = _ways(documents, engine)
    found = {name: way() for name, way in ways.items()}
    wall: dict[str, list[float]] = {name: [] for name in ways}
    cpu: dict[str, list[float]] = {name: [] for name in ways}
    until, rounds = time.perf_counter() + patience_s, 0
    while not rounds or (time.perf_counter() < until and rounds < MOST_ROUNDS):
        rounds += 1
        for name, way in ways.items():
            at, used = time.perf_counter(), time.process_time()
            way()
            wall[name].append(time.perf_counter() - at)
            cpu[name].append(time.process_time() - used)
    kb = sum(len(d.text.encode()) for d in documents) / 1000
    took = {name: (statistics.median(wall[name]), statistics.median(cpu[name])) for name in ways}
    return Bench(
        len(documents), round(kb, 3), rounds, tuple(_row(n, took, len(documents), kb, found[n]) for n in ways),
        processor(), usable(), onnx.load("attribution").threads, os.environ.get("OMP_NUM_THREADS"), peak_mb(),
        pipeline_name(), engine.names, platform.python_version(),
    )  # fmt: skip


def _row(name: str, took: dict[str, tuple[float, float]], documents: int, kb: float, found: int) -> Row:
    (wall, cpu), (parse, parse_cpu) = took[name], took[PARSE]
    return Row(
        name, round(wall, 4), round(cpu, 4), round(wall / kb, 5), round(documents / wall, 2), round(wall / parse, 2),
        round(cpu / max(parse_cpu, 1e-9), 2), found,
    )  # fmt: skip


def _ways(documents: list[Document], engine: Inline) -> dict[str, Callable[[], int]]:
    """Each way through the documents; returns tokens, attributions, statements or accounts."""
    from readouts.encoders.parse import parse, pipeline  # noqa: PLC0415
    from readouts.text.units import statements  # noqa: PLC0415

    def bare() -> int:
        return sum(len(doc) for doc in pipeline().pipe(d.text for d in documents))

    def attributions() -> int:
        return sum(len(engine.attributions(d)) for d in documents)

    def judged() -> int:
        return sum(len(engine.judge(d, statements(parse(d.text), d.furniture)).judged) for d in documents)

    def whole() -> int:
        return len(engine.compare(documents).accounts)

    return {PARSE: bare, "attribution": attributions, "statements": judged, WHOLE: whole}


def usable() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def processor() -> str:
    """The processor's name, as the system gives it."""
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def peak_mb() -> float | None:
    """The most memory that this process has had, in megabytes; None where the system does not tell."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return None
    scale = 1e6 if sys.platform == "darwin" else 1e3  # macOS counts bytes, Linux kilobytes
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale, 1)


def show(bench: Bench) -> None:
    """The figures as a table."""
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    table = Table("", "s a kB", "documents a s", "x parse", "x parse, cpu", "found")
    table.columns[0].no_wrap = True
    for column in table.columns[1:]:
        column.justify = "right"
    for r in bench.rows:
        found = f"{r.found} tokens" if r.name == PARSE else str(r.found)
        table.add_row(
            SHOWN[r.name], f"{r.seconds_a_kb:.4f}", f"{r.documents_a_second:.1f}", f"{r.times_parse:.2f}",
            f"{r.times_parse_cpu:.2f}", found,
        )  # fmt: skip
    out = Console(highlight=False)
    out.print(table)
    memory = f"{bench.peak_mb:.0f} MB at most" if bench.peak_mb is not None else "memory unknown"
    out.print(f"{bench.documents} documents of {bench.kb:.1f} kB in all, medians of {bench.rounds} rounds; {memory}")
    out.print(
        f"{bench.processor}, {bench.processors} usable, {bench.threads_a_model} thread a model, "
        f"OMP_NUM_THREADS {bench.omp_num_threads or 'not set'}; {bench.pipeline}, Python {bench.python}"
    )
