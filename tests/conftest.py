"""A place for a ledger in each kind of store, for the tests of all that keeps or asks one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.ledger import serving

KINDS = ("sqlite", "postgres")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server that runs while the tests do."""
    with serving.running() as url:
        yield url


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Call with ``sqlite`` or ``postgres``: where a new ledger can be opened, empty, another at each call."""
    made = iter(range(1000))

    def new(kind: str) -> str:
        if kind == "sqlite":
            return str(tmp_path / f"ledger{next(made)}.db")
        return serving.new_schema(request.getfixturevalue("postgres_server"))

    return new


@pytest.fixture(params=KINDS)
def where(request: pytest.FixtureRequest, place: Callable[[str], str]) -> str:
    """Where a new ledger can be opened: the test runs once in SQLite and once in PostgreSQL."""
    return place(request.param)
