from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.making import Served, local, team


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Served]:
    """The quarrel served for oneself."""
    served = local(tmp_path)
    with served.client():
        yield served


@pytest.fixture
def staff(tmp_path: Path) -> Iterator[Served]:
    """The quarrel served for a team."""
    served = team(str(tmp_path / "team.ledger"))
    with served.client():
        yield served
