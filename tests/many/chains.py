"""Chains that go wrong where a text says so, for tests of what many documents may do to a run."""

from __future__ import annotations

import os
import signal
import threading
from functools import partial
from pathlib import Path

from readouts.engine.inline import Extracted
from readouts.engine.many.protocol import Recipe
from readouts.model import Document
from tests.keeping.plain import Plain


class Troubled(Plain):
    """DIE kills the process, DIE ONCE only the first time, HANG never ends, FAULT raises what no chain should."""

    def __init__(self, room: Path) -> None:
        self.room = room

    def extract(self, document: Document) -> Extracted:
        text = document.text
        if "DIE ONCE" in text:
            died = self.room / f"{document.id}.died"
            if not died.exists():
                died.touch()
                os.kill(os.getpid(), signal.SIGKILL)
        elif "DIE" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "HANG" in text:
            threading.Event().wait()
        if "FAULT" in text:
            raise TypeError("no such thing")
        return super().extract(document)


def troubled(room: Path, seconds: float = 5.0) -> Recipe:
    return Recipe(partial(Troubled, room), seconds, {"seconds": seconds})


def broken() -> Plain:
    raise RuntimeError("the weights are missing")


def dying() -> Plain:
    os._exit(7)
