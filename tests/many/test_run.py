from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from readouts.engine.many import plan
from readouts.engine.many.alone import Alone, limited
from readouts.engine.many.folder import Folder, journal, read_manifest
from readouts.engine.many.judging import LIMITS, TooLong
from readouts.engine.many.pool import Pool
from readouts.engine.many.protocol import Recipe
from readouts.engine.many.run import run
from readouts.errors import ReadoutsError
from readouts.model import Document
from readouts.read.entries import survey
from tests.keeping.plain import Plain
from tests.many.chains import broken, dying, troubled
from tests.many.making import all_rows, digests, lines, notes

_ROOT = Path(__file__).resolve().parents[2]
BAD = {
    3: "Brann DIE refused.", 11: "Sund DIE ONCE refused.", 17: "Tarsk HANG refused.", 23: "Odde FAULT refused.",
    27: "UNREADABLE",
}  # fmt: skip


def bad_notes(count: int = 40) -> list[Document]:
    return [
        Document(id=d.id, text=f"{d.text}\n{BAD[n]}" if n in BAD else d.text, published=d.published, language="en")
        for n, d in enumerate(notes(count))
    ]


def counts(manifest: dict) -> tuple[int, ...]:
    c = manifest["counts"]
    return tuple(c[k] for k in ("documents", "done", "not_assessed", "poisoned", "unreadable"))


def test_pool_and_inline_write_the_same_bytes(tmp_path: Path) -> None:
    source = lines(tmp_path / "notes.jsonl.gz", notes(45))
    one = run([source], tmp_path / "inline", Alone(), Recipe(Plain), size=20)
    two = run([source], tmp_path / "pool", Pool(3), Recipe(Plain), size=20)
    assert counts(one) == counts(two) == (45, 45, 0, 0, 0)
    assert digests(tmp_path / "inline") == digests(tmp_path / "pool")
    assert [s["sha256"] for s in one["shards"]] == list(digests(tmp_path / "inline").values())
    assert one["complete"] and one["engine"] == ["plain/1"] and len(one["shards"]) == 3


def test_what_dies_or_hangs_is_set_aside_and_stops_nothing(tmp_path: Path) -> None:
    source = lines(tmp_path / "notes.jsonl", bad_notes())
    manifest = run([source], tmp_path / "out", Pool(2), troubled(tmp_path), size=10)
    assert counts(manifest) == (40, 36, 1, 3, 0)
    rows = all_rows(tmp_path / "out")
    assert [r["entry"] for r in rows] == list(range(40)), "every document once, in order"
    found = {r["id"]: (r["outcome"], r["reason"]) for r in rows if r["outcome"] != "done"}
    assert found == {
        "n3": ("poisoned", "the process was killed (SIGKILL; often for want of memory), twice"),
        "n17": ("poisoned", "it took more than 5 s"),
        "n23": ("poisoned", "TypeError: no such thing"),
        "n27": ("not_assessed", "ValueError: the parser gave up"),
    }
    assert json.loads(rows[3]["document"])["text"].endswith("Brann DIE refused."), "its text is kept"
    aside = [json.loads(line) for line in (tmp_path / "out" / "poisoned.jsonl").read_text().splitlines()]
    assert [(p["id"], p["place"]) for p in aside] == [
        ("n3", f"{source}:4"), ("n17", f"{source}:18"), ("n23", f"{source}:24"),
    ]  # fmt: skip


def test_what_a_dying_process_held_beside_it_is_done(tmp_path: Path) -> None:
    """A single worker gets several entries at a time; only the one it died of is lost."""
    documents = [Document(id=f"d{n}", text="Brann DIE refused." if n == 0 else "Brann refused.") for n in range(4)]
    manifest = run([lines(tmp_path / "few.jsonl", documents)], tmp_path / "out", Pool(1), troubled(tmp_path), size=4)
    assert counts(manifest) == (4, 3, 0, 1, 0)


