from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

import pytest

from readouts.engine.many.alone import Alone
from readouts.engine.many.judging import LIMITS
from readouts.engine.many.protocol import Recipe
from readouts.engine.many.run import run
from readouts.model import Document
from readouts.read import Failure, read
from readouts.read.entries import Input, entries, found, survey
from readouts.read.limits import Limits
from tests.keeping.plain import Plain
from tests.many.making import all_rows, lines, notes, page, table, texts, web_archive


def documents(*sources: Path | str, **fields: object) -> list[Document]:
    out = list(read(sources, **fields))  # type: ignore[arg-type]
    assert not [d for d in out if isinstance(d, Failure)], out
    return out  # type: ignore[return-value]


def why(source: Path | str) -> str:
    [one] = list(read([source]))
    assert isinstance(one, Failure)
    return one.why


@pytest.mark.parametrize("kind", ["jsonl", "jsonl.gz", "parquet", "folder", "warc", "warc.gz"])
def test_every_kind_of_source_gives_its_documents(tmp_path: Path, kind: str) -> None:
    given = [d for n, d in enumerate(notes(9)) if n % 7 != 6]
    path = tmp_path / f"notes.{kind}"
    if kind == "folder":
        texts(path, given)
    elif kind.startswith("warc"):
        web_archive(path, [(f"https://example.org/{d.id}", page(d.id, d.text)) for d in given])
    else:
        (table if kind == "parquet" else lines)(path, given)
    manifest = run([path], tmp_path / "out", Alone(), Recipe(Plain), size=3)
    rows = all_rows(tmp_path / "out")
    assert manifest["counts"]["done"] == len(given) == len(rows)
    told = [json.loads(r["document"]) for r in rows]
    assert all(r["accounts"] == 2 for r in rows)
    if kind == "folder":
        assert sorted(t["text"] for t in told) == sorted(d.text for d in given)
        assert [t["id"] for t in told].count("same") == 2 and all(r["derived"] for r in rows)
    elif kind.startswith("warc"):
        assert [t["url"] for t in told] == [f"https://example.org/{d.id}" for d in given]
        assert {t["published"][:10] for t in told} == {"2031-05-01"}, "the page's day, not the day of capture"
        assert [r["place"] for r in rows] == [str(path)] * len(rows)
    else:
        assert [(t["id"], t["text"], t["published"]) for t in told] == [(d.id, d.text, d.published) for d in given]
        assert rows[0]["place"] == f"{path}:1"


def test_add_reads_parquet_and_web_archives_too(tmp_path: Path) -> None:
    given = notes(5)
    assert [d.text for d in documents(table(tmp_path / "a.parquet", given))] == [d.text for d in given]
    pages = [("https://example.org/a", page("Pier", given[0].text))]
    [one] = documents(web_archive(tmp_path / "a.warc.gz", pages))
    assert one.url == "https://example.org/a" and one.title == "Pier" and "agreed" in one.text + "agreed"


def test_a_column_of_dates_is_read_as_iso(tmp_path: Path) -> None:
    import datetime

    import pyarrow as pa
    import pyarrow.parquet as pq

    at = datetime.datetime(2031, 5, 1, 12, tzinfo=datetime.UTC)
    pq.write_table(pa.table({"id": [7], "text": ["Brann refused to sail."], "published": [at]}), tmp_path / "a.parquet")
    [one] = documents(tmp_path / "a.parquet")
    assert (one.id, one.published) == ("7", "2031-05-01T12:00:00+00:00")


