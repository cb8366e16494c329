"""Annotated documents as examples of the statement reader: pieces, place, cues and labels of every statement."""

from __future__ import annotations

import gzip
import hashlib
import json
import pickle
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from readouts.encoders.parse import parse_many
from readouts.encoders.statements import rows
from readouts.extract.stance import features
from readouts.model import STANCES, Document, Span
from readouts.text.units import statements
from readouts.text.wrapping import unwrapped

FOLDS = 5
MARKS = ("condition", "shift", "narration")


@dataclass
class Example:
    """One document: ``ids`` and ``features`` begin with the title; the rest has one row a statement."""

    id: str
    part: str
    story: str
    title: str
    texts: list[str]
    spans: list[Span]
    ids: list[list[int]]
    features: list[list[int]]
    place: Any
    labels: list[int] = field(default_factory=list)  # -1 none, else index into STANCES
    marks: Any = None
    quarrel: float = 0.0  # 1 where an account of this document contradicts another
    groups: list[str] = field(default_factory=list)  # the agreement of each statement's account, "" for none


def fold(e: Example) -> int:
    return int(hashlib.sha256(e.id.encode()).hexdigest(), 16) % FOLDS


def example(d: dict[str, Any], part: str, parsed: Any, tokenizer: Any, record: dict[str, Any] | None) -> Example | None:
    document = Document(id=d["id"], text=d["text"], title=d["title"] or "", kind=d["kind"])
    spans = statements(parsed)
    if not spans:
        return None
    r = rows(document, spans, tokenizer)
    texts = [s.of(document.text) for s in spans]
    out = Example(d["id"], part, d.get("story") or "", document.title, texts, spans, r.ids, r.features, features.place(document, spans))
    if record is not None:
        own = [a for a in record["accounts"] if a["doc"] == d["id"] and a.get("start") is not None]
        out.labels = label(spans, own)
        out.marks = np.zeros((len(spans), len(MARKS)), np.float32)
        for n, name in enumerate(("conditions", "shifts")):
            mark(out, n, [x for x in record.get(name, []) if x.get("doc") == d["id"] and x.get("start") is not None])
        mark(out, 2, [a for a in own if a["party"] == "narration"])
        sides = {c[s] for c in record["contradictions"] for s in "ab"}
        out.quarrel = float(any(record["accounts"][n]["doc"] == d["id"] for n in sides))
        out.groups = [""] * len(spans)
        for a in own:
            for n in touched(spans, a):
                out.groups[n] = out.groups[n] or str(a["agreement"])
    return out


def label(spans: list[Span], accounts: list[dict[str, Any]]) -> list[int]:
    """A statement has the stance of the first account that shares half of the shorter of the two with it."""
    out = [-1] * len(spans)
    for a in accounts:
        if a.get("start") is None:
            continue
        for n, s in enumerate(spans):
            shared = min(s.end, a["end"]) - max(s.start, a["start"])
            if out[n] < 0 and shared >= 0.5 * min(s.end - s.start, a["end"] - a["start"]):
                out[n] = STANCES.index(a["stance"])
    return out


def touched(spans: list[Span], a: dict[str, Any]) -> list[int]:
    """Statements that share half of the shorter of the two with a quotation."""
    least = a["end"] - a["start"]
    return [
        n for n, s in enumerate(spans)
        if min(s.end, a["end"]) - max(s.start, a["start"]) >= 0.5 * min(s.end - s.start, least)
    ]  # fmt: skip


def mark(e: Example, column: int, quotes: list[dict[str, Any]]) -> None:
    for q in quotes:
        e.marks[touched(e.spans, q), column] = 1


def load(folder: Path, tokenizer_file: Path, cache: Path | None = None) -> list[Example]:
    """Train and development documents in the order of their files."""
    if cache and cache.exists():
        return list(pickle.loads(cache.read_bytes()))
    tokenizer = Tokenizer.from_file(str(tokenizer_file))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    out = []
    for part in ("train", "dev"):
        opener: Any = gzip.open if part == "train" else open
        with opener(folder / ("train.jsonl.gz" if part == "train" else "dev.jsonl"), "rt", encoding="utf8") as f:
            records = [json.loads(line) for line in f]
        with gzip.open(folder / f"{part}_docs.jsonl.gz", "rt", encoding="utf8") as f:
            docs = {d["id"]: d for d in map(json.loads, f)}
        # Read as the product reads it: a text whose lines are broken at a column, with its lines joined.
        docs = {i: {**d, "text": unwrapped(d["text"])} for i, d in docs.items()}
        wanted = [(r, docs[i]) for r in records for i in r["docs"]]
        for (record, d), parsed in zip(wanted, parse_many(d["text"] for _, d in wanted), strict=True):
            if (e := example(d, part, parsed, tokenizer, record)) is not None:
                out.append(e)
    if cache:
        cache.write_bytes(pickle.dumps(out))
    return out
