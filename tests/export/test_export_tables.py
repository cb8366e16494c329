"""The table as CSV, JSONL and Parquet, read back by others' readers."""

from __future__ import annotations

import csv
import io
import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odd import ACCOUNTS, EMPTY, EVIDENCE, RECORD, TEXTS

from readouts.errors import ExportError
from readouts.export import export
from readouts.export.csv import cell
from readouts.export.rows import COLUMNS

ALL = ("all",)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def table(evidence: object = EVIDENCE, **options: object) -> list[dict[str, str]]:
    made = export(evidence, to="csv", **options)  # type: ignore[arg-type]
    return list(csv.DictReader(io.StringIO(made.content.decode("utf-8-sig"), newline="")))


def test_every_account_is_one_row_with_its_words_whole() -> None:
    rows = table()
    assert [r["account"] for r in rows] == [a.id for a in ACCOUNTS]
    assert rows[0]["quote"] == 'dockers had agreed\nto a "night" shift.'
    assert rows[2]["quote"] == "'" + ACCOUNTS[2].anchor.quote  # the apostrophe keeps it from being a formula
    for row, a in zip(rows, ACCOUNTS, strict=True):
        d = TEXTS[a.anchor.doc]
        words = d.title if a.anchor.field == "title" else d.text
        assert words[int(row["start"]) : int(row["end"])] == row["quote"].removeprefix("'")


def test_no_cell_of_text_begins_a_formula_and_numbers_stay_numbers() -> None:
    for row in table(columns=ALL, rejected=True):
        for name, value in row.items():
            assert not value.startswith(FORMULA), (name, value)
    assert table(columns=("party",))[1]["party"] == '\'=HYPERLINK("http://x.test")'
    assert cell(-1.5) == -1.5 and cell(-3) == -3
    assert table(columns=("certainty",))[0]["certainty"] == "0.75"


@given(st.text())
def test_no_text_at_all_begins_a_formula(text: str) -> None:
    made = cell(text)
    assert not made.lstrip().startswith(("=", "+", "-", "@")) and not made.startswith(FORMULA)
    assert made in (text, f"'{text}")


def test_columns_are_those_named_in_that_order() -> None:
    assert list(table(columns=("quote", "party"))[0]) == ["quote", "party"]
    assert list(table(columns=ALL)[0]) == [c.name for c in COLUMNS]
    with pytest.raises(ExportError, match=r"no such column: colour, size: there are account,"):
        table(columns=("party", "colour", "size"))
    with pytest.raises(ExportError, match="a column is named twice: party"):
        table(columns=("party", "quote", "party"))


def test_the_byte_order_mark_is_there_when_asked_for() -> None:
    assert export(EVIDENCE, to="csv", bom=True).content.startswith(b'\xef\xbb\xbf"account"')
    assert export(EVIDENCE, to="csv").content.startswith(b'"account"')


def test_rejected_accounts_are_left_out_or_marked() -> None:
    assert "c10" not in {r["account"] for r in table()}
    last = table(columns=("account", "judgement", "counts_for_status"), rejected=True)[-1]
    assert last == {"account": "c10", "judgement": "reject", "counts_for_status": "false"}


def test_what_is_not_known_is_an_empty_cell() -> None:
    row = table(columns=ALL)[3]
    assert row["published"] == row["publisher"] == row["judgement"] == row["page"] == ""
    loose = table(columns=ALL)[7]
    assert loose["agreement"] == loose["status"] == loose["label"] == ""
    alone = table(RECORD, columns=ALL)[0]
    assert alone["title"] == alone["sha256"] == "" and alone["document"] == "🗞/eins"


def test_people_and_machine_stand_beside_each_other() -> None:
    row = table(columns=ALL)[2]
    assert (row["machine_party"], row["machine_stance"], row["stance"]) == ("Port Ane", "refuses", "denies")
    assert (row["judged_by"], row["differ_on"]) == ("ruiz; holt", "verdict")
    assert table(columns=("notes",))[0]["notes"] == 'ruiz: as "said"\nthere'


def test_an_empty_ledger_is_a_heading() -> None:
    assert table(EMPTY) == [] and export(EMPTY, to="csv").content.count(b"\r\n") == 1
    assert export(EMPTY, to="jsonl").content == b""


def test_jsonl_has_one_account_a_line_with_all_of_it() -> None:
    lines = export(EVIDENCE, to="jsonl").content.decode().split("\n")
    rows = [json.loads(line) for line in lines[:-1]]
    assert lines[-1] == "" and [r["id"] for r in rows] == [a.id for a in ACCOUNTS]
    first, third, loose = rows[0], rows[2], rows[7]
    assert first["anchor"]["quote"] == ACCOUNTS[0].anchor.quote and first["anchor"]["doc"] == "🗞/eins"
    assert first["about"]["status"] == "disputed" and first["party"] == "Port Ane"
    assert first["judgement"]["verdict"] == "accept" and first["judgement"]["by"][0]["author"] == "ruiz"
    assert third["judgement"]["open"] == ["verdict"] and third["judgement"]["machine_stance"] == "refuses"
    assert loose["about"] is None and loose["judgement"] is None
    assert rows[5]["source"]["copy_of"] == "🗞/eins" and rows[1]["source"]["name"] == "union.txt"
    assert first["source"]["sha256"] == TEXTS["🗞/eins"].digest


def test_half_a_character_is_valid_everywhere() -> None:
    from dataclasses import replace

    a = replace(ACCOUNTS[0], speaker=replace(ACCOUNTS[0].speaker, surface="he\ud83d"))
    broken = replace(EVIDENCE, ledger=replace(EVIDENCE.ledger, accounts=(a,), contradictions=()))
    assert table(broken)[0]["speaker"] == "he\ufffd"
    assert json.loads(export(broken, to="jsonl").content)["speaker"] == "he\ud83d"


def test_parquet_keeps_types_and_words() -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    made = pq.read_table(io.BytesIO(export(EVIDENCE, to="parquet", columns=ALL, rejected=True).content))
    assert made.column_names == [c.name for c in COLUMNS]
    kinds = {f.name: str(f.type) for f in made.schema}
    assert kinds["start"] == "int64" and kinds["certainty"] == "double" and kinds["counts_for_status"] == "bool"
    assert kinds["judged_by"].startswith("list<") and kinds["quote"] == "string"
    rows = made.to_pylist()
    assert [r["quote"] for r in rows] == [a.anchor.quote for a in (*ACCOUNTS, *EVIDENCE.rejected)]
    assert rows[1]["party"] == '=HYPERLINK("http://x.test")'  # nothing runs in a Parquet file
    assert rows[3]["published"] is None and rows[3]["judged_by"] == []
    assert made.schema.field("quote").metadata[b"about"].startswith(b"the words")
    assert pq.read_table(io.BytesIO(export(EMPTY, to="parquet").content)).num_rows == 0


def test_without_pyarrow_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExportError, match=r'pip install "readouts\[parquet\]"'):
        export(EVIDENCE, to="parquet")
