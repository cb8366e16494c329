"""Run the whole system over the development sets and compare its figures with pinned floors.

    python -m tests.eval.gate               print the tables; exit 1 where a figure is under its floor
    python -m tests.eval.gate --raise       raise floors to this run less one point; never lowers one
    python -m tests.eval.gate --lower-floor NAME VALUE --reason WHY
    python -m tests.eval.gate --only accounts|attribution   one set only
    python -m tests.eval.gate --keep FOLDER   keep the predictions there

The data is not part of the project: it is looked for in the folder that READOUTS_SHARED names, or in ``../shared``
beside the checkout. Where there is none, the gate says so and passes. Each floor is pinned with a digest of the data
it was measured on, so that a changed data set cannot pass or fail silently.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from readouts import Document, attributions, compare, from_record, to_record
from readouts.testing import assert_anchored

FLOORS = Path(__file__).with_name("floors.json")
MARGIN = 1.0  # how far under a run its floor is put: other machines round differently


Floors = dict[str, dict[str, Any]]  # by figure: floor, digest of the data, and what was lowered


@dataclass(frozen=True)
class Set:
    """One development set: the files its figures depend on, the scorer, and its arguments around the predictions."""

    name: str
    files: tuple[str, ...]
    scorer: str
    gold: str
    docs: str | None = None


SETS = (
    Set("attribution", ("data/attribution/polnear_dev.jsonl.gz",), "eval/score_attribution.py",
        "data/attribution/polnear_dev.jsonl.gz"),
    Set("accounts", ("data/accounts/dev.jsonl", "data/accounts/dev_docs.jsonl.gz"), "eval/score_accounts.py",
        "data/accounts/dev.jsonl", "data/accounts/dev_docs.jsonl.gz"),
)  # fmt: skip


def shared() -> Path | None:
    """The folder with the data and the scorers, or None."""
    named = os.environ.get("READOUTS_SHARED")
    folder = Path(named) if named else Path(__file__).resolve().parents[2].parent / "shared"
    return folder if (folder / "eval").is_dir() else None


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a .jsonl or .jsonl.gz file."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def digest(folder: Path, names: tuple[str, ...]) -> str:
    """SHA-256 over the files of one set, in order."""
    seen = hashlib.sha256()
    for name in names:
        seen.update((folder / name).read_bytes())
    return seen.hexdigest()


def predict_attribution(folder: Path) -> Iterator[dict[str, Any]]:
    """Outermost attributions only: the gold marks no nested ones."""
    for row in lines(folder / "data/attribution/polnear_dev.jsonl.gz"):
        document = Document(id=row["id"], text=row["text"], published=row.get("date"))
        yield {
            "id": row["id"],
            "attributions": [
                {role: to_record(getattr(a, role)) for role in ("source", "cue", "content")}
                for a in attributions(document)
                if a.parent is None
            ],
        }


def predict_accounts(folder: Path) -> Iterator[dict[str, Any]]:
    """One ledger a story."""
    documents = {row["id"]: from_record(Document, row) for row in lines(folder / "data/accounts/dev_docs.jsonl.gz")}
    for row in lines(folder / "data/accounts/dev.jsonl"):
        group = [documents[d] for d in row["docs"] if d in documents]
        ledger = compare(group, story=row["story"])
        assert_anchored(ledger, group)
        yield to_record(ledger)


PREDICT = {"attribution": predict_attribution, "accounts": predict_accounts}


def figures(name: str, table: str) -> dict[str, float]:
    """The figures in a scorer's printed table, by name: F1 of each row, share of hard cues, share of verbatim quotes.

    >>> figures("x", "who-said-what    P  50.0 R  40.0 F1  44.4   (predicted 4, gold 5)")
    {'x.who-said-what': 44.4}
    >>> figures("x", "hard cues found: denial 3 of 4, agree 1 of 2")
    {'x.hard denial': 75.0, 'x.hard agree': 50.0}
    """
    out: dict[str, float] = {}
    for line in table.splitlines():
        if row := re.match(r"(\S.*?)\s+P\s+[\d.]+\s+R\s+[\d.]+\s+F1\s+([\d.]+)", line):
            out[f"{name}.{row[1].removeprefix('accounts: ')}"] = float(row[2])
        elif line.startswith("hard cues found:"):
            for cue, found, of in re.findall(r"(\w+) (\d+) of (\d+)", line):
                out[f"{name}.hard {cue}"] = round(100 * int(found) / max(1, int(of)), 1)
        if row := re.search(r"verbatim quotes: (\d+)/(\d+)", line):
            out[f"{name}.verbatim"] = round(100 * int(row[1]) / max(1, int(row[2])), 1)
    return out


def run(folder: Path, one: Set, keep: Path) -> dict[str, float]:
    """Predict one set, score it with its scorer, print the table, and return its figures."""
    predicted = keep / f"{one.name}.jsonl"
    with predicted.open("w", encoding="utf8") as file:
        for record in PREDICT[one.name](folder):
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            file.flush()
    command = [sys.executable, str(folder / one.scorer), str(folder / one.gold), str(predicted)]
    if one.docs:
        command.append(str(folder / one.docs))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    print(f"\n== {one.name}\n{done.stdout}", end="", flush=True)
    if done.returncode:
        raise SystemExit(f"{one.scorer} failed:\n{done.stderr}")
    return figures(one.name, done.stdout)


def under(floors: Floors, found: dict[str, float], digests: dict[str, str]) -> list[str]:
    """What is wrong: figures under their floor, figures that are gone, floors pinned to other data.

    >>> under({"x.f": {"floor": 40.0, "data": "d"}}, {"x.f": 39.9}, {"x": "d"})
    ['x.f is 39.9, under its floor 40.0']
    """
    wrong = []
    for name, pin in floors.items():
        data = digests.get(name.partition(".")[0])
        if data is None:
            continue  # that set was not run
        if pin["data"] != data:
            wrong.append(f"{name}: the data changed ({data[:12]}, floor measured on {pin['data'][:12]})")
        elif name not in found:
            wrong.append(f"{name}: no such figure in the scorer's table")
        elif found[name] < pin["floor"]:
            wrong.append(f"{name} is {found[name]}, under its floor {pin['floor']}")
    return wrong


def raised(floors: Floors, found: dict[str, float], digests: dict[str, str]) -> Floors:
    """The floors after a run: each at the run less the margin, never under what it was on the same data."""
    out = dict(floors)
    for name, value in found.items():
        data, new = digests[name.partition(".")[0]], max(0.0, round(value - MARGIN, 1))
        if name.endswith(".verbatim"):
            new = 100.0  # a quote that does not stand where it says is a fault at any rate
        old = floors.get(name)
        if old is None or (old["data"] == data and new > old["floor"]):
            out[name] = {"floor": new, "data": data}
    return out


def lowered(floors: Floors, name: str, value: float, reason: str) -> Floors:
    """The floors with one of them lowered, and why."""
    if name not in floors:
        raise SystemExit(f"no floor named {name!r}; there are: {', '.join(floors)}")
    if value >= floors[name]["floor"]:
        raise SystemExit(f"{name} is at {floors[name]['floor']}; raise a floor with --raise")
    if len(reason.split()) < 3:
        raise SystemExit("lowering a floor needs --reason with a sentence that says why")
    was = [*floors[name].get("lowered", []), {"from": floors[name]["floor"], "to": value, "reason": reason}]
    return floors | {name: floors[name] | {"floor": value, "lowered": was}}


def save(floors: Floors) -> None:
    """Write the floors, one a line, sorted, so that a change reads well in a diff."""
    rows = ",\n".join(f" {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in sorted(floors.items()))
    FLOORS.write_text(f"{{\n{rows}\n}}\n", encoding="utf8")


def main(argv: list[str] | None = None) -> int:
    """Run the gate; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.eval.gate", description=__doc__.splitlines()[0])
    parser.add_argument("--raise", dest="up", action="store_true", help="raise the floors to this run less one point")
    parser.add_argument("--lower-floor", nargs=2, metavar=("NAME", "VALUE"))
    parser.add_argument("--reason", default="")
    parser.add_argument("--only", choices=sorted(PREDICT))
    parser.add_argument("--keep", type=Path)
    args = parser.parse_args(argv)
    floors = json.loads(FLOORS.read_text(encoding="utf8"))
    if args.lower_floor:
        save(lowered(floors, args.lower_floor[0], float(args.lower_floor[1]), args.reason))
        return 0
    folder = shared()
    if folder is None:
        print("evaluation: no shared data (READOUTS_SHARED or ../shared); nothing was measured")
        return 0
    chosen = [s for s in SETS if args.only in (None, s.name)]
    digests = {s.name: digest(folder, s.files) for s in chosen}
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as room:
        keep = args.keep or Path(room)
        keep.mkdir(parents=True, exist_ok=True)
        for one in chosen:
            found |= run(folder, one, keep)
    wrong = under(floors, found, digests)
    if args.up:
        save(raised(floors, found, digests))
    print(f"\n{sum(k.partition('.')[0] in digests for k in floors)} floors checked, {len(wrong)} broken")
    for line in wrong:
        print(f"  {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
