from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .world import Desk, World, desk, world


@pytest.fixture
def web() -> Iterator[World]:
    with world() as made:
        yield made


@pytest.fixture
def at(web: World, tmp_path: Path) -> Desk:
    return desk(web, tmp_path)
