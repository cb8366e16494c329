"""The trained stance model: two linear layers over words, vectors, cues and place. No torch, one matrix product."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from readouts.encoders import sentences
from readouts.extract.stance import features
from readouts.extract.stance.patterns import RULES
from readouts.model import STANCES, Document, Span, StanceName

WEIGHTS = Path(__file__).parent / "weights"
NAME = "stance-linear/1"
# Which cue families a reader is shown as reasons for which stance.
_SHOWS: dict[StanceName, tuple[str, ...]] = {
    "affirms": ("agree.verb", "agree.noun", "promise", "offer", "joint"),
    "denies": ("deny", "not.agree", "breach", "negated"),
    "refuses": ("refuse", "refuse.strong", "will.not"),
    "conditions": ("condition.strong", "condition", "demand"),
    "hedges": ("hedge.strong", "hedge"),
    "withdraws": ("withdraw",),
}
Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Judged:
    """One statement as the model sees it: how likely it takes a stance, which one, and the cues that show it."""

    span: Span
    found: float
    stance: StanceName
    sure: float
    cues: tuple[str, ...]
    vector: Matrix | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Weights:
    """Vocabulary with idf, and the coefficients of the two layers (columns: words, then dense features)."""

    vocabulary: dict[str, int]
    idf: Matrix
    found: Matrix
    found_bias: float
    stance: Matrix
    stance_bias: Matrix
    scale: tuple[float, float]
    second: Matrix
    second_bias: float
    threshold: float


def available() -> bool:
    """True when the weights of the model and of its sentence encoder are installed."""
    return (WEIGHTS / "stance.npz").is_file() and sentences.available()


@lru_cache(maxsize=1)
def load() -> Weights:
    """Read the shipped weights once."""
    with np.load(WEIGHTS / "stance.npz") as z:
        a = {k: z[k].astype(np.float32) for k in z.files}
    head = json.loads((WEIGHTS / "stance.json").read_text(encoding="utf-8"))
    vocabulary = {w: n for n, w in enumerate(head["vocabulary"])}
    return Weights(
        vocabulary, a["idf"], a["found"], float(head["found_bias"]), a["stance"], a["stance_bias"],
        (float(head["scale"][0]), float(head["scale"][1])), a["second"], float(head["second_bias"]), float(head["threshold"]),
    )  # fmt: skip


def judge(document: Document, spans: Sequence[Span]) -> list[Judged]:
    """Judge every statement of one document; the result has one entry a span, in order."""
    if not spans:
        return []
    w = load()
    texts = [s.of(document.text) for s in spans]
    raw = features.dense(document, spans)
    vectors = raw[:, : sentences.DIM] / features.VECTOR_SCALE
    dense = raw * w.scale[1]
    words = features.lexical(texts, w.vocabulary, w.idf) * w.scale[0]
    cut = words.shape[1]
    first = np.asarray(words @ w.found[:cut] + dense @ w.found[cut:] + w.found_bias, dtype=np.float32)
    found = sigmoid(context(first, dense[:, : sentences.DIM]) @ w.second + w.second_bias)
    scores = words @ w.stance[:cut] + dense @ w.stance[cut:] + w.stance_bias
    ruled = [rules(t) for t in texts]
    for n, row in enumerate(ruled):
        for _, name, weight in row:
            scores[n, STANCES.index(name)] += weight
    stance = np.exp(scores - scores.max(1, keepdims=True))
    stance /= stance.sum(1, keepdims=True)
    out = []
    for n, span in enumerate(spans):
        best = int(stance[n].argmax())
        shown = (reason for reason, _, _ in ruled[n])
        near = (f"cue.{c}: {w!r}" for c, w, _ in features.cues(texts[n]) if c in _SHOWS[STANCES[best]])
        reasons = tuple(dict.fromkeys((*shown, *near)))
        out.append(Judged(span, float(found[n]), STANCES[best], float(stance[n, best]), reasons, vectors[n]))
    return out


def rules(text: str) -> list[tuple[str, StanceName, float]]:
    """The rules of structure that a text meets: the reason with its words, the stance, and what it weighs.

    >>> [(name, why) for why, name, _ in rules("The ministry said it had not agreed to anything.")]
    [('denies', "polarity.not_agreed: 'had not agreed '")]
    """
    out: list[tuple[str, StanceName, float]] = []
    for name, stance, weight, rx in RULES:
        if m := rx.search(text):
            out.append((f"{name}: {m.group(0)!r}", cast(StanceName, stance), weight))
    return out


def context(first: Matrix, vectors: Matrix) -> Matrix:
    """Second look: a statement's own score, its neighbours', and how near it stands to what the document is about.

    The topic is the mean of the vectors, each weighted by its first score: what is being agreed, if anything is.
    """
    p = sigmoid(first)
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    topic = (unit * p[:, None]).sum(0)
    topic /= max(float(np.linalg.norm(topic)), 1e-6)
    near = unit @ topic
    before, after = np.concatenate([[0], p[:-1]]), np.concatenate([p[1:], [0]])
    top = np.sort(p)[::-1]
    most = np.full(len(p), top[: max(1, min(5, len(p)))].mean())
    rank = (p[:, None] < p[None, :]).mean(1)
    columns = [first, before, after, near, near * p, most, p.mean() * np.ones_like(p), rank, p * most]
    return np.stack(columns, axis=1).astype(np.float32)


def sigmoid(x: Matrix) -> Matrix:
    """Logistic function, safe at both ends."""
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))), dtype=np.float32)
