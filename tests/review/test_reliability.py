"""Reliability against worked examples that were published, against another library, and against what must always hold."""

from __future__ import annotations

import math
from collections.abc import Sequence

import krippendorff
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readouts.ledger.review_reliability import alpha, among, between, kappa, only

Rows = Sequence[str]


def units(*reviewers: str) -> list[list[str | None]]:
    """One line a reviewer, one character a unit, a dot where there is no judgement."""
    return [[None if c == "." else c for c in column] for column in zip(*reviewers, strict=True)]


def pairs(table: Sequence[Sequence[int]]) -> list[tuple[str | None, str | None]]:
    """A table of counts as single judgements: its rows the first reviewer, its columns the second."""
    return [(str(r), str(c)) for r, row in enumerate(table) for c, n in enumerate(row) for _ in range(n)]


# Ordered unlike pairs observed (each unit's, over its judgements less one) against those that chance gives: n * n less
# the squares of how often each name was given, over n - 1. Each comes out as the value its source prints.
ALPHA = {
    # Krippendorff (2011), section A: two observers; four of ten units apart; 14 zeros, 6 ones.
    "binary": (units("0100000010", "1110010000"), 1 - 8 / ((400 - 196 - 36) / 19), 0.095),
    # Krippendorff (2011), section B: three of twelve units apart; a to e given 4, 6, 6, 6 and 2 times.
    "five names": (units("aabbdcccedda", "babbbccceddd"), 1 - 6 / ((576 - 128) / 23), 0.692),
    # Krippendorff (2011), section C: four observers, values missing; units 2, 6 and 8 give 2 + 4 + 2; the last unit has
    # one value and is left out; 1 to 5 given 9, 13, 10, 5 and 3 times.
    "values missing": (
        units("123321412...", "1233224125.3", ".3332342251.", "12332441251."),
        1 - 8 / ((1600 - 81 - 169 - 100 - 25 - 9) / 39),
        0.743,
    ),
    # The article on the coefficient in the English Wikipedia: three observers, fifteen units, of which 6, 8 and 15
    # give 2 each; 1 to 4 given 7, 4, 10 and 5 times.
    "many values missing": (
        units(".....34121133.3", "1.213343.......", "..21344.21133.4"),
        1 - 6 / ((676 - 49 - 16 - 100 - 25) / 25),
        0.691,
    ),
}


@pytest.mark.parametrize("name", ALPHA)
def test_alpha_is_that_of_the_published_example(name: str) -> None:
    data, exact, printed = ALPHA[name]
    value = alpha(data).value
    assert value is not None and math.isclose(value, exact) and round(value, 3) == printed


def test_alpha_by_hand_with_a_missing_value() -> None:
    # Units {x,x}, {x,y,y}; the third has one judgement and is left out. Coincidences: unit 1 gives 2 on the diagonal;
    # unit 2 gives 4 unlike pairs / 2 = 2 off it. x: 3, y: 2, n = 5. Chance: 2 * 3 * 2 / 4 = 3. 1 - 2/3.
    found = alpha([["x", "x", None], ["x", "y", "y"], [None, None, "y"]])
    assert found.value is not None and math.isclose(found.value, 1 / 3)
    assert (found.units, found.labels) == (2, 5)


# Two reviewers, counts in a table, kappa worked out from them and as its source prints it.
KAPPA = {
    # English Wikipedia on the coefficient, fifty proposals: (.70 - .50) / (1 - .50)
    "proposals": ([[20, 5], [10, 15]], 0.40, 2),
    # The same source's pair of tables with equal agreement and unequal habits.
    "same agreement, one habit": ([[45, 15], [25, 15]], 0.1304, 4),
    "same agreement, another habit": ([[25, 35], [5, 35]], 0.2593, 4),
    # Fleiss, Levin and Paik (2003), chapter 18: 100 subjects; (.89 - .66) / (1 - .66)
    "three diagnoses": ([[75, 1, 4], [5, 4, 1], [0, 0, 10]], 0.68, 2),
}


@pytest.mark.parametrize("name", KAPPA)
def test_kappa_is_that_of_the_published_example(name: str) -> None:
    table, printed, digits = KAPPA[name]
    value = kappa(pairs(table)).value
    assert value is not None and round(value, digits) == printed


