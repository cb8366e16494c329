"""What the stance model sees of a statement: its words, its cue families, its place, its document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from readouts.encoders import sentences
from readouts.extract.stance.patterns import FAMILIES, NAMES
from readouts.model import Document, Span

Matrix = NDArray[np.float32]
_WORD = re.compile(r"[a-z]+(?:[’'][a-z]+)?|\d+")
_PLACE = 10
VECTOR_SCALE = 4  # a statement's own vector weighs more than its neighbours' and its document's


def words(text: str) -> list[str]:
    """Lower-case words and pairs of neighbours; figures become one mark, so that no amount is learnt by heart."""
    unigrams = ["#" if w[0].isdigit() else w.replace("’", "'") for w in _WORD.findall(text.lower())]
    return unigrams + [f"{a} {b}" for a, b in zip(["^", *unigrams], [*unigrams, "$"], strict=True)]


def lexical(texts: Sequence[str], vocabulary: Mapping[str, int], idf: NDArray[np.float32]) -> Matrix:
    """Unit-length tf-idf rows, shape ``(len(texts), len(vocabulary))``."""
    out = np.zeros((len(texts), len(vocabulary)), dtype=np.float32)
    for row, text in enumerate(texts):
        for w in set(words(text)):
            if (column := vocabulary.get(w)) is not None:
                out[row, column] = idf[column]
    return np.asarray(out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-6), dtype=np.float32)


def cues(text: str) -> list[tuple[str, str, int]]:
    """The cue families that stand in a text: family, first words that show it, and their offset.

    >>> [name for name, *_ in cues("They denied it.")]
    ['deny']
    """
    found = ((name, rx.search(text)) for name, rx in FAMILIES.items())
    return [(name, m.group(0), m.start()) for name, m in found if m]


def dense(document: Document, spans: Sequence[Span]) -> Matrix:
    """Vectors, cues and place of every statement of one document: one row a statement."""
    texts = [s.of(document.text) for s in spans]
    own = sentences.embed([*texts, document.title or (texts[0] if texts else "")])
    rows, title = own[:-1], own[-1]
    if not len(rows):
        return np.zeros((0, 0), dtype=np.float32)
    before = np.vstack([title[None], rows[:-1]])
    after = np.vstack([rows[1:], rows[-1:]])
    centre = rows.mean(0)
    flags = np.array([_flags(t) for t in texts], dtype=np.float32)
    near = (np.vstack([flags[:1] * 0, flags[:-1]]) + np.vstack([flags[1:], flags[:1] * 0])) / 2
    topic = flags.mean(0, keepdims=True).repeat(len(texts), 0)
    about = np.tile(centre * 2, (len(texts), 1))
    return np.hstack([rows * VECTOR_SCALE, before + after, about, flags, near, topic, _place(document, spans, rows, title)])


def _flags(text: str) -> list[float]:
    shown = {name for name, *_ in cues(text)}
    return [float(name in shown) for name in NAMES]


def _place(document: Document, spans: Sequence[Span], rows: Matrix, title: Matrix) -> Matrix:
    n = len(spans)
    length = np.array([s.end - s.start for s in spans], dtype=np.float32)
    at = np.arange(n, dtype=np.float32)
    centre = rows.mean(0)
    columns = [
        at / max(n, 1), np.exp(-at / 3), np.minimum(length / 200, 2), (length < 40), (length > 250),
        rows @ title, rows @ (centre / (np.linalg.norm(centre) + 1e-6)), np.full(n, min(n / 60, 2)),
        np.full(n, document.kind not in ("news", "wire")), rows @ rows[0],
    ]  # fmt: skip
    assert len(columns) == _PLACE
    return np.stack([np.asarray(c, dtype=np.float32) for c in columns], axis=1)
