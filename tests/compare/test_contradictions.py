"""Who contradicts whom, why, and where a denial belongs. All words invented."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from readouts.compare.contradict import contradictions, kind_of
from readouts.compare.group import Cluster
from readouts.compare.rejoin import rejoin
from readouts.compare.status import status_of
from readouts.model import When
from tests.compare.making import account

AGREED = account("Ostria said Velland had agreed to share the water.", "Ostria", "affirms", claims=True)
NEVER = account("Velland denied that it had agreed to share the water.", "Velland", "denies")


def day(iso):
    return When(iso, iso, "day", "test")


def test_every_contradiction_says_how_likely_it_is_and_which_words_make_its_kind():
    [found] = contradictions([AGREED, NEVER])
    assert found.kind == "record"
    assert any(r.startswith("kind.record: 'd") for r in found.reasons), "the word of denial is shown"
    assert any(r.startswith("contradict: 0.") for r in found.reasons)


@pytest.mark.parametrize("other", ["Velland", "Velland Government", "the Velland party"])
def test_a_longer_name_of_the_same_party_is_not_another_side(other):
    yes = account("Velland agreed to share the water.", "Velland", "affirms", claims=True)
    assert contradictions([yes, account("There was no agreement on the water.", other, "denies")]) == ()


def test_a_word_its_own_party_took_back_later_contradicts_nobody():
    early = replace(AGREED, when=day("2031-05-01"))
    back = replace(account("Ostria said it will not share the water.", "Ostria", "refuses"), when=day("2031-05-09"))
    no = replace(NEVER, when=day("2031-05-03"))
    assert contradictions([early, no]), "before it is taken back the two are at odds"
    assert contradictions([early, no, back]) == ()


def test_two_that_accuse_each_other_of_breach_contradict_though_both_deny():
    one = account("Ostria accused Velland of breaking the truce on the river.", "Ostria", "denies")
    two = account("Velland said Ostria had violated the truce on the river.", "Velland", "denies", start=90)
    [found] = contradictions([one, two])
    assert found.kind == "performance"
    plain = account("Velland said that it is not so.", "Velland", "denies", start=90)
    assert contradictions([one, plain]) == (), "two denials without an accusation need not be about each other"


def test_the_same_sentence_with_another_figure_is_about_terms():
    yes = account("Ostria said it would pay 90 crowns a tonne for the water.", "Ostria", "affirms")
    no = account("Velland said Ostria would pay 40 crowns a tonne for the water.", "Velland", "denies")
    assert kind_of(yes, no)[0] == "terms"


def test_a_denial_of_reports_is_disputed_although_only_the_reporter_tells_the_other_side():
    told = account("Velland has agreed to share the water.", "narration", "affirms")
    state, kinds, why = status_of([told, NEVER], [])
    assert (state, kinds) == ("disputed", ("record",))
    assert "denies what another says" in why[0]


def test_a_lone_denial_joins_the_nearest_group_in_which_another_asserts():
    rail = account("Ostria offered to reopen the railway.", "Ostria", "affirms")
    vectors = np.array([[1, 0, 0], [0, 1, 0], [0.8, 0.1, 0.59]], dtype=np.float32)
    clusters = [Cluster((0,), 0), Cluster((1,), 1), Cluster((2,), 2)]
    joined = rejoin(clusters, [AGREED, rail, NEVER], vectors)
    assert [c.members for c in joined] == [(0, 2), (1,)]
    far = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]], dtype=np.float32)
    assert len(rejoin(clusters, [AGREED, rail, NEVER], far)) == 3, "with nothing near it stays where it is"
