"""Invented notes about invented places, for tests of keeping."""

from __future__ import annotations

import json
import random
from pathlib import Path

from readouts.model import Document

PARTIES = "Ostria Velland Brann Tarsk Morwen Kaldia Sund Perrin".split()
MATTERS = (
    "mend the eastern pier and dredge the ferry basin|share the radar pictures of the strait|"
    "reopen the copper railway beyond Odde|lower the dues on dried herring|return the bell of the cathedral|"
    "move the customs shed to the north quay"
).split("|")
FILLER = (
    "Rain held up the talks, and the clerks of both houses passed the hours with cards and cold tea in the hall.",
    "A crowd of about ninety gathered at the gate, and most of them went home when the lamps were put out.",
    "The harbour band, which had been hired for the evening, was paid and sent away before it played a note.",
    "Nobody could say how long the next meeting would last or which of the two languages it would be held in.",
)


def notes(count: int, seed: int = 0) -> list[Document]:
    """Documents about a few matters, with copies and versions among them; the same seed gives the same ones."""
    rng = random.Random(seed)
    out: list[Document] = []
    for n in range(count):
        date = f"2031-{1 + n // 25 % 12:02}-{1 + n % 25:02}"
        if n % 7 == 6:
            again = rng.choice(out)
            out.append(
                Document(
                    id=f"n{n}",
                    text=f"{again.text}\nPrinted again by the Harbour Post, number {n}.",
                    published=date,
                    language="en",
                )
            )
            continue
        a, b = rng.sample(PARTIES, 2)
        matter = rng.choice(MATTERS)
        verb = rng.choice(("said it had agreed to", "promised to"))
        no = rng.choice(("denied that it agreed to", "refused to", "promised to"))
        lines = [f"{a} {verb} {matter} in year {n}.", *rng.sample(FILLER, 2), f"{b} {no} {matter} on day {n}."]
        out.append(Document(id=f"n{n}", text="\n".join(lines), published=date, language="en"))
    return out


def written(folder: Path, documents: list[Document]) -> Path:
    """The documents as one JSONL file."""
    path = folder / "notes.jsonl"
    rows = [
        {"id": d.id, "text": d.text, "published": d.published, "language": d.language, "url": d.url} for d in documents
    ]
    path.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    return path
