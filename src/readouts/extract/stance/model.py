"""The trained stance model: each statement read by itself, then among its neighbours. No torch at run time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from readouts.encoders import statements
from readouts.extract.stance import features
from readouts.extract.stance.patterns import RULES
from readouts.model import STANCES, Document, Span, StanceName

SCALES = Path(__file__).parent / "scales.json"
NAME = "stance-reader/1"
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
    """One statement as the model sees it: how likely it takes a stance, which one, and the cues that show it.

    ``conditional``, ``moving`` and ``narrated`` are the odds of a condition, of a shift, and of nobody speaking (0..1).
    """

    span: Span
    found: float
    stance: StanceName
    sure: float
    cues: tuple[str, ...]
    vector: Matrix | None = field(default=None, compare=False, repr=False)
    conditional: float = 0.0
    moving: float = 0.0
    narrated: float = 0.0


@dataclass(frozen=True, slots=True)
class Scales:
    """How scores become probabilities, and what is shown: fitted on documents that the reader was not trained on."""

    found: tuple[float, float]
    kind: float
    rules: float
    threshold: float


def available() -> bool:
    """True when the weights of the reader are installed."""
    return statements.available()


@lru_cache(maxsize=1)
def load() -> Scales:
    """Read the shipped scales once."""
    read = json.loads(SCALES.read_text(encoding="utf-8"))
    a, b = read["found"]
    return Scales((float(a), float(b)), float(read["kind"]), float(read["rules"]), float(read["threshold"]))


@dataclass(frozen=True, slots=True)
class Scores:
    """What the reader gives before it is scaled: one row a statement, and the log-odds that the document holds a quarrel."""

    found: Matrix
    kind: Matrix
    marks: Matrix
    quarrel: float


@dataclass(frozen=True, slots=True)
class Reading:
    """Every statement judged, in order, and how likely two accounts of the document contradict each other (0..1)."""

    judged: list[Judged]
    quarrel: float = 0.0


def score(document: Document, spans: Sequence[Span]) -> tuple[Scores, Matrix]:
    """Raw scores of every statement, and their topic vectors (unit rows)."""
    topic, own = statements.encode(document, spans)
    (found, kind, marks), quarrel = statements.contextual(topic, own, features.place(document, spans))
    return Scores(found, kind, marks, quarrel), topic[1:]


def judge(document: Document, spans: Sequence[Span]) -> Reading:
    """Judge every statement of one document."""
    return scaled(document, spans, *score(document, spans)) if spans else Reading([])


def scaled(document: Document, spans: Sequence[Span], scores: Scores, topic: Matrix) -> Reading:
    """Scores as probabilities, the rules of structure added, each statement with the words that show its stance."""
    scales = load()
    found = sigmoid(scores.found * scales.found[0] + scales.found[1])
    flags = sigmoid(scores.marks)
    ruled = [rules(s.of(document.text)) for s in spans]
    kind = scores.kind * scales.kind
    for n, row in enumerate(ruled):
        for _, name, weight in row:
            kind[n, STANCES.index(name)] += weight * scales.rules
    stance = np.exp(kind - kind.max(1, keepdims=True))
    stance /= stance.sum(1, keepdims=True)
    out = []
    for n, span in enumerate(spans):
        best = int(stance[n].argmax())
        reasons = _reasons(span.of(document.text), STANCES[best], ruled[n])
        chances = (float(p) for p in flags[n])
        out.append(Judged(span, float(found[n]), STANCES[best], float(stance[n, best]), reasons, topic[n], *chances))
    return Reading(out, float(sigmoid(np.array([scores.quarrel], np.float32))[0]))


def _reasons(text: str, stance: StanceName, ruled: Sequence[tuple[str, StanceName, float]]) -> tuple[str, ...]:
    """Rules met, then the cues that fit the stance, each with its words."""
    near = (f"cue.{c}: {w!r}" for c, w, _ in features.cues(text, _SHOWS[stance]))
    return tuple(dict.fromkeys((*(reason for reason, _, _ in ruled), *near)))


def rules(text: str) -> list[tuple[str, StanceName, float]]:
    """The rules of structure that a text meets: the reason with its words, the stance, and what it weighs.

    >>> [(name, why) for why, name, _ in rules("The ministry said it had not agreed to do anything.")]
    [('denies', "polarity.not_agreed: 'had not agreed '")]
    """
    out: list[tuple[str, StanceName, float]] = []
    for name, stance, weight, rx in RULES:
        if m := rx.search(text):
            out.append((f"{name}: {m.group(0)!r}", cast(StanceName, stance), weight))
    return out


def sigmoid(x: Matrix) -> Matrix:
    """Logistic function, safe at both ends."""
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))), dtype=np.float32)