@pytest.mark.parametrize(("label", "printed"), [("0", 0.69), ("1", 0.50), ("2", 0.77)])
def test_kappa_of_each_name_is_that_of_the_published_example(label: str, printed: float) -> None:
    # The same three diagnoses, each against the others: the source prints .69, .50 and .77.
    ratings = {str(n): {"a": x, "b": y} for n, (x, y) in enumerate(pairs(KAPPA["three diagnoses"][0]))}
    value = between(only(label, ratings), "a", "b").value
    assert value is not None and round(value, 2) == printed


def test_what_cannot_be_told_is_none_with_its_reason() -> None:
    assert alpha([]).why == "nothing was judged by two reviewers"
    assert alpha([["x"], [None, "y"]]).value is None
    assert alpha([["x", "x"], ["x", "x"]]).value is None
    assert kappa([("x", None)]).why == "the two judged nothing in common"
    assert kappa([("x", "x"), ("x", "x")]).value is None


def test_two_who_always_differ_are_not_the_same_as_nothing_known() -> None:
    # Cohen: one says x throughout, the other y: observed 0, expected 0, and kappa is 0, not undefined.
    assert kappa([("x", "y")] * 4).value == 0


LABELS = st.sampled_from(["affirms", "denies", "hedges", None])
MATRIX = st.integers(2, 4).flatmap(lambda w: st.lists(st.lists(LABELS, min_size=w, max_size=w), max_size=12))


@given(MATRIX)
def test_alpha_is_at_most_one_and_one_means_that_all_agree(rows: list[list[str | None]]) -> None:
    found = alpha(rows)
    if found.value is None:
        assert found.why
        return
    assert found.value <= 1
    united = all(len({x for x in row if x is not None}) <= 1 for row in rows if sum(x is not None for x in row) > 1)
    assert (found.value == 1) == united


@given(MATRIX, st.randoms())
def test_alpha_knows_no_order_of_units_reviewers_or_names(rows: list[list[str | None]], random: object) -> None:
    before = alpha(rows)
    other = [[None if x is None else {"affirms": 3, "denies": 1, "hedges": 2}[x] for x in row] for row in rows]
    random.shuffle(other)  # type: ignore[attr-defined]
    for row in other:
        random.shuffle(row)  # type: ignore[attr-defined]
    after = alpha(other)
    assert (before.value is None) == (after.value is None)
    if before.value is not None and after.value is not None:
        assert math.isclose(before.value, after.value, abs_tol=1e-12)


@given(MATRIX)
def test_what_only_one_judged_changes_nothing(rows: list[list[str | None]]) -> None:
    assert alpha([*rows, ["denies"], [None, "hedges"], []]) == alpha(rows)


@given(st.lists(st.tuples(LABELS, LABELS), max_size=15))
def test_kappa_is_the_same_seen_from_either_side(given_pairs: list[tuple[str | None, str | None]]) -> None:
    there, back = kappa(given_pairs), kappa([(b, a) for a, b in given_pairs])
    assert (there.value is None) == (back.value is None)
    if there.value is not None and back.value is not None:
        assert math.isclose(there.value, back.value, abs_tol=1e-12) and -1 <= there.value <= 1


@settings(deadline=None)  # the first call loads the library
@given(MATRIX)
def test_alpha_is_that_of_another_library(rows: list[list[str | None]]) -> None:
    ours = alpha(rows)
    if ours.value is None:
        return
    width = max(map(len, rows))
    numbered = {"affirms": 1, "denies": 2, "hedges": 3, None: math.nan}
    data = [[float(numbered[row[n]]) for row in rows] for n in range(width)]
    theirs = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
    assert math.isclose(ours.value, float(theirs), abs_tol=1e-9)


def test_everybody_over_everything() -> None:
    ratings = {
        "u1": {"ruiz": "denies", "holt": "denies"},
        "u2": {"ruiz": "hedges"},
        "u3": {"ruiz": "hedges", "holt": "denies"},
    }
    # Two units count: {denies, denies}, {hedges, denies}; 1 - 3 * 2 / (2 * 3 * 1) = 0
    assert among(ratings).value == 0
