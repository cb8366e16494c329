"""The database of Discourse Network Analyzer, opened by SQLite as that program would."""

from __future__ import annotations

import base64
import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odd import ACCOUNTS, EMPTY, EVIDENCE, RECORD, TEXTS

from readouts.errors import ExportError
from readouts.export import export
from readouts.export.dna import PASSWORD, utf16


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    yield from opened(tmp_path_factory.mktemp("dna"), export(EVIDENCE, to="dna").content)


def opened(folder: Path, content: bytes) -> Iterator[sqlite3.Connection]:
    path = folder / "x.dna"
    path.write_bytes(content)
    connection = sqlite3.connect(path)
    yield connection
    connection.close()


def java(text: str, start: int, stop: int) -> str:
    """What Java's substring gives."""
    return text.encode("utf-16-le")[2 * start : 2 * stop].decode("utf-16-le")


def coded(database: sqlite3.Connection) -> dict[str, dict[str, object]]:
    """The statements by the account they come from, each with its variables and its slice of the text."""
    out: dict[str, dict[str, object]] = {}
    for name, type_, text, start, stop in database.execute(
        "SELECT s.ID, t.Label, d.Text, s.Start, s.Stop FROM STATEMENTS s JOIN DOCUMENTS d ON d.ID = s.DocumentId "
        "JOIN STATEMENTTYPES t ON t.ID = s.StatementTypeId"
    ):
        found: dict[str, object] = {"type": type_, "words": java(text, start, stop)}
        for table in ("DATABOOLEAN", "DATALONGTEXT"):
            found |= database.execute(
                f"SELECT v.Variable, x.Value FROM {table} x JOIN VARIABLES v ON v.ID = x.VariableId WHERE x.StatementId = ?",
                (name,),
            ).fetchall()
        found |= database.execute(
            "SELECT v.Variable, e.Value FROM DATASHORTTEXT x JOIN VARIABLES v ON v.ID = x.VariableId "
            "JOIN ENTITIES e ON e.ID = x.Entity AND e.VariableId = v.ID WHERE x.StatementId = ?", (name,)
        ).fetchall()  # fmt: skip
        out[str(found["account"])] = found
    return out


def test_the_file_is_sound_and_every_reference_leads_somewhere(database: sqlite3.Connection) -> None:
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert dict(database.execute("SELECT Property, Value FROM SETTINGS"))["version"].startswith("3.0")


def test_every_table_of_dna_is_there(database: sqlite3.Connection) -> None:
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables == set(
        "SETTINGS CODERS DOCUMENTS STATEMENTTYPES VARIABLES VARIABLELINKS REGEXES CODERRELATIONS STATEMENTS DATABOOLEAN "
        "DATAINTEGER ENTITIES DATASHORTTEXT DATALONGTEXT ATTRIBUTEVARIABLES ATTRIBUTEVALUES".split()
    )
    coder = [row[1] for row in database.execute("PRAGMA table_info(CODERS)")]
    assert len(coder) == 28 and coder[-1] == "PermissionEditOthersStatements"


def test_every_statement_is_its_quote_in_java_too(database: sqlite3.Connection) -> None:
    found = coded(database)
    # c6 stands in a copy, whose statements are coded once; c7 in a title, where DNA codes nothing.
    assert set(found) == {"c1", "c2", "c3", "c4", "c5", "c8", "c9"}
    for a in ACCOUNTS:
        if a.id in found:
            assert found[a.id]["words"] == a.anchor.quote


def test_what_is_said_is_yes_no_or_neither(database: sqlite3.Connection) -> None:
    found = coded(database)
    assert (found["c1"]["type"], found["c1"]["agreement"], found["c3"]["agreement"]) == ("DNA Statement", 1, 0)
    for name in ("c2", "c4", "c5"):
        assert found[name]["type"] == "Condition or hedge" and "agreement" not in found[name]
    assert found["c4"]["stance"] == "conditions"


def test_persons_and_organizations_are_those_the_text_names(database: sqlite3.Connection) -> None:
    found = coded(database)
    assert (found["c1"]["person"], found["c1"]["organization"], found["c1"]["speaker"]) == ("Ilse Brand", "Port Ane", "he")
    assert found["c8"]["person"] == "" and found["c8"]["organization"] == "" and found["c8"]["speaker"] == "an analyst"
    assert found["c5"]["organization"] == ""


def test_two_agreements_of_one_label_are_two_concepts(database: sqlite3.Connection) -> None:
    found = coded(database)
    assert found["c1"]["concept"] == "work a night shift (a1)" and found["c4"]["concept"] == "work a night shift (a2)"
    assert found["c8"]["concept"] == ""


def test_documents_have_their_whole_texts_and_what_dna_has_no_place_for(database: sqlite3.Connection) -> None:
    rows = {row[0]: row[1:] for row in database.execute("SELECT Title, Text, Date, Source, Notes FROM DOCUMENTS")}
    text, date, source, notes = rows["😀 Port Ane agreed"]
    assert text == TEXTS["🗞/eins"].text and source == 'Bay, "News"' and TEXTS["🗞/eins"].digest in notes
    assert date == 1930262400  # 2031-03-03T00:00
    assert "stands in the title" in notes and "Port Ane agreed" in notes
    assert rows["union.txt"][1] == 1930933800  # 18:30 as the clock there showed it
    assert rows["drei"][1] == 0 and "no date is known" in rows["drei"][3]
    assert "prints again: 🗞/eins" in rows["vier"][3]


def test_the_password_is_one_that_dna_accepts(database: sqlite3.Connection) -> None:
    [(kept,)] = database.execute("SELECT Password FROM CODERS WHERE ID = 1")
    raw = base64.b64decode(kept)
    salt, digest = raw[:16], hashlib.sha256(raw[:16] + PASSWORD.encode()).digest()
    for _ in range(100_000 - 1):
        digest = hashlib.sha256(digest).digest()
    assert raw == salt + digest


def test_without_texts_there_is_nothing_to_code() -> None:
    with pytest.raises(ExportError, match="give it with --documents"):
        export(RECORD, to="dna")


def test_an_empty_ledger_is_a_database(tmp_path: Path) -> None:
    [count] = [c.execute("SELECT COUNT(*) FROM STATEMENTS").fetchone() for c in opened(tmp_path, export(EMPTY, to="dna").content)]
    assert count == (0,)


def test_long_titles_and_labels_fit(tmp_path: Path) -> None:
    documents = tuple(replace(d, title="t" * 400) if d.id != "🗞/eins" else d for d in EVIDENCE.documents)
    agreements = tuple(replace(g, label="l" * 400) for g in EVIDENCE.ledger.agreements)
    long = replace(EVIDENCE, documents=documents, ledger=replace(EVIDENCE.ledger, agreements=agreements))
    for c in opened(tmp_path, export(long, to="dna").content):
        assert c.execute("SELECT MAX(LENGTH(Title)) FROM DOCUMENTS").fetchone() == (190,)
        assert c.execute("SELECT COUNT(*) FROM DOCUMENTS WHERE Notes LIKE '%title: tttt%'").fetchone() == (3,)
        concepts = {str(s["concept"]) for s in coded(c).values()} - {""}
        assert len(concepts) == 2 and all(len(x) <= 190 for x in concepts)


@given(st.text(), st.data())
def test_utf16_offsets_slice_as_java_does(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    if not any("\ud800" <= c <= "\udfff" for c in text):
        assert java(text, utf16(text, start), utf16(text, end)) == text[start:end]
