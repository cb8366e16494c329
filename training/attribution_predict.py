"""Write attributions of gold articles in the form ``score_attribution.py`` reads.

    python training/attribution_predict.py GOLD.jsonl.gz PRED.jsonl --engine rules --top-only
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from readouts.encoders.parse import parse_many
from readouts.extract.attribution.choose import NAMES, engine_named
from readouts.model import Attribution, Document


def records(path: Path) -> Iterator[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def as_record(doc: str, attributions: list[Attribution]) -> dict[str, Any]:
    def roles(a: Attribution) -> dict[str, Any]:
        return {r: [[s.start, s.end] for s in getattr(a, r)] for r in ("source", "cue", "content")}

    return {"id": doc, "attributions": [{**roles(a), "voice": a.voice, "reasons": a.reasons} for a in attributions]}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("gold", type=Path)
    arguments.add_argument("predictions", type=Path)
    arguments.add_argument("--engine", choices=NAMES, default="rules")
    arguments.add_argument("--top-only", action="store_true", help="only outermost attributions, as PolNeAR marks them")
    options = arguments.parse_args()
    engine = engine_named(options.engine)
    rows = list(records(options.gold))
    with options.predictions.open("w", encoding="utf8") as out:
        for row, parse in zip(rows, parse_many(r["text"] for r in rows), strict=True):
            found = engine.attribute(Document(id=row["id"], text=row["text"]), parse)
            kept = [a for a in found if a.parent is None or not options.top_only]
            out.write(json.dumps(as_record(row["id"], kept)) + "\n")


if __name__ == "__main__":
    main()
