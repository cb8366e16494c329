from __future__ import annotations

from dataclasses import replace

import pytest

from readouts.compare.contradict import contradictions
from readouts.compare.copies import find_copies
from readouts.compare.ledger import label_of
from readouts.compare.shift import shifts, silences
from readouts.compare.status import status_of
from readouts.model import Agreement, Document
from tests.compare.making import account

AGREED = account("Ostria said both had agreed to share the water.", "Ostria", "affirms", claims=True)
NEVER = account("Velland said it had not agreed to do anything.", "Velland", "denies")
WONT = account("Velland will not share the water.", "Velland", "refuses")
BROKE = account("Velland said Ostria had violated the truce.", "Velland", "denies")


@pytest.mark.parametrize(
    ("no", "kind", "because"),
    [
        (NEVER, "record", "whether it was agreed is what they part on"),
        (WONT, "substance", "one will not do it"),
        (BROKE, "performance", "one says the other broke it"),
        (
            account("Velland said the envoy had no authority to sign.", "Velland", "denies"),
            "mandate",
            "could he commit them",
        ),
        (
            account("Velland put the figure at 40 tonnes, calling 90 wrong.", "Velland", "denies"),
            "record",
            "no figure beside it",
        ),
    ],
)
def test_the_kind_of_a_contradiction_comes_from_the_words_that_say_no(no, kind, because):
    [found] = contradictions([AGREED, no])
    assert (found.kind, found.a, found.b) == (kind, 0, 1), because
    assert found.reasons


def test_figures_that_differ_are_terms():
    yes = account("Ostria said the price is 90 crowns a tonne.", "Ostria", "affirms")
    no = account("Velland said the price is 40 crowns a tonne.", "Velland", "denies")
    assert contradictions([yes, no])[0].kind == "terms"


def test_no_contradiction_inside_a_party_with_the_narrator_or_across_agreements():
    own = account("Ostria denied it.", "Ostria", "denies")
    teller = account("The deal fell through.", "narration", "denies")
    elsewhere = account("Velland denied it.", "Velland", "denies", agreement="a2")
    assert contradictions([AGREED, own, teller, elsewhere]) == ()


def test_an_omission_or_a_hedge_is_never_a_contradiction():
    assert contradictions([AGREED, account("Velland said talks go on.", "Velland", "hedges")]) == ()


@pytest.mark.parametrize(
    ("accounts", "expected"),
    [
        ([AGREED, NEVER], "disputed"),
        ([AGREED, WONT], "disputed"),
        ([account("Ostria offers to share the water.", "Ostria", "affirms"), WONT], "refused"),
        ([AGREED], "one_sided"),
        ([AGREED, account("Velland agreed too.", "Velland", "affirms")], "corroborated"),
        ([AGREED, replace(account("It was raised, Velland said.", "Velland", "affirms"), certainty=0.3)], "one_sided"),
        ([account("Only if Velland pays, Ostria said.", "Ostria", "conditions")], "conditional"),
        ([account("Ostria said it is considering it.", "Ostria", "hedges")], "open"),
        ([AGREED, account("Ostria walked back its promise.", "Ostria", "withdraws")], "withdrawn"),
        ([], "not_assessed"),
        ([account("A deal was reached.", "narration", "affirms")], "one_sided"),
    ],
)
def test_status_follows_the_page_of_rules(accounts, expected):
    status, _, reasons = status_of(accounts, contradictions(accounts))
    assert status == expected
    assert reasons


def test_a_later_change_by_the_same_party_is_a_shift_and_not_a_contradiction():
    early = account("Ostria agreed to the plan.", "Ostria", "affirms", doc="monday")
    late = account("Ostria will not take part in the plan.", "Ostria", "refuses", doc="friday")
    [moved] = shifts([late, early], {"monday": 0, "friday": 1})
    assert (moved.party, moved.before, moved.after, moved.anchor.doc) == ("Ostria", "affirms", "refuses", "friday")
    assert contradictions([early, late]) == ()


def test_a_stance_taken_before_is_said_again_and_no_shift():
    first = account("Ostria never agreed to the toll.", "Ostria", "denies", doc="monday")
    other = account("Ostria agreed to the bridge.", "Ostria", "affirms", doc="monday", start=50)
    again = account("Ostria had not agreed to the toll.", "Ostria", "denies", doc="friday")
    assert shifts([first, other, again], {"monday": 0, "friday": 1}) == ()


def test_a_withdrawal_is_a_shift_by_itself():
    [moved] = shifts([account("Velland has had second thoughts.", "Velland", "withdraws")], {"d": 0})
    assert (moved.before, moved.after) == ("affirms", "withdraws")


def test_silence_only_between_readouts_of_one_meeting():
    def release(name, issuer, day):
        return Document(
            id=name,
            text="The presidents of Ostria and Velland spoke by phone.",
            kind="readout",
            published=day,
            publisher=issuer,
        )

    agreement = Agreement("a1", "share the water", ("Ostria",), "one_sided")
    told = account("They agreed to share the water.", "Ostria", "affirms", doc="o")
    issuers = {"o": "Ostria", "v": "Velland"}
    found = silences(
        [release("o", "Ostria", "2031-05-01"), release("v", "Velland", "2031-05-02")], [agreement], [told], issuers
    )
    assert [(s.party, s.doc) for s in found] == [("Velland", "v")]
    assert (
        silences(
            [release("o", "Ostria", "2031-05-01"), release("v", "Velland", "2031-06-02")], [agreement], [told], issuers
        )
        == ()
    )


BODY = (
    "The two ministers met on Monday at the lock house and said that they had agreed to open the sluice again before "
    "the end of spring, after a winter in which neither side would send its engineers to look at the damaged gates."
)


@pytest.mark.parametrize(
    ("other", "copied"),
    [
        ("A NEW HEADLINE. " + BODY, True),
        (BODY[:150], True),
        (BODY + " Shares of the water company rose.", True),
        (
            "The ministers met again on Friday and could not agree on anything at all, said the engineer of the lock house.",
            False,
        ),
    ],
)
def test_copies_with_new_headlines_trimmed_endings_and_added_words(other, copied):
    found = find_copies(
        [Document(id="one", text=BODY, published="2031-05-01"), Document(id="two", text=other, published="2031-05-02")]
    )
    assert bool(found) == copied


def test_a_label_is_at_most_twelve_words_of_the_text():
    label = label_of("The minister said that " + "word " * 40)
    assert len(label.split()) <= 12
