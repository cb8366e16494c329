"""Which accounts are about one agreement. All words invented."""

from __future__ import annotations

import numpy as np
import pytest

from readouts.compare import pairs
from readouts.compare.group import Cluster, group
from readouts.compare.rejoin import oppose, rejoin
from tests.compare.making import account

AXES = np.eye(3, dtype=np.float32)
WATER = (
    ("Ostria said both had agreed to share the water of the Lenne.", "Ostria", "affirms"),
    ("Velland said it would take a third of the water of the Lenne.", "Velland", "affirms"),
    ("Ostria will open the Lenne sluice to let the water through.", "Ostria", "affirms"),
    ("Velland confirmed that the Lenne water is to be shared.", "Velland", "affirms"),
)
RAILWAY = (
    ("The guild said the railway to Brod reopens in May.", "guild", "affirms"),
    ("Velland refused to pay for the railway to Brod.", "Velland", "refuses"),
    ("The guild would lay new rails between Brod and Holm.", "guild", "affirms"),
    ("Velland will not rebuild the railway line to Brod.", "Velland", "refuses"),
)


def grouped(told):
    made = [account(words, who, how, agreement=None, start=600 * n) for n, (words, who, how) in enumerate(told)]
    vectors = np.stack([AXES[0 if row in WATER else 1] for row in told])
    return {frozenset(told[m] for m in g.members) for g in group(made, vectors)}


@pytest.mark.parametrize(
    "told",
    [WATER + RAILWAY, RAILWAY + WATER, tuple(x for two in zip(WATER, RAILWAY, strict=True) for x in two)],
    ids=["one after the other", "the other way round", "in turns"],
)
def test_two_things_agreed_stay_apart_whatever_the_order(told):
    assert grouped(told) == {frozenset(WATER), frozenset(RAILWAY)}


def test_the_same_words_are_one_thing_said_however_often():
    made = [account(WATER[0][0], "Ostria", "affirms", doc=f"d{n}", agreement=None) for n in range(40)]
    [everything] = group(made, np.stack([AXES[0]] * 40))
    assert everything.members == tuple(range(40))


def test_a_pair_counts_the_same_from_either_side():
    made = [account(words, who, how, start=300 * n) for n, (words, who, how) in enumerate(WATER + RAILWAY)]
    vectors = np.stack([AXES[0]] * 4 + [AXES[1]] * 4)
    odds = pairs.logits(made, vectors)
    assert np.allclose(odds, odds.T)
    assert odds[0, 3] > odds[0, 7], "the water is nearer to the water than to the railway"
    for name, value in pairs.features(made, vectors):
        assert value.shape == (8, 8) and np.isfinite(value).all(), name


def test_figures_and_names_that_differ_are_seen():
    made = [
        account("They will pay 40 crowns at Brod.", "Ostria", "affirms"),
        account("They will pay 90 crowns at Holm.", "Velland", "affirms", start=90),
    ]
    shown = dict(pairs.features(made, AXES[[0, 0]]))
    assert (shown["figures"][0, 1], shown["figures_differ"][0, 1]) == (0, 1)
    assert (shown["names"][0, 1], shown["names_differ"][0, 1]) == (0, 1)


def test_a_denial_goes_to_stand_with_what_it_denies():
    agreed = account("Ostria said both had agreed to share the water.", "Ostria", "affirms", claims=True)
    rail = account("Ostria will reopen the railway.", "Ostria", "hedges", start=200)
    never = account("Velland said it had not agreed to do anything.", "Velland", "denies", start=400)
    apart = [Cluster((0,), 0), Cluster((1, 2), 1)]
    told, near = [agreed, rail, never], AXES[[0, 1, 0]]
    assert [g.members for g in oppose(apart, told, near)] == [(0, 2), (1,)]
    kept = [Cluster((0, 2), 0), Cluster((1,), 1)]
    assert oppose(kept, told, near) == kept, "where it stands with it already, nothing moves"


def test_a_denial_of_something_else_stays_where_it_is():
    made = [account(words, who, how, doc="a", start=600 * n) for n, (words, who, how) in enumerate(WATER)]
    made += [account(words, who, how, doc="b", start=600 * n) for n, (words, who, how) in enumerate(RAILWAY)]
    made.append(account("The pilots said they had not agreed to keep the Holm wages.", "pilots", "denies", doc="c"))
    made += [
        account(f"Marrow keeps wage scale number {n} at Holm.", "Marrow", "hedges", doc="c", start=400 * n)
        for n in range(1, 9)
    ]
    vectors = np.stack([AXES[0]] * 4 + [AXES[1]] * 4 + [AXES[2]] * 9)
    apart = [Cluster((0, 1, 2, 3), 0), Cluster((4, 5, 6, 7), 4), Cluster(tuple(range(8, 17)), 8)]
    assert pairs.logits(made, vectors)[0, 8] < pairs.logits(made, vectors)[8, 9]
    assert oppose(apart, made, vectors) == apart, "it shares nothing with what others agreed to"


def test_documents_about_different_matters_share_no_agreement():
    made = [
        account(words, who, how, doc="water", agreement=None, start=600 * n)
        for n, (words, who, how) in enumerate(WATER)
    ]
    made += [
        account(words, who, "denies", doc="rail", agreement=None, start=600 * n)
        for n, (words, who, _) in enumerate(RAILWAY)
    ]
    vectors = np.stack([AXES[0]] * 4 + [AXES[1]] * 4)
    strange = pairs.strangers(made, vectors)
    assert strange[0, 4] and not strange[0, 3] and not strange[4, 7]
    groups = rejoin(group(made, vectors), made, vectors, least=-1.0)
    assert all(len({made[m].anchor.doc for m in g.members}) == 1 for g in groups)
    alone = made[:5]
    assert not pairs.strangers(alone, vectors[:5]).any(), "one account by itself does not say what a document is about"


def test_nothing_to_group_is_no_group():
    assert group([], np.zeros((0, 3), np.float32)) == [] and oppose([], [], np.zeros((0, 3), np.float32)) == []