def test_a_page_captured_twice_is_two_versions_of_one_address(tmp_path: Path) -> None:
    twice = [("https://example.org/a", page("Pier", "Brann agreed to mend the pier.\nIt rained all day long in the bay.")),
             ("https://example.org/a", page("Pier", "Brann refused to mend the pier.\nIt rained all day long in the bay."))]  # fmt: skip
    first, second = documents(web_archive(tmp_path / "a.warc", twice))
    assert first.url == second.url and first.id != second.id


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.parquet", b"PAR1 and then nothing", "could not be read to its end"),
        ("a.parquet", b"", "empty"),
        ("a.warc", b"this is no archive at all\r\n\r\n", "not a WARC file"),
        ("a.warc.gz", b"\x1f\x8b\x08\x00broken", "WARC"),
        ("a.jsonl.gz", b"not gzip", "damaged gzip file"),
    ],
)
def test_what_is_no_such_file_is_one_clear_line(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert reason in why(path)
    manifest = run([path], tmp_path / "out", Alone(), Recipe(Plain))
    assert manifest["counts"] | {"accounts": 0} == {
        "entries": 1, "documents": 1, "done": 0, "not_assessed": 0, "poisoned": 0, "unreadable": 1, "accounts": 0,
    }  # fmt: skip


def test_a_cut_off_archive_gives_what_was_before_and_says_so(tmp_path: Path) -> None:
    given = [
        (f"https://example.org/{n}", page(f"Note {n}", f"Brann refused to sail on day {n}.\n" * 40)) for n in range(3)
    ]
    path = web_archive(tmp_path / "a.warc", given)
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b"Note 2") + 300])
    got = list(read([path]))
    assert [isinstance(d, Failure) for d in got] == [False, False, True] and "cut off" in got[-1].why  # type: ignore[union-attr]


