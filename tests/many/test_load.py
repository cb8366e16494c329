from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from readouts.engine.keeping import Keeper, Summary
from readouts.engine.many.alone import Alone
from readouts.engine.many.load import incomplete, load
from readouts.engine.many.protocol import Recipe
from readouts.engine.many.run import run
from readouts.errors import ReadoutsError
from readouts.ledger import open_store
from readouts.model import Document
from tests.keeping.killing import contents
from tests.keeping.plain import Plain
from tests.many.chains import troubled
from tests.many.making import lines, notes, page, table, texts, web_archive


def added(where: str, sources: list[Path], chain=Plain) -> Summary:
    store = open_store(where)
    summary = Summary()
    for kept in Keeper(store, chain).add(sources):
        summary.count(kept)
    store.close()
    return summary


def loaded(where: str, shards: Path) -> Summary:
    store = open_store(where)
    summary = Summary()
    for kept in load(shards, store):
        summary.count(kept)
    store.close()
    return summary


def mixed(room: Path) -> list[Path]:
    """Every kind of source, with copies, versions, a text under another's id, and what cannot be read or judged."""
    every = notes(30)
    clash = replace(every[3], text="Brann promised to lower the dues on dried herring.")
    foreign = Document(id="fr", text="Brann promised to sail.", language="fr")
    torn = lines(
        room / "torn.jsonl", [*every[20:22], clash, foreign, Document(id="bad", text="UNREADABLE", language="en")]
    )
    torn.write_bytes(torn.read_bytes() + b"{not json\n\n\xff\xfe\n" + b'{"id": "no text"}\n')
    pages = [(f"https://example.org/{n}", page(f"Note {n}", every[22 + n].text)) for n in range(3)]
    pages.append(("https://example.org/1", page("Note 1", every[26].text)))
    (room / "empty.txt").touch()
    return [
        lines(room / "one.jsonl.gz", every[:8]), table(room / "two.parquet", every[8:16]), texts(room / "files", every[16:20]), torn,
        web_archive(room / "three.warc.gz", pages), room / "empty.txt", room / "nowhere.jsonl",
    ]  # fmt: skip


def test_loading_gives_the_ledger_that_adding_gives(where: str, place, tmp_path: Path) -> None:
    sources = mixed(tmp_path)
    manifest = run(sources, tmp_path / "shards", Alone(), Recipe(Plain), size=7)
    summary = loaded(where, tmp_path / "shards")
    other = place("sqlite")
    assert added(other, sources).counts == summary.counts
    assert contents(where) == contents(other)
    assert summary.counts["failed"] >= 5 and summary.counts["not_assessed"] == 2 and summary.counts["version"] >= 1
    # The document of a clashing id was read and judged; only the ledger, which sees them all, can tell that it clashes.
    assert manifest["counts"]["documents"] == sum(summary.counts.values())


def test_loading_again_changes_nothing(tmp_path: Path) -> None:
    run([lines(tmp_path / "notes.jsonl", notes(12))], tmp_path / "shards", Alone(), Recipe(Plain), size=5)
    where = str(tmp_path / "kept.ledger")
    assert loaded(where, tmp_path / "shards").done == 12
    before = contents(where)
    assert loaded(where, tmp_path / "shards").counts == {"known": 12}
    assert contents(where) == before


def test_a_load_that_was_stopped_goes_on(tmp_path: Path) -> None:
    source = lines(tmp_path / "notes.jsonl", notes(14))
    run([source], tmp_path / "shards", Alone(), Recipe(Plain), size=5)
    where, whole = str(tmp_path / "stopped.ledger"), str(tmp_path / "whole.ledger")
    store = open_store(where)
    coming = load(tmp_path / "shards", store)
    for _ in range(6):
        next(coming)
    coming.close()
    store.close()
    loaded(where, tmp_path / "shards")
    added(whole, [source])
    assert contents(where) == contents(whole)


def test_what_was_set_aside_is_kept_with_its_reason_and_judged_by_retry(tmp_path: Path) -> None:
    documents = [
        Document(id=f"d{n}", text=f"Brann promised {'FAULT ' if n else ''}to mend the pier.") for n in range(2)
    ]
    source = lines(tmp_path / "notes.jsonl", documents)
    run([source], tmp_path / "shards", Alone(), troubled(tmp_path))
    where = str(tmp_path / "kept.ledger")
    assert loaded(where, tmp_path / "shards").counts == {"added": 1, "not_assessed": 1}
    store = open_store(where)
    with store.reading() as ledger:
        [failed] = ledger.failures()
        assert (failed.source, failed.reason) == ("d1", "set aside: TypeError: no such thing")
    assert [k.outcome for k in Keeper(store, Plain).retry()] == ["added"]
    with store.reading() as ledger:
        assert not ledger.failures()
    store.close()


def test_a_damaged_shard_is_told_before_it_is_taken(tmp_path: Path) -> None:
    run([lines(tmp_path / "notes.jsonl", notes(12))], tmp_path / "shards", Alone(), Recipe(Plain), size=5)
    shard = tmp_path / "shards" / "shard-000001.parquet"
    data = bytearray(shard.read_bytes())
    data[len(data) // 2] ^= 1
    shard.write_bytes(bytes(data))
    with pytest.raises(ReadoutsError, match=r"shard-000001\.parquet: it is not what was written"):
        loaded(str(tmp_path / "kept.ledger"), tmp_path / "shards")
    shard.unlink()
    with pytest.raises(ReadoutsError, match="cannot be read"):
        loaded(str(tmp_path / "kept.ledger"), tmp_path / "shards")


def test_a_folder_without_a_manifest_says_what_to_name(tmp_path: Path) -> None:
    with pytest.raises(ReadoutsError, match="name the folder that `readouts run` wrote"):
        loaded(str(tmp_path / "kept.ledger"), tmp_path)
    (tmp_path / "manifest.json").write_text('{"schema": "somebody else"}')
    with pytest.raises(ReadoutsError, match="no manifest of this version"):
        incomplete(tmp_path)


def test_an_unfinished_run_can_be_loaded_and_says_so(tmp_path: Path) -> None:
    source = lines(tmp_path / "notes.jsonl", notes(12))

    def interrupt(done: int, total: int, words: str) -> None:
        if done == 7:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([source], tmp_path / "shards", Alone(), Recipe(Plain), size=5, progress=interrupt)
    assert "5 of 12 entries" in incomplete(tmp_path / "shards")
    assert loaded(str(tmp_path / "kept.ledger"), tmp_path / "shards").done == 5
    run([source], tmp_path / "shards", Alone(), Recipe(Plain), size=5)
    assert incomplete(tmp_path / "shards") == ""
