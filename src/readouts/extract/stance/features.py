"""What the stance model sees of a statement beside its words: its cue families, its rules, its place in the document."""

from __future__ import annotations

from collections.abc import Container, Sequence

import numpy as np
from numpy.typing import NDArray

from readouts.extract.stance.patterns import FAMILIES, NAMES, RULES
from readouts.model import STANCES, Document, Span
from readouts.text.quotes import quotations

Matrix = NDArray[np.float32]
_PLACE = 10
WIDTH = len(NAMES) + len(STANCES) + _PLACE


def cues(text: str, among: Container[str] = FAMILIES) -> list[tuple[str, str, int]]:
    """The cue families that stand in a text: family, first words that show it, and their offset; only some if so asked.

    >>> [name for name, *_ in cues("They denied it.")]
    ['deny']
    """
    found = ((name, rx.search(text)) for name, rx in FAMILIES.items() if name in among)
    return [(name, m.group(0), m.start()) for name, m in found if m]


def place(document: Document, spans: Sequence[Span]) -> Matrix:
    """Cue families, rules met and place of every statement: shape ``(len(spans), WIDTH)``."""
    if not spans:
        return np.zeros((0, WIDTH), np.float32)
    texts = [s.of(document.text) for s in spans]
    return np.hstack([np.array([_flags(t) + _ruled(t) for t in texts], np.float32), _where(document, spans)])


def _flags(text: str) -> list[float]:
    shown = {name for name, *_ in cues(text)}
    return [float(name in shown) for name in NAMES]


def _ruled(text: str) -> list[float]:
    met = {stance for _, stance, _, rx in RULES if rx.search(text)}
    return [float(name in met) for name in STANCES]


def _where(document: Document, spans: Sequence[Span]) -> Matrix:
    n, text = len(spans), document.text
    length = np.array([s.end - s.start for s in spans], dtype=np.float32)
    at = np.arange(n, dtype=np.float32)
    opens = np.array([s.start == 0 or "\n" in text[max(0, s.start - 3) : s.start] for s in spans])
    columns = [
        at / n, np.exp(-at / 3), np.minimum(length / 200, 2), length < 40, length > 250, np.full(n, min(n / 60, 2)),
        np.full(n, document.kind not in ("news", "wire")), opens, _quoted(document, spans), np.full(n, bool(document.title)),
    ]  # fmt: skip
    assert len(columns) == _PLACE
    return np.stack([np.asarray(c, dtype=np.float32) for c in columns], axis=1)


def _quoted(document: Document, spans: Sequence[Span]) -> Matrix:
    """Share of each statement that stands inside quotation marks."""
    inside = np.zeros(len(document.text) + 1, np.int64)
    for q in quotations(document.text):
        inside[q.start : q.end] = 1
    total = np.concatenate([[0], inside.cumsum()])
    return np.array([(total[s.end] - total[s.start]) / max(1, s.end - s.start) for s in spans], np.float32)
