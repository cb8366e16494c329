"""A run in a process of its own that can be killed; it tells of every document.

python -m tests.many.running FILE FOLDER [inline|pool|daft]
"""

from __future__ import annotations

import sys
from pathlib import Path

from readouts.engine.many.alone import Alone
from readouts.engine.many.pool import Pool
from readouts.engine.many.protocol import Engine, Recipe
from readouts.engine.many.run import run
from tests.keeping.plain import Plain

SIZE = 10


def engine(name: str) -> Engine:
    if name == "daft":
        from readouts.engine.many.cluster import Cluster

        return Cluster(2)
    return Pool(2) if name == "pool" else Alone()


def main() -> None:
    def tell(done: int, total: int, words: str) -> None:
        print(done, total, flush=True)

    run([sys.argv[1]], Path(sys.argv[2]), engine(sys.argv[3]), Recipe(Plain), size=SIZE, progress=tell)


if __name__ == "__main__":
    main()
