"""Follow feeds in a process of its own, to be killed.

python -m tests.feeds.killing LEDGER FEEDS.toml
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from readouts.engine.keeping import Keeper, Kept
from readouts.feeds.listener import Listener
from readouts.feeds.settings import settings_from
from readouts.feeds.state import State, beside
from readouts.feeds.watcher import Watcher
from readouts.ledger import open_store
from tests.keeping.plain import Plain


class Printing(Listener):
    def kept(self, kept: Kept) -> None:
        print("kept", kept.outcome, kept.source, flush=True)

    def report(self, record: object) -> None:
        print("report", flush=True)


def main(where: str, toml: str) -> None:
    settings = replace(settings_from(Path(toml)), gap=0.0, report=0.0)
    watcher = Watcher(
        settings, Keeper(open_store(where), Plain), State(beside(where)), Printing(),
        resolver=lambda host, port: ["127.0.0.1"] if host.endswith(".test") else [],
    )  # fmt: skip
    watcher.run(once=True)
    print("done", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
