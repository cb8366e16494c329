"""The pool: processes on one machine. One that dies is replaced, and what it was at is tried once more, then set aside."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from readouts.engine.many import judging, plan, rows, worker
from readouts.engine.many.protocol import Cost, Made, Recipe, Row, Shard
from readouts.errors import ReadoutsError
from readouts.read.entries import Entry, Input, survey
from readouts.read.limits import Failure
from readouts.read.stores import Fsspec, Stores

# Entries sent at a time, entries after which a process makes room for a fresh one (parsers remember every word they
# see), and how many processes may fail to start one after the other.
_BATCH, _RENEW, _FALSE_STARTS = 4, 1000, 3
# Seconds in which a process must have its models, and for which is waited at a time.
_START, _MOMENT = 600.0, 0.5


@dataclass(slots=True, eq=False)
class _Task:
    """One entry on its way: the rows it gave so far, and what was found out about it when a process died."""

    shard: int
    number: int
    entry: Entry
    rows: dict[int, Row] = field(default_factory=dict)
    aside: dict[int, str] = field(default_factory=dict)
    begun: Row | None = None
    deaths: dict[int, int] = field(default_factory=dict)

    @property
    def at(self) -> int:
        """The part that was being judged; -1 while the entry itself is read."""
        return self.begun["part"] if self.begun else -1


@dataclass(slots=True, eq=False)
class _Worker:
    process: BaseProcess
    pipe: Connection
    tasks: deque[_Task] = field(default_factory=deque)
    ready: bool = False
    waited: float = 0.0
    served: int = 0


class Pool:
    """Reads and judges in processes of its own, each with its models and one thread.

    Memory stays flat: a process holds a few entries, and not more than a few shards are open at a time.

    Args:
        workers: how many processes; as many as the machine has processors when None.
        stores: what opens objects; fsspec when None.
    """

    name = "pool"

    def __init__(self, workers: int | None = None, stores: Stores | None = None) -> None:
        self.workers = workers or os.cpu_count() or 1
        self._stores = stores or Fsspec()

    def survey(self, sources: Sequence[str | Path]) -> Iterator[Input]:
        """The files that are named."""
        return survey(sources, judging.LIMITS, self._stores)

    def work(self, shards: Iterable[Shard], recipe: Recipe, tell: Callable[[int], None]) -> Iterator[Made]:
        """All shards, several at a time; each comes when it is whole.

        Raises:
            ReadoutsError: no process can be started.
        """
        at_work = _AtWork(list(shards), recipe, self.workers, self._stores, tell)
        try:
            yield from at_work.run()
        finally:
            at_work.stop()


class _AtWork:
    """One run of the pool."""

    def __init__(
        self, shards: list[Shard], recipe: Recipe, workers: int, stores: Stores, tell: Callable[[int], None]
    ) -> None:
        self._recipe, self._stores, self._tell = recipe, stores, tell
        self._context = multiprocessing.get_context("spawn")
        self._coming = plan.read(shards, stores)
        self._more = True
        self._again: deque[_Task] = deque()
        self._given_up: deque[_Task] = deque()
        self._open: dict[int, tuple[Made, dict[int, _Task], int]] = {}
        self._names: tuple[str, ...] = ()
        self._false_starts = 0
        self._most = min(workers, sum(s.entries for s in shards))
        self._workers: list[_Worker] = []

    def run(self) -> Iterator[Made]:
        """Until every entry has its rows."""
        self._workers = [self._started() for _ in range(self._most)]
        while self._workers:
            for w in self._workers:
                if w.ready and not w.tasks:
                    self._feed(w)
            if self._idle():
                return
            for w in self._talking():
                yield from self._heard(w)
            for w in self._late():
                self._cut_off(w)
            while self._given_up:
                yield from self._ended(self._given_up.popleft())

    def _idle(self) -> bool:
        return not (self._more or self._again or self._given_up or any(w.tasks for w in self._workers))

    def stop(self) -> None:
        """End every process, whatever it is at."""
        for w in self._workers:
            w.pipe.close()
            w.process.kill()
        for w in self._workers:
            w.process.join()
        self._workers = []

    def _started(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=worker.serve, args=(theirs, self._recipe.start, self._stores), name="readouts-worker", daemon=True
        )
        with _one_thread_each():
            process.start()
        theirs.close()
        return _Worker(process, ours)

    def _feed(self, w: _Worker) -> None:
        """A few entries, or one alone where a process died over it; none are read ahead of that."""
        batch: list[_Task] = []
        if self._again:
            batch.append(self._again.popleft())
        while self._more and not (batch and batch[0].deaths) and len(batch) < _BATCH:
            if (task := self._next()) is not None:
                batch.append(task)
        if not batch:
            return
        if w.served >= _RENEW:
            w = self._replaced(w)
            self._again.extendleft(reversed(batch))
            return
        w.tasks.extend(batch)
        w.served += len(batch)
        w.waited = 0.0
        try:
            w.pipe.send([(t.number, t.entry, t.aside) for t in batch])
        except OSError:  # it died while it waited: nothing was begun
            self._again.extendleft(reversed(batch))
            w.tasks.clear()
            self._replaced(w)

    def _next(self) -> _Task | None:
        found = next(self._coming, None)
        if found is None:
            self._more = False
            return None
        shard, number, entry = found
        task = _Task(shard.number, number, entry)
        if shard.number not in self._open:
            self._open[shard.number] = (Made(shard, [], ()), {}, 0)
        self._open[shard.number][1][number] = task
        return task

    def _talking(self) -> list[_Worker]:
        """The processes that said something or ended; waits a moment for it, and counts that for those at work."""
        by = {w.pipe: w for w in self._workers}
        began = time.monotonic()
        heard = [by[p] for p in wait(list(by), timeout=_MOMENT) if isinstance(p, Connection)]
        # No more than the moment: while the whole machine stands still nobody is late.
        took = min(time.monotonic() - began, 2 * _MOMENT)
        for w in self._workers:
            w.waited += took if w.tasks or not w.ready else 0.0
        return heard

    def _heard(self, w: _Worker) -> Iterator[Made]:
        try:
            said = w.pipe.recv()
        except (EOFError, OSError):
            self._died(w)
            return
        kind, w.waited = said[0], 0.0
        if kind == "ready":
            w.ready, self._names, self._false_starts = True, said[1], 0
        elif kind == "broken":
            raise ReadoutsError(f"no worker can start: {said[1]}")
        elif kind == "begun":
            w.tasks[0].begun = said[2]
        elif kind == "row":
            self._row(w.tasks[0], said[2], said[3])
        else:
            yield from self._ended(w.tasks.popleft())

    def _row(self, task: _Task, row: Row, cost: Cost) -> None:
        task.begun = None
        if row["part"] not in task.rows:
            task.rows[row["part"]] = row
            self._open[task.shard][0].cost.add(cost)
            self._tell(1)

    def _ended(self, task: _Task) -> Iterator[Made]:
        """An entry has all its rows; with the last one its shard is whole."""
        made, tasks, ended = self._open[task.shard]
        ended += 1
        self._open[task.shard] = (made, tasks, ended)
        if ended < made.shard.entries:
            return
        del self._open[task.shard]
        made.names = self._names
        made.rows = [t.rows[part] for _, t in sorted(tasks.items()) for part in sorted(t.rows)]
        yield made

    def _late(self) -> list[_Worker]:
        return [w for w in self._workers if w.waited > (self._recipe.seconds if w.ready else _START)]

    def _cut_off(self, w: _Worker) -> None:
        """What hangs is set aside at once: it would hang again."""
        if w.tasks:
            self._set_aside(w.tasks[0], judging.too_long(self._recipe.seconds))
        else:
            self._false_start(f"does not answer after {_START:g} s")
        self._give_up(w)

    def _died(self, w: _Worker) -> None:
        """The document that it was at is tried once more by itself; the others it held go on."""
        w.process.join()
        if not w.ready:
            self._false_start(_ended_how(w.process.exitcode))
        elif w.tasks:
            task = w.tasks[0]
            task.deaths[task.at] = task.deaths.get(task.at, 0) + 1
            if task.deaths[task.at] > 1:
                self._set_aside(task, f"the process {_ended_how(w.process.exitcode)}, twice")
        self._give_up(w)

    def _false_start(self, why: str) -> None:
        self._false_starts += 1
        if self._false_starts >= _FALSE_STARTS:
            raise ReadoutsError(f"no worker can start: the process {why}; try fewer workers")

    def _set_aside(self, task: _Task, why: str) -> None:
        if task.begun is not None:
            task.aside[task.at] = why
            return
        # It was being read: of the whole entry there is nothing.
        failure = Failure(task.entry.place, why)
        task.rows = {0: rows.unjudged(task.number, 0, task.entry.where, failure, "poisoned", why)}
        self._tell(1)
        self._given_up.append(task)

    def _give_up(self, w: _Worker) -> None:
        """Another process takes the place of this one, and what it held goes to whichever is free."""
        held = [t for t in w.tasks if t not in self._given_up]
        w.tasks.clear()
        self._replaced(w)
        for task in held:
            task.begun = None
        self._again.extend(held)

    def _replaced(self, w: _Worker) -> _Worker:
        w.pipe.close()
        w.process.kill()
        w.process.join()
        fresh = self._started()
        self._workers[self._workers.index(w)] = fresh
        return fresh


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """What is started here fills one processor: there are as many processes as there are processors to fill."""
    before = os.environ.get("OMP_NUM_THREADS")
    os.environ["OMP_NUM_THREADS"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["OMP_NUM_THREADS"]
        else:
            os.environ["OMP_NUM_THREADS"] = before


def _ended_how(code: int | None) -> str:
    """What ended a process.

    >>> _ended_how(-9), _ended_how(3)
    ('was killed (SIGKILL; often for want of memory)', 'ended with code 3')
    """
    if code is not None and code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        return f"was killed ({name}{'; often for want of memory' if -code == 9 else ''})"
    return f"ended with code {code}"
