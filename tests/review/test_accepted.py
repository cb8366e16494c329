"""What people accepted, as training records: verbatim, as corrected, and nothing that nobody judged."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from readouts.cli.app import app
from readouts.export import load
from readouts.ledger import open_store
from readouts.ledger.review import relation_id
from readouts.ledger.review_session import Review
from readouts.model import Document, from_record
from readouts.testing import assert_anchored
from tests.asking.making import ACCOUNTS, BRIDGE, SHIFT, contradiction, shift, story

runner = CliRunner()


def export(ledger: Path, *options: str) -> list[str]:
    result = runner.invoke(app, ["annotations", "--ledger", str(ledger), *options])
    assert result.exit_code == 0, result.output
    return [line for line in result.stdout.splitlines() if line]


def test_nothing_unjudged_is_exported(tmp_path: Path) -> None:
    story(tmp_path / "q").close()
    result = runner.invoke(app, ["annotations", "--ledger", str(tmp_path / "q")])
    assert (result.exit_code, result.stdout) == (
        0,
        "",
    ) and result.stderr == "readouts: annotations: nothing is accepted yet\n"


def test_accepted_accounts_come_out_as_corrected_with_words_that_stand_in_the_documents(tmp_path: Path) -> None:
    store = story(tmp_path / "q")
    review = Review(store, "ruiz")
    review.accept(ACCOUNTS["monday"].id)
    review.accept(ACCOUNTS["tuesday"].id)
    review.correct(ACCOUNTS["thursday"].id, stance="conditions")
    review.accept(ACCOUNTS["monday-copy"].id)  # a reprint is no second example
    review.accept(relation_id(contradiction()), "contradiction")
    review.reject(relation_id(shift()), "shift")
    review.reject(ACCOUNTS["friday"].id)
    store.close()
    [line] = export(tmp_path / "q", "--documents", str(tmp_path / "docs.jsonl"))
    book = load(line)
    documents = [from_record(Document, json.loads(x)) for x in (tmp_path / "docs.jsonl").read_text().splitlines()]
    assert_anchored(book, documents)
    assert [(a.agreement, a.party.name, a.stance) for a in book.accounts] == [
        ("a1", "Port Ane", "affirms"), ("a1", "Quay Workers' Union", "denies"), ("a1", "Quay Workers' Union", "conditions"),
    ]  # fmt: skip
    assert [(c.agreement, c.a, c.b, c.kind) for c in book.contradictions] == [("a1", 0, 1, "record")]
    assert book.shifts == () and (book.agreements[0].status, book.agreements[0].dispute_kinds) == (
        "disputed",
        ("record",),
    )
    assert book.note == "judged by ruiz; 4 of 4 accounts of these agreements judged"
    wanted = {
        "story",
        "docs",
        "agreements",
        "accounts",
        "contradictions",
        "shifts",
        "conditions",
        "mandate_doubts",
        "note",
    }
    assert wanted <= set(json.loads(line))
    assert {"agreement", "doc", "party", "speaker", "stance", "voice", "quote"} <= set(json.loads(line)["accounts"][0])


def test_what_reviewers_differ_on_waits_until_it_is_settled(tmp_path: Path) -> None:
    store = story(tmp_path / "q")
    Review(store, "ruiz").accept(ACCOUNTS["friday"].id)
    Review(store, "holt").correct(ACCOUNTS["friday"].id, stance="hedges")
    assert export(tmp_path / "q") == []
    Review(store, "vane", settle=True).correct(ACCOUNTS["friday"].id, stance="hedges")
    store.close()
    [line] = export(tmp_path / "q")
    assert [a.stance for a in load(line).accounts] == ["hedges"]


def test_merged_agreements_are_one_and_others_are_stories_of_their_own(tmp_path: Path) -> None:
    store = story(tmp_path / "q")
    review = Review(store, "ruiz")
    review.accept(ACCOUNTS["monday"].id)
    review.accept(ACCOUNTS["friday"].id)
    assert [len(load(x).agreements) for x in export(tmp_path / "q")] == [1, 1]
    review.merge(BRIDGE, SHIFT)
    store.close()
    [line] = export(tmp_path / "q")
    assert [a.agreement for a in load(line).accounts] == ["a1", "a1"]


def test_complete_leaves_out_documents_with_an_account_nobody_judged(tmp_path: Path) -> None:
    store = open_store(tmp_path / "q")
    store.close()
    store = story(tmp_path / "r")
    Review(store, "ruiz").accept(ACCOUNTS["monday"].id)
    Review(store, "ruiz").unsure(ACCOUNTS["friday"].id)
    store.close()
    assert len(export(tmp_path / "r", "--complete")) == 1
    assert export(tmp_path / "q", "--complete") == []
