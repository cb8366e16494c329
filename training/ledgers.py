"""Run the chain over the training stories with scores of readers that have not seen them: input of the later fits.

    python training/train_reader.py ../shared/data/accounts --out build/0 --leave-out 0
    python training/train_reader.py ../shared/data/accounts --out build/1 --leave-out 1 2
    python training/train_reader.py ../shared/data/accounts --out build/2 --leave-out 3 4
    python training/ledgers.py ../shared/data/accounts build/ledgers build/[012]/scores.pkl

Writes ``ledgers.jsonl`` (one ledger a story), ``statements.jsonl`` (one statement a
line, as judged) for ``contradictions.py``, ``conditions.py`` and ``shifts.py``. Run ``calibrate.py`` before it.
"""

from __future__ import annotations

import json
import pickle
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from logistic import lines
from readouts import to_record
from readouts.encoders import statements
from readouts.engine.inline import Inline
from readouts.extract import stance
from readouts.model import Document, Span


class Unseen:
    """Judges a document by kept scores, and keeps what it judged."""

    def __init__(self, files: Sequence[Path]) -> None:
        self.scores = {k: v for f in files for k, v in pickle.loads(f.read_bytes()).items()}
        self.said: list[dict[str, Any]] = []

    def __call__(self, document: Document, spans: Sequence[Span]) -> stance.Reading:
        found, kind, marks, quarrel = self.scores[document.id]
        if len(found) != len(spans):
            raise ValueError(f"{document.id}: {len(found)} statements were scored, {len(spans)} are there now")
        topic = statements.embed([s.of(document.text) for s in spans])
        scores = stance.Scores(found.astype(np.float32), kind.astype(np.float32), marks.astype(np.float32), quarrel)
        reading = stance.scaled(document, spans, scores, topic)
        for j in reading.judged:
            words = j.span.of(document.text)
            self.said.append(
                {"story": document.story, "doc": document.id, "start": j.span.start, "end": j.span.end, "words": words}
                | {"found": j.found, "stance": j.stance, "sure": j.sure, "moving": j.moving}
            )
        return reading


def main(folder: Path, out: Path, files: Sequence[Path]) -> None:
    docs = {d["id"]: d for d in lines(folder / "train_docs.jsonl.gz")}
    judge = Unseen(files)
    engine = Inline(judge=judge)
    out.mkdir(parents=True, exist_ok=True)
    with (out / "ledgers.jsonl").open("w", encoding="utf8") as ledgers:
        for n, r in enumerate(lines(folder / "train.jsonl.gz")):
            own = [Document(i, docs[i]["text"], docs[i]["title"] or "", docs[i]["published"], docs[i].get("url"),
                            docs[i].get("publisher"), docs[i]["kind"], "en", r["story"]) for i in r["docs"] if i in judge.scores]
            if not own:
                continue
            done = [engine.extract(d) for d in own]
            ledger = engine.compare_extracted(done, r["story"])
            ledgers.write(json.dumps(to_record(ledger), ensure_ascii=False) + "\n")
            if n % 50 == 0:
                print(f"{n} stories", flush=True)
    with (out / "statements.jsonl").open("w", encoding="utf8") as f:
        f.writelines(json.dumps(s, ensure_ascii=False) + "\n" for s in judge.said)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), [Path(f) for f in sys.argv[3:]])