def test_a_gzip_file_that_breaks_off_gives_the_lines_before(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl.gz", notes(400))
    path.write_bytes(path.read_bytes()[:-200])
    [given] = survey([path], LIMITS)
    manifest = run([path], tmp_path / "out", Alone(), Recipe(Plain))
    assert given.entries == manifest["counts"]["documents"] > 100
    assert (manifest["counts"]["unreadable"], all_rows(tmp_path / "out")[-1]["outcome"]) == (1, "unreadable")


def test_a_table_without_texts_says_what_is_missing_in_each_row(tmp_path: Path) -> None:
    from readouts.columns import packed

    (tmp_path / "a.parquet").write_bytes(packed({"headline": ("text", ["Pier", "Bell"])}))
    got = list(read([tmp_path / "a.parquet"]))
    assert [str(f) for f in got] == [
        f"{tmp_path / 'a.parquet'}:{n}: the record has no id: every document needs id and text, both strings"
        for n in (1, 2)
    ]


def test_rows_and_lines_from_the_middle_are_those_of_the_whole(tmp_path: Path) -> None:
    pages = [(f"https://example.org/{n}", page(f"Note {n}", "Brann refused to sail.")) for n in range(9)]
    for path in (
        lines(tmp_path / "a.jsonl.gz", notes(150)), table(tmp_path / "a.parquet", notes(150)), web_archive(tmp_path / "a.warc.gz", pages),
    ):  # fmt: skip
        [given] = survey([path], LIMITS)
        whole = [e.place for e in entries(given, LIMITS)]
        assert given.entries == len(whole)
        for first, last in ((0, 1), (3, 8), (given.entries - 2, given.entries), (2, None)):
            assert [e.place for e in entries(given, LIMITS, None, first, last)] == whole[first:last]


def test_addresses_and_standard_input_are_for_add(tmp_path: Path) -> None:
    got = list(survey(["https://example.org/a", "-", tmp_path / "nowhere"], LIMITS))
    assert [g.kind for g in got] == ["failure"] * 3
    assert "readouts add" in got[0].why and "readouts add" in got[1].why and "not found" in got[2].why


def test_objects_of_a_store_are_read_through_fsspec(tmp_path: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    store = fsspec.filesystem("memory")
    given = notes(6)
    for name, some in (("one.jsonl.gz", given[:4]), ("deep/two.parquet", given[4:])):
        path = tmp_path / Path(name).name
        (lines if "json" in name else table)(path, some)
        store.pipe(f"/notes-of-may/{name}", path.read_bytes())
    store.pipe("/notes-of-may/note.txt", b"Brann promised to mend the pier of the town of Odde.")
    store.pipe("/notes-of-may/lamp.png", b"no document")
    manifest = run(["memory://notes-of-may"], tmp_path / "out", Alone(), Recipe(Plain), size=4)
    assert manifest["counts"]["done"] == 7
    assert [r["source"] for r in all_rows(tmp_path / "out")][-1] == "memory://notes-of-may/one.jsonl.gz"
    one = run(["memory://notes-of-may/*.gz"], tmp_path / "some", Alone(), Recipe(Plain))
    assert one["counts"]["done"] == 4
    [none] = survey(["memory://nothing-here"], LIMITS)
    assert none.why == "nothing that can be read is there: check the address"


def test_without_fsspec_the_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    [one] = survey(["s3://archive/2014/"], LIMITS)
    assert one.kind == "failure" and "needs fsspec" in one.why and "--engine daft" in one.why


def test_a_store_whose_package_is_missing_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("fsspec")
    monkeypatch.setitem(sys.modules, "s3fs", None)
    [one] = survey(["s3://archive/2014/"], LIMITS)
    assert one.kind == "failure" and "s3fs" in one.why


def test_read_itself_opens_no_store() -> None:
    [one] = list(read(["memory://notes-of-may/note.txt"]))
    assert isinstance(one, Failure), "an address that somebody sends must not reach past the guard"


def test_without_warcio_the_line_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = web_archive(tmp_path / "a.warc", [])
    monkeypatch.setitem(sys.modules, "warcio.archiveiterator", None)
    assert why(path) == 'a WARC file needs warcio: pip install "readouts[warc]"'


def test_an_archive_without_pages_and_a_table_without_rows_say_so(tmp_path: Path) -> None:
    assert "no page in this WARC file: its 3 records are" in why(web_archive(tmp_path / "a.warc", []))
    assert why(table(tmp_path / "a.parquet", [])) == "empty: there is no row in it"


def test_a_huge_record_is_refused_by_itself(tmp_path: Path) -> None:
    small = Limits(size=2000)
    path = tmp_path / "a.warc"
    web_archive(
        path,
        [
            ("https://example.org/big", b"<html>" + b"x" * 5000),
            ("https://example.org/b", page("Pier", "Brann refused to sail to the isle of Odde on Monday.\n" * 9)),
        ],
    )
    [given] = survey([path], small)
    got = [one for e in entries(given, small) for one in found(e, small)]
    assert [type(g).__name__ for g in got] == ["Failure", "Derived"]


def test_a_huge_row_is_refused_by_itself(tmp_path: Path) -> None:
    small = Limits(size=500)
    given = [Document(id="a", text="Brann refused. " * 100), Document(id="b", text="Brann refused to sail.")]
    got = list(read([table(tmp_path / "a.parquet", given)], limits=Limits(size=5000)))
    assert not [g for g in got if isinstance(g, Failure)]
    [one] = survey([tmp_path / "a.parquet"], small)
    read_small = [g for e in entries(one, small) for g in found(e, small)]
    assert [type(g).__name__ for g in read_small] == ["Failure", "Placed"]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = lines(tmp_path / "notes.jsonl", notes(3))
    assert run([path, path, tmp_path], tmp_path.parent / "twice", Alone(), Recipe(Plain))["counts"]["documents"] == 3


def test_blank_lines_are_entries_without_documents(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\n\n" + gzip.decompress(lines(tmp_path / "b.jsonl.gz", notes(2)).read_bytes()) + b"\n")
    manifest = run([path], tmp_path / "out", Alone(), Recipe(Plain), size=2)
    assert (manifest["counts"]["entries"], manifest["counts"]["documents"]) == (5, 2)
    assert [s["rows"] for s in manifest["shards"]] == [0, 2, 0]


def test_an_input_says_what_it_is() -> None:
    given = Input("a.jsonl", "lines", 3, 9, "d")
    assert (given.where, given.entries, given.in_folder) == ("a.jsonl", 3, False)
