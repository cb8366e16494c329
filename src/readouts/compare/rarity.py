"""How rare a word is in statements about agreements: two texts that share rare words speak of the same thing."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from readouts.compare.pairs import content_words

WEIGHTS = Path(__file__).with_name("weights") / "rarity.json"


@lru_cache(maxsize=1)
def _counted() -> tuple[int, dict[str, int]]:
    record = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return int(record["statements"]), record["words"]


def rarity(word: str) -> float:
    """How much a word tells, by how few of the training statements have it. The count is fixed, so that what was
    compared yesterday and what is compared today weigh the same.

    >>> rarity("quokka") > rarity("agreem")
    True
    """
    statements, words = _counted()
    return math.log(1 + statements / words.get(word, 1))


def shared(a: frozenset[str], b: frozenset[str]) -> float:
    """The weight of the words two texts share, as a part of all that the poorer one has: 0 to 1.

    >>> shared(content_words("They reopen the sluice."), content_words("The sluice stays shut.")) > 0
    True
    """
    least = min(weigh(a), weigh(b))
    return weigh(a & b) / least if least else 0.0


def weigh(words: Iterable[str]) -> float:
    """The rarity of all the words together."""
    return math.fsum(rarity(w) for w in words)


__all__ = ["content_words", "rarity", "shared", "weigh"]
