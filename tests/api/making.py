"""A served ledger for the tests: the quarrel of ``tests.asking``, four people, and a chain that needs no models."""

from __future__ import annotations

import atexit
import functools
import itertools
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from readouts.api import ServeSettings, create_app, passwords
from readouts.api.register import beside, open_register
from readouts.ledger import open_store
from readouts.model import Agreement, Document, Ledger
from tests.asking.making import told
from tests.keeping.plain import Plain

passwords.COST.update(time_cost=1, memory_cost=8, parallelism=1)  # what is tested is not how long a guess takes
BASE = "http://127.0.0.1:8000"
PASSWORD = "a small boat at dawn"
# name: role, blind
TEAM = {
    "Ana": ("admin", False),
    "Holt": ("reviewer", False),
    "Brand": ("reviewer", True),
    "Quist": ("reviewer", True),
    "Ivo": ("reader", False),
}
_NUMBER = itertools.count(1)
PATIENCE_S = 120.0  # no measure of speed: a machine may stand still for a while


class Judge(Plain):
    """The plain chain, which can also compare, and can be told to stop before each document until it is let on."""

    def __init__(self) -> None:
        self.pause = 0.0
        self.go = threading.Event()
        self.go.set()

    def extract(self, document: Document) -> Any:
        assert self.go.wait(PATIENCE_S), "the test never let the chain go on"
        time.sleep(self.pause)
        return super().extract(document)

    def compare(self, documents: Any, story: str = "", progress: Any = None) -> Ledger:
        given = list(documents)
        if progress:
            progress(1, 1, "comparing")
        return Ledger(story, tuple(d.id for d in given), (Agreement("a1", "a pier", (), "open"),), engine=("plain/1",))


@dataclass
class Served:
    """One application with its people's clients."""

    app: FastAPI
    ledger: str
    judge: Judge
    tokens: dict[str, str] = field(default_factory=dict)
    logins: dict[str, TestClient] = field(default_factory=dict)

    def client(self, **headers: str) -> TestClient:
        return TestClient(self.app, base_url=BASE, headers=headers, raise_server_exceptions=False)

    def by_token(self, name: str) -> TestClient:
        return self.client(authorization=f"Bearer {self.tokens[name]}")

    def logged_in(self, name: str) -> TestClient:
        """A browser of that person, which sends the form's token along."""
        if name not in self.logins:
            client = self.client(origin=BASE)
            said = client.post("/api/v1/session", json={"name": name, "password": PASSWORD})
            assert said.status_code == 200, said.text
            client.headers["x-csrf-token"] = said.json()["csrf"]
            self.logins[name] = client
        return self.logins[name]


@functools.cache
def _quarrel() -> tuple[Path, dict[str, str]]:
    """The ledger and its people, made once: a password takes a while to hash. Returns the file and the tokens."""
    folder = Path(tempfile.mkdtemp(prefix="readouts-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    where = folder / "quarrel.ledger"
    told(open_store(where)).close()
    return where, _people(str(where))


def _people(where: str) -> dict[str, str]:
    register = open_register(beside(where), create=True)
    assert register is not None
    tokens = {}
    for name, (role, blind) in TEAM.items():
        register.add(name, role, PASSWORD, blind=blind)  # type: ignore[arg-type]
        scopes = {"admin": ["read", "judge", "add", "admin"], "reviewer": ["read", "judge", "add"], "reader": ["read"]}[
            role
        ]
        tokens[name] = register.make_token(name, "tests", scopes, None)[1]
    register.close()
    return tokens


def local(folder: Path, **more: Any) -> Served:
    """The quarrel served for oneself."""
    where = str(folder / f"local{next(_NUMBER)}.ledger")
    shutil.copy(_quarrel()[0], where)
    judge = Judge()
    return Served(create_app(ServeSettings(where, author="Ruiz", **more), chain=lambda: judge), where, judge)


def team(where: str, **more: Any) -> Served:
    """The quarrel served for a team."""
    if "://" in where:
        told(open_store(where)).close()
        tokens = _people(where)
    else:
        made, tokens = _quarrel()
        shutil.copy(made, where)
        shutil.copy(beside(str(made)), beside(where))
    judge = Judge()
    return Served(create_app(ServeSettings(where, **more), chain=lambda: judge), where, judge, tokens)


def ended(client: TestClient, job: str, within: float = PATIENCE_S) -> dict[str, Any]:
    """The job when it is over."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        said: dict[str, Any] = client.get(f"/api/v1/jobs/{job}").json()
        if said["state"] not in ("waiting", "running"):
            return said
        time.sleep(0.02)
    raise AssertionError(f"not over after {within} s: {said}")
