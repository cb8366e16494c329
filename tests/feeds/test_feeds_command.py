"""``readouts watch``: what it prints, what it leaves with, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from readouts.cli import chain
from readouts.cli.app import app
from tests.keeping.plain import Plain

from .test_watching import PIER, feed
from .world import World, rss

_ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(chain, "started", lambda name, actors: Plain())
    monkeypatch.delenv("READOUTS_DB_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Any:
    return CliRunner().invoke(app, ["watch", "feeds.toml", *words])


def written(place: Path, text: str) -> None:
    (place / "feeds.toml").write_text("[watch]\ngap = \"1s\"\nallow_hosts = [\"127.0.0.1\"]\n" + text, encoding="utf-8")


def test_one_round_prints_what_changed_as_a_json_line(web: World, place: Path) -> None:
    a = web.article("127.0.0.1", "/a", PIER)
    written(place, feed(web.serve("127.0.0.1", "/rss", rss(a))))
    done = run("--ledger", "x.ledger", "--once", "--verbose")
    assert done.exit_code == 0, done.stderr
    record = json.loads(done.stdout)
    assert [h["url"] for h in record["documents"]] == [a] and record["agreements"][0]["accounts"][0]["quote"] == PIER
    assert f"{a}: added" in done.stderr and "1 feeds asked: 1 added" in done.stderr
    again = run("--ledger", "x.ledger", "--once")
    assert (again.exit_code, again.stdout) == (0, ""), "nothing is due"


def test_on_a_terminal_it_prints_lines(web: World, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from readouts.cli import watch

    written(place, feed(web.serve("127.0.0.1", "/rss", rss(web.article("127.0.0.1", "/a", PIER)))))
    out: list[str] = []
    monkeypatch.setattr(watch, "write", out.append)
    listener = watch._listener(True, False)
    listener.report({
        "at": "2031-03-04T05:06:07Z", "judgements": [], "left_out": {"documents": 3}, "documents": [{"title": "T", "url": "u", "name": "n"}],
        "agreements": [],
    })  # fmt: skip
    assert out == ["2031-03-04 05:06  4 new documents\n", "  + T  u\n", "  and 3 more documents: readouts diff has all\n"]


def test_a_round_in_which_something_failed_says_so_by_its_code(web: World, place: Path) -> None:
    bad = web.serve("127.0.0.1", "/bad", b"", status=500)
    written(place, feed(bad) + feed(web.serve("127.0.0.1", "/rss", rss())))
    done = run("--ledger", "x.ledger", "--once")
    assert done.exit_code == 3 and f"{bad}: it answered 500; asked again in" in done.stderr
    written(place, feed(bad))
    (place / "x.ledger.feeds").unlink()
    assert run("--ledger", "x.ledger", "--once").exit_code == 1


def test_an_article_that_is_tried_again_later_shows_in_the_code(web: World, place: Path) -> None:
    a = web.serve("127.0.0.1", "/a", b"", status=503)
    written(place, feed(web.serve("127.0.0.1", "/rss", rss(a))))
    done = run("--ledger", "x.ledger", "--once")
    assert done.exit_code == 3 and "1 to be tried again" in done.stderr


def test_check_says_what_each_feed_answers_and_keeps_nothing(web: World, place: Path) -> None:
    web.serve("127.0.0.1", "/robots.txt", b"User-agent: *\nDisallow: /no\n", "text/plain")
    a = web.article("127.0.0.1", "/a", PIER)
    good, moved = web.serve("127.0.0.1", "/rss", rss(a)), web.serve("127.0.0.1", "/old", b"", status=301, Location="/rss")
    forbidden, gone = web.serve("127.0.0.1", "/no", rss()), web.url("127.0.0.1", "/gone")
    html = web.serve("127.0.0.1", "/html", b"<html><a href='/x'>x</a>")
    written(
        place, "".join(map(feed, (good, moved, forbidden, gone, html, "http://127.0.0.2:9/rss")))
        + f"[[page]]\nurl = '{html}?page'\nfollow = 'x$'\n"
    )  # fmt: skip
    web.serve("127.0.0.1", "/html?page", b"<html><a href='/x'>x</a>")
    done = run("--check")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 3
    assert [(r["robots"], r["status"], r["items"]) for r in rows] == [
        ("allowed", 200, 1), ("allowed", 200, 1), ("forbidden", None, 0), ("allowed", 404, 0), ("allowed", 200, 0), ("unknown", None, 0),
        ("allowed", 200, 1),
    ]  # fmt: skip
    assert rows[1]["moved"] == good and "web page" in rows[4]["why"] and "loopback" in rows[5]["why"] and rows[0]["why"] == ""
    assert "/a" not in web.paths("127.0.0.1") and not (place / "x.ledger").exists()


@pytest.mark.parametrize(
    ("text", "words", "says"),
    [
        ("[[feed]]\nurl = 'no'", ("--ledger", "x.ledger"), "line 5: 'no' is no web address"),
        ("[[feed]]\nurl = 'https://a.example/'", (), "no ledger is named"),
        ("[[feed]]\nurl = 'https://a.example/'", ("--for", "soon"), "it is a length of time"),
        ("[[feed]]\nurl = 'https://a.example/'\n[[webhook]]\nurl = 'https://h.example/'\nsecret_env = 'NO_SUCH_SECRET'",
         ("--ledger", "x.ledger"), "NO_SUCH_SECRET: set it"),
    ],
)  # fmt: skip
def test_wrong_usage_is_one_line(place: Path, text: str, words: tuple[str, ...], says: str) -> None:
    written(place, text)
    done = run(*words)
    assert done.exit_code == 2 and says in done.stderr and done.stderr.count("\n") == 1
    assert not (place / "x.ledger").exists()


def test_a_ledger_that_cannot_be_opened_is_one_line(place: Path) -> None:
    written(place, "[[feed]]\nurl = 'https://a.example/'")
    done = run("--ledger", "no/such/folder.ledger")
    assert done.exit_code == 1 and "there is no folder" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_when_asked(web: World, place: Path, number: signal.Signals) -> None:
    written(place, feed(web.serve("127.0.0.1", "/rss", b"", status=500)))
    command = [sys.executable, "-c", "from readouts.cli import main; main()", "watch", "feeds.toml", "--ledger", "x.ledger"]
    env = os.environ | {"PYTHONPATH": str(_ROOT / "src")}
    running = subprocess.Popen(command, cwd=place, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stderr is not None
    assert b"it answered 500" in running.stderr.readline()
    running.send_signal(number)
    out, said = running.communicate(timeout=120)
    assert running.returncode == 0 and out == b"" and b"1 feeds asked (1 failed): nothing new" in said
