"""Count in how many annotated statements each word stands, for the weight that shared words have in linking.

    python training/rarity.py ../shared/data/accounts src/readouts/compare/weights/rarity.json

Words are cut to six letters, as grouping cuts them; a word of fewer than three statements is left out.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from logistic import lines
from readouts.compare.pairs import content_words

LEAST = 3


def main(folder: Path, out: Path) -> None:
    quotes = {a["quote"] for r in lines(folder / "train.jsonl.gz") for a in r["accounts"]}
    counted = Counter(w for q in quotes for w in content_words(q))
    words = {w: n for w, n in sorted(counted.items()) if n >= LEAST and w.isalpha()}
    out.write_text(json.dumps({"statements": len(quotes), "words": words}, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
