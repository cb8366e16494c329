"""Killed at any moment and started again: no article is lost, none comes twice, and everything is told once."""

from __future__ import annotations

import contextlib
import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from readouts.feeds.settings import FeedsError
from readouts.feeds.state import FeedState, ItemState, State
from readouts.ledger import open_store

from .test_watching import PIER, feed
from .world import Desk, World, rss

_ROOT = Path(__file__).resolve().parents[2]
_SECRET = "a secret that is long enough"


def child(where: str, toml: Path) -> subprocess.Popen[bytes]:
    known = os.environ | {"PYTHONPATH": f"{_ROOT / 'src'}:{_ROOT}", "READOUTS_HOOK": _SECRET}
    command = [sys.executable, "-m", "tests.feeds.killing", where, str(toml)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=known, cwd=_ROOT)


def killed(where: str, toml: Path, after: int, seconds: float) -> bool:
    """Follow, and be killed so long after that many lines; True when it was still at work."""
    run = child(where, toml)
    assert run.stdout is not None
    for _ in range(after):
        run.stdout.readline()
    with contextlib.suppress(subprocess.TimeoutExpired):
        run.wait(seconds)
    run.kill()
    _, said = run.communicate()
    assert run.returncode in (0, -9), said.decode()
    return run.returncode == -9


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_killed_at_any_moment_nothing_is_lost_or_repeated(
    web: World, tmp_path: Path, place: Callable[[str], str], kind: str
) -> None:
    urls = {
        host: [
            web.article(host, f"/{n}", f"Brann promised to mend pier number {n}{host[1]} at Odde with {n * 7} new piles for good.")
            for n in range(5)
        ]
        for host in (f"f{m}.test" for m in range(5))
    }
    text = f"[watch]\nallow_hosts = {json.dumps(sorted(urls))}\n"
    text += "".join(feed(web.serve(host, "/rss", rss(*own))) for host, own in urls.items())
    text += f'[[webhook]]\nurl = "{web.url("hook.test", "/in")}"\nsecret_env = "READOUTS_HOOK"\nprivate = true\n'
    toml = tmp_path / "feeds.toml"
    toml.write_text(text)
    where, rng = place(kind), random.Random(3)
    hit = sum(killed(where, toml, after, rng.uniform(0, 0.2)) for after in (0, 3, 9, 16))
    assert hit >= 2, "the kills came too late to find it at work"
    last = child(where, toml)
    out, said = last.communicate(timeout=300)
    assert last.returncode == 0 and out.endswith(b"done\n"), said.decode()

    wanted = {u for own in urls.values() for u in own}
    store = open_store(where)
    assert not list(store.verify())
    with store.reading() as ledger:
        assert Counter(s.source for s in ledger.snapshots()) == dict.fromkeys(wanted, 1)
        assert Counter(d.document.url for d in ledger.documents()) == dict.fromkeys(wanted, 1)
        assert ledger.failures() == []
    store.close()
    messages = {headers["webhook-id"]: json.loads(body) for _, headers, body in web.posted}
    told = Counter(h["url"] for m in messages.values() for h in m["documents"])
    assert told == dict.fromkeys(wanted, 1), "each article is told of in one message, however often that came"


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_one_process_at_a_time_follows_for_a_ledger(place: Callable[[str], str], kind: str) -> None:
    where = place(kind)
    if kind == "sqlite":
        where += ".feeds"
    first = State(where)
    with pytest.raises(FeedsError, match="another readouts watch"):
        State(where)
    first.close()
    State(where).close()


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_what_a_feed_brought_is_written_with_its_validator_or_not_at_all(place: Callable[[str], str], kind: str) -> None:
    state = State(place(kind))
    item = ItemState("https://a.example/1", "https://a.example/rss", "m", "waiting", 5.0, 1.0, 1.0)
    bad = ItemState("https://a.example/2", "https://a.example/rss", None, "waiting", 5.0, 1.0, 1.0)  # type: ignore[arg-type]
    with pytest.raises(FeedsError, match="cannot be read or written"):
        state.take_in(FeedState("https://a.example/rss", 9.0, etag='"v1"'), [item, bad])
    assert state.feeds() == {} and state.waiting() == []
    state.take_in(FeedState("https://a.example/rss", 9.0, etag='"v1"', why="said \0 that"), [item])
    assert state.waiting() == [("https://a.example/1", "https://a.example/rss", 5.0)] and state.feeds()["https://a.example/rss"].etag == '"v1"'
    state.close()


def test_a_ledger_that_is_another_one_is_not_taken_for_the_old(web: World, at: Desk) -> None:
    settings = feed(web.serve("news.test", "/rss", rss(web.article("news.test", "/a", PIER))))
    at.run(settings)
    Path(at.where).unlink()
    for rest in ("-wal", "-shm"):
        Path(at.where + rest).unlink(missing_ok=True)
    with pytest.raises(FeedsError, match="move this away to read all feeds anew"):
        at.run(settings)
    Path(at.where + ".feeds").unlink()
    at.run(settings)
    assert len(at.sources()) == 1


def test_a_state_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    import sqlite3

    State(str(tmp_path / "x.feeds")).close()
    with contextlib.closing(sqlite3.connect(tmp_path / "x.feeds")) as raw:
        raw.execute("UPDATE feeds_schema SET version = 99")
        raw.commit()
    with pytest.raises(FeedsError, match="upgrade readouts"):
        State(str(tmp_path / "x.feeds"))


def test_a_file_that_is_no_state_says_so(tmp_path: Path) -> None:
    (tmp_path / "x.feeds").write_bytes(b"This is a text, and no database of any kind. " * 100)
    with pytest.raises(FeedsError, match="cannot be opened"):
        State(str(tmp_path / "x.feeds"))
