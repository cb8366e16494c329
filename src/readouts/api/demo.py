"""The shipped examples as a ledger, to look at before there is one of one's own."""

from __future__ import annotations

from pathlib import Path

from readouts.engine.keeping import Keeper
from readouts.errors import ReadoutsError
from readouts.ledger import Store

EXAMPLES = ("harbour-strike", "paris-2014")


def folders() -> list[Path]:
    """The folders of example documents: inside the installed package, or beside its source.

    Raises:
        ReadoutsError: this installation has none.
    """
    package = Path(__file__).parents[1]
    for place in (package / "examples", package.parents[1] / "examples"):
        found = [place / name for name in EXAMPLES if (place / name).is_dir()]
        if found:
            return found
    raise ReadoutsError("the examples are missing from this installation: reinstall readouts")


def fill(store: Store, keeper: Keeper) -> None:
    """Put the examples into an empty store; does nothing where something is in it."""
    with store.reading() as reading:
        if reading.seq:
            return
    for kept in keeper.add([str(f) for f in folders()]):
        if kept.why:
            raise ReadoutsError(f"{kept.source}: {kept.why}")