def test_one_bad_document_of_a_list_leaves_the_others(tmp_path: Path) -> None:
    records = [
        {"id": f"d{n}", "text": f"Brann {'DIE ' if n == 1 else ''}refused to sail on day {n}."} for n in range(3)
    ]
    (tmp_path / "list.json").write_text(json.dumps(records))
    manifest = run([tmp_path / "list.json"], tmp_path / "out", Pool(1), troubled(tmp_path))
    assert [(r["id"], r["outcome"]) for r in all_rows(tmp_path / "out")] == [
        ("d0", "done"), ("d1", "poisoned"), ("d2", "done"),
    ]  # fmt: skip
    assert manifest["counts"]["entries"] == 1 and counts(manifest)[0] == 3


@pytest.mark.parametrize(("start", "why"), [(broken, "the weights are missing"), (dying, "ended with code 7")])
def test_a_chain_that_cannot_start_ends_the_run_with_its_reason(tmp_path: Path, start, why: str) -> None:
    source = lines(tmp_path / "notes.jsonl", notes(3))
    with pytest.raises(ReadoutsError, match=why):
        run([source], tmp_path / "out", Pool(1), Recipe(start), size=2)
    assert counts(run([source], tmp_path / "out", Pool(1), Recipe(Plain), size=2))[0] == 3, (
        "the folder can be gone on with"
    )


def test_inline_breaks_off_what_hangs() -> None:
    import threading

    with pytest.raises(TooLong, match=r"more than 0\.2 s"):
        limited(threading.Event().wait, 0.2)  # type: ignore[arg-type]


@pytest.mark.parametrize("engine", ["inline", "pool"])
def test_killed_in_the_middle_it_goes_on_and_ends_with_the_same_shards(tmp_path: Path, engine: str) -> None:
    source = lines(tmp_path / "notes.jsonl", notes(60))
    run([source], tmp_path / "whole", Alone(), Recipe(Plain), size=10)
    out = tmp_path / "killed"
    known = os.environ | {"PYTHONPATH": f"{_ROOT / 'src'}:{_ROOT}"}
    command = [sys.executable, "-m", "tests.many.running", str(source), str(out), engine]
    started = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=known, cwd=_ROOT)
    assert started.stdout is not None
    for line in started.stdout:
        if int(line.split()[0]) >= 30:
            break
    started.kill()
    started.wait()
    before = digests(out)
    assert 0 < len(journal(out)) < 6, "it was in the middle"
    assert read_manifest(out)["complete"] is False  # type: ignore[index]
    told: list[int] = []
    manifest = run([source], out, Pool(2), Recipe(Plain), size=10, progress=lambda done, *_: told.append(done))
    assert digests(out) == digests(tmp_path / "whole")
    assert before.items() <= digests(out).items()
    assert manifest["complete"] and counts(manifest) == (60, 60, 0, 0, 0)
    assert told[1] == 10 * len(before), "finished shards are not done again"
    assert not list(out.glob(".*.unfinished"))


def test_a_line_torn_by_a_crash_is_done_again(tmp_path: Path) -> None:
    source = lines(tmp_path / "notes.jsonl", notes(30))
    out = tmp_path / "out"
    run([source], out, Alone(), Recipe(Plain), size=10)
    whole = (out / "shards.jsonl").read_bytes()
    (out / "shards.jsonl").write_bytes(whole[: whole.rindex(b'{"shard": 2') + 25])
    (out / ".shard-000002.parquet.unfinished").write_bytes(b"half")
    manifest = run([source], out, Alone(), Recipe(Plain), size=10)
    assert counts(manifest) == (30, 30, 0, 0, 0)
    assert [r["shard"] for r in journal(out)] == [0, 1, 2]


def test_finished_it_does_nothing_more(tmp_path: Path) -> None:
    source = lines(tmp_path / "notes.jsonl", notes(8))
    first = run([source], tmp_path / "out", Alone(), Recipe(Plain))
    again = run([source], tmp_path / "out", Pool(1), Recipe(broken), size=200)
    assert again["shards"] == first["shards"], "nothing is started where nothing is left"


