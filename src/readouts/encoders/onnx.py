"""Trained models as ONNX graphs with their tokenizer: loaded once a process, run on the CPU. No torch here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

WEIGHTS = Path(__file__).parent / "weights"


class OnnxModel:
    """A folder holding ``tokenizer.json`` and one or more ``<graph>.onnx``; each is opened on first use.

    Args:
        folder: where the files stand.
        threads: threads a run may take. One: the tagger runs beside the parse and the reader beside the rules, so two cores are busy,
            and where documents are spread over processes each has its own.
    """

    def __init__(self, folder: Path, threads: int = 1) -> None:
        self.folder = folder
        self.threads = threads
        self._sessions: dict[str, Any] = {}

    @cached_property
    def tokenizer(self) -> Any:
        """The tokenizer, with neither truncation nor padding."""
        from tokenizers import Tokenizer  # noqa: PLC0415 - loaded on first use

        tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def run(self, graph: str, inputs: Mapping[str, NDArray[Any]]) -> list[NDArray[np.float32]]:
        """All outputs of one graph, in its order."""
        if graph not in self._sessions:
            import onnxruntime  # noqa: PLC0415 - loaded on first use: 0.2 s that --help need not pay

            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = self.threads
            # The arena would keep the largest batch ever seen; a long-running process should give it back.
            options.enable_cpu_mem_arena = False
            self._sessions[graph] = onnxruntime.InferenceSession(
                str(self.folder / f"{graph}.onnx"), options, providers=["CPUExecutionProvider"]
            )
        out: list[NDArray[np.float32]] = self._sessions[graph].run(None, dict(inputs))
        return out


@lru_cache(maxsize=4)
def load(name: str) -> OnnxModel:
    """The shipped model of that name, the same object each time.

    >>> load("attribution") is load("attribution")
    True
    """
    return OnnxModel(WEIGHTS / name)


def pad(rows: Sequence[Sequence[float]], fill: float, kind: type[np.generic] = np.int64) -> NDArray[Any]:
    """Rows of unlike length as one array, filled up on the right.

    >>> pad([[1, 2], [3]], 0).tolist()
    [[1, 2], [3, 0]]
    """
    out = np.full((len(rows), max(map(len, rows), default=0)), fill, dtype=kind)
    for n, row in enumerate(rows):
        out[n, : len(row)] = row
    return out


def softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Probabilities over the last axis."""
    top: NDArray[np.float32] = np.exp(scores - scores.max(axis=-1, keepdims=True))
    made: NDArray[np.float32] = top / top.sum(axis=-1, keepdims=True)
    return made
