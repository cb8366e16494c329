"""Logistic models over named features: small enough to read, shipped as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Logistic:
    """A weight for each named feature, a bias, and the least probability that counts. Written by ``training/logistic.py``.

    >>> Logistic(0.0, 0.5, {"denied": 2.0}).probability({"denied": 1.0, "unknown": 1.0}) > 0.88
    True
    """

    bias: float
    threshold: float
    weights: Mapping[str, float]

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Logistic:
        """A model from its JSON record; KeyError names what the record lacks."""
        return cls(float(record["bias"]), float(record["threshold"]), record["weights"])

    def probability(self, x: Mapping[str, float]) -> float:
        """How likely, in 0..1, for feature values ``x``; a feature without a weight counts nothing."""
        score = self.bias + sum(self.weights.get(k, 0.0) * v for k, v in x.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


@lru_cache(maxsize=8)
def load(path: Path) -> Logistic:
    """The model of a JSON file, read once a process."""
    return Logistic.of(json.loads(path.read_text(encoding="utf-8")))