def test_interrupted_it_leaves_what_is_done_and_a_manifest(tmp_path: Path) -> None:
    source = lines(tmp_path / "notes.jsonl", notes(30))

    def interrupt(done: int, total: int, words: str) -> None:
        if done == 25:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([source], tmp_path / "out", Pool(1), Recipe(Plain), size=10, progress=interrupt)
    manifest = read_manifest(tmp_path / "out")
    assert manifest is not None and not manifest["complete"] and len(manifest["shards"]) == 2
    assert counts(run([source], tmp_path / "out", Pool(1), Recipe(Plain), size=10)) == (30, 30, 0, 0, 0)


@pytest.mark.parametrize(
    ("change", "why"),
    [("source", "other sources"), ("settings", "other settings"), ("engine", r"made by plain/1, this is plain/2")],
)
def test_a_folder_is_gone_on_with_only_in_the_same_way(tmp_path: Path, change: str, why: str) -> None:
    source = lines(tmp_path / "notes.jsonl", notes(20))
    out = tmp_path / "out"
    run([source], out, Alone(), Recipe(Plain), size=10)
    recipe, size = Recipe(Plain), 10
    if change == "source":
        lines(source, notes(21))
    elif change == "settings":
        size = 5
    else:
        path = out / "shards.jsonl"
        path.write_text(path.read_text().splitlines()[0] + "\n")
        recipe = Recipe(_Later)
    with pytest.raises(ReadoutsError, match=why):
        run([source], out, Alone(), recipe, size=size)


class _Later(Plain):
    names = ("plain/2",)


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    source = lines(tmp_path / "notes.jsonl", notes(2))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine")
    with pytest.raises(ReadoutsError, match=r"other files \(thesis.txt\)"):
        run([source], tmp_path / "out", Alone(), Recipe(Plain))
    with pytest.raises(ReadoutsError, match="cannot be written"):
        run([source], source / "out", Alone(), Recipe(Plain))


def test_two_runs_do_not_write_one_folder(tmp_path: Path) -> None:
    source = lines(tmp_path / "notes.jsonl", notes(2))
    held = Folder(tmp_path / "out")
    with pytest.raises(ReadoutsError, match="another run writes this folder"):
        run([source], tmp_path / "out", Alone(), Recipe(Plain))
    held.close()
    assert counts(run([source], tmp_path / "out", Alone(), Recipe(Plain)))[1] == 2


def test_a_full_disk_is_one_line_and_goes_on_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = lines(tmp_path / "notes.jsonl", notes(20))
    real = os.fsync
    left = [4]

    def full(handle: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ReadoutsError, match="No space left on device"):
        run([source], tmp_path / "out", Alone(), Recipe(Plain), size=5)
    monkeypatch.setattr(os, "fsync", real)
    assert counts(run([source], tmp_path / "out", Alone(), Recipe(Plain), size=5)) == (20, 20, 0, 0, 0)


def test_entries_keep_their_numbers_over_files_and_shards(tmp_path: Path) -> None:
    files = [lines(tmp_path / f"{n}.jsonl", notes(count, n)) for n, count in enumerate((3, 1, 7, 2))]
    planned = plan.shards(list(survey(files, LIMITS)), 4)
    got = [(shard.number, number) for shard, number, _ in plan.read(planned)]
    assert got == [(n // 4, n) for n in range(13)]
    some = [(shard.number, number) for shard, number, _ in plan.read([planned[0], planned[2]])]
    assert some == [(n // 4, n) for n in (0, 1, 2, 3, 8, 9, 10, 11)]


def test_in_a_process_of_the_pool_nothing_runs_beside_the_rest() -> None:
    code = (
        "import threading\nfrom readouts.encoders.ahead import Ahead, one_thread\none_thread()\n"
        "a = Ahead(threading.get_ident)\nb = Ahead(lambda: 1 / 0)\n"
        "assert a.result() == threading.get_ident() and threading.active_count() == 1\n"
        "try:\n    b.result()\nexcept ZeroDivisionError:\n    print('raised where it is asked for')\n"
    )
    known = os.environ | {"PYTHONPATH": str(_ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=known)
    assert done.stdout == "raised where it is asked for\n"
