"""A process of the pool: it gets a few entries at a time, says which document it begins, and sends back rows."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Any

from readouts.encoders.ahead import one_thread
from readouts.engine.many.judging import rows_of
from readouts.read.entries import Entry
from readouts.read.stores import Stores

# What a worker says: ("ready", names), ("begun", number, bare row), ("row", number, row, cost), ("end", number), ("broken", why)
Said = tuple[Any, ...]
Sent = tuple[int, Entry, dict[int, str]]


def serve(pipe: Connection, start: Any, stores: Stores) -> None:
    """Judge what comes through the pipe until it is closed; the whole life of a worker process."""
    threading.Thread(target=_orphaned, daemon=True).start()
    # Ctrl-C goes to the whole group: the process that commands decides what ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    one_thread()
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        try:
            chain = start()
            pipe.send(("ready", tuple(chain.names)))
        except Exception as error:  # whatever it is, the one who commands tells it
            pipe.send(("broken", f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"))
            return
        while True:
            for sent in pipe.recv():
                _one(pipe, chain, stores, sent)


def _orphaned() -> None:
    """End at once when the process that commands is gone, whatever is being done: nobody will take the answer."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _one(pipe: Connection, chain: Any, stores: Stores, sent: Sent) -> None:
    number, entry, aside = sent

    def begun(row: dict[str, Any]) -> None:
        pipe.send(("begun", number, row))

    for row, cost in rows_of(number, entry, chain, stores=stores, aside=aside, begun=begun):
        pipe.send(("row", number, row, cost))
    pipe.send(("end", number))
