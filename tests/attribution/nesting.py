"""Score which attribution stands inside which, on invented sentences with known answers.

    python -m tests.attribution.nesting [rules|tagger|auto] [--wrong]

``nested.jsonl`` holds one text a line with its ``gold`` attributions: ``source``, ``cue`` and ``content`` as words of the
text (``said#2`` is the second *said*), and ``parent``, the number of the gold attribution around it. ``outer`` counts
those without a parent. ``inner links`` counts those with one, right only when their parent is the right one too. An
attribution is right when its cue overlaps, its source overlaps or is rightly absent, and its content shares at least half of
all words with the gold's.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from readouts.encoders.parse import parse
from readouts.extract.attribution.choose import engine_named
from readouts.extract.attribution.protocol import AttributionEngine
from readouts.model import Attribution, Document, Span

CASES = Path(__file__).with_name("nested.jsonl")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Gold:
    """One known attribution; ``parent`` is the number of the one around it."""

    source: list[Span]
    cue: list[Span]
    content: list[Span]
    parent: int | None


def place(text: str, words: str) -> Span:
    """Where words stand: whole words only, the n-th time for ``words#n``.

    >>> place("a cat, the cat", "cat#2")
    Span(start=11, end=14)
    """
    bare, _, nth = words.partition("#")
    found = list(re.finditer(rf"(?<!\w){re.escape(bare)}(?!\w)", text))
    m = found[int(nth or 1) - 1]
    return Span(m.start(), m.end())


def gold(text: str, rows: Sequence[dict[str, Any]]) -> list[Gold]:
    """The known attributions as spans."""
    return [
        Gold(
            [place(text, r["source"])] if r["source"] else [],
            [place(text, r["cue"])],
            [place(text, c) for c in r["content"]],
            r["parent"],
        )
        for r in rows
    ]


def cases() -> Iterator[tuple[str, str, list[Gold]]]:
    """Form, text and known attributions of each case."""
    for line in CASES.read_text(encoding="utf8").splitlines():
        row = json.loads(line)
        yield row["form"], row["text"], gold(row["text"], row["gold"])


def _touch(a: Sequence[Span], b: Sequence[Span]) -> bool:
    return any(s.overlaps(t) for s in a for t in b)


def _words(text: str, spans: Sequence[Span]) -> set[int]:
    return {m.start() for s in spans for m in _WORD.finditer(text, s.start, s.end)}


def _same(text: str, g: Gold, a: Attribution) -> bool:
    one, two = _words(text, g.content), _words(text, a.content)
    source = _touch(g.source, a.source) or (not g.source and not a.source)
    return _touch(g.cue, a.cue) and source and len(one & two) >= 0.5 * len(one | two)


@dataclass
class Count:
    """Right, predicted and known."""

    right: int = 0
    predicted: int = 0
    known: int = 0

    @property
    def f1(self) -> float:
        """F1 in percent."""
        return 200 * self.right / max(1, self.predicted + self.known)

    def __str__(self) -> str:
        p, r = 100 * self.right / max(1, self.predicted), 100 * self.right / max(1, self.known)
        return f"P {p:5.1f} R {r:5.1f} F1 {self.f1:5.1f}   (predicted {self.predicted}, known {self.known})"


def score(engine: AttributionEngine, *, wrong: bool = False) -> dict[str, Count]:
    """Counts of ``outer`` and ``inner links`` over all cases."""
    out = {"outer": Count(), "inner links": Count()}
    for form, text, known in cases():
        found = engine.attribute(Document(id="d", text=text), parse(text))
        by_id = {a.id: a for a in found}
        matched: dict[int, Attribution] = {}
        for n, g in enumerate(known):
            hit = next((a for a in found if a not in matched.values() and _same(text, g, a)), None)
            if hit is not None:
                matched[n] = hit
        right = {n for n, a in matched.items() if _linked(known[n], a, by_id, matched)}
        for n, g in enumerate(known):
            c = out["outer" if g.parent is None else "inner links"]
            c.known += 1
            c.right += n in right
        for a in found:
            out["outer" if a.parent is None else "inner links"].predicted += 1
        if wrong and (len(right) < len(known) or len(found) > len(right)):
            _show(form, text, known, found, right)
    return out


def _linked(g: Gold, a: Attribution, by_id: dict[str, Attribution], matched: dict[int, Attribution]) -> bool:
    if g.parent is None or a.parent is None:
        return g.parent is None and a.parent is None
    holder = matched.get(g.parent)
    return holder is not None and by_id[a.parent] is holder


def _show(form: str, text: str, known: list[Gold], found: list[Attribution], right: set[int]) -> None:
    print(f"\n[{form}] {text}")
    for n, g in enumerate(known):
        if n not in right:
            print("  missed:", *(" / ".join(s.of(text) for s in x) + " |" for x in (g.source, g.cue, g.content)))
    for a in found:
        parts = " | ".join(" / ".join(s.of(text) for s in x) for x in (a.source, a.cue, a.content))
        print(f"  {a.id} < {a.parent}: {parts}   {a.reasons[0]}")


def main() -> None:
    """Print the table."""
    names = [a for a in sys.argv[1:] if not a.startswith("-")] or ["rules", "tagger", "auto"]
    for name in names:
        for what, count in score(engine_named(name), wrong="--wrong" in sys.argv).items():
            print(f"{name:7s} {what:12s} {count}")


if __name__ == "__main__":
    main()
