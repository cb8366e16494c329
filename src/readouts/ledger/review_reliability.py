"""How far reviewers agree beyond chance: Krippendorff's alpha and Cohen's kappa, for names without an order.

Sources of the formulas: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), by way of the table of
coincidences; J. Cohen, "A Coefficient of Agreement for Nominal Scales" (1960).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Label = Hashable


@dataclass(frozen=True, slots=True)
class Reliability:
    """A coefficient and what it rests on. ``value`` is None where it is not defined, and ``why`` says so.

    ``units`` are the things that at least two judged, ``labels`` the judgements of those, ``observed`` and
    ``expected`` the shares of disagreement (alpha) or of agreement (kappa).
    """

    value: float | None
    units: int
    labels: int
    observed: float | None = None
    expected: float | None = None
    why: str = ""


def alpha(units: Iterable[Iterable[Label | None]]) -> Reliability:
    """Krippendorff's alpha of labels without an order; 1 is full agreement, 0 what chance would give.

    Each unit holds the labels it was given, in any order; None is a missing one. Any number of reviewers.

    >>> alpha([["yes", "yes", None], ["no", "no", "no"], ["yes", "no", None]]).value
    0.5
    >>> alpha([["yes", "yes"], ["yes", "yes"]]).why
    'every judgement is the same: chance cannot be told from agreement'
    """
    paired = [given for unit in units if len(given := [label for label in unit if label is not None]) > 1]
    total = sum(map(len, paired))
    if not paired:
        return Reliability(None, 0, 0, why="nothing was judged by two reviewers")
    marginal = Counter(label for given in paired for label in given)
    apart = sum(_unlike(Counter(given)) / (len(given) - 1) for given in paired)
    chance = _unlike(marginal) / (total - 1)
    if not chance:
        why = "every judgement is the same: chance cannot be told from agreement"
        return Reliability(None, len(paired), total, 0.0, 0.0, why)
    return Reliability(1 - apart / chance, len(paired), total, apart / total, chance / total)


def _unlike(counts: Counter[Label]) -> int:
    """Ordered pairs of two judgements that differ."""
    total = counts.total()
    return sum(n * (total - n) for n in counts.values())


def kappa(pairs: Iterable[tuple[Label | None, Label | None]]) -> Reliability:
    """Cohen's kappa of two reviewers, each with habits of his own; a pair with a None is left out.

    >>> kappa([("yes", "yes"), ("no", "no"), ("yes", "no"), ("no", "yes")]).value
    0.0
    """
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    if not both:
        return Reliability(None, 0, 0, why="the two judged nothing in common")
    n = len(both)
    first, second = Counter(a for a, _ in both), Counter(b for _, b in both)
    same = sum(a == b for a, b in both)
    chance = sum(count * second[label] for label, count in first.items())
    observed, expected = same / n, chance / (n * n)
    if chance == n * n:
        why = "both gave one and the same label throughout: chance cannot be told from agreement"
        return Reliability(None, n, 2 * n, observed, expected, why)
    return Reliability((observed - expected) / (1 - expected), n, 2 * n, observed, expected)


def only(label: Label, ratings: Mapping[str, Mapping[str, Label]]) -> dict[str, dict[str, bool]]:
    """The same judgements asked one question only: this label, or another?

    >>> only("denies", {"u1": {"ruiz": "denies", "holt": "hedges"}})
    {'u1': {'ruiz': True, 'holt': False}}
    """
    return {unit: {who: given == label for who, given in by.items()} for unit, by in ratings.items()}


def between(ratings: Mapping[str, Mapping[str, Label]], one: str, other: str) -> Reliability:
    """Cohen's kappa of two named reviewers over what both judged.

    >>> between({"u1": {"ruiz": "yes", "holt": "yes"}, "u2": {"ruiz": "no", "holt": "no"}}, "ruiz", "holt").value
    1.0
    """
    return kappa([(by.get(one), by.get(other)) for by in ratings.values()])


def among(ratings: Mapping[str, Mapping[str, Label]]) -> Reliability:
    """Krippendorff's alpha of all reviewers over everything.

    >>> among({"u1": {"ruiz": "yes", "holt": "yes"}, "u2": {"ruiz": "no", "holt": "no"}}).value
    1.0
    """
    return alpha([list(by.values()) for by in ratings.values()])


def reviewers(ratings: Mapping[str, Mapping[str, Label]]) -> Sequence[str]:
    """Everybody who judged anything, in order of the alphabet.

    >>> reviewers({"u1": {"ruiz": "yes"}, "u2": {"holt": "no"}})
    ['holt', 'ruiz']
    """
    return sorted({who for by in ratings.values() for who in by})
