"""The inline engine for many documents: this process, one document after the other."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

from readouts.engine.inline import Extracted
from readouts.engine.many import judging, plan
from readouts.engine.many.protocol import Made, Recipe, Shard
from readouts.read.entries import Input, survey
from readouts.read.stores import Fsspec, Stores


class Alone:
    """Reads and judges in this process. What kills it ends the run; what hangs is broken off where signals work.

    Args:
        stores: what opens objects; fsspec when None.
    """

    name = "inline"

    def __init__(self, stores: Stores | None = None) -> None:
        self._stores = stores or Fsspec()

    def survey(self, sources: Sequence[str | Path]) -> Iterator[Input]:
        """The files that are named."""
        return survey(sources, judging.LIMITS, self._stores)

    def work(self, shards: Iterable[Shard], recipe: Recipe, tell: Callable[[int], None]) -> Iterator[Made]:
        """One shard after the other."""
        chain = recipe.start()
        for shard in shards:
            made = Made(shard, [], tuple(chain.names))
            for _, number, entry in plan.read([shard], self._stores):
                for row, cost in judging.rows_of(
                    number, entry, chain, stores=self._stores, watch=lambda work: limited(work, recipe.seconds)
                ):
                    made.rows.append(row)
                    made.cost.add(cost)
                    tell(1)
            yield made


def limited(work: Callable[[], Extracted], seconds: float) -> Extracted:
    """Run something for at most so long. Off the main thread, or where there are no timers, it runs to its end.

    Raises:
        TooLong: the time is over.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        return work()

    def over(_: int, __: FrameType | None) -> Any:
        raise judging.TooLong(judging.too_long(seconds))

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return work()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
