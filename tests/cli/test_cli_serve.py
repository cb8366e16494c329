"""``readouts serve`` and ``readouts people`` on the command line."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from typer.testing import CliRunner

from readouts.api import passwords
from readouts.cli.app import app
from readouts.ledger import open_store

RUN = CliRunner()
PASSWORD = "four plain words here"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "COST", {"time_cost": 1, "memory_cost": 8, "parallelism": 1})


@pytest.fixture
def ledger(tmp_path: Path) -> str:
    where = tmp_path / "talks.ledger"
    open_store(where).close()
    return str(where)


def run(*words: str, typed: str = "") -> tuple[int, str, str]:
    said = RUN.invoke(app, list(words), input=typed)
    return said.exit_code, said.stdout, said.stderr


def test_people_are_added_listed_changed_and_removed(ledger: str) -> None:
    at = ("--ledger", ledger)
    assert run("people", "list", *at)[0] == 1
    assert run("people", "add", "Ana", "--role", "admin", *at, typed=f"{PASSWORD}\n")[0] == 0
    assert run("people", "add", "Holt", "--role", "reviewer", "--blind", *at, typed=f"{PASSWORD}\n")[0] == 0
    assert run("people", "list", *at)[1] == "Ana  admin\nHolt  reviewer  blind\n"
    assert run("people", "role", "holt", "reader", "--seeing", *at)[0] == 0
    rows = [json.loads(x) for x in run("people", "list", "--json", *at)[1].splitlines()]
    assert [(r["name"], r["role"], r["blind"]) for r in rows] == [("Ana", "admin", False), ("Holt", "reader", False)]
    code, out, _ = run("people", "password", "Holt", "--generate", *at)
    assert (code, len(out.strip()) > 20) == (0, True)
    assert run("people", "remove", "Holt", *at)[0] == 0
    assert "removed" in run("people", "list", "--removed", *at)[1]
    code, _, err = run("people", "remove", "Ana", *at)
    assert (code, "only admin" in err) == (1, True)


def test_tokens(ledger: str) -> None:
    at = ("--ledger", ledger)
    run("people", "add", "Ana", "--role", "admin", *at, typed=f"{PASSWORD}\n")
    code, out, err = run("people", "token", "Ana", "--scope", "read", "--scope", "judge", *at)
    assert (code, out.startswith("readouts_")) == (0, True)
    [name] = re.findall(r"token (\w+) of Ana", err)
    assert f"{name}  read judge  until" in run("people", "token", "Ana", "--list", *at)[1]
    assert run("people", "token", "Ana", "--revoke", name, *at)[0] == 0
    assert "revoked" in run("people", "token", "Ana", "--list", *at)[1]
    assert run("people", "token", "Ana", "--revoke", "none", *at)[0] == 1
    assert run("people", "token", "Nobody", *at)[0] == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("people", "add", "Ana"), 2, "--ledger"),
        (("people", "role", "Ana", "--ledger", "{ledger}"), 2, "which role"),
        (("people", "add", "Ana", "--ledger", "{ledger}"), 1, "12 to 256"),
        (("people", "add", "Ana", "--ledger", "nowhere.ledger"), 1, "no such file"),
        (("serve",), 2, "--demo"),
        (("serve", "{ledger}", "--demo"), 2, "not both"),
        (("serve", "--demo", "--port", "0", "--host", "0.0.0.0"), 1, "--demo is for oneself"),
        (("serve", "nowhere.ledger", "--port", "0"), 1, "no such file"),
        (("serve", "{ledger}", "--port", "0", "--host", "0.0.0.0"), 1, "readouts people add"),
        (("serve", "{ledger}", "--port", "0", "--host", "no.such.host.invalid"), 1, "no such address"),
        (("serve", "{ledger}", "--port", "0", "--url", "readouts.example.org"), 1, "http(s)://NAME"),
    ],
)
def test_what_cannot_be_done_is_one_line(ledger: str, words: tuple[str, ...], code: int, said: str) -> None:
    got = run(*(w.format(ledger=ledger) for w in words), typed="short\n")
    assert got[0] == code, got
    assert said in got[2]
    assert len(got[2].strip().splitlines()) == 1


def test_who_names_no_ledger_is_told_which_are_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("READOUTS_DB_URL", raising=False)
    assert "`--new` begins one" in run("serve")[2]
    for name in ("talks", "deal"):
        (tmp_path / f"{name}.ledger").touch()
    assert "here are deal.ledger, talks.ledger" in run("serve")[2]


def test_a_port_that_is_taken_is_said(ledger: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, _, err = run("serve", ledger, "--port", str(port))
    assert (code, "another program has it" in err) == (1, True)


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a signal")
def test_it_serves_and_stops(ledger: str) -> None:
    command = [sys.executable, "-c", "from readouts.cli import main; main()", "serve", ledger, "--port", "0", "--author", "Ruiz"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        line = server.stdout.readline()
        [port] = re.findall(r"http://127\.0\.0\.1:(\d+)/", line)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/me", timeout=30) as answer:
            assert json.load(answer)["name"] == "Ruiz"
        server.send_signal(signal.SIGINT)
        _, err = server.communicate(timeout=60)
        told, *rest = err.splitlines()
        assert (server.returncode, rest) == (0, ["readouts: stopped"])
        assert re.search(r" info readouts\.requests request request=\w{16} method=GET route=/api/v1/me status=200 seconds=", told)
    finally:
        server.kill()
