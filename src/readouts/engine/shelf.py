"""The documents of a store without their texts, in the order they came; kept, and added to as documents are."""

from __future__ import annotations

import threading

from readouts.ledger import Reading
from readouts.ledger.rows import Heading


class Shelf:
    """What stands above the documents of one store, read once; safe to use from several threads."""

    def __init__(self) -> None:
        self._seq = 0
        self._kept: dict[str, Heading] = {}
        self._turn = threading.Lock()

    def of(self, reading: Reading) -> dict[str, Heading]:
        """The headings of a reading's moment, by key, in the order they came. Not to be changed."""
        with self._turn:
            if reading.seq == self._seq:
                return self._kept
            if reading.seq < self._seq:
                return reading.headings()
            fresh = [d.key for d in reading.documents(since=self._seq)] if self._seq else None
            found = reading.headings(fresh) if fresh != [] else {}
            self._kept, self._seq = {**self._kept, **found}, reading.seq
            return self._kept
