"""Parties by agreements: what each party holds now of each, in one table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from readouts.engine.overview import Glance, Side


@dataclass(frozen=True, slots=True)
class Matrix:
    """``parties`` head the columns, ``rows`` are agreements; a row has a cell for each party, None where it is not heard.

    ``left_out`` is how many parties have no column.
    """

    parties: tuple[str, ...]
    rows: tuple[tuple[Glance, tuple[Side | None, ...]], ...]
    left_out: int = 0


def matrix(glances: Iterable[Glance], *, most: int = 30, parties: Sequence[str] = ()) -> Matrix:
    """The table of some agreements; the parties heard on most of them come first, at most so many.

    Args:
        glances: the agreements, in the order of the rows.
        most: at most so many columns.
        parties: only these, in this order; of none given, all.
    """
    given = list(glances)
    heard = Counter(s.party for g in given for s in g.sides)
    order = list(parties) if parties else sorted(heard, key=lambda p: (-heard[p], p))
    shown = tuple(dict.fromkeys(order))[:most]
    rows = []
    for g in given:
        by = {s.party: s for s in g.sides}
        rows.append((g, tuple(by.get(p) for p in shown)))
    return Matrix(shown, tuple(rows), len(set(order)) - len(shown))
