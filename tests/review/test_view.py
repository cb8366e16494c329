"""Judgements laid over the machine's rows: who decides, what stays open, and that nothing is ever written over."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readouts.errors import LedgerError
from readouts.ledger.review import judgement, live, split_id, undoing, visible
from readouts.ledger.review_report import NO_ACCOUNT, adjudication, concords, progress, ratings
from readouts.ledger.review_view import decisions, overlay
from readouts.ledger.rows import Judgement
from readouts.model import Account
from tests.review.making import account, says, undoes


def seen(accounts: list[Account], *judgements: Judgement) -> list[Account]:
    return [j.account for j in overlay(accounts, judgements).accounts]


def test_without_judgements_the_view_is_what_the_machine_found() -> None:
    found = [account("x"), account("y", "the guild", "denies")]
    assert seen(found) == found


def test_a_correction_shows_beside_the_machines_row_and_names_who_made_it() -> None:
    found = [account("x"), account("y", "the guild", "denies")]
    view = overlay(found, [says("ruiz", "correct", "x", party="the guild", stance="hedges")])
    [x, y] = view.accounts
    assert (x.account.party, x.account.stance) == (found[1].party, "hedges")  # the party as the ledger knows it
    assert x.account.anchor == found[0].anchor and x.machine is found[0] and y.account == found[1]
    assert x.account.reasons == ("judged by ruiz",) and x.account.certainty is None
    [link] = x.account.standing.links
    assert (link.basis, link.source) == ("judgement", "ruiz")


def test_corrections_of_one_author_add_up_and_an_acceptance_keeps_them() -> None:
    said = [
        says("ruiz", "correct", "x", party="the mayor"),
        says("ruiz", "correct", "x", stance="hedges"),
        says("ruiz", "accept", "x"),
    ]
    [x] = seen([account("x")], *said)
    assert (x.party.name, x.stance) == ("the mayor", "hedges")


def test_a_rejected_account_stays_in_sight() -> None:
    [x] = overlay([account("x")], [says("ruiz", "reject", "x")]).accounts
    assert x.rejected and x.account == x.machine


def test_where_reviewers_differ_the_machines_word_stands_and_the_difference_is_listed() -> None:
    found = [account("x")]
    said = [says("ruiz", "correct", "x", stance="hedges"), says("holt", "accept", "x")]
    [x] = overlay(found, said).accounts
    assert x.account is not None and x.account.stance == "affirms" and x.decision.open == ("stance",)
    [difference] = adjudication(said, {"x": found[0]})
    assert (difference.target, difference.parts) == ("x", ("stance",))
    assert {o.author for o in difference.opinions} == {"ruiz", "holt"}


def test_no_correction_stands_of_what_another_rejects() -> None:
    said = [says("ruiz", "correct", "x", stance="hedges"), says("holt", "reject", "x")]
    [x] = overlay([account("x")], said).accounts
    assert x.account.stance == "affirms" and not x.rejected and x.decision.open == ("verdict",)


def test_a_settling_judgement_decides_and_clears_the_list() -> None:
    found = [account("x")]
    said = [says("ruiz", "correct", "x", stance="hedges"), says("holt", "accept", "x")]
    settled = says("vane", "correct", "x", stance="denies", settles=True)
    [x] = overlay(found, [*said, settled]).accounts
    assert x.account.stance == "denies" and x.account.reasons == ("judged by vane",)
    assert adjudication([*said, settled], {"x": found[0]}) == []
    [x] = overlay(found, [*said, settled, undoes("vane", settled)]).accounts
    assert x.account.stance == "affirms" and x.decision.open == ("stance",)


def test_one_who_settles_is_still_the_same_reviewer_with_his_own_first_opinion() -> None:
    found = {"x": account("x")}
    said = [says("ruiz", "reject", "x"), says("holt", "accept", "x"), says("ruiz", "accept", "x", settles=True)]
    assert ratings(said, found, "accept") == {"x": {"ruiz": "reject", "holt": "accept"}}


def test_correcting_to_what_the_machine_says_is_accepting_it() -> None:
    found = [account("x")]
    said = [says("ruiz", "correct", "x", stance="affirms"), says("holt", "accept", "x")]
    [x] = overlay(found, said).accounts
    assert x.decision.open == () and x.account is not None and x.account == x.machine


def test_merged_agreements_are_one_and_circles_change_nothing() -> None:
    found = [account("x", agreement="g1"), account("y", agreement="g2"), account("z", agreement="g3")]
    said = [
        says("ruiz", "merge", "g1", "agreement", into="g2"),
        says("ruiz", "merge", "g2", "agreement", into="g3"),
        says("ruiz", "merge", "g3", "agreement", into="g1"),
    ]
    assert {a.agreement for a in seen(found, *said)} == {"g3"}
    assert [a.agreement for a in seen(found, *said, undoes("ruiz", said[0]))] == ["g1", "g1", "g1"]


def test_a_split_takes_accounts_out_and_the_same_split_by_two_is_one() -> None:
    found = [account(n) for n in "xyz"]
    said = [
        says("ruiz", "split", "g1", "agreement", accounts=["z", "y"]),
        says("holt", "split", "g1", "agreement", accounts=["y", "z"]),
    ]
    made = split_id("g1", ["y", "z"])
    view = overlay(found, said)
    assert [j.account.agreement for j in view.accounts] == ["g1", made, made]
    assert view.parted == {made: "g1"} and not any(j.decision.open for j in view.accounts)
    assert seen(found, *said, undoes("ruiz", said[0]), undoes("holt", said[1])) == found


def test_keeping_an_agreement_as_it_is_is_an_answer_to_a_merge() -> None:
    said = [says("ruiz", "merge", "g1", "agreement", into="g2"), says("holt", "accept", "g1", "agreement")]
    assert decisions(said)["agreement", "g1"].open == ("into",)
    assert [a.agreement for a in seen([account("x")], *said)] == ["g1"]


def test_an_acceptance_says_nothing_of_a_grouping_made_later() -> None:
    said = [says("ruiz", "accept", "x", saw="g1"), says("holt", "accept", "x", saw="g2")]
    moved = {"x": account("x", agreement="g2")}
    assert ratings(said, moved, "agreement") == {"x": {"holt": "g2"}}
    assert ratings(said, moved, "stance") == {"x": {"ruiz": "affirms", "holt": "affirms"}}


def test_an_undo_can_be_undone_and_only_by_its_author() -> None:
    first = says("ruiz", "accept", "x")
    back = undoes("ruiz", first)
    assert live([first, back, undoes("ruiz", back)]) == [first]
    with pytest.raises(LedgerError, match="only ruiz can take it back"):
        undoing("holt", first)
    forged = Judgement("holt", "2031-03-05T00:00:00+00:00", "judgement", first.id, "undo", undoes=first.id)
    assert live([first, forged]) == [first]


def test_blind_reviewers_see_their_own_only() -> None:
    said = [says("ruiz", "reject", "x"), says("holt", "accept", "x")]
    assert visible(said, "holt", blind=True) == [said[1]]
    assert visible(said, "holt", blind=False) == said
    [x] = overlay([account("x")], visible(said, "holt", blind=True)).accounts
    assert x.decision.open == () and not x.rejected


@pytest.mark.parametrize(
    ("given_words", "why"),
    [
        (("", "accept", "x"), "name of its author"),
        (("ru\niz", "accept", "x"), "one line"),
        (("ruiz", "approve", "x"), "no such verdict"),
        (("ruiz", "accept", ""), "say what is judged"),
        (("ruiz", "accept", "x", "person"), "say what is judged"),
        (("ruiz", "correct", "x"), "say agreement, party, stance"),
        (("ruiz", "merge", "x"), "not of account"),
        (("ruiz", "accept", "x", "judgement"), "a row of the machine"),
        (("ruiz", "note", "x"), "no words"),
    ],
)
def test_a_judgement_that_makes_no_sense_is_one_clear_line(given_words: tuple[str, ...], why: str) -> None:
    with pytest.raises(LedgerError, match=why) as error:
        judgement(*given_words)
    assert "\n" not in str(error.value)


def test_a_stance_that_is_none_and_a_value_that_does_not_belong() -> None:
    with pytest.raises(LedgerError, match="use one of affirms, denies"):
        judgement("ruiz", "correct", "x", stance="agrees")
    with pytest.raises(LedgerError, match="it takes no stance"):
        judgement("ruiz", "accept", "x", stance="denies")


def test_ratings_by_stance_and_their_reliability() -> None:
    found = {n: account(n) for n in "wxyz"}
    said = [
        *(says("ruiz", "accept", n) for n in "wx"),
        says("ruiz", "correct", "y", stance="hedges"),
        says("ruiz", "reject", "z"),
        *(says("holt", "accept", n) for n in "wxy"),
        says("holt", "unsure", "z"),
    ]
    assert ratings(said, found, "stance") == {
        "w": {"ruiz": "affirms", "holt": "affirms"},
        "x": {"ruiz": "affirms", "holt": "affirms"},
        "y": {"ruiz": "hedges", "holt": "affirms"},
        "z": {"ruiz": NO_ACCOUNT},
    }
    by = {(c.question, c.label): c for c in concords(said, found)}
    # Three units of two: five say affirms, one hedges; 1 - 5 * 2 / (2 * 5 * 1) = 0; kappa: (2/3 - 2/3) / (1/3) = 0.
    assert by["stance", None].alpha.value == 0 and by["stance", "affirms"].alpha.units == 3
    [(one, other, value)] = by["stance", None].kappas
    assert (one, other, value.value) == ("holt", "ruiz", 0)
    assert ("stance", "hedges") in by and ("stance", "denies") not in by
    assert [(d.target, d.parts) for d in adjudication(said, found)] == [("y", ("stance",))]
    assert adjudication([says("holt", "unsure", "z")], found)[0].unsure == ("holt",)
    assert progress(said, [("account", n) for n in "wxyz"]) == {"ruiz": 4, "holt": 4}


def test_whoever_judged_the_grouping_only_said_nothing_of_the_stance() -> None:
    said = [says("ruiz", "split", "g1", "agreement", accounts=["x"])]
    found = {"x": account("x")}
    assert ratings(said, found, "stance") == {}
    assert ratings(said, found, "agreement") == {"x": {"ruiz": split_id("g1", ["x"])}}


VERDICT = st.sampled_from(["accept", "reject", "unsure", "hedges", "split", "merge", "note"])
STEP = st.tuples(st.sampled_from(["ruiz", "holt", "vane"]), VERDICT, st.sampled_from("xyz"), st.booleans())


def made(steps: list[tuple[str, str, str, bool]]) -> list[Judgement]:
    out = []
    for author, verdict, target, settles in steps:
        if verdict == "hedges":
            out.append(says(author, "correct", target, stance="hedges", settles=settles))
        elif verdict == "split":
            out.append(says(author, "split", "g1", "agreement", accounts=[target], settles=settles))
        elif verdict == "merge":
            out.append(says(author, "merge", f"g{'xyz'.index(target) + 1}", "agreement", into="g4"))
        else:
            out.append(says(author, verdict, target, note="seen" if verdict == "note" else "", settles=settles))
    return out


FOUND = [account("x", agreement="g1"), account("y", agreement="g2"), account("z", "the guild", "denies", "g3")]


@given(st.lists(STEP, max_size=8))
def test_the_machines_rows_are_never_touched(steps: list[tuple[str, str, str, bool]]) -> None:
    before = copy.deepcopy(FOUND)
    view = overlay(FOUND, made(steps))
    assert before == FOUND and [j.machine for j in view.accounts] == FOUND
    assert [j.account.anchor for j in view.accounts] == [a.anchor for a in FOUND]


@given(st.lists(STEP, max_size=8))
def test_taking_everything_back_gives_the_machines_view_again(steps: list[tuple[str, str, str, bool]]) -> None:
    said = made(steps)
    view = overlay(FOUND, [*said, *(undoes(j.author, j) for j in reversed(said))])
    assert [j.account for j in view.accounts] == FOUND and not view.merged and not view.decisions


@given(st.lists(STEP, max_size=8), st.integers(0, 7))
def test_an_undo_is_as_if_it_had_never_been_said(steps: list[tuple[str, str, str, bool]], which: int) -> None:
    said = made(steps)
    if said:
        gone = said[which % len(said)]
        assert overlay(FOUND, [*said, undoes(gone.author, gone)]) == overlay(FOUND, [j for j in said if j is not gone])


@given(st.lists(STEP, max_size=8))
def test_blind_means_that_what_others_say_changes_nothing(steps: list[tuple[str, str, str, bool]]) -> None:
    said = made(steps)
    own = [j for j in said if j.author == "ruiz"]
    assert overlay(FOUND, visible(said, "ruiz", blind=True)) == overlay(FOUND, own)
