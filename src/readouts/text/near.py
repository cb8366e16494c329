"""What lies near a passage, without a look at everything: items filed by the blocks of text that they touch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from readouts.model import Span

T = TypeVar("T")
_BLOCK = 256


class Near(Generic[T]):
    """Items by their spans. ``over`` gives candidates in the order they were added; the caller tests them exactly.

    >>> near = Near(["a", "b"], lambda item: [Span(0, 5) if item == "a" else Span(9000, 9005)])
    >>> near.over([Span(3, 9)])
    ['a']
    """

    def __init__(self, items: Iterable[T], spans: Callable[[T], Iterable[Span]]) -> None:
        self._items: list[T] = []
        self._spans = spans
        self._blocks: defaultdict[int, list[int]] = defaultdict(list)
        for item in items:
            self.add(item)

    def add(self, item: T) -> None:
        """File one more item."""
        for block in _blocks(self._spans(item)):
            self._blocks[block].append(len(self._items))
        self._items.append(item)

    def over(self, spans: Iterable[Span]) -> list[T]:
        """Items that share a block of text with any of the spans."""
        found = {n for block in _blocks(spans) for n in self._blocks.get(block, ())}
        return [self._items[n] for n in sorted(found)]


def _blocks(spans: Iterable[Span]) -> set[int]:
    return {b for s in spans for b in range(s.start // _BLOCK, s.end // _BLOCK + 1)}
