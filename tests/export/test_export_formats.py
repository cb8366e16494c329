"""The registry that commands and pages export by, and records brought to the one form that all formats take."""

# ruff: noqa: F811 - a fixture is named as it is imported
from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from night_shift import document, ledger  # noqa: F401 - fixtures
from odd import EMPTY, EVIDENCE

from readouts.cli.export import To
from readouts.errors import ExportError
from readouts.export import FORMATS, evidence_of, export
from readouts.export.rows import COLUMNS
from readouts.model import Contradiction, Document, Evidence, Ledger


def test_the_command_knows_every_format() -> None:
    assert [t.value for t in To] == list(FORMATS)


@pytest.mark.parametrize("to", FORMATS)
def test_every_format_writes_odd_and_empty_evidence(to: str) -> None:
    for evidence in (EVIDENCE, EMPTY):
        made = export(evidence, to=to)
        assert made.media_type == FORMATS[to].media_type and made.file_name.endswith(FORMATS[to].suffix)
        assert isinstance(made.content, bytes)
        if FORMATS[to].text:
            made.content.decode("utf-8")


@pytest.mark.parametrize("to", FORMATS)
def test_the_same_evidence_gives_the_same_bytes(to: str) -> None:
    at = {"at": "2031-04-01T12:00:00Z"} if "at" in FORMATS[to].takes else {}
    one, other = (export(EVIDENCE, to=to, **at).content for _ in range(2))
    assert one == other


def test_wrong_names_are_told_with_the_right_ones() -> None:
    with pytest.raises(ExportError, match="xlsx: no such format: there are csv, jsonl"):
        export(EMPTY, to="xlsx")
    with pytest.raises(ExportError, match="colour: no such option: there are columns"):
        export(EMPTY, to="csv", colour="red")
    with pytest.raises(ExportError, match="prov takes no columns: leave it out, or export to csv, parquet"):
        export(EMPTY, to="prov", columns=("party",))


def test_the_file_is_called_after_what_is_in_it() -> None:
    assert export(EVIDENCE, to="csv").file_name == "odd-story.csv"
    assert export(EMPTY, to="sheet").file_name == "readouts.html"
    one = replace(EVIDENCE, ledger=replace(EVIDENCE.ledger, agreements=EVIDENCE.ledger.agreements[:1]))
    assert export(one, to="gexf").file_name == "work-a-night-shift.gexf"


def test_a_record_and_its_documents_are_evidence(ledger: Ledger, document: Document) -> None:
    made = evidence_of([ledger], [document, Document(id="other", text="x")])
    assert made.ledger == ledger and made.documents == (document,)


def test_documents_with_other_words_are_refused(ledger: Ledger, document: Document) -> None:
    with pytest.raises(ExportError, match=r"d1: it has other words at 0–62 than the record quotes"):
        evidence_of([ledger], [replace(document, text="Other words. " * 20)])
    with pytest.raises(ExportError, match="two documents of this name"):
        evidence_of([ledger], [document, replace(document, text=document.text + " More.")])


def test_a_damaged_record_is_refused(ledger: Ledger) -> None:
    with pytest.raises(ExportError, match="damaged"):
        evidence_of([replace(ledger, contradictions=(Contradiction("a1", 0, 9, "record"),))])


def test_records_of_several_stories_stay_apart(ledger: Ledger, document: Document) -> None:
    made = evidence_of([ledger, replace(ledger, story="day shift")], [document])
    book = made.ledger
    assert [g.id for g in book.agreements] == ["night shift/a1", "day shift/a1"]
    assert len({a.id for a in book.accounts}) == len(book.accounts) == 6
    second = book.contradictions[1]
    assert (second.agreement, second.a, second.b) == ("day shift/a1", 3, 4)
    assert book.accounts[second.a].agreement == "day shift/a1" and book.docs == ("d1", "d2")
    same = evidence_of([ledger, ledger]).ledger
    assert [g.id for g in same.agreements] == ["night shift-1/a1", "night shift-2/a1"]


def test_no_records_are_no_evidence() -> None:
    assert evidence_of([]) == Evidence(Ledger("", ()))


def test_the_manual_describes_every_format_and_column() -> None:
    text = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
    assert all(f"`{to}`" in text for to in FORMATS)
    for c in COLUMNS:
        assert f"| `{c.name}`{' *' if c.usual else ''} | {c.about} |\n" in text
