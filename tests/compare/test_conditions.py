"""Which accounts set a condition, and the words of it. All words invented."""

from __future__ import annotations

import pytest

from readouts.compare.conditions import clause, conditions
from readouts.model import Document
from tests.compare.making import account


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Velland will sign only if Ostria lifts the toll, its minister said.", "only if Ostria lifts the toll"),
        ("If Ostria lifts the toll, Velland will sign.", "If Ostria lifts the toll"),
        ("Ruiz said that if the toll stays, there is no treaty.", "if the toll stays"),
        ("The guild returns provided that the dues fall; it has waited long.", "provided that the dues fall"),
        ("“We sign as soon as the toll is gone,” Ruiz told reporters.", "as soon as the toll is gone"),
        ("Velland insisted that the toll must go first.", "Velland insisted that the toll must go first."),
    ],
)
def test_the_clause_of_a_condition_is_cut_out_and_a_demand_stays_whole(words, expected):
    start, end = clause(words)
    assert words[start:end] == expected


def test_a_condition_is_anchored_in_its_document_and_says_which_words_set_it():
    a = account("Velland will sign only if Ostria lifts the toll.", "Velland", "conditions", start=7)
    document = Document(id="d", text=" " * 7 + a.anchor.quote)
    [found] = conditions([a], {"d": document})
    assert found.anchor.quote == document.text[found.anchor.start : found.anchor.end] == "only if Ostria lifts the toll"
    assert (found.party, found.agreement) == ("Velland", "a1")
    assert found.reasons[0].startswith("condition.")


def test_what_states_no_condition_is_none():
    plain = account("Velland and Ostria signed the treaty on Monday.", "Velland", "affirms")
    past = account("It would not have signed even if they had asked.", "Velland", "refuses")
    howlong = account("Velland has agreed to keep the toll at two crowns until the end of 2033.", "Velland", "affirms")
    assert conditions([plain, past, howlong], {}) == ()


def test_plain_words_set_a_condition_whatever_the_model_makes_of_them():
    words = "A meeting while they are still paying the toll is no meeting that Velland wants."
    [found] = conditions([account(words, "Velland", "hedges")], {})
    assert found.reasons[0] == "condition.while_not: 'while they are still'"
    asked = "Would they not talk while they are still paying the toll?"
    assert conditions([account(asked, "Velland", "hedges")], {}) == ()
