"""Which words tell of a shift, and which way it goes. All words invented."""

from __future__ import annotations

import pytest

from readouts.encoders import logistic
from readouts.extract.moves import WEIGHTS, direction, features, moved
from readouts.extract.stance import Judged
from readouts.model import Span, StanceName


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("The port walked back its offer of Monday.", "walked back"),
        ("Ostria has had second thoughts about the treaty.", "second thoughts"),
        ("The wall offer is off the table, the guild said.", "off the table"),
        ("Velland withdrew its troops from the river.", None),
        ("Velland signed the treaty.", None),
    ],
)
def test_the_words_of_moving_are_found_and_troops_are_no_agreement(words, shown):
    m = moved(words)
    assert (m.group(0) if m else None) == shown


def test_giving_up_a_refusal_is_a_move_towards_the_agreement():
    assert direction("The port dropped its opposition to the new shifts.") == ("refuses", "affirms")
    assert direction("The port withdrew its offer.") == ("affirms", "withdraws")


def judged(found: float, stance: StanceName, sure: float) -> Judged:
    return Judged(Span(0, 9), found, stance, sure, (), moving=0.3)


def test_a_plain_withdrawal_weighs_more_than_one_that_might_come():
    w = logistic.load(WEIGHTS)
    done = w.probability(features("Ostria withdrew from the treaty last year.", judged(0.8, "withdraws", 0.8)))
    might = w.probability(features("Ostria might not withdraw if it is paid.", judged(0.8, "conditions", 0.8)))
    assert done >= w.threshold > might
