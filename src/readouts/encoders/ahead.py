"""Work begun before its result is asked for: models run outside Python's lock, so the parse can go on beside them."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from threading import Thread
from typing import Generic, TypeVar

T = TypeVar("T")
_threads = [True]


def one_thread() -> None:
    """Begin nothing beside the rest from now on: where every processor has its own process, threads only take turns."""
    _threads[0] = False


class Ahead(Generic[T]):
    """A call that runs in a thread of its own, as a part of the work that began it; an error comes out where the result is asked for.

    >>> Ahead(lambda: 6 * 7).result()
    42
    """

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._done: list[T] = []
        self._error: BaseException | None = None
        self._thread: Thread | None = None
        if not _threads[0]:
            self._run()
            return
        # A daemon, so that Ctrl-C does not wait for a model.
        self._thread = Thread(target=copy_context().run, args=(self._run,), daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._done.append(self._work())
        except BaseException as error:  # raised again in the thread that asks
            self._error = error

    def result(self) -> T:
        """Wait for the result."""
        if self._thread is not None:
            self._thread.join()
        if self._error is not None:
            raise self._error
        return self._done[0]
