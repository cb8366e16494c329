"""Kill ``add`` at random moments, run it again, and compare with an undisturbed run.

python -m tests.keeping.killing                     25 kills on SQLite and on PostgreSQL
python -m tests.keeping.killing --kills 5 --store sqlite
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from readouts.ledger import open_store
from tests.keeping.making import notes, written

_ROOT = Path(__file__).resolve().parents[2]
# What differs between two runs by its nature: when a row was written.
_OF_THE_RUN = frozenset({"at", "chain", "read_at"})


def contents(where: str) -> list[str]:
    """Every row of a ledger without what only says when it came, in a fixed order."""
    store = open_store(where, create=False)
    try:
        assert not list(store.verify())
        return sorted(_plain(json.loads(line)) for line in store.export_lines())
    finally:
        store.close()


def _plain(value: object) -> str:
    return json.dumps(_without(value), sort_keys=True, ensure_ascii=False)


def _without(value: object) -> object:
    if isinstance(value, dict):
        return {k: _without(v) for k, v in value.items() if k not in _OF_THE_RUN}
    return [_without(v) for v in value] if isinstance(value, list) else value


def adding(where: str, path: Path) -> subprocess.Popen[bytes]:
    """``add`` in a process of its own."""
    known = os.environ | {"PYTHONPATH": f"{_ROOT / 'src'}:{_ROOT}"}
    command = [sys.executable, "-m", "tests.keeping.plain", where, str(path)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=known, cwd=_ROOT)


def finished(where: str, path: Path) -> float:
    """Add all of it undisturbed; the seconds it took."""
    began = time.monotonic()
    run = adding(where, path)
    _, said = run.communicate()
    assert run.returncode == 0, said.decode()
    return time.monotonic() - began


def killed(where: str, path: Path, after: int, seconds: float) -> bool:
    """Start adding, and kill it so long after that many documents were told of; True when it was still at work."""
    run = adding(where, path)
    assert run.stdout is not None
    for _ in range(after):
        run.stdout.readline()
    with contextlib.suppress(subprocess.TimeoutExpired):
        run.wait(seconds)
    run.kill()
    run.communicate()
    return run.returncode == -9


def half_written(where: str) -> list[str]:
    """What a reader sees that is not whole: documents without a judgement, accounts without an agreement."""
    store = open_store(where)
    try:
        with store.reading() as ledger:
            judged = {e.doc for e in ledger.extractions()}
            found = [d.key for d in ledger.documents() if d.key not in judged]
            return found + [k.id for k in ledger.accounts() if k.account.agreement is None]
    finally:
        store.close()


@contextlib.contextmanager
def ledgers(kind: str, folder: Path) -> Iterator[Iterator[str]]:
    """Addresses of new ledgers of one kind."""
    if kind == "sqlite":
        yield (str(folder / f"{n}.ledger") for n in range(1_000_000))
        return
    from tests.ledger.serving import new_schema, running

    with running() as url:
        yield (new_schema(url) for _ in range(1_000_000))


def try_kills(kind: str, kills: int, documents: int, seed: int = 0) -> tuple[int, float]:
    """Kill that many times, each in a ledger of its own; returns how many hit a run at work, and the undisturbed time.

    Raises:
        AssertionError: a reader saw something half written, or the ledger in the end is another one.
    """
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as room, ledgers(kind, Path(room)) as places:
        path = written(Path(room), notes(documents))
        first = next(places)
        whole = finished(first, path)
        wanted = contents(first)
        hit = 0
        for n in range(kills):
            where = next(places)
            # Anywhere inside the writing of one document, be the machine fast or slow.
            hit += killed(where, path, rng.randrange(documents - 1), rng.uniform(0, whole / documents))
            broken = half_written(where)
            assert not broken, f"kill {n} left {broken[:3]} half written"
            finished(where, path)
            assert contents(where) == wanted, f"kill {n}: the ledger differs from the undisturbed one"
    return hit, whole


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=25)
    parser.add_argument("--documents", type=int, default=60)
    parser.add_argument("--store", choices=["sqlite", "postgres", "both"], default="both")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    for kind in ("sqlite", "postgres") if options.store == "both" else (options.store,):
        hit, whole = try_kills(kind, options.kills, options.documents, options.seed)
        print(f"{kind}: {options.kills} kills, {hit} of them at work ({whole:.1f} s undisturbed): all ledgers equal")


if __name__ == "__main__":
    main()
