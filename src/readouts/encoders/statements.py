"""Statements of one document through the shipped reader: what each is about, whether it takes a stance, and which.

Two graphs. ``encoder.onnx`` reads each statement by itself and gives two vectors: the unchanged sentence vector, by
which statements on the same matter lie near each other, and one that was trained to carry stance. ``context.onnx``
reads the vectors of a whole document in their order, and scores each statement beside its neighbours and its title.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from readouts.encoders.onnx import WEIGHTS, load, pad
from readouts.encoders.windows import CLS, SEP, feature, quoted
from readouts.model import Document, Span

DIM = 384
STANCE_DIM = 384
# A document longer than this is read in windows that share a quarter with the one before.
WINDOW, STEP = 64, 48
_MAX_PIECES = 96
_BATCH = 16
Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Rows:
    """Word pieces of statements, the title first: ``ids`` and ``features`` (case and quotation, 0..5), one list each."""

    ids: list[list[int]]
    features: list[list[int]]


def available() -> bool:
    """True when the weights are installed."""
    return (WEIGHTS / "statements" / "encoder.onnx").is_file()


def rows(document: Document, spans: Sequence[Span], tokenizer: Any) -> Rows:
    """Pieces of the title (the first statement where there is none), then of each statement, cut at 96."""
    text, inside = document.text, quoted(document.text)
    title = document.title or (spans[0].of(text) if spans else "")
    ids, features = [], []
    for words, marks, at in [(title, quoted(title), 0), *((s.of(text), inside, s.start) for s in spans)]:
        encoding = tokenizer.encode(words, add_special_tokens=False)
        source = title if marks is not inside else text
        kept = encoding.ids[: _MAX_PIECES - 2]
        ids.append([CLS, *kept, SEP])
        features.append([0, *(feature(source, marks, at + a) for a, _ in encoding.offsets[: len(kept)]), 0])
    return Rows(ids, features)


def encode(document: Document, spans: Sequence[Span]) -> tuple[Matrix, Matrix]:
    """Topic vectors (unit length) and stance vectors of title and statements: shapes ``(1 + n, 384)`` each."""
    model = load("statements")
    r = rows(document, spans, model.tokenizer)
    order = sorted(range(len(r.ids)), key=lambda n: len(r.ids[n]))
    topic = np.zeros((len(order), DIM), np.float32)
    stance = np.zeros((len(order), STANCE_DIM), np.float32)
    # Statements of like length go together, so that little of a batch is padding.
    for at in range(0, len(order), _BATCH):
        batch = order[at : at + _BATCH]
        ids = pad([r.ids[n] for n in batch], 0)
        given = {"ids": ids, "features": pad([r.features[n] for n in batch], 0), "mask": (ids > 0).astype(np.int64)}
        topic[batch], stance[batch] = model.run("encoder", given)
    return topic, stance


def windows(count: int) -> Iterator[tuple[range, range]]:
    """Ranges of statements to read together, and of those to keep from each reading.

    >>> [(list(r)[0], list(r)[-1], list(k)[0], list(k)[-1]) for r, k in windows(100)]
    [(0, 63, 0, 49), (36, 99, 50, 99)]
    """
    if count <= WINDOW:
        yield range(count), range(count)
        return
    starts = [*range(0, count - WINDOW, STEP), count - WINDOW]
    edge = 0
    for n, at in enumerate(starts):
        stop = count if n + 1 == len(starts) else (starts[n + 1] + at + WINDOW) // 2
        yield range(at, at + WINDOW), range(edge, stop)
        edge = stop


def contextual(topic: Matrix, stance: Matrix, place: Matrix) -> tuple[list[Matrix], float]:
    """Scores of each statement read among its neighbours (found, kind, marks), and of a quarrel anywhere in the document.

    ``topic`` and ``stance`` begin with the title's row; ``place`` has one row a statement.
    """
    model = load("statements")
    kept: list[list[Matrix]] = []
    quarrel = []
    for read, keep in windows(len(place)):
        at = [0, *(1 + n for n in read)]
        given = {"topic": topic[at][None], "stance": stance[at][None], "place": _titled(place[list(read)])[None]}
        *heads, whole = model.run("context", given)
        kept.append([head[0, 1:][[n - read.start for n in keep]] for head in heads])
        quarrel.append(float(whole[0]))
    return [np.concatenate(parts) for parts in zip(*kept, strict=True)], max(quarrel)


def _titled(place: Matrix) -> Matrix:
    return np.vstack([np.zeros_like(place[:1]), place])


def embed(texts: Sequence[str]) -> Matrix:
    """Topic vectors of loose texts, one unit row a text: shape ``(len(texts), 384)``. Texts past 96 pieces are cut there.

    >>> v = embed(["They agreed to share intelligence.", "They will share intelligence.", "It rained."])
    >>> bool(v[0] @ v[1] > v[0] @ v[2])
    True
    """
    different = {t: n for n, t in enumerate(dict.fromkeys(texts))}
    joined = "\n".join(different)
    spans, at = [], 0
    for t in different:
        spans.append(Span(at, at + len(t)))
        at += len(t) + 1
    topic, _ = encode(Document(id="", text=joined, title=next(iter(different), "")), spans)
    return topic[1:][[different[t] for t in texts]]
