"""`readouts export` on the command line: what it writes where, and one clear line for whatever is wrong."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from pathlib import Path

import pytest
from tests.asking.making import ACCOUNTS, SHIFT, story
from typer.testing import CliRunner

from readouts.cli.app import app
from readouts.cli.files import put
from readouts.errors import ExportError
from readouts.export import FORMATS, dump, dump_line, load
from readouts.ledger.review_session import Review
from readouts.model import Account, Agreement, Anchor, Document, Ledger, Party, Speaker

runner = CliRunner()
NOTE = Document(id="note", text="😀 Port Ane agreed to a night shift.", published="2031-03-04")
BOOK = Ledger(
    "strike", ("note",), (Agreement("a1", "a night shift", ("Port Ane",), "one_sided"),),
    (Account("c1", Anchor.at(NOTE, 2, 17), Party("Port Ane"), Speaker("Port Ane", "organization"), "affirms", "direct", "a1"),),
)  # fmt: skip


@pytest.fixture
def ledger(tmp_path: Path) -> str:
    store = story(tmp_path / "quarrel.ledger")
    Review(store, "ruiz").reject(ACCOUNTS["friday"].id)
    store.close()
    return str(tmp_path / "quarrel.ledger")


@pytest.fixture
def record(tmp_path: Path) -> str:
    (tmp_path / "record.json").write_text(dump(BOOK), encoding="utf-8")
    (tmp_path / "documents.jsonl").write_text(dump_line(NOTE), encoding="utf-8")
    return str(tmp_path / "record.json")


def run(*args: str, url: str = "", given: str | None = None) -> tuple[int, str, str]:
    result = runner.invoke(app, ["export", *args], env={"READOUTS_DB_URL": url}, input=given)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_ledger_goes_to_standard_output_as_text(ledger: str) -> None:
    code, out, err = run("--to", "csv", "--ledger", ledger, "--columns", "account, stance")
    assert (code, err) == (0, "")
    assert [r["account"] for r in rows(out)] == [ACCOUNTS[n].id for n in ("monday", "monday-copy", "tuesday", "thursday")]
    code, out, _ = run("--to", "csv", "--ledger", ledger, "--columns", "account", "--machine")
    assert len(rows(out)) == 5
    code, out, _ = run("--to", "csv", "--ledger", ledger, "--columns", "account,judgement", "--rejected")
    assert rows(out)[-1] == {"account": ACCOUNTS["friday"].id, "judgement": "reject"}


@pytest.mark.parametrize("to", [f.name for f in FORMATS.values() if f.text])
def test_every_text_goes_down_a_pipe(ledger: str, to: str) -> None:
    code, out, err = run("--to", to, "--ledger", ledger)
    assert (code, err) == (0, "") and out


def test_filters_narrow_a_ledger(ledger: str) -> None:
    code, out, _ = run("--to", "jsonl", "--ledger", ledger, "--party", "port-ane", "--source", "brod")
    assert code == 0 and [json.loads(x)["id"] for x in out.splitlines()] == [ACCOUNTS["monday-copy"].id]
    code, out, _ = run("--to", "jsonl", "--ledger", ledger, "--from", "2031-03-04", "--until", "2031-03-05", "--stance", "denies")
    assert [json.loads(x)["id"] for x in out.splitlines()] == [ACCOUNTS["tuesday"].id]
    code, out, _ = run("--to", "jsonl", "--ledger", ledger, "--agreement", "aaaa", "--status", "disputed", "--as-of", "2031-03-04")
    assert len(out.splitlines()) == 3
    code, out, _ = run("--to", "sheet", "--ledger", ledger, "--agreement", SHIFT)
    assert "the dockers had agreed to a night shift" in out and "Only part of the ledger" in out


def test_nothing_that_fits_is_said_and_written(ledger: str) -> None:
    code, out, err = run("--to", "csv", "--ledger", ledger, "--party", "Nobody")
    assert code == 0 and rows(out) == [] and "no account fits" in err


def test_a_record_is_exported_from_a_file_and_from_a_pipe(record: str) -> None:
    code, out, err = run(record, "--to", "csv", "--columns", "quote,published")
    assert (code, err) == (0, "") and rows(out) == [{"quote": "Port Ane agreed", "published": ""}]
    code, out, _ = run("-", "--to", "csv", "--columns", "quote", given=Path(record).read_text(encoding="utf-8"))
    assert code == 0 and rows(out) == [{"quote": "Port Ane agreed"}]
    documents = str(Path(record).with_name("documents.jsonl"))
    code, out, err = run(record, "--to", "csv", "--columns", "quote,published", "--documents", documents)
    assert rows(out) == [{"quote": "Port Ane agreed", "published": "2031-03-04"}], err


def test_a_record_goes_before_the_ledger_of_the_environment(record: str, ledger: str) -> None:
    code, out, _ = run(record, "--to", "csv", "--columns", "account", url=ledger)
    assert code == 0 and rows(out) == [{"account": "c1"}]
    code, out, _ = run("--to", "csv", "--columns", "account", url=ledger)
    assert code == 0 and len(rows(out)) == 4


def test_a_database_is_written_to_a_file(record: str, tmp_path: Path) -> None:
    out = tmp_path / "out.dna"
    documents = str(Path(record).with_name("documents.jsonl"))
    assert run(record, "--to", "dna", "--documents", documents, "--out", str(out)) == (0, "", "")
    with sqlite3.connect(out) as database:
        assert database.execute("SELECT Start, Stop FROM STATEMENTS").fetchall() == [(3, 18)]  # the sign before counts twice
    assert sorted(p.name for p in tmp_path.iterdir()) == ["documents.jsonl", "out.dna", "record.json"]


def test_bytes_do_not_go_down_a_pipe(ledger: str) -> None:
    for to in ("parquet", "dna"):
        code, out, err = run("--to", to, "--ledger", ledger)
        assert (code, out) == (2, "") and err.count("\n") == 1 and "name a file with --out" in err


def test_a_file_is_replaced_only_where_that_is_asked_for(ledger: str, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("mine")
    code, _, err = run("--to", "csv", "--ledger", ledger, "--out", str(out))
    assert code == 1 and "it is there already" in err and "--force" in err and out.read_text() == "mine"
    assert run("--to", "csv", "--ledger", ledger, "--out", str(out), "--force")[0] == 0
    assert out.read_bytes().startswith(b'"account",')


def test_an_export_that_fails_leaves_the_old_file(record: str, tmp_path: Path) -> None:
    out = tmp_path / "out.dna"
    out.write_text("mine")
    code, _, err = run(record, "--to", "dna", "--out", str(out), "--force")
    assert code == 1 and "--documents" in err and out.read_text() == "mine"


def test_a_file_made_meanwhile_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out.csv"
    monkeypatch.setattr("readouts.cli.files.check", lambda *_, **__: out.write_text("theirs"))
    with pytest.raises(ExportError, match="it is there already"):
        put(out, b"mine")
    assert out.read_text() == "theirs" and list(tmp_path.iterdir()) == [out]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old")
    link.symlink_to(real)
    put(link, b"new", force=True)
    assert link.is_symlink() and real.read_bytes() == b"new"


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("--to", "csv"), 2, "give RECORD.json, or a ledger with --ledger"),
        ((), 2, "give --to, one of csv, jsonl"),
        (("{record}", "--ledger", "{ledger}", "--to", "csv"), 2, "give a record or --ledger, not both"),
        (("{record}", "--party", "x", "--machine", "--to", "csv"), 2, "--party, --machine: filters narrow a kept ledger"),
        (("--ledger", "{ledger}", "--documents", "x", "--to", "csv"), 2, "--documents goes with a record"),
        (("--ledger", "{ledger}", "--to", "csv", "--columns", "party,colour"), 2, "no such column: colour"),
        (("--ledger", "{ledger}", "--to", "prov", "--bom"), 2, "prov takes no bom"),
        (("--ledger", "{ledger}", "--to", "csv", "--agreement", "ffff"), 1, "no such agreement"),
        (("--ledger", "{ledger}", "--to", "csv", "--from", "March"), 1, "'March' is no date"),
        (("--ledger", "{ledger}.gone", "--to", "csv"), 1, "gone"),
        (("{record}.gone", "--to", "csv"), 1, "gone"),
        (("{documents}", "--to", "csv"), 1, "not a ledger"),
        (("{record}", "--to", "csv", "--documents", "gone.txt"), 1, "gone.txt"),
        (("--ledger", "{ledger}", "--to", "csv", "--out", "{folder}"), 1, "it is no file"),
        (("--ledger", "{ledger}", "--to", "csv", "--out", "{folder}/no/x.csv"), 1, "make it first"),
    ],
)
def test_whatever_is_wrong_is_one_line(record: str, ledger: str, args: tuple[str, ...], code: int, words: str) -> None:
    folder = Path(record).parent
    names = {"record": record, "ledger": ledger, "documents": str(folder / "documents.jsonl"), "folder": str(folder)}
    got, out, err = run(*(a.format(**names) for a in args))
    assert (got, out) == (code, "") and err.count("\n") == 1 and words in err, err


def test_documents_of_another_record_are_refused(record: str, tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text(dump_line(Document(id="note", text="Quite other words stand here today.")), encoding="utf-8")
    code, _, err = run(record, "--to", "csv", "--documents", str(other))
    assert code == 1 and "other words" in err


def test_the_columns_are_listed(ledger: str) -> None:
    code, out, _ = run("--columns", "help")
    assert code == 0 and "* quote" in out and "  sha256" in out


def test_the_record_that_show_prints_is_one(ledger: str) -> None:
    result = runner.invoke(app, ["show", "aaaa", "--ledger", ledger, "--json"])
    assert load(result.stdout).agreements[0].id == SHIFT
    code, out, _ = run("-", "--to", "csv", "--columns", "account", given=result.stdout)
    assert code == 0 and len(rows(out)) == 4
