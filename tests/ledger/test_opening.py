"""Opening: what is no ledger is left alone, an earlier schema is brought up to date, a later one is not touched."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, inspect, text

from readouts.errors import LedgerError
from readouts.ledger import migrate, open_store
from readouts.ledger import tables as t
from readouts.ledger.columns import from_line
from readouts.ledger.sqlite import SqliteStore
from readouts.ledger.store import SqlStore
from readouts.ledger.words import folded
from tests.ledger.making import fill, numbered

VERSIONS = ("0001", "0002")
SEARCHED = {"document_words", "account_words"}


def _bare(where: str) -> SqlStore:
    """A store whose schema nobody has looked at yet."""
    from sqlalchemy.engine import make_url

    from readouts.ledger.postgres import PostgresStore

    return PostgresStore(make_url(where)) if "://" in where else SqliteStore(Path(where))


def _at_version(where: str, version: str, lines: list[str]) -> None:
    """A ledger as the version of that schema left it, with these rows."""
    import json

    old = _bare(where)
    with old.writing_connection() as connection:
        migrate.upgrade(connection, where, to=version)
        numbers = dict.fromkeys(t.LOCAL_COLUMNS, 0)
        seq = 0
        for line in lines[1:-1]:
            record = json.loads(line)
            if "transaction" in record:
                seq = record["transaction"]["seq"]
                connection.execute(insert(t.transactions), [record["transaction"]])
                continue
            name, columns = from_line(record)
            columns["seq"] = seq
            if name in numbers:
                columns["n"] = numbers[name] = numbers[name] + 1
            connection.execute(insert(t.metadata.tables[name]), [columns])
    old.close()


@pytest.mark.parametrize("version", VERSIONS[:-1])
def test_a_ledger_of_each_earlier_schema_is_brought_up_to_date(
    where: str, version: str, place: Callable[[str], str]
) -> None:
    origin = open_store(place("sqlite"))
    fill(origin)
    with origin.writing("add", "readouts") as w:
        w.add(*(row for n in range(250) for row in numbered(n)))
    lines = list(origin.export_lines())
    origin.close()
    _at_version(where, version, lines)
    store = open_store(where, create=False)
    assert list(store.export_lines()) == lines
    assert not list(store.verify())
    with store.reading_connection() as connection:  # type: ignore[attr-defined]
        assert migrate.version_of(connection) == migrate.CURRENT
        found = {
            name: connection.execute(text(_SEARCH[connection.dialect.name].format(table=name))).scalar()
            for name in SEARCHED
        }
    assert found == {"document_words": 251, "account_words": 250}
    with store.writing("add", "readouts") as w:
        w.add(*numbered(999))
    assert not list(store.verify())
    store.close()


_SEARCH = {
    "sqlite": "SELECT count(*) FROM {table} WHERE {table} MATCH 'open AND quay' OR rowid IN "
    "(SELECT n FROM documents WHERE '{table}' = 'document_words' AND name = 'harbour')",
    "postgresql": "SELECT count(*) FROM {table} WHERE words @@ plainto_tsquery('simple', 'open quay') OR n IN "
    "(SELECT n FROM documents WHERE '{table}' = 'document_words' AND name = 'harbour')",
}


def test_the_migrations_end_where_the_tables_are(where: str) -> None:
    store = open_store(where)
    with store.reading_connection() as connection:  # type: ignore[attr-defined]
        context = MigrationContext.configure(
            connection,
            opts={
                "version_table": migrate.VERSION_TABLE,
                "include_object": lambda thing, name, kind, *_: _is_ours(thing, name, kind),
                "compare_type": True,
            },
        )
        assert compare_metadata(context, t.metadata) == []
        made = set(inspect(connection).get_table_names())
    assert set(t.metadata.tables) <= made
    store.close()


def _is_ours(thing: object, name: str | None, kind: str) -> bool:
    """Tables and indexes of the schema; the search index stands beside it."""
    words = ("_words", "_letters")
    table = name if kind == "table" else getattr(getattr(thing, "table", None), "name", "")
    return not any(w in (table or "") or w in (name or "") for w in words)


def test_the_current_version_is_the_newest_file() -> None:
    scripts = ScriptDirectory(str(migrate.SCRIPTS))
    assert scripts.get_heads() == [migrate.CURRENT]
    assert tuple(sorted(s.revision for s in scripts.walk_revisions())) == VERSIONS


def test_a_newer_schema_is_not_touched(where: str) -> None:
    store = open_store(where)
    with store.writing_connection() as connection:  # type: ignore[attr-defined]
        connection.execute(text("UPDATE readouts_schema SET version_num = '9999'"))
    store.close()
    with pytest.raises(LedgerError, match="a newer readouts wrote it"):
        open_store(where)


def test_a_file_of_another_program_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "recipes.db"
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE recipes (name TEXT)")
    raw.close()
    with pytest.raises(LedgerError, match="something else"):
        open_store(path)
    raw = sqlite3.connect(path)
    assert raw.execute("SELECT name FROM sqlite_master").fetchall() == [("recipes",)]
    raw.close()


def test_what_cannot_be_opened_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Sir, " * 500)
    monkeypatch.delenv("READOUTS_DB_URL", raising=False)
    for where, why in {
        str(letter): "no SQLite file",
        str(tmp_path): "it is a folder",
        str(tmp_path / "no" / "such.db"): "make it first",
        "mysql://host/db": "a ledger is a file",
        "postgresql://nobody@127.0.0.1:1/none": "no server answers",
        "": "READOUTS_DB_URL",
    }.items():
        with pytest.raises(LedgerError, match=why) as caught:
            open_store(where)
        assert "\n" not in str(caught.value)
    assert letter.read_text() == "Dear Sir, " * 500


def test_a_password_is_not_shown() -> None:
    with pytest.raises(LedgerError) as caught:
        open_store("postgresql://nobody:hunter2@127.0.0.1:1/none")
    assert "hunter2" not in str(caught.value)


def test_the_environment_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READOUTS_DB_URL", f"sqlite:///{tmp_path / 'env.db'}")
    store = open_store()
    assert store.where == str(tmp_path / "env.db")
    store.close()


def test_alembic_loads_only_when_the_schema_differs(tmp_path: Path) -> None:
    open_store(tmp_path / "a.db").close()
    code = (
        "import sys, readouts.ledger; assert 'sqlalchemy' not in sys.modules\n"
        f"readouts.ledger.open_store({str(tmp_path / 'a.db')!r}).close()\n"
        "assert 'sqlalchemy' in sys.modules and 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_folded_words_are_those_that_sqlite_sees() -> None:
    raw = sqlite3.connect(":memory:")
    raw.execute("CREATE VIRTUAL TABLE w USING fts5(t, tokenize='unicode61 remove_diacritics 2')")
    raw.execute("CREATE VIRTUAL TABLE v USING fts5vocab(w, instance)")
    said = "Élan vital—the “São Tomé” accord (No. 12/b), Łódź? naïve co-operation; Łukasz O'Neil"
    raw.execute("INSERT INTO w VALUES (?)", (said,))
    seen = [term for (term,) in raw.execute("SELECT term FROM v ORDER BY offset")]
    assert folded(said).split() == seen
    raw.close()
