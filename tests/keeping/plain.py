"""A chain of two rules that needs no models, for tests of keeping; run as a program it adds files to a ledger.

python -m tests.keeping.plain LEDGER FILE ...
"""

from __future__ import annotations

import re
import sys
import zlib

import numpy as np

from readouts.compare.pairs import content_words
from readouts.encoders.statements import DIM
from readouts.engine.inline import Extracted
from readouts.engine.keeping import Keeper
from readouts.ledger import open_store
from readouts.model import Account, Anchor, Document, NotAssessed, Party, Speaker, StanceName

_SAID = re.compile(r"(?P<party>[A-Z]\w+) (?P<verb>said it had agreed|denied that it agreed|refused|promised)[^.\n]*\.")
_STANCE: dict[str, StanceName] = {
    "said it had agreed": "affirms", "promised": "affirms", "denied that it agreed": "denies", "refused": "refuses",
}  # fmt: skip


class Plain:
    """Finds sentences such as ``Brann promised to mend the pier.``; its vectors are sums of a vector a word."""

    names = ("plain/1",)

    def extract(self, document: Document) -> Extracted:
        out = Extracted(document)
        if document.language not in (None, "en"):
            out.not_assessed = NotAssessed(document.id, f"language {document.language!r} is not supported")
            return out
        if "UNREADABLE" in document.text:
            raise ValueError("the parser gave up")
        for n, m in enumerate(_SAID.finditer(document.text)):
            anchor = Anchor.at(document, m.start(), m.end())
            party, stance = Party(m["party"]), _STANCE[m["verb"]]
            out.accounts.append(
                Account(f"x{n}", anchor, party, Speaker(m["party"], "organization"), stance, "indirect", certainty=0.8)
            )
            out.vectors[anchor.quote] = vector(anchor.quote)
        return out


def vector(words: str) -> np.ndarray:
    """The same words have the same vector in every process."""
    total = np.zeros(DIM, dtype=np.float32)
    for w in sorted(content_words(words)):
        total += np.random.default_rng(zlib.crc32(w.encode())).standard_normal(DIM).astype(np.float32)
    return np.asarray(total / max(float(np.linalg.norm(total)), 1e-9), dtype=np.float32)


if __name__ == "__main__":
    store = open_store(sys.argv[1])
    for kept in Keeper(store, Plain).add(sys.argv[2:]):
        print(kept.outcome, kept.source, flush=True)
