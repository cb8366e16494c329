"""How often a speaker is taken to the right party: gold speakers in, gold parties expected.

usage: python training/standing_check.py STORIES DOCS SCORER_DIR [--limit N] [--cache FILE] [--wrong N]
"""

from __future__ import annotations

import argparse
import collections
import gzip
import json
import pickle
import random
import sys
from pathlib import Path
from typing import Any

from readouts.encoders.parse import parse_many
from readouts.extract.standing import resolve
from readouts.model.types import Document, Span, Speaker
from readouts.vocabulary import Actors


def read(path: Path) -> list[dict[str, Any]]:
    """The JSON objects of a plain or gzip'd file."""
    with gzip.open(path, "rt", encoding="utf8") if path.suffix == ".gz" else path.open(encoding="utf8") as lines:
        return [json.loads(line) for line in lines]


def locate(text: str, name: str, quote: str) -> Span | None:
    """The mention of a speaker nearest to the quote; within 600 characters of it, when it can be had there."""
    at = max(0, text.find(quote))
    low, high = max(0, at - 600), at + len(quote) + 300
    hits, found = [], text.find(name)
    while found >= 0:
        hits.append(found)
        found = text.find(name, found + 1)
    near = [h for h in hits if low <= h <= high] or hits
    if not near:
        return None
    start = min(near, key=lambda h: abs(h - at))
    return Span(start, start + len(name))


def main() -> None:
    """Print the share of right, wrong and unresolved, and a sample of what went wrong."""
    args = argparse.ArgumentParser()
    args.add_argument("stories", type=Path)
    args.add_argument("docs", type=Path)
    args.add_argument("scorer", type=Path)
    args.add_argument("--limit", type=int, default=250)
    args.add_argument("--cache", type=Path)
    args.add_argument("--wrong", type=int, default=40)
    a = args.parse_args()
    sys.path.insert(0, str(a.scorer))
    from score_accounts import norm_party  # type: ignore[import-not-found]

    stories = read(a.stories)
    random.Random(3).shuffle(stories)
    stories = [s for s in stories if s["accounts"]][: a.limit]
    wanted = {x["doc"] for s in stories for x in s["accounts"]}
    docs = {d["id"]: d for d in read(a.docs) if d["id"] in wanted}
    if a.cache and a.cache.exists():
        parses = pickle.loads(a.cache.read_bytes())
    else:
        parses = dict(zip(docs, parse_many(d["text"] for d in docs.values()), strict=True))
        if a.cache:
            a.cache.write_bytes(pickle.dumps(parses))
    keys = set(Document.__dataclass_fields__) - {"furniture", "pages", "notes"}
    made = {i: Document(**{k: v for k, v in d.items() if k in keys}) for i, d in docs.items()}
    actors, tally, wrong = Actors.default(), collections.Counter[str](), []
    basis: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0])
    for s in stories:
        for x in s["accounts"]:
            doc = made.get(x["doc"])
            if doc is None or x["voice"] == "narration" or x["speaker"] == "narration":
                continue
            span = locate(doc.text, x["speaker"], x["quote"])
            speaker = Speaker(x["speaker"], "person", span=span)
            got = resolve(speaker, document=doc, parse=parses[doc.id], actors=actors)
            name = got.party.name if got.party else None
            aliases = s.get("aliases") or {}
            ok = norm_party(name, aliases) == norm_party(x["party"], aliases)
            tally["right" if ok else "wrong" if name else "none"] += 1
            how = got.links[-1].basis if got.links else "none"
            basis[how][not ok] += 1
            if not ok:
                wrong.append((x["party"], x["speaker"], name, how, s["story"][:14], bool(span)))
    n = sum(tally.values())
    print(n, {k: f"{v} ({v / n:.1%})" for k, v in tally.items()})
    print({k: tuple(v) for k, v in basis.items()})
    print(collections.Counter((w[0], w[2], w[3]) for w in wrong).most_common(a.wrong))
    for row in random.Random(len(wrong)).sample(wrong, min(a.wrong, len(wrong))):
        print(row)


if __name__ == "__main__":
    main()
