"""Whoever is told what the watcher does. This one tells nobody; the command's tells the terminal or a pipe."""

from __future__ import annotations

from readouts.engine.keeping import Kept
from readouts.feeds.telling import Record


class Listener:
    """Override what is of interest; all of it is called from the watcher's own thread."""

    def notice(self, line: str) -> None:
        """Something that a person should see: a feed fails, or answers again."""

    def detail(self, line: str) -> None:
        """Something that matters to who looks closely: a link that is not read."""

    def kept(self, kept: Kept) -> None:
        """What became of one article."""

    def report(self, record: Record) -> None:
        """What changed in the ledger since the last report."""
