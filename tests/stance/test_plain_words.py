"""Statements whose plain words say more, or less, than a model makes of them. All words invented."""

from __future__ import annotations

import pytest

from readouts.encoders.parse import parse
from readouts.extract.accounts import accounts_of, raised
from readouts.extract.ascribe import Ascriber
from readouts.extract.attribution.rules import RulesEngine
from readouts.extract.preconditions import stated_conditions
from readouts.extract.stance.model import Judged
from readouts.model import Document, Span
from readouts.text.conditions import plain_condition
from readouts.vocabulary import Actors


def judged(text: str, found: float, stance: str = "affirms") -> tuple[Ascriber, Judged]:
    document, parsed = Document(id="d", text=text), parse(text)
    ascriber = Ascriber(document, parsed, RulesEngine().attribute(document, parsed), Actors.default())
    return ascriber, Judged(Span(0, len(text)), found, stance, 0.6, ())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "stance"),
    [
        ("“These dues were raised by the harbour master,” the guild said.", "hedges"),
        ("The toll was also discussed by the two ministers.", "hedges"),
        ("The toll was discussed and both agreed to lower it.", "affirms"),
        ("The toll was discussed, and Ostria will lower it.", "affirms"),
        ("The doubts that people have, he said, are unfounded.", "affirms"),
    ],
)
def test_that_a_matter_was_raised_affirms_nothing(words, stance):
    ascriber, j = judged(words, 0.9)
    after = raised(ascriber.document, j)
    assert after.stance == stance
    assert any(r.startswith("hedges.raised") for r in after.cues) == (stance == "hedges")


@pytest.mark.parametrize(
    ("words", "found", "kept", "because"),
    [
        (
            "Diplomatic sources say Renn has been resisting the guild's offer for weeks.",
            0.35,
            True,
            "plain, from a source",
        ),
        (
            "Diplomatic sources say Renn has been resisting the guild's offer for weeks.",
            0.2,
            False,
            "hardly about it at all",
        ),
        (
            "Diplomatic sources say Renn has been weighing the guild's offer for weeks.",
            0.35,
            False,
            "nothing turned down",
        ),
        ("It was an offer for winter, often rejected before.", 0.35, False, "nobody says so but the reporter"),
    ],
)
def test_what_a_source_tells_was_turned_down_counts_at_less(words, found, kept, because):
    ascriber, j = judged(words, found, "hedges")
    out = accounts_of(ascriber, [j], threshold=0.48, engine="test")
    assert bool(out) == kept, because
    for a in out:
        assert (a.speaker.surface, a.party.name) == ("Diplomatic sources", "unnamed")


@pytest.mark.parametrize(
    ("words", "family", "shown"),
    [
        (
            "Without Ostria lowering the toll, Velland sees no use in talks.",
            "without_first",
            "Without Ostria lowering the toll",
        ),
        ("“But without the guild returning, they won’t sign.”", "without_first", "without the guild returning"),
        ("Velland would not talk while the toll remains in force.", "not_while", "while the toll remains"),
        ("To talk while they are still paying is not something they accept.", "while_not", "while they are still"),
        ("Without a word, Velland signed.", None, None),
        ("Renn, while still a boy, did not like the sea.", None, None),
        ("Velland talks while the toll remains in force.", None, None),
    ],
)
def test_plain_words_of_condition(words, family, shown):
    found = plain_condition(words)
    assert (found[:2] if found else (None, None)) == (family, shown)
    if found:
        assert words[found[2] :].startswith(found[1])


def test_a_condition_may_stand_where_no_stance_is_taken_and_keeps_whose_it_is():
    text = "Without Ostria lowering the toll, many in the guild don't see the use of more talks."
    ascriber, j = judged(text, 0.05)
    [found] = stated_conditions(ascriber, [j], 0.48)
    assert found.party == "many in the guild" and found.agreement is None
    assert found.anchor.quote == text[found.anchor.start : found.anchor.end] == "Without Ostria lowering the toll"
    assert stated_conditions(ascriber, [judged(text, 0.9)[1]], 0.48) == [], "an account sets its own"


def test_the_reporter_sets_no_condition():
    ascriber, j = judged("Without rain falling, there is no harvest.", 0.05)
    assert stated_conditions(ascriber, [j], 0.48) == []
