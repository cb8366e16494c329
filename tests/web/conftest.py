"""The quarrel, served: once for all tests that only look."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.web import making


@pytest.fixture(scope="session")
def looking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A browser on a ledger that nobody changes."""
    with making.client(making.served(tmp_path_factory.mktemp("looking"))) as client:
        yield client


@pytest.fixture
def judging(tmp_path: Path) -> Iterator[TestClient]:
    """A browser on a ledger of one's own."""
    with making.client(making.served(tmp_path)) as client:
        yield client
