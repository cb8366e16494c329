"""Killed at a random moment, the next run goes on and ends with the ledger of an undisturbed run."""

from __future__ import annotations

import pytest

from tests.keeping.killing import try_kills


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_killed_run_goes_on_and_ends_with_the_same_ledger(kind):
    hit, _ = try_kills(kind, kills=3, documents=40)
    assert hit, "no kill found a run at work: the corpus is too small"
