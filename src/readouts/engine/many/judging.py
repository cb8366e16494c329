"""One entry read and judged, in whichever process: the rows it gives, and where it stands while it is worked on."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Protocol

from readouts.engine.inline import Extracted
from readouts.engine.keeping import Chain, judged_by
from readouts.engine.many import rows
from readouts.engine.many.protocol import Cost, Row
from readouts.model import Document
from readouts.read.entries import Entry, found
from readouts.read.limits import Failure, Limits
from readouts.read.stores import Stores

# An archive may be of any size: its files are read line by line.
LIMITS = Limits(collection=10**18)


class Watch(Protocol):
    """Runs one document's judging, and may break it off."""

    def __call__(self, work: Callable[[], Extracted]) -> Extracted:
        """The result of the work.

        Raises:
            TooLong: it took more than it may.
        """
        ...


class TooLong(Exception):  # noqa: N818 - it reads as the sentence it stands for
    """One document took longer than it may; the message says how long."""


def too_long(seconds: float) -> str:
    """The reason of a document that hung.

    >>> too_long(600)
    'it took more than 600 s'
    """
    return f"it took more than {seconds:g} s"


def rows_of(
    number: int,
    entry: Entry,
    chain: Chain,
    *,
    stores: Stores | None = None,
    aside: Mapping[int, str] | None = None,
    begun: Callable[[Row], None] = lambda row: None,
    watch: Watch = lambda work: work(),
) -> Iterator[tuple[Row, Cost]]:
    """The rows of one entry.

    Args:
        number: which entry of all it is.
        entry: the entry.
        chain: what judges.
        stores: what opens objects.
        aside: parts of it that are not tried again, with the reason of each.
        begun: called with the bare row before a document is judged.
        watch: runs the judging of each document.
    """
    for part, one in enumerate(found(entry, LIMITS, stores)):
        if isinstance(one, Failure):
            yield rows.unjudged(number, part, entry.where, one, "unreadable", one.why), Cost()
            continue
        document = one if isinstance(one, Document) else one.document
        bare = rows.unjudged(number, part, entry.where, one, "poisoned", (aside or {}).get(part))
        if bare["reason"] is not None:
            yield bare, Cost()
            continue
        begun(bare)
        began = time.process_time()
        try:
            row = rows.judged(bare, watch(partial(judged_by, chain, document)))
        except TooLong as error:
            row = {**bare, "reason": str(error)}
        except Exception as error:  # any fault of one document stays with it
            row = {**bare, "reason": f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"}
        yield row, Cost(time.process_time() - began, len(document.text), resident())


def resident() -> float:
    """The memory this process holds, in megabytes; 0 where the system does not tell."""
    with suppress(OSError, ValueError, IndexError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)
    with suppress(ImportError):
        import resource  # noqa: PLC0415 - not on every system

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS, kilobytes elsewhere
        return round(most / (1e6 if sys.platform == "darwin" else 1e3), 1)
    return 0.0
