"""Sentence vectors from the shipped MiniLM-L6 (int8), for topic and likeness. One session a process."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

WEIGHTS = Path(__file__).parent / "weights" / "sentences"
DIM = 384
_MAX_PIECES = 96
_BATCH = 16


def available() -> bool:
    """True when the weights are installed."""
    return (WEIGHTS / "model.onnx").is_file()


@lru_cache(maxsize=1)
def _load() -> tuple[Any, Any]:
    import onnxruntime  # noqa: PLC0415 - loaded on first use: 0.2 s that --help need not pay
    from tokenizers import Tokenizer  # noqa: PLC0415

    tokenizer = Tokenizer.from_file(str(WEIGHTS / "tokenizer.json"))
    tokenizer.enable_truncation(_MAX_PIECES)
    tokenizer.no_padding()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    return tokenizer, onnxruntime.InferenceSession(
        str(WEIGHTS / "model.onnx"), options, providers=["CPUExecutionProvider"]
    )


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """Unit vectors, one row a text: shape ``(len(texts), 384)``. Texts past 96 word pieces are cut there.

    >>> v = embed(["They agreed to share intelligence.", "They will share intelligence.", "It rained."])
    >>> bool(v[0] @ v[1] > v[0] @ v[2])
    True
    """
    if not texts:
        return np.zeros((0, DIM), dtype=np.float32)
    different = {t: n for n, t in enumerate(dict.fromkeys(texts))}
    return _embed(list(different))[[different[t] for t in texts]]


def _embed(texts: Sequence[str]) -> NDArray[np.float32]:
    out = np.zeros((len(texts), DIM), dtype=np.float32)
    tokenizer, session = _load()
    ids = [e.ids for e in tokenizer.encode_batch(list(texts))]
    # Texts of like length go together, so that little of a batch is padding.
    order = sorted(range(len(ids)), key=lambda n: len(ids[n]))
    for at in range(0, len(order), _BATCH):
        rows = order[at : at + _BATCH]
        width = max(len(ids[n]) for n in rows)
        tokens = np.zeros((len(rows), width), dtype=np.int64)
        mask = np.zeros_like(tokens)
        for r, n in enumerate(rows):
            tokens[r, : len(ids[n])] = ids[n]
            mask[r, : len(ids[n])] = 1
        out[rows] = session.run(None, {"input_ids": tokens, "attention_mask": mask})[0]
    return out
